from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .bipro_connection import GROUP, OTHER_PASSWORD, OTHER_USER, PASSWORD, USER, BiproMixin
from .common import DealerCommon

NEW_PASSWORD = 'Musterwald-10'


@tagged('post_install', '-at_install')
class TestBiproAccount(BiproMixin, DealerCommon):
    """One account in the insurers' portal, and several connections that log in to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        insurers = [cls.env.ref(f'dealer_insurance.{name}') for name in GROUP[1:]]
        cls.group = cls.ruv.union(*(cls.make_bipro(name=each.name, insurer_id=each.id) for each in insurers))

    def change_password_in_the_portal(self):
        self.change_user(password=NEW_PASSWORD)
        self.simulator.call('DELETE', '/tokens')

    def refuse(self):
        """One after another the connections come to know that the password was changed."""
        self.change_password_in_the_portal()
        for connection in self.group:
            self.fetch(connection)

    def enter(self, connection, password=NEW_PASSWORD, user=None, **values):
        """As a person does it in the form."""
        with Form(connection.with_user(user or self.insurance_manager)) as form:
            form.bipro_password_entry = password
            for name, value in values.items():
                form[name] = value
        self.env.flush_all()

    def press_test(self, connection):
        self.env.flush_all()
        told = connection.with_user(self.insurance_manager).action_test_bipro()['params']
        self.env.invalidate_all()
        return told

    def states(self, connections=None):
        return set((connections or self.group).mapped('state'))

    def wrong_logins(self):
        return self.booked_user()['wrong_logins']

    # Refused to one, refused to all

    def test_password_changed_in_the_portal_is_entered_in_one_place(self):
        self.refuse()
        self.assertEqual((self.wrong_logins(), self.states()), (1, {'blocked'}))
        self.enter(self.group[-1])
        self.assertEqual(self.states(), {'active'})
        self.assertFalse(self.group.activity_ids)
        self.assertEqual([self.fetch(connection).state for connection in self.group], ['done'] * len(GROUP))
        self.assertEqual(self.wrong_logins(), 1)

    def test_managers_are_asked_once(self):
        self.refuse()
        asked = self.group.activity_ids.filtered(lambda activity: activity.user_id == self.insurance_manager)
        self.assertEqual(len(asked), 1)

    def test_spelling_of_the_user(self):
        self.ruv.bipro_user = USER.upper()
        self.refuse()
        self.assertEqual((self.booked_user()['wrong_logins'], self.states()), (0, {'blocked'}))

    def test_others_go_on(self):
        """Another user of the portal, and namesakes at another insurer and where the group tests."""
        elsewhere = self.simulator.address.replace('127.0.0.1', 'localhost')
        plain = self.env['insurance.insurer'].create({'name': "Elsewhere"})
        others = self.make_bipro(bipro_user=OTHER_USER, bipro_password_entry=OTHER_PASSWORD)
        others += self.make_bipro(insurer_id=plain.id, bipro_sts_url=f'{elsewhere}/sts')
        others += self.make_bipro(environment='production', bipro_sts_url=f'{elsewhere}/sts')
        self.refuse()
        self.assertEqual((self.states(), self.states(others)), ({'blocked'}, {'active'}))

    def test_what_was_refused_elsewhere_is_not_tried(self):
        """Whoever looks for the mistake sets up one connection after another with what does not work."""
        self.refuse()
        late = self.make_bipro(bipro_password_entry=PASSWORD)
        self.assertIn("refused the access data", self.press_test(late)['message'])
        self.assertEqual((late.state, self.wrong_logins()), ('blocked', 1))

    def test_draft_stays_draft(self):
        draft = self.make_bipro(is_active=False)
        self.refuse()
        self.assertEqual(draft.state, 'draft')
        self.enter(self.ruv)
        self.assertEqual((draft.state, draft.bipro_password), ('draft', NEW_PASSWORD))

    # Entered in one place

    def test_it_is_told_who_has_got_the_password(self):
        self.refuse()
        with patch.object(type(self.env.user), '_bus_send') as sent:
            self.enter(self.ruv)
        [told] = [call.args[1]['message'] for call in sent.call_args_list if call.args[0] == 'simple_notification']
        for connection in self.group[1:]:
            self.assertIn(connection.name, told)
            self.assertIn("another connection", str(connection.message_ids.mapped('body')))
        self.assertIn("KRAVAG-LOGISTIC", str(self.ruv.message_ids.mapped('body')))
        self.assertNotIn(NEW_PASSWORD, told + str(self.group.message_ids.mapped('body')))

    def test_it_is_told_before(self):
        with Form(self.ruv.with_user(self.insurance_manager)) as form:
            self.assertIn("KRAVAG-LOGISTIC", form.bipro_password_for)
            form.bipro_user = OTHER_USER
            self.assertFalse(form.bipro_password_for)

    def test_entered_before_anything_was_refused(self):
        self.fetch()
        self.change_password_in_the_portal()
        self.enter(self.ruv)
        self.assertEqual([self.fetch(connection).state for connection in self.group], ['done'] * len(GROUP))
        self.assertEqual(self.wrong_logins(), 0)

    def test_one_with_a_password_of_its_own_is_left_alone(self):
        """It works, or would be blocked."""
        other = self.group[1]
        other.sudo().bipro_password = 'Musterwald-11'
        self.enter(self.ruv)
        self.assertEqual(other.bipro_password, 'Musterwald-11')

    def test_no_password_for_another_place(self):
        """Who cannot read it could else set up a connection to a server of their own, and wait."""
        other = self.group[1]
        for place, value in (
            ('bipro_sts_url', 'https://thief.example.com/sts'),
            ('bipro_transfer_url', 'https://thief.example.com/transfer'),
            ('bipro_sts_wsdl', 'PGRlZmluaXRpb25zLz4='),
        ):
            with self.subTest(place), self.env.cr.savepoint() as savepoint:
                bait = other.with_user(self.insurance_manager)
                bait.write({place: value, 'bipro_password_entry': 'Musterwald-11'})
                bait.state = 'blocked'
                self.enter(self.ruv)
                self.assertEqual((other.bipro_password, other.state), ('Musterwald-11', 'blocked'))
                self.assertEqual(self.group[-1].bipro_password, NEW_PASSWORD)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_saving_without_a_new_password(self):
        self.refuse()
        with Form(self.ruv.with_user(self.insurance_manager)) as form:
            form.name = "R+V of the main agency"
        self.assertEqual(self.states(), {'blocked'})

    # Companies

    def make_foreign(self):
        company = self.make_company("Autohaus Wiehl")
        return self.make_bipro(company_id=company.id)

    def test_other_company_s_is_blocked_but_not_written(self):
        foreign = self.make_foreign()
        manager = self.make_user(
            'manager_there', 'dealer_insurance.group_insurance_manager', company=foreign.company_id
        )
        self.refuse()
        self.assertEqual((foreign.state, self.wrong_logins()), ('blocked', 1))
        self.assertIn(manager, foreign.activity_ids.user_id)
        with patch.object(type(self.env.user), '_bus_send') as sent:
            self.enter(self.ruv)
        self.assertNotIn("Wiehl", str(sent.call_args_list))
        self.assertEqual((self.states(), foreign.state, foreign.bipro_password), ({'active'}, 'blocked', PASSWORD))
        with self.assertRaises(AccessError):
            foreign.with_user(self.insurance_manager).read(['name'])
        self.enter(foreign.with_context(allowed_company_ids=manager.company_ids.ids), user=manager)
        self.assertEqual(self.fetch(foreign).state, 'done')
        self.assertEqual(self.wrong_logins(), 1)

    def test_manager_of_both_companies_enters_it_once(self):
        """In whichever of them the manager works at the moment."""
        foreign = self.make_foreign()
        self.insurance_manager.company_ids += foreign.company_id
        self.refuse()
        with patch.object(type(self.env.user), '_bus_send') as sent:
            self.enter(self.ruv.with_context(allowed_company_ids=self.company.ids))
        self.assertIn("R+V (Autohaus Wiehl)", str(sent.call_args_list))
        self.assertEqual(self.states(self.group | foreign), {'active'})

    # Entered anew

    def test_account_was_opened_again(self):
        """The password is the same as before, so somebody must say that it may be tried."""
        self.change_user(state='locked')
        for connection in self.group:
            self.fetch(connection)
        self.assertEqual(self.booked_user()['refused_logins'], ['00964'])
        self.change_user(state='active')
        self.enter(self.ruv, PASSWORD)
        self.assertEqual([self.fetch(connection).state for connection in self.group], ['done'] * len(GROUP))
        self.assertEqual(self.booked_user()['refused_logins'], ['00964'])

    def test_another_address_is_no_new_access(self):
        self.refuse()
        self.ruv.with_user(self.insurance_manager).bipro_sts_url = f'{self.simulator.address}/sts?elsewhere'
        self.ruv.insurer_id = self.group[-1].insurer_id
        self.assertEqual(self.ruv.state, 'blocked')
        self.fetch()
        self.assertEqual(self.wrong_logins(), 1)

    def test_another_user_is_tried_once(self):
        self.refuse()
        managed = self.ruv.with_user(self.insurance_manager)
        for user in (OTHER_USER, USER, OTHER_USER, USER):
            managed.bipro_user = user
            self.fetch()
            self.assertEqual(self.ruv.state, 'blocked')
        self.assertEqual((self.wrong_logins(), self.booked_user(OTHER_USER)['wrong_logins']), (1, 1))
        self.assertEqual(self.states(), {'blocked'})

    def test_another_way_to_log_in_and_back(self):
        self.refuse()
        managed = self.ruv.with_user(self.insurance_manager)
        managed.bipro_login_kind = 'ticket'
        self.assertEqual(self.ruv.state, 'draft', "There is no ticket yet")
        managed.bipro_login_kind = 'password'
        managed.action_activate()
        self.fetch()
        self.assertEqual((self.ruv.state, self.wrong_logins()), ('blocked', 1))

    def test_nobody_reads_what_was_refused(self):
        self.refuse()
        self.assertTrue(self.ruv.bipro_refused)
        self.assertNotIn(PASSWORD, self.ruv.bipro_refused)
        with self.assertRaises(AccessError):
            self.ruv.with_user(self.insurance_manager).read(['bipro_refused'])
        self.assertFalse(self.ruv.copy().bipro_refused)
