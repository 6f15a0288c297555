from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import format_date, mute_logger

from .book import BookCommon

EXPIRY = 'dealer_insurance.mail_activity_type_expiry'
RENEWAL = 'dealer_insurance.mail_activity_type_renewal'


class TermCase(BookCommon):
    def night(self):
        """The scheduled action, as Odoo runs it."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), mute_logger('odoo.addons.base.models.ir_cron'):
            self.env.ref('dealer_insurance.ir_cron_follow_terms').method_direct_trigger()
        self.env.invalidate_all()

    def assertReminded(self, policy, activity_type, user):
        """To do today, with the end in words."""
        self.assertRecordValues(
            policy.activity_ids,
            [
                {
                    'activity_type_id': self.env.ref(activity_type).id,
                    'user_id': user.id,
                    'date_deadline': self.today,
                }
            ],
        )
        self.assertIn(format_date(self.env, policy.end_date, lang_code=user.lang), policy.activity_ids.summary)


@tagged('post_install', '-at_install')
class TestEndOfTerm(TermCase):
    def test_runs_daily(self):
        cron = self.env.ref('dealer_insurance.ir_cron_follow_terms')
        self.assertRecordValues(cron, [{'active': True, 'interval_number': 1, 'interval_type': 'days'}])

    def test_ends_the_day_after(self):
        over, last_day = self.make_policy(end_date=self.day(-1)), self.make_policy(end_date=self.day())
        self.night()
        self.assertEqual((over.state, last_day.state), ('ended', 'active'))
        self.assertEqual(over.end_date, self.day(-1))
        self.assertIn("Ended", over.message_ids[:1].tracking_value_ids.mapped('new_value_char'))

    def test_without_an_end_goes_on(self):
        policy = self.make_policy()
        self.night()
        self.assertEqual((policy.state, policy.end_date), ('active', False))

    def test_cancelled_stays_cancelled(self):
        policy = self.make_policy(end_date=self.day(-1), state='cancelled')
        self.night()
        self.assertEqual(policy.state, 'cancelled')

    def test_renews_itself(self):
        policy = self.make_policy(end_date=self.day(-1), renews_itself=True)
        self.night()
        self.assertEqual((policy.state, policy.end_date), ('active', self.day(-1) + self.years(1)))

    def test_an_insurer_that_delivers_its_portfolio_says_itself_what_is_over(self):
        policy = self.make_policy(end_date=self.day(-1), gdv_digests='0', vehicle_id=self.car.id)
        soon = self.make_policy(end_date=self.day(20), gdv_digests='0')
        self.night()
        self.assertEqual((policy.state, policy.end_date), ('active', self.day(-1)))
        self.assertEqual(self.car.insurance_summary, f"{policy.display_name}, until cancelled")
        self.assertReminded(soon, RENEWAL, self.salesperson)

    def test_renews_itself_after_a_long_standstill(self):
        policy = self.make_policy(end_date=self.day(-1, years=-3), renews_itself=True)
        self.night()
        self.assertGreaterEqual(policy.end_date, self.today)
        self.assertLess(policy.end_date, self.day(years=1))

    def years(self, number):
        return self.day(years=number) - self.today


@tagged('post_install', '-at_install')
class TestReminder(TermCase):
    def test_before_the_end(self):
        self.company.insurance_expiry_days = 30
        soon, later = self.make_policy(end_date=self.day(30)), self.make_policy(end_date=self.day(31))
        self.night()
        self.assertReminded(soon, EXPIRY, self.salesperson)
        self.assertFalse(later.activity_ids)

    def test_before_it_renews_itself(self):
        self.company.insurance_renewal_days = 90
        policy = self.make_policy(end_date=self.day(85), renews_itself=True)
        self.night()
        self.assertReminded(policy, RENEWAL, self.salesperson)

    def test_in_the_salesperson_s_language_and_without_a_mail(self):
        self.salesperson.lang = 'de_DE'
        mails = self.env['mail.mail'].search_count([])
        policy = self.make_policy(end_date=self.day(10))
        self.night()
        self.assertReminded(policy, EXPIRY, self.salesperson)
        self.assertEqual(self.env['mail.mail'].search_count([]), mails)

    def test_no_reminder_wanted(self):
        self.company.write({'insurance_expiry_days': 0, 'insurance_renewal_days': 0})
        policies = self.make_policy(end_date=self.day(1))
        policies += self.make_policy(end_date=self.day(1), renews_itself=True)
        self.night()
        self.assertFalse(policies.activity_ids)

    def test_once_even_if_done(self):
        policy = self.make_policy(end_date=self.day(10))
        self.night()
        policy.activity_ids.action_done()
        self.night()
        self.assertFalse(policy.activity_ids)

    def test_a_new_end_is_a_new_matter(self):
        policy = self.make_policy(end_date=self.day(10))
        self.night()
        policy.end_date = self.day(20)
        self.assertFalse(policy.activity_ids)
        self.night()
        self.assertReminded(policy, EXPIRY, self.salesperson)

    def test_nothing_to_do_when_it_is_cancelled(self):
        policy = self.make_policy(end_date=self.day(10))
        self.night()
        policy._end('cancelled', self.day(), self.day(10), "Sold")
        self.assertFalse(policy.activity_ids)

    def test_salesperson_has_left(self):
        policies = self.make_policy(end_date=self.day(10)) + self.make_policy(end_date=self.day(10), user_id=False)
        self.salesperson.active = False
        self.night()
        self.assertEqual(policies.activity_ids.user_id, self.insurance_manager)

    def test_days_in_the_settings(self):
        settings = self.env['res.config.settings'].create({})
        self.assertEqual((settings.insurance_expiry_days, settings.insurance_renewal_days), (60, 60))
        settings.insurance_expiry_days = 14
        settings.execute()
        self.assertEqual(self.company.insurance_expiry_days, 14)


@tagged('post_install', '-at_install')
class TestRenewal(TermCase):
    def setUp(self):
        super().setUp()
        self.policy = self.make_policy(
            end_date=self.day(10),
            vehicle_id=self.car.id,
            premium=40,
            payment_interval='1',
            premium_per_year=478.20,
        ).with_user(self.insurance_user)

    def dialog(self, policy=None):
        action = (policy or self.policy).action_renew()
        return Form(self.env[action['res_model']].with_user(self.insurance_user).with_context(**action['context']))

    def renew(self, form):
        action = form.save().action_renew()
        return self.env[action['res_model']].browse(action['res_id'])

    def test_goes_on(self):
        form = self.dialog()
        self.assertEqual((form.premium, form.premium_per_year), (40, 478.20))
        form.premium = 42
        self.assertEqual(form.premium_per_year, 504)
        self.assertEqual(self.renew(form), self.policy)
        self.assertRecordValues(
            self.policy,
            [{'state': 'active', 'end_date': self.day(10, years=1), 'premium': 42, 'premium_per_year': 504}],
        )

    def test_goes_on_though_it_had_ended(self):
        self.policy.end_date = self.day(-2)
        self.night()
        self.renew(self.dialog())
        self.assertEqual((self.policy.state, self.policy.end_date), ('active', self.day(-2, years=1)))

    def test_without_an_end_stays_without(self):
        policy = self.make_policy().with_user(self.insurance_user)
        self.renew(self.dialog(policy))
        self.assertFalse(policy.end_date)

    def test_another_policy_takes_its_place(self):
        form = self.dialog()
        form.manner = 'replace'
        form.insurer_id = self.other_insurer
        form.number = "0815"
        self.assertEqual(form.start_date, self.day(11))
        policy = self.renew(form)
        self.assertRecordValues(
            policy,
            [
                {
                    'number': "0815",
                    'insurer_id': self.other_insurer.id,
                    'partner_id': self.customer.id,
                    'vehicle_id': self.car.id,
                    'start_date': self.day(11),
                    'end_date': self.day(10, years=1),
                    'former_policy_id': self.policy.id,
                    'state': 'active',
                }
            ],
        )
        self.assertEqual((self.policy.state, self.policy.end_date), ('active', self.day(10)))
        self.assertEqual(self.policy.next_policy_ids, policy)

    def test_another_policy_takes_its_place_from_today(self):
        form = self.dialog()
        form.manner = 'replace'
        form.number = "0815"
        form.start_date = self.day()
        self.renew(form)
        self.assertEqual((self.policy.state, self.policy.end_date), ('ended', self.day(-1)))

    def test_number_of_the_new_policy_is_needed(self):
        form = self.dialog()
        form.manner = 'replace'
        with self.assertRaises(AssertionError):
            form.save()

    def test_ends_after_its_beginning(self):
        form = self.dialog()
        form.end_date = self.day(9)
        with self.assertRaisesRegex(UserError, "cannot end before"):
            self.renew(form)

    def test_not_what_was_cancelled(self):
        self.policy._end('cancelled', self.day(), self.day(), "")
        with self.assertRaisesRegex(UserError, "withdrawn or cancelled"):
            self.renew(self.dialog())
