import json
from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import get_db_name

from . import simulator

USER, PASSWORD = 'rmp100001', 'Musterwald-1'
OTHER_USER, OTHER_PASSWORD = 'rmp100002', 'Musterwald-2'
USER_WITHOUT_RIGHTS, PASSWORD_WITHOUT_RIGHTS = 'rmp100003', 'Musterwald-3'
# Insurers that share one portal.
GROUP = ('insurer_ruv', 'insurer_kravag_allgemeine', 'insurer_kravag_logistic', 'insurer_condor')
TICKET = 'VkRHLU1VU1RFUlRJQ0tFVA=='


class BiproMixin:
    """R+V, spoken to by the simulator.

    To be mixed into ``DealerCommon``. ``cls.ruv`` is the active connection. Each test finds
    the simulator as if just started.
    """

    simulator_options = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.simulator = simulator.start('bipro', *cls.simulator_options)
        cls.addClassCleanup(cls.simulator.stop)
        cls.insurer = cls.env.ref('dealer_insurance.insurer_ruv')
        cls.ruv = cls.make_bipro()

    def setUp(self):
        super().setUp()
        if not self._registry_patched:
            self.registry_enter_test_mode()
        self.simulator.call('POST', '/reset')

    @classmethod
    def make_bipro(cls, is_active=True, **values):
        """A connection to R+V in the dealer's company unless the values say otherwise."""
        connection = cls.env['insurance.connection'].create(
            {
                'name': "R+V",
                'provider': 'bipro',
                'company_id': cls.company.id,
                'insurer_id': cls.insurer.id,
                'environment': 'test',
                'bipro_user': USER,
                'bipro_password_entry': PASSWORD,
                'bipro_sts_url': f'{cls.simulator.address}/sts',
                'bipro_transfer_url': f'{cls.simulator.address}/transfer',
                'bipro_extranet_url': f'{cls.simulator.address}/extranet',
                **values,
            }
        )
        if is_active:
            connection.action_activate()
        return connection

    def fetch(self, connection=None):
        """Let the scheduled action run; its protocol."""
        connection = connection or self.ruv
        self.env.flush_all()
        connection.bipro_cron_id.method_direct_trigger()
        self.env.invalidate_all()
        return connection.last_run_id

    def shipments(self, connection=None):
        return self.env['insurance.shipment'].search(
            [('connection_id', '=', (connection or self.ruv).id)], order='external_id'
        )

    def wait_over(self):
        """Let the time pass after which what failed is tried again."""
        self.shipments().filtered('retry_at').retry_at = fields.Datetime.now()

    # The simulator

    def post(self, target, body):
        reply = self.simulator.call('POST', target, json.dumps(body))
        self.assertEqual(reply.status, 200, reply.text)
        return reply.json()

    def fill(self, **members):
        """Shipments that wait for the user; their ids."""
        return self.post('/shipments', members)['ids']

    def set(self, **settings):
        self.post('/settings', settings)

    def answer(self, operation, code, **options):
        """The next call of the operation is answered so."""
        self.post('/messages', {'operation': operation, 'code': code, **options})

    def change_user(self, name=USER, **members):
        self.post('/users', {name: members})

    def books(self):
        return self.simulator.call('GET', '/books').json()

    def booked_user(self, name=USER):
        return self.books()['users'][name]

    def assertBooksInOrder(self):
        books = self.books()
        self.assertEqual(books['findings'], [])
        self.assertEqual(books['entity_calls'], 0)


class BiproWorkersMixin:
    """On real cursors, as workers have them. To be mixed into ``BaseCase``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        # Odoo holds it as long as tests run, as if no other thread might need the registry.
        cls.startClassPatcher(patch.object(Registry, '_lock', DummyRLock()))
        cls.simulator = simulator.start('bipro')
        cls.addClassCleanup(cls.simulator.stop)

    def setUp(self):
        super().setUp()
        self.simulator.call('POST', '/reset')

    @contextmanager
    def committed(self):
        with self.registry.cursor() as cursor:
            yield api.Environment(cursor, SUPERUSER_ID, {})

    def make_connection(self, password=PASSWORD, insurer='insurer_ruv'):
        with self.committed() as env:
            connection = env['insurance.connection'].create(
                {
                    'name': f"Many workers {self._testMethodName}",
                    'provider': 'bipro',
                    'insurer_id': env.ref(f'dealer_insurance.{insurer}').id,
                    'bipro_user': USER,
                    'bipro_password': password,
                    'bipro_sts_url': f'{self.simulator.address}/sts',
                    'bipro_transfer_url': f'{self.simulator.address}/transfer',
                }
            )
            connection.action_activate()
            connection.bipro_cron_id.active = False
        self.addCleanup(self.remove, connection)
        return connection

    def remove(self, connection):
        with self.committed() as env:
            own = connection.with_env(env)
            shipments = env['insurance.shipment'].search([('connection_id', '=', own.id)])
            documents = shipments.document_ids
            files = documents.attachment_id
            documents.attachment_id = False
            files.unlink()
            documents.unlink()
            shipments.unlink()
            own.unlink()

    def states(self, *connections):
        with self.committed() as env:
            return {connection.with_env(env).state for connection in connections}

    def books(self):
        return self.simulator.call('GET', '/books').json()
