import logging
from contextlib import contextmanager
from typing import NamedTuple
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged

from ..connectors import covercheck
from .covercheck import CHECK_ID
from .handover import BLOCKED_CHECK_ID, HandoverCommon
from .local_server import free_port

SHORT = {'connect_seconds': 1, 'read_seconds': 0.3}
LATE = 0.8  # seconds


class Case(NamedTuple):
    """
    :ivar fault: of the simulator
    :ivar state: what the hand-over comes to
    :ivar words: part of the sentence shown
    :ivar accepted: whether the simulator kept it, whatever it answered
    """

    fault: dict
    state: str
    words: str
    accepted: bool = False


UNKNOWN, FAILED, REFUSED = "not known whether", "cannot be reached", "has not accepted"
CASES = {
    "time-out before acceptance": Case({'fault': 'slow', 'after': False, 'seconds': LATE}, 'unknown', UNKNOWN),
    "time-out after acceptance": Case({'fault': 'slow', 'after': True, 'seconds': LATE}, 'unknown', UNKNOWN, True),
    "dropped before acceptance": Case({'fault': 'drop', 'after': False}, 'unknown', UNKNOWN),
    "dropped after acceptance": Case({'fault': 'drop', 'after': True}, 'unknown', UNKNOWN, True),
    "500": Case({'fault': '500'}, 'unknown', UNKNOWN),
    "500 after acceptance": Case({'fault': '500', 'after': True}, 'unknown', UNKNOWN, True),
    "503": Case({'fault': '503'}, 'unknown', UNKNOWN),
    "429": Case({'fault': 'busy'}, 'failed', FAILED),
    "HTML instead of JSON": Case({'fault': 'rubbish'}, 'unknown', UNKNOWN, True),
    "oversized": Case({'fault': 'oversized'}, 'unknown', UNKNOWN, True),
    "truncated": Case({'fault': 'truncated'}, 'unknown', UNKNOWN, True),
    "another reference": Case({'fault': 'altered', 'members': {'reference': 'x'}}, 'unknown', UNKNOWN, True),
    "no acknowledgement": Case({'fault': 'altered', 'members': {'acknowledgement': None}}, 'unknown', UNKNOWN, True),
    "redirect": Case({'fault': 'redirect'}, 'unknown', UNKNOWN),
}


