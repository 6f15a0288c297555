from datetime import timedelta
from typing import NamedTuple
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .application import IBAN, SignedCommon

SHORT = {'connect_seconds': 1, 'read_seconds': 0.3}
LATE = 0.8  # seconds
TRANSMISSION = 'SET_XML_INTERFACE'


class Case(NamedTuple):
    """
    :ivar fault: of the simulator, at the transmission
    :ivar state: what the application comes to
    :ivar accepted: whether Wertgarantie has it, whatever it answered
    """

    fault: dict
    state: str
    accepted: bool = False


CASES = {
    "time-out before acceptance": Case({'fault': 'slow', 'after': False, 'seconds': LATE}, 'unknown'),
    "time-out after acceptance": Case({'fault': 'slow', 'after': True, 'seconds': LATE}, 'unknown', True),
    "dropped before acceptance": Case({'fault': 'drop', 'after': False}, 'unknown'),
    "dropped after acceptance": Case({'fault': 'drop', 'after': True}, 'unknown', True),
    "500": Case({'fault': '500'}, 'unknown'),
    "500 after acceptance": Case({'fault': '500', 'after': True}, 'unknown', True),
    "503": Case({'fault': '503'}, 'unknown'),
    "HTML instead of JSON": Case({'fault': 'rubbish'}, 'unknown', True),
    "oversized": Case({'fault': 'oversized'}, 'unknown', True),
    "truncated": Case({'fault': 'truncated'}, 'unknown', True),
    "technical error": Case({'fault': 'technical'}, 'unknown'),
    "refused": Case({'fault': 'not_ok'}, 'rejected'),
    "wrong data": Case({'fault': 'fehler'}, 'rejected'),
}


