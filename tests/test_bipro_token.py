import time
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from unittest.mock import patch

from odoo.tests import BaseCase, tagged
from odoo.tools import SQL

from odoo.addons.dealer_insurance.connectors import bipro
from odoo.addons.dealer_insurance.connectors.errors import AuthenticationError, ConnectorError, Unavailable

from ..models.connection import insurance_connection_bipro_token
from ..models.connection.insurance_connection_bipro_account import account_key
from ..models.connection.insurance_session import LOGGING_IN
from .bipro_connection import GROUP, PASSWORD, USER, BiproMixin, BiproWorkersMixin
from .common import DealerCommon

NEW_PASSWORD = 'Musterwald-10'


def list_shipments(access, token):
    with bipro.Transfer(access, token) as transfer:
        return transfer.list()


@tagged('post_install', '-at_install')
class TestBiproToken(BiproMixin, DealerCommon):
    def ask(self):
        self.env.flush_all()  # nobody asks over what is not saved
        return self.ruv._bipro_call(list_shipments)

    def sessions(self):
        return self.env['insurance.session'].search([('connection_id', '=', self.ruv.id)])

    def logins(self):
        return self.booked_user()['logins']

    # Kept

    def test_one_login_for_all_calls(self):
        self.fill(count=3)
        self.ask()
        self.fetch()
        self.ask()
        self.assertEqual(self.logins(), 1)

    def test_renewed_before_it_expires(self):
        self.set(token_seconds=50)
        self.ask()
        self.ask()
        self.assertEqual(self.logins(), 2)

    def test_renewed_once_when_it_is_refused(self):
        for how in ('fault', 'nok', '401', '403'):
            with self.subTest(how):
                self.set(invalid_token=how)
                self.ask()
                before = self.logins()
                self.simulator.call('DELETE', '/tokens')
                self.ask()
                self.assertEqual(self.logins(), before + 1)

    def test_renewed_in_the_middle_of_a_run(self):
        self.fill(count=4)
        self.set(token_uses=3)
        run = self.fetch()
        self.assertEqual((run.state, run.fetched, run.failed), ('done', 4, 0))
        self.assertEqual(self.logins(), 3)
        self.assertBooksInOrder()

    def test_refused_again_and_again(self):
        self.fill()
        self.answer('listShipments', '00962', times='always')
        with self.assertRaises(Unavailable):
            self.ask()
        self.assertEqual(self.logins(), 2)
        self.assertEqual(self.fetch().state, 'postponed')
        self.assertEqual(self.ruv.state, 'active')

    def test_not_for_other_access_data(self):
        self.ask()
        self.change_user(password=NEW_PASSWORD)
        self.ruv.bipro_password_entry = NEW_PASSWORD
        self.ask()
        self.assertEqual(self.logins(), 2)

    def test_nobody_reads_it(self):
        self.ask()
        self.assertTrue(self.sessions().expires_at)
        self.assertNotIn(self.sessions().key, repr(self.ruv._bipro_token(self.ruv._bipro_access())))

    # Refused

    def test_first_refusal_blocks(self):
        self.ruv.action_deactivate()
        for code, change in (
            ('00961', {'password': NEW_PASSWORD}),
            ('00964', {'state': 'locked'}),
            ('00966', {'state': 'expired'}),
        ):
            with self.subTest(code):
                self.simulator.call('POST', '/reset')
                connection = self.make_bipro()
                self.fill(count=2)
                self.change_user(**change)
                for _run in range(3):
                    run = self.fetch(connection)
                self.assertEqual((connection.state, run.state), ('blocked', 'failed'))
                self.assertEqual(len(connection.transfer_run_ids), 1)
                with self.assertRaises(AuthenticationError):
                    connection._bipro_call(list_shipments)
                user = self.booked_user()
                self.assertEqual((user['refused_logins'], user['repeated_refused_logins']), ([code], 0))
                self.assertLessEqual(user['most_wrong_in_a_row'], 1)
                connection.unlink()

    def test_password_expires_in_the_middle(self):
        self.fill(count=6)
        self.set(token_uses=4)
        self.ask()
        self.change_user(state='expired')
        run = self.fetch()
        self.assertEqual((self.ruv.state, run.state), ('blocked', 'failed'))
        self.assertIn("expired", run.message)
        self.assertTrue(run.fetched)
        self.assertEqual(self.booked_user()['refused_logins'], ['00966'])
        self.change_user(state='active', password=NEW_PASSWORD)
        self.set(token_uses=0)
        self.ruv.with_user(self.insurance_manager).bipro_password_entry = NEW_PASSWORD
        self.assertEqual(self.ruv.state, 'active')
        run = self.fetch()
        self.assertEqual(run.state, 'done')
        self.assertEqual(set(self.shipments().mapped('state')), {'acknowledged'})
        self.assertEqual(self.booked_user()['wrong_logins'], 0)
        self.assertBooksInOrder()

    def test_new_password_while_the_old_one_is_being_refused(self):
        def refused_late(access, token):
            self.ruv.with_user(self.insurance_manager).bipro_password_entry = NEW_PASSWORD
            raise AuthenticationError("credentials")

        with self.assertRaises(AuthenticationError):
            self.ruv._bipro_call(refused_late)
        self.assertEqual(self.ruv.state, 'active', "The new password was not refused")

    def test_manager_is_told_where_to_go(self):
        self.change_user(state='expired')
        self.fetch()
        activity = self.ruv.activity_ids.filtered(lambda activity: activity.user_id == self.insurance_manager)
        self.assertIn(self.insurer.portal_url, activity.note)
        self.assertIn(self.insurer.password_url, activity.note)
        self.ruv.bipro_password_entry = NEW_PASSWORD
        self.assertFalse(self.ruv.activity_ids)

    def test_outage_of_the_login_blocks_nothing(self):
        self.simulator.fault('503', times='always')
        self.assertEqual(self.fetch().state, 'postponed')
        self.assertEqual(self.ruv.state, 'active')

    def test_nobody_waits_long_for_a_login(self):
        self.simulator.fault('slow', seconds=2, address='/sts')
        with patch.object(insurance_connection_bipro_token, 'LOGIN_LIMITS', bipro.Limits(read_seconds=0.2)):
            self.assertEqual(self.fetch().state, 'postponed')
        self.assertEqual(self.ruv.state, 'active')

    def test_no_secret_in_the_log(self):
        self.change_user(state='locked')
        with self.assertLogs('odoo.addons.dealer_insurance', 'DEBUG') as log:
            self.fetch()
        for secret in (USER, PASSWORD):
            self.assertNotIn(secret, str(log.output))


