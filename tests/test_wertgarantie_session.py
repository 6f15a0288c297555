from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from unittest.mock import patch
from uuid import uuid4

from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import BaseCase, tagged

from ..models.connection.insurance_session import LOGGING_IN
from . import simulator
from .common import DealerCommon
from .covercheck import committed
from .wertgarantie import FIRST_NUMBER, ORIGIN, PASSWORD, SHOP_NUMBER, USER, WertgarantieMixin


@tagged('post_install', '-at_install')
class TestSession(WertgarantieMixin, DealerCommon):
    def ask(self):
        return self.wertgarantie.with_user(self.salesperson)._ask_wertgarantie(
            lambda client: client.products(FIRST_NUMBER)
        )

    def test_one_login_for_all_employees(self):
        self.ask()
        self.wertgarantie.with_user(self.accountant)._products('bike')
        self.assertEqual(self.logins(), {'right': 1, 'wrong': 0})

    def test_one_new_login_when_it_has_expired(self):
        self.ask()
        self.expire_sessions()
        self.assertTrue(self.ask())
        self.ask()
        self.assertEqual(self.logins(), {'right': 2, 'wrong': 0})

    def test_not_for_other_access_data(self):
        self.ask()
        self.wertgarantie.wertgarantie_password_entry = 'Speichen-2025'
        with self.assertRaisesRegex(UserError, "refused your access data"):
            self.ask()
        self.assertEqual(self.logins(), {'right': 1, 'wrong': 1})

    def test_each_connection_has_its_own(self):
        self.ask()
        other, employee = self.make_austrian_shop()
        self.assertTrue(other.with_user(employee)._products('bike'))
        self.ask()
        self.assertEqual(self.logins(), {'right': 2, 'wrong': 0})

    def test_nothing_is_sent_unless_active(self):
        self.wertgarantie.action_deactivate()
        with self.assertRaisesRegex(UserError, "is not active, so nothing was sent"):
            self.ask()
        self.assertFalse(self.simulator.received())

    def test_queries(self):
        self.ask()
        connection = self.wertgarantie.with_user(self.salesperson)
        connection._products('bike')
        connection._manufacturers()
        for queries, ask in (
            (8, lambda: connection._products('bike')),
            (5, lambda: connection._propose_manufacturer("Gazelle")),
        ):
            self.env.invalidate_all()
            with self.assertQueryCount(queries):
                ask()

    def test_no_secret_in_the_log(self):
        with self.assertLogs('odoo.addons.dealer_insurance', 'DEBUG') as log:
            self.ask()
        session = self.env['insurance.session'].search([('connection_id', '=', self.wertgarantie.id)])
        for secret in (PASSWORD, USER, session.key):
            self.assertNotIn(secret, str(log.output))