@tagged('post_install', '-at_install')
class TestHandoverFaults(HandoverCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.take_consent(cls.person, cls.connection)
        cls.classPatch(cls.registry['insurance.handover'], '_callback_limits', SHORT)

    def setUp(self):
        super().setUp()
        self.registry_enter_test_mode()
        self.set_check_id(CHECK_ID, 'active')

    def set_check_id(self, check_id, state):
        reply = self.simulator.call(
            'POST',
            '/check-ids',
            f'{{"{check_id}": "{state}"}}',
            Content_Type='application/json',
        )
        self.assertEqual(reply.status, 200)

    def personal_values(self):
        person, car = self.person, self.car
        return [
            person.firstname,
            person.lastname,
            person.street,
            person.zip,
            person.city,
            person.phone,
            person.mobile,
            '5556667',
            '1971-03',
            '09.03.',
            car.license_plate,
            'AB 123',
            car.vin_sn,
            car.owner_registration_date.isoformat(),
        ]

    def assertDiscreet(self, text, *more):
        """Neither a person nor a secret nor an answer's raw text."""
        for value in (*self.personal_values(), CHECK_ID, BLOCKED_CHECK_ID, '<', '{', 'http', *more):
            self.assertNotIn(value, text)

    @contextmanager
    def discreet_logs(self):
        for name in ('odoo.addons.dealer_insurance', 'urllib3'):
            self.patch(logging.getLogger(name), 'level', logging.DEBUG)
        with self.assertLogs(level=logging.INFO) as logs:
            yield
        self.assertIn('odoo.addons.dealer_insurance.connectors.http', {record.name for record in logs.records})
        for line in logs.output:
            for value in (*self.personal_values(), CHECK_ID, BLOCKED_CHECK_ID):
                self.assertNotIn(value, line)

    def hand_over_car(self):
        """The hand-over, and the notification shown."""
        answer = self.hand_over(self.car)
        handover = self.last_handover()
        self.assertEqual(answer['params']['type'], 'danger')
        self.assertTrue(answer['params']['sticky'])
        self.assertEqual(answer['params']['message'], handover.result)
        self.assertDiscreet(handover.result)
        self.assertFalse(handover.acknowledgement)
        return handover

    def test_faults_of_the_receiver(self):
        for name, case in CASES.items():
            with self.subTest(name):
                car = self.car = self.make_complete_car(self.person)
                self.simulator.forget()
                self.simulator.fault(**case.fault)
                with self.discreet_logs():
                    handover = self.hand_over_car()
                self.assertEqual(handover.state, case.state)
                self.assertIn(case.words, handover.result)
                self.assertEqual(self.connection.state, 'active')
                [record] = self.wait_for_received()
                self.assertEqual('acknowledgement' in record, case.accepted)
                self.assertEqual(record['target'], '/callback')
                self.assertIn(case.words, car.message_ids[:1].body)

    def wait_for_received(self):
        """All requests, once none is still being answered."""
        while any(record['status'] is None for record in self.simulator.received()):
            pass
        return self.simulator.received()

    def test_refused_connection(self):
        self.connection.covercheck_callback_url = f'http://127.0.0.1:{free_port()}/callback'
        with self.discreet_logs():
            handover = self.hand_over_car()
        self.assertEqual(handover.state, 'failed')
        self.assertIn(FAILED, handover.result)
        self.assertEqual(self.connection.state, 'active')

    def test_after_a_failure_it_may_be_asked_for_again(self):
        self.simulator.fault('busy')
        failed = self.hand_over_car()
        self.hand_over(self.car)
        self.assertEqual((failed.state, self.last_handover().state), ('failed', 'accepted'))
        self.assertEqual(len(self.simulator.received()), 2)

    def test_unknown_is_never_repeated(self):
        self.simulator.fault('drop', after=True)
        unknown = self.hand_over_car()
        with self.assertRaises(RedirectWarning) as refused:
            self.hand_over(self.car)
        self.assertEqual(refused.exception.args[1]['res_id'], unknown.id)
        self.assertEqual(len(self.simulator.received()), 1)
        self.assertEqual(unknown.state, 'unknown')

    def test_unknown_is_shown(self):
        self.simulator.fault('drop', after=True)
        unknown = self.hand_over_car()
        action = self.env.ref('dealer_insurance.insurance_handover_action')
        self.assertEqual(action.res_model, 'insurance.handover')
        arch = unknown.with_user(self.insurance_user).get_view(view_type='form')['arch']
        self.assertIn("not known whether this hand-over has arrived", arch)
        self.assertIn(unknown, self.person.with_user(self.insurance_user).handover_ids)
        self.assertIn(unknown, self.car.with_user(self.insurance_user).handover_ids)

    def test_person_resolves_what_is_unknown(self):
        for button, state in (('action_confirm_arrival', 'accepted'), ('action_deny_arrival', 'failed')):
            with self.subTest(button):
                self.simulator.fault('drop', after=True)
                unknown = self.hand_over_car().with_user(self.insurance_user)
                getattr(unknown, button)()
                self.assertEqual(unknown.state, state)
                self.assertIn(self.insurance_user.name, unknown.result)
                with self.assertRaises(UserError):
                    getattr(unknown, button)()
                unknown.sudo()._conclude('failed')

    def test_interrupted_is_called_unknown(self):
        """The server died while it was asking; what only waits for the browser is left alone."""
        values = {
            'connection_id': self.connection.id,
            'company_id': self.company.id,
            'recipient_name': "CoverCheck",
            'partner_id': self.person.id,
            'vehicle_id': self.car.id,
            'data_sent': "Name",
        }
        minutes_ago = fields.Datetime.subtract(fields.Datetime.now(), minutes=6)
        handovers = self.env['insurance.handover']
        interrupted, opened = (
            handovers._write_down({**values, 'mode': mode, 'sent_at': minutes_ago}) for mode in ('callback', 'advice')
        )
        sending = handovers._write_down({**values, 'mode': 'callback'})
        handovers._cron_look_after()
        self.assertEqual((interrupted.state, opened.state, sending.state), ('unknown', 'prepared', 'prepared'))
        self.assertIn("was interrupted", interrupted.result)
        interrupted.with_user(self.insurance_user).action_deny_arrival()
        self.assertEqual(interrupted.state, 'failed')

    # Access

    def _test_access(self, state, words):
        self.set_check_id(CHECK_ID, state)
        with self.discreet_logs():
            handover = self.hand_over_car()
        self.assertEqual(handover.state, 'refused')
        self.assertIn(words, handover.result)
        self.assertEqual(len(self.simulator.received()), 1)
        self.connection.invalidate_recordset()
        self.assertEqual(self.connection.state, 'blocked')
        activities = self.env['mail.activity'].search(
            [
                ('res_model', '=', 'insurance.connection'),
                ('res_id', '=', self.connection.id),
            ]
        )
        self.assertIn(self.insurance_manager, activities.user_id)
        self.assertNotIn(self.insurance_user, activities.user_id)
        self.assertDiscreet(" ".join(activities.mapped('summary')))
        with self.assertRaises(UserError):
            self.hand_over(self.make_complete_car(self.person))
        self.assertEqual(len(self.simulator.received()), 1)

    def test_unknown_check_id_blocks_the_profile(self):
        self._test_access('unknown', "refused your access data")

    def test_blocked_check_id_blocks_the_profile(self):
        self._test_access('blocked', "blocked your access")

    def test_late_refusal_leaves_what_was_entered_meanwhile(self):
        self.set_check_id(CHECK_ID, 'unknown')
        request_callback = covercheck.request_callback

        def request_while_manager_enters_another(*args, **options):
            try:
                return request_callback(*args, **options)
            finally:
                self.connection.sudo().covercheck_check_id_entry = 'PRUEF-NEU-1'
                self.env.flush_all()

        with patch.object(covercheck, 'request_callback', request_while_manager_enters_another):
            handover = self.hand_over_car()
        self.assertIn("refused your access data", handover.result)
        self.connection.invalidate_recordset()
        self.assertEqual(self.connection.state, 'active')

    def test_block_outlives_what_is_rolled_back(self):
        self.set_check_id(CHECK_ID, 'unknown')
        savepoint = self.cr.savepoint()
        with self.registry.cursor() as cursor:
            self.connection.with_env(self.env(cr=cursor))._block()
        savepoint.close(rollback=False)
        self.connection.invalidate_recordset()
        self.assertEqual(self.connection.state, 'blocked')

    # What the receiver refuses

    def test_refused_data(self):
        """What this addon takes for right, and the receiver does not."""
        self.connection.sudo().covercheck_check_id = BLOCKED_CHECK_ID
        self.set_check_id(BLOCKED_CHECK_ID, 'active')
        self.connection.covercheck_callback_url = f'{self.simulator.address}/portal'
        handover = self.hand_over_car()
        self.assertEqual(handover.state, 'refused')
        self.assertIn(REFUSED, handover.result)
        self.assertEqual(self.connection.state, 'active')

    def test_success_leaves_discreet_logs(self):
        with self.discreet_logs():
            self.hand_over(self.car)
        self.assertEqual(self.last_handover().state, 'accepted')

    def test_simulator_s_own_log_is_discreet(self):
        """So that a demo may be shown to anybody."""
        self.hand_over(self.car)
        self.simulator._log.seek(0)
        log = self.simulator._log.read()
        self.assertIn(self.last_handover().reference, log)
        for value in (*self.personal_values(), CHECK_ID):
            self.assertNotIn(value, log)

    def test_nothing_is_sent_before_the_intent_is_written(self):
        """The evidence is complete when the data leave: who reads the simulator's record finds it."""
        seen = []
        handovers = self.registry['insurance.handover']

        def commit(handover):
            seen.append((len(self.simulator.received()), handover.state, handover.hash))

        self.patch(handovers, '_commit', commit)
        self.hand_over(self.car)
        handover = self.last_handover()
        self.assertEqual(seen, [(0, 'prepared', handover.hash), (1, 'accepted', handover.hash)])
