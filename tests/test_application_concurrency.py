from contextlib import contextmanager

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from .covercheck import committed


@contextmanager
def abandoned():
    """An environment on a cursor of its own, rolled back at the end as when a server is killed."""
    with Registry(get_db_name()).cursor() as cursor:
        yield api.Environment(cursor, SUPERUSER_ID, {})
        cursor.rollback()


@tagged('post_install', '-at_install')
class TestTwoFinaliseAtOnce(BaseCase):
    """Two real transactions want to send the same signed application."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with committed() as env:
            company = env['res.company'].search([], limit=1)
            brand = env['fleet.vehicle.model.brand'].create({'name': "Two at once"})
            model = env['fleet.vehicle.model'].create(
                {'name': "Rad", 'brand_id': brand.id, 'vehicle_type': 'bike'},
            )
            partner = env['res.partner'].create({'name': "Two at Once"})
            vehicle = env['fleet.vehicle'].create(
                {'model_id': model.id, 'usage': 'customer', 'owner_id': partner.id, 'company_id': company.id}
            )
            connection = env['insurance.connection'].create(
                {
                    'name': "Two at once",
                    'provider': 'wertgarantie',
                    'company_id': company.id,
                    'recipient_name': "Nobody",
                    'wertgarantie_agent_number': '1',
                }
            )
            application = env['insurance.application'].create(
                {
                    'connection_id': connection.id,
                    'company_id': company.id,
                    'partner_id': partner.id,
                    'vehicle_id': vehicle.id,
                    'contract_number': '1',
                    'state': 'signed',
                }
            )
        cls.records = (application, connection, vehicle, model, brand, partner)
        cls.application = application
        cls.addClassCleanup(cls.remove)

    @classmethod
    def remove(cls):
        with committed() as env:
            for record in cls.records:
                record.with_env(env).unlink()

    def claim(self, env):
        self.application.with_env(env)._claim('signed')

    def test_second_waits_for_nothing_and_sends_nothing(self):
        with abandoned() as first, abandoned() as second:
            self.claim(first)
            with self.assertRaisesRegex(UserError, "being submitted right now|submitted already|right now"):
                self.claim(second)

    def test_killed_before_the_commit_leaves_it_signed(self):
        with abandoned() as first:
            self.claim(first)
        with abandoned() as second:
            self.claim(second)
            self.assertEqual(self.application.with_env(second).state, 'sending')

    def test_earlier_snapshot_does_not_send(self):
        """A request that began before the other one committed is repeated by Odoo, and then refused."""
        with mute_logger('odoo.sql_db'), abandoned() as late:
            self.assertEqual(self.application.with_env(late).state, 'signed')
            with committed() as early:
                self.application.with_env(early).state = 'sending'
            self.addCleanup(self.sign_again)
            with self.assertRaises(SerializationFailure):
                self.claim(late)
        with abandoned() as again, self.assertRaisesRegex(UserError, "right now"):
            self.claim(again)

    def sign_again(self):
        with committed() as env:
            self.application.with_env(env).state = 'signed'