@tagged('post_install', '-at_install')
class TestBiproTokenOfManyWorkers(BiproWorkersMixin, BaseCase):
    WORKERS = 4

    def work(self, connection):
        """What one worker does in a transaction of its own; whether it was served."""
        try:
            with self.committed() as env:
                own = connection.with_env(env)
                own.read(['state'])
                own._bipro_call(list_shipments)
                return True
        except ConnectorError:
            return False

    def fetch(self, connection):
        with self.committed() as env:
            connection.with_env(env)._fetch_bipro()

    def let_all(self, work, *connections):
        """Each worker with one of the connections, in turn."""
        with ThreadPoolExecutor(self.WORKERS) as pool:
            return list(pool.map(work, islice(cycle(connections), self.WORKERS)))

    def test_one_logs_in_for_all(self):
        connection = self.make_connection()
        self.simulator.fault('slow', seconds=0.2, address='/sts')
        self.assertEqual(self.let_all(self.work, connection), [True] * self.WORKERS)
        self.assertEqual(self.books()['users'][USER]['logins'], 1)

    def test_one_new_login_for_all(self):
        connection = self.make_connection()
        self.assertTrue(self.work(connection))
        self.simulator.call('DELETE', '/tokens')
        self.simulator.fault('slow', seconds=0.2, address='/sts')
        self.assertEqual(self.let_all(self.work, connection), [True] * self.WORKERS)
        self.assertEqual(self.books()['users'][USER]['logins'], 2)

    def test_wrong_password_is_tried_once(self):
        connection = self.make_connection('Musterwald-9')
        self.simulator.fault('slow', seconds=0.2, address='/sts')
        self.assertEqual(self.let_all(self.work, connection), [False] * self.WORKERS)
        self.assertEqual(self.books()['users'][USER]['wrong_logins'], 1)
        self.assertEqual(self.states(connection), {'blocked'})

    def test_wrong_password_of_several_connections_is_tried_once(self):
        """The companies of a group have one portal, and the third wrong login locks the account."""
        connections = [self.make_connection('Musterwald-9', insurer) for insurer in GROUP]
        self.simulator.fault('slow', seconds=0.2, address='/sts')
        self.assertEqual(self.let_all(self.work, *connections), [False] * self.WORKERS)
        user = self.books()['users'][USER]
        self.assertEqual((user['wrong_logins'], user['state']), (1, 'active'))
        self.assertEqual(self.states(*connections), {'blocked'})

    def test_password_entered_while_others_wait_for_the_login(self):
        """They have read the old one, and must not try it one after another."""
        connection = self.make_connection('Musterwald-9')
        key = account_key(bipro.Access(user=USER))
        with ThreadPoolExecutor(self.WORKERS) as pool:
            with self.committed() as env, env['insurance.session']._alone(key):
                served = pool.map(self.work, [connection] * self.WORKERS)
                self.wait_for_waiting(self.WORKERS)
                with self.committed() as other_env:
                    connection.with_env(other_env).bipro_password_entry = PASSWORD
            self.assertEqual(list(served), [True] * self.WORKERS)
        user = self.books()['users'][USER]
        self.assertEqual((user['logins'], user['wrong_logins']), (1, 0))
        self.assertEqual(self.states(connection), {'active'})

    def wait_for_waiting(self, number):
        """Until so many workers wait for the login of another one."""
        waiting = SQL(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND classid = %s", LOGGING_IN
        )
        for _try in range(200):
            with self.committed() as env:
                [[found]] = env.execute_query(waiting)
            if found >= number:
                return
            time.sleep(0.05)
        self.fail("Nobody waits")

    def test_blocked_although_the_caller_rolls_back(self):
        """Noted while the only one who may log in is inside."""
        connection = self.make_connection('Musterwald-9')
        with self.assertRaises(ZeroDivisionError), self.committed() as env:
            own = connection.with_env(env)
            with self.assertRaises(AuthenticationError):
                own._bipro_call(list_shipments)
            own.name = 1 / 0
        self.assertEqual(self.states(connection), {'blocked'})
        with self.committed() as env:
            own = connection.with_env(env)
            self.assertFalse(own.bipro_cron_id.active)
            self.assertTrue(own.activity_ids or not own._managers(own.company_id))
        self.assertFalse(self.work(connection))
        self.assertEqual(self.books()['users'][USER]['wrong_logins'], 1)

    def test_only_one_fetches(self):
        connection = self.make_connection()
        self.simulator.call('POST', '/shipments', '{"count": 20}')
        self.let_all(self.fetch, connection)
        totals = self.books()['totals']
        self.assertEqual(
            (totals['listed'], totals['asked'], totals['acknowledged'], totals['repeated']), (20, 20, 20, 0)
        )
        with self.committed() as env:
            runs = connection.with_env(env).transfer_run_ids
            self.assertEqual(sum(runs.mapped('fetched')), 20)