class OutcomeCommon(SignedCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.classPatch(cls.registry['insurance.connection'], '_wertgarantie_limits', SHORT)

    def setUp(self):
        super().setUp()
        self.invoice = self.sell_bike(self.bike)
        self.application = self.sign(self.apply(self.invoice.invoice_line_ids))

    def fault(self, fault, **options):
        self.simulator.fault(fault, address=TRANSMISSION, **options)

    def transmissions(self):
        return self.books()['calls'].get('SET_XML_INTERFACE/DEFAULT', 0)

    def assertUninsured(self):
        self.assertFalse(self.application.policy_id)
        self.assertNotEqual(self.invoice.invoice_line_ids.insurance_decision, 'insured')


@tagged('post_install', '-at_install')
class TestApplicationOutcome(OutcomeCommon):
    """What a fault of the transmission leaves, and that nothing is ever sent twice with other numbers."""

    def test_faults(self):
        paper = self.application.paper_id
        for name, case in CASES.items():
            with self.subTest(name):
                self.simulator.forget()
                self.simulator.call('DELETE', '/books')
                number = self.application.connection_id._ask_wertgarantie(lambda client: client.new_contract_number())
                self.application.sudo().write(
                    {'state': 'signed', 'sequence_number': False, 'contract_number': number, 'insurer_answer': False}
                )
                self.fault(**case.fault)
                dialog = self.finalise(self.application)
                self.assertEqual(self.application.state, case.state)
                self.assertEqual(len(self.taken()), case.accepted)
                self.assertTrue(dialog.insurer_answer)
                for secret in ('<', '{', 'http', self.customer.lastname, self.application.iban):
                    self.assertNotIn(secret, dialog.insurer_answer)
                self.assertEqual(self.application.contract_number, number)
                self.assertEqual(bool(self.application.sequence_number), case.state == 'unknown')
                self.assertEqual(
                    self.application.handover_id.state, {'unknown': 'unknown', 'rejected': 'refused'}[case.state]
                )
                self.assertEqual(self.application.paper_id, paper)
                self.assertUninsured()

    def test_forged_state_sends_nothing_twice(self):
        for fault, state in ((None, 'submitted'), ({'fault': 'drop', 'after': True}, 'unknown')):
            with self.subTest(state):
                application = self.sign(self.apply_for(self.make_bike(f'FORGED {state}')))
                if fault:
                    self.fault(**fault)
                self.finalise(application)
                self.simulator.forget()
                sent = self.transmissions()
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    application.write({'state': 'signed'})
                with self.assertRaises(UserError):
                    self.finalise(application)
                self.assertEqual((application.state, self.transmissions()), (state, sent))

    def test_unreachable_leaves_it_signed(self):
        self.simulator.fault('503', address='/checksession.pl', times=9)
        self.finalise(self.application)
        self.assertEqual(self.application.state, 'signed')
        self.assertEqual(self.application.handover_id.state, 'failed')
        self.simulator.forget()
        self.finalise(self.application)
        self.assertEqual(self.application.state, 'submitted')
        self.assertEqual(len(self.taken()), 1)

    def test_refused_login_blocks_the_connection(self):
        self.expire_sessions()
        self.lock_account()
        self.finalise(self.application)
        self.assertEqual(self.application.state, 'signed')
        self.wertgarantie.invalidate_recordset()
        self.assertEqual(self.wertgarantie.state, 'blocked')
        with self.assertRaisesRegex(UserError, "not active"):
            self.finalise(self.application)
        self.assertEqual(self.transmissions(), 0)

    def test_expired_session_is_opened_anew(self):
        self.expire_sessions()
        self.finalise(self.application)
        self.assertEqual(self.application.state, 'submitted')
        self.assertEqual(self.logins()['wrong'], 0)

    def test_second_click_sends_nothing(self):
        self.finalise(self.application)
        with self.assertRaisesRegex(UserError, "submitted already"):
            self.finalise(self.application)
        self.assertEqual(self.transmissions(), 1)

    def test_unknown_is_not_sent_by_finalise(self):
        self.fault('drop', after=True)
        self.finalise(self.application)
        with self.assertRaises(UserError):
            self.finalise(self.application)
        self.assertEqual(self.transmissions(), 1)

    def test_unknown_cannot_be_changed_or_given_up(self):
        self.fault('drop', after=True)
        self.finalise(self.application)
        with self.assertRaises(UserError):
            self.application.write({'city': "Wiehl"})
        with self.assertRaises(UserError):
            self.application.action_cancel()
        with self.assertRaises(UserError):
            self.application.action_back()

    def test_rejected_can_be_corrected(self):
        number = self.application.contract_number
        self.fault('not_ok')
        self.finalise(self.application)
        self.assertEqual(self.application.state, 'rejected')
        for _step in ('send', 'customer'):
            self.application.action_back()
        self.fill(self.application, city="Wiehl")
        self.sign(self.application)
        self.finalise(self.application)
        self.assertEqual(self.application.state, 'submitted')
        [taken] = self.taken().values()
        self.assertEqual(taken['contract_number'], number)
        self.assertIn("Wiehl", taken['xml'])

    def test_rejected_by_mistake_is_created_and_sent_anew(self):
        paper, number, sent = self.application.paper_id, self.application.contract_number, self.transmissions()
        self.fault('not_ok')
        self.finalise(self.application)
        self.application.action_back()
        self.sign(self.application)
        self.finalise(self.application)
        self.assertFalse(paper.exists())
        self.assertEqual((self.application.state, self.application.contract_number), ('submitted', number))
        self.assertEqual(self.transmissions(), sent + 2)


@tagged('post_install', '-at_install')
class TestApplicationUnknown(OutcomeCommon):
    """A person finds out what became of an application whose outcome nobody knows."""

    def setUp(self):
        super().setUp()
        self.fault('drop', after=True)
        self.finalise(self.application)
        self.sequence_number = self.application.sequence_number

    def test_confirmed(self):
        self.press(self.application, 'action_confirm_taken')
        self.assertEqual(self.application.state, 'submitted')
        self.assertIn(self.accountant.name, self.application.insurer_answer)
        self.assertEqual(self.application.policy_id.number, self.application.contract_number)
        self.assertEqual(self.invoice.invoice_line_ids.insurance_decision, 'insured')
        self.assertEqual(self.transmissions(), 1)
        with self.assertRaises(UserError):
            self.application.action_confirm_taken()

    def test_sent_again_with_the_same_numbers(self):
        """Wertgarantie knows it by its numbers; its answer to that is not published, so a person decides."""
        self.press(self.application, 'action_send_again')
        [(number, taken)] = self.taken().items()
        self.assertEqual(number, self.sequence_number)
        self.assertEqual(taken['copies'], 1)
        self.assertEqual(taken['contract_number'], self.application.contract_number)
        self.assertIn(self.application.state, ('unknown', 'submitted'))

    def test_sent_again_after_it_never_arrived(self):
        self.simulator.call('DELETE', '/books')
        self.application.sudo().contract_number = self.wertgarantie._ask_wertgarantie(
            lambda client: client.new_contract_number()
        )
        self.press(self.application, 'action_send_again')
        self.assertEqual(self.application.state, 'submitted')
        self.assertEqual(list(self.taken()), [self.sequence_number])

    def test_sent_again_in_vain_stays_unknown(self):
        for fault in ('not_ok', '503', 'drop'):
            with self.subTest(fault):
                self.simulator.forget()
                self.fault(fault)
                self.press(self.application, 'action_send_again')
                self.assertEqual(self.application.state, 'unknown')
                self.assertEqual(self.application.sequence_number, self.sequence_number)

    def test_denied(self):
        self.application.action_deny_taken()
        self.assertEqual(self.application.state, 'rejected')
        self.assertUninsured()

    def test_denied_is_created_and_sent_anew(self):
        self.simulator.call('DELETE', '/books')
        self.application.sudo().contract_number = self.wertgarantie._ask_wertgarantie(
            lambda client: client.new_contract_number()
        )
        self.application.action_deny_taken()
        self.application.action_back()
        self.sign(self.application)
        self.finalise(self.application)
        self.assertEqual(self.application.state, 'submitted')
        [number] = self.taken()
        self.assertNotEqual(number, self.sequence_number)


@tagged('post_install', '-at_install')
class TestApplicationCare(OutcomeCommon):
    """What the scheduled action finds."""

    def look_after(self, days=0, minutes=0):
        self.env.flush_all()
        later = fields.Datetime.now() + timedelta(days=days, minutes=minutes)
        with freeze_time(later), self.registry.cursor() as cursor:
            self.env(cr=cursor)['insurance.application']._cron_look_after()
        self.env.invalidate_all()

    def reminders(self):
        kind = self.env.ref('dealer_insurance.mail_activity_type_finalise')
        return self.application.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)

    def test_killed_while_sending(self):
        """A server that dies after the commit leaves the state behind, and nobody can send until it is found."""
        self.application._claim('signed')
        number = self.application.sequence_number
        with self.assertRaisesRegex(UserError, "right now"):
            self.finalise(self.application)
        self.look_after(minutes=4)
        self.assertEqual(self.application.state, 'sending')
        self.look_after(minutes=6)
        self.assertEqual(self.application.state, 'unknown')
        self.press(self.application, 'action_send_again')
        self.assertEqual(self.application.state, 'submitted')
        self.assertEqual(list(self.taken()), [number])

    def test_killed_before_the_policy(self):
        """Or the browser was closed before it asked for it."""
        self.application._finalise_dialog().action_finalise()
        self.assertEqual(self.application.state, 'submitted')
        self.assertFalse(self.application.policy_id)
        self.look_after()
        self.assertEqual(self.application.policy_id.number, self.application.contract_number)
        self.assertEqual(self.invoice.invoice_line_ids.insurance_decision, 'insured')

    def test_browser_closed_before_the_policy(self):
        self.application._finalise_dialog().action_finalise()
        self.application.action_file_policy()
        policy = self.application.policy_id
        self.assertEqual(policy.number, self.application.contract_number)
        self.application.action_file_policy()
        self.look_after()
        self.assertEqual(self.application.policy_id, policy)

    def two_taken(self):
        """Two applications whose policies are still to be made."""
        applications = self.application | self.sign(self.apply_for(self.ebike, price=2520))
        for application in applications:
            application._finalise_dialog().action_finalise()
        return applications

    def test_policy_that_fails(self):
        """It keeps no other one waiting, and the log names no person."""
        fine, failing = self.two_taken()
        applications = self.registry['insurance.application']
        conclude = applications._conclude_policy

        def conclude_or_fail(application):
            if application == failing:
                raise ValueError(application.partner_id.name)
            conclude(application)

        self.patch(applications, '_conclude_policy', conclude_or_fail)
        with self.assertLogs(applications._try_to_file_policy.__module__, 'ERROR') as log:
            self.look_after()
        self.assertEqual(
            [line.split(':', 2)[2] for line in log.output],
            [f"The policy of application {failing.id} could not be made: ValueError"],
        )
        self.assertTrue(fine.policy_id)
        self.assertFalse(failing.policy_id)

    def test_policies_wait_for_the_next_run_when_time_is_over(self):
        applications = self.two_taken()
        seconds, told = [60, 0], []

        def commit_progress(_cron, processed=0, **options):
            told.append((processed, options))
            return seconds.pop(0)

        with patch.object(self.registry['ir.cron'], '_commit_progress', commit_progress):
            self.look_after()
        self.assertEqual(told, [(0, {'remaining': 2}), (1, {})])
        self.assertEqual(len(applications.policy_id), 1)
        self.look_after()
        self.assertEqual(len(applications.policy_id), 2)

    def test_no_policy_before_it_was_taken(self):
        with self.assertRaisesRegex(UserError, "no policy yet"):
            self.application.action_file_policy()

    def test_browser_closed_before_the_paper(self):
        """Its number is kept, and the same button makes the paper."""
        application = self.apply_for(self.ebike, price=2520)
        self.go_to(application, 'send')
        application.action_print()
        number = application.contract_number
        self.assertTrue(number)
        self.assertEqual(application.state, 'draft')
        application.action_print()
        self.assertEqual((application.state, application.contract_number), ('printed', number))

    def test_forgotten(self):
        self.look_after(days=2)
        self.assertFalse(self.reminders())
        self.look_after(days=3)
        self.look_after(days=4)
        self.assertEqual(len(self.reminders()), 1)
        self.assertEqual(self.reminders().user_id, self.accountant)

    def test_forgotten_by_somebody_who_has_left(self):
        self.accountant.active = False
        self.look_after(days=3)
        self.assertEqual(self.reminders().user_id, self.insurance_manager)

    def test_given_up_is_forgotten(self):
        """What identifies the customer and the account; what was to be insured and told stays."""
        attachments = (self.application.paper_id.attachment_id | self.application.print_id).sudo()
        self.application.action_cancel()
        self.look_after(days=89)
        self.assertTrue(self.application.iban and self.application.birthdate_date and self.application.paper_id)
        self.look_after(days=91)
        self.assertFalse(self.application.iban or self.application.birthdate_date or self.application.paper_id)
        self.assertFalse(attachments.exists())
        self.assertEqual(self.application.state, 'cancelled')
        self.assertTrue(self.application.information_ids)
        self.assertEqual(str(self.customer.birthdate_date), '1971-03-09')
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            self.application.iban = IBAN

    def test_all_others_are_remembered(self):
        self.finalise(self.application)
        draft = self.apply_for(self.ebike, price=2520)
        self.look_after(days=400)
        self.assertTrue(self.application.iban and self.application.paper_id)
        self.assertTrue(draft.birthdate_date)

    def test_reminder_goes_with_its_reason(self):
        for button in ('action_cancel', 'finalise'):
            with self.subTest(button):
                self.application.sudo().state = 'signed'
                self.look_after(days=3)
                self.assertTrue(self.reminders())
                if button == 'finalise':
                    self.finalise(self.application)
                else:
                    self.application.action_cancel()
                self.assertFalse(self.reminders())

    def test_list_of_what_is_not_finalised(self):
        filters = self.env['insurance.application'].with_user(self.accountant).get_view(view_type='search')['arch']
        self.assertIn('name="not_finalised"', filters)
        domain = [('state', 'in', ['printed', 'signed'])]
        self.assertIn(self.application, self.application.search(domain))