@tagged('post_install', '-at_install')
class TestSessionOfManyWorkers(BaseCase):
    """On real cursors, as workers have them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Odoo holds it as long as tests run, as if no other thread might need the registry.
        cls.startClassPatcher(patch.object(Registry, '_lock', DummyRLock()))
        cls.simulator = simulator.start('wertgarantie')
        cls.addClassCleanup(cls.simulator.stop)

    def setUp(self):
        super().setUp()
        self.simulator.forget()
        self.simulator.call('DELETE', '/books')

    def make_connection(self, password=PASSWORD):
        with committed() as env:
            company = env['res.company'].create({'name': f"Radhaus {uuid4()}", 'country_id': env.ref('base.de').id})
            connection = env['insurance.connection'].create(
                {
                    'name': "Many workers",
                    'provider': 'wertgarantie',
                    'company_id': company.id,
                    'recipient_name': "Wertgarantie (Simulator)",
                    'recipient_address': "Beispielhausen",
                    'wertgarantie_base_url': self.simulator.address,
                    'wertgarantie_user': USER,
                    'wertgarantie_password': password,
                    'wertgarantie_origin': ORIGIN,
                }
            )
            connection.action_activate()
        self.addCleanup(self.remove, connection, company)
        return connection

    def remove(self, connection, company):
        with committed() as env:
            connection.with_env(env).unlink()
            company.with_env(env).active = False

    def ask(self, connection):
        with committed() as env:
            connection.with_env(env)._ask_wertgarantie(lambda client: client.products(SHOP_NUMBER))

    def logins(self):
        return self.simulator.call('GET', '/books').json()['logins']

    @contextmanager
    def worker(self, connection):
        """The connection as a transaction sees it that began before what comes next."""
        with committed() as env:
            own = connection.with_env(env)
            self.assertEqual(own.state, 'active')
            yield own

    def test_one_logs_in_for_all(self):
        connection = self.make_connection()
        with self.worker(connection) as early:
            client = early._wertgarantie_client()
            self.ask(connection)
            self.assertTrue(client.products(SHOP_NUMBER))
        self.assertEqual(self.logins(), {'right': 1, 'wrong': 0})

    def test_one_new_login_for_all(self):
        connection = self.make_connection()
        self.ask(connection)
        with self.worker(connection) as early:
            client = early._wertgarantie_client()
            self.simulator.call('DELETE', '/sessions')
            self.ask(connection)
            self.assertTrue(client.products(SHOP_NUMBER))
        self.assertEqual(self.logins(), {'right': 2, 'wrong': 0})

    def test_wrong_password_is_tried_once(self):
        connection = self.make_connection('Speichen-2025')
        with self.worker(connection) as early:
            with self.assertRaisesRegex(UserError, "refused your access data"):
                self.ask(connection)
            with self.assertRaisesRegex(UserError, "refused your access data"):
                early._ask_wertgarantie(lambda client: client.products(SHOP_NUMBER))
        self.assertEqual(self.logins(), {'right': 0, 'wrong': 1})
        with committed() as env:
            self.assertEqual(connection.with_env(env).state, 'blocked')

    def test_wrong_password_is_tried_once_by_two_who_test_it(self):
        connection = self.make_connection('Speichen-2025')
        barrier = Barrier(2)

        def press_test():
            with self.assertRaisesRegex(UserError, "refused your access data"), self.worker(connection) as own:
                barrier.wait(20)
                own.action_test_wertgarantie()

        with ThreadPoolExecutor(2) as pool:
            for pressed in [pool.submit(press_test), pool.submit(press_test)]:
                pressed.result()
        self.assertEqual(self.logins(), {'right': 0, 'wrong': 1})
        self.assertEqual(self.state_of(connection), 'blocked')

    def test_wrong_password_is_not_tested_after_others_have_tried_it(self):
        connection = self.make_connection('Speichen-2025')
        with self.assertRaisesRegex(UserError, "refused"), self.worker(connection) as early:
            with self.assertRaisesRegex(UserError, "refused"):
                self.ask(connection)
            early.action_test_wertgarantie()
        self.assertEqual(self.logins(), {'right': 0, 'wrong': 1})

    def test_late_refusal_of_the_old_password_leaves_the_new_one(self):
        connection = self.make_connection('Speichen-2025')

        def ask_while_manager_enters_another(client):
            with committed() as env:
                connection.with_env(env).wertgarantie_password = PASSWORD
            return client.products(SHOP_NUMBER)

        with self.assertRaisesRegex(UserError, "refused"), self.worker(connection) as own:
            own._ask_wertgarantie(ask_while_manager_enters_another)
        self.assertEqual(self.state_of(connection), 'active')
        self.ask(connection)
        self.assertEqual(self.logins(), {'right': 1, 'wrong': 1})

    def state_of(self, connection):
        with committed() as env:
            return connection.with_env(env).state

    def test_only_one_at_a_time(self):
        connection, other = self.make_connection(), self.make_connection()
        with committed() as env, env['insurance.session']._alone(connection.id):
            self.assertFalse(self.gets_in(connection))
            self.assertTrue(self.gets_in(other))
        self.assertTrue(self.gets_in(connection))

    def gets_in(self, connection):
        with committed() as env:
            env.cr.execute('SELECT pg_try_advisory_xact_lock(%s, %s)', [LOGGING_IN, connection.id])
            return env.cr.fetchone()[0]

    def test_kept_when_the_caller_rolls_back(self):
        connection = self.make_connection()
        with self.assertRaises(ZeroDivisionError), self.worker(connection) as own:
            own._ask_wertgarantie(lambda client: client.products(SHOP_NUMBER))
            own.name = 1 / 0
        self.ask(connection)
        self.assertEqual(self.logins(), {'right': 1, 'wrong': 0})

    def test_manager_writes_meanwhile(self):
        """Neither waits for the other."""
        connection = self.make_connection()
        with self.worker(connection) as own:
            own.name = "Renamed"
            own.flush_recordset()
            own._ask_wertgarantie(lambda client: client.products(SHOP_NUMBER))
        self.assertEqual(self.logins(), {'right': 1, 'wrong': 0})
