from datetime import date, timedelta

from freezegun import freeze_time
from lxml import etree
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common import DealerCommon
from .dialog import DialogMixin

PDF = b'%PDF-1.4\n% invented\n%%EOF\n'
TODAY = date(2026, 6, 10)


class PolicyCase(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.insurer = cls.env.ref('dealer_insurance.insurer_ruv')
        cls.car = cls.make_car(license_plate="GM-AB 123")
        cls.order = cls.make_order(cls.car, user_id=cls.salesperson.id)
        cls.order.action_confirm()
        cls.invoice = cls.order._create_invoices()
        cls.invoice.action_post()

    @classmethod
    def make_policy(cls, number='30471100815', **values):
        """The buyer's, of the sold car, unless the values say otherwise."""
        return cls.env['insurance.policy'].create(
            {
                'number': number,
                'insurer_id': cls.insurer.id,
                'partner_id': cls.customer.id,
                'vehicle_id': cls.car.id,
                **values,
            }
        )

    @classmethod
    def file_paper(cls, policy, name="Police.pdf"):
        return cls.env['insurance.document']._store_file(
            name, PDF, kind='policy', policy_id=policy.id, company_id=policy.company_id.id
        )

    def decision(self):
        return self.car.sold_line_id.insurance_decision


@tagged('post_install', '-at_install')
class TestPolicyByHand(PolicyCase):
    @users('insurance_user')
    def test_vehicle_tells_holder_and_line_of_business(self):
        bike = self.make_vehicle(
            model_id=self.ebike_model.id, vin_sn="RA4711", usage='customer', owner_id=self.other_customer.id
        )
        with Form(self.env['insurance.policy']) as form:
            form.vehicle_id = bike
            self.assertEqual((form.partner_id, form.line_of_business), (self.other_customer, 'ebike'))
            form.insurer_id = self.insurer
            form.number = "30 471100815"

    @users('insurance_user')
    def test_empty_form_has_no_advice(self):
        self.assertFalse(Form(self.env['insurance.policy']).number_advice)

    @users('insurance_user')
    def test_entered_at_the_vehicle(self):
        context = self.car.with_env(self.env).action_view_insurance_policies()['context']
        with Form(self.env['insurance.policy'].with_context(**context)) as form:
            form.insurer_id = self.insurer
            form.number = "30 471100815"
        policy = form.save()
        self.assertEqual(policy.vehicle_id, self.car)
        self.assertEqual((policy.partner_id, policy.user_id), (self.customer, self.insurance_user))
        self.assertEqual((policy.line_of_business, policy.number_key), ('car', '30471100815'))

    @users('insurance_user')
    def test_found_by_its_digits(self):
        policy = self.make_policy("30 / 471.100.815").with_env(self.env)
        search = etree.fromstring(policy.get_view(view_type='search')['arch'])
        domain = safe_eval(search.find('.//field[@name="number"]').get('filter_domain'), {'self': '471100'})
        self.assertEqual(policy.search(domain), policy)

    @mute_logger('odoo.sql_db')
    def test_known_once(self):
        self.make_policy()
        with self.assertRaisesRegex(IntegrityError, 'insurance_policy_number'):
            self.make_policy("30 471.100.815")

    def test_policy_of_the_buyer_settles_the_sale(self):
        self.assertEqual(self.decision(), 'open')
        self.make_policy()
        self.assertEqual(self.decision(), 'insured')
        self.assertEqual(self.order.order_line.insurance_decision, 'insured')

    def test_what_does_not_settle_the_sale(self):
        self.make_policy('30471100816', partner_id=self.other_customer.id)
        self.make_policy('30471100817', line_of_business='other')
        self.make_policy('30471100818', state='ended')
        self.assertEqual(self.decision(), 'open')

    def test_vehicle_named_later_settles_the_sale(self):
        policy = self.make_policy(vehicle_id=False)
        self.assertEqual(self.decision(), 'open')
        policy.vehicle_id = self.car
        self.assertEqual(self.decision(), 'insured')


@tagged('post_install', '-at_install')
@freeze_time(TODAY)
class TestPolicyEnd(DialogMixin, PolicyCase):
    def setUp(self):
        super().setUp()
        self.policy = self.make_policy(
            start_date=TODAY - timedelta(days=10), papers_received_on=TODAY - timedelta(days=14)
        )

    def declare(self, button, **answers):
        """Press a button of the policy and answer its dialog."""
        action = self.press(self.policy, button, self.insurance_user)
        dialogs = self.env[action['res_model']].with_user(self.insurance_user).with_context(**action['context'])
        with Form(dialogs) as form:
            for name, value in answers.items():
                form[name] = value
        form.save().action_end()

    def assertEnded(self, state, end_date):
        self.assertEqual((self.policy.state, self.policy.end_date), (state, end_date))

    def test_withdrawal_on_the_last_day(self):
        self.declare('action_withdraw', reason="Bicycle returned")
        self.assertEnded('withdrawn', TODAY)
        self.assertEqual((self.policy.end_declared_on, self.policy.end_reason), (TODAY, "Bicycle returned"))
        self.assertEqual(self.decision(), 'open', "The vehicle is insured no more")

    def test_no_withdrawal_when_the_period_is_over(self):
        self.policy.papers_received_on -= timedelta(days=1)
        with self.assertRaisesRegex(ValueError, "unpack"):
            self.press(self.policy, 'action_withdraw', self.insurance_user)
        with self.assertRaisesRegex(UserError, "cancellation instead"):
            self.policy._end('withdrawn', TODAY, TODAY, "")

    def test_cancellation_at_the_end_of_the_term(self):
        self.policy.end_date = TODAY + timedelta(days=100)
        self.declare('action_cancel')
        self.assertEnded('cancelled', TODAY + timedelta(days=100))

    def test_cancellation_at_another_day(self):
        self.declare('action_cancel', end_date=TODAY + timedelta(days=3))
        self.assertEnded('cancelled', TODAY + timedelta(days=3))

    def test_end_of_the_term(self):
        self.policy.write({'papers_received_on': False, 'end_date': TODAY - timedelta(days=2)})
        self.press(self.policy, 'action_mark_ended', self.insurance_user)
        self.assertEnded('ended', TODAY - timedelta(days=2))
        self.assertEqual(self.decision(), 'insured', "The sale was insured")

    def test_ends_once(self):
        self.declare('action_cancel')
        with self.assertRaisesRegex(UserError, "ended already"):
            self.policy._end('cancelled', TODAY, TODAY, "")
        for button in ('action_withdraw', 'action_cancel', 'action_mark_ended'):
            with self.subTest(button), self.assertRaisesRegex(ValueError, "unpack"):
                self.press(self.policy, button, self.insurance_user)

    def test_managers_take_an_end_back(self):
        self.declare('action_cancel')
        with self.assertRaisesRegex(ValueError, "unpack"):
            self.press(self.policy, 'action_resume', self.insurance_user)
        self.press(self.policy, 'action_resume', self.insurance_manager)
        self.assertEnded('active', False)
        self.assertFalse(self.policy.end_declared_on)
        self.assertEqual(self.decision(), 'insured')


@tagged('post_install', '-at_install')
class TestPolicyPlaces(PolicyCase):
    """Policies and their papers at what they concern."""

    def setUp(self):
        super().setUp()
        self.policy = self.make_policy()
        self.paper = self.file_paper(self.policy)
        self.repair = self.env['repair.order'].create({'partner_id': self.customer.id, 'vehicle_id': self.car.id})

    def places(self):
        return (
            (self.car, self.insurance_user),
            (self.customer, self.insurance_user),
            (self.order, self.salesperson),
            (self.invoice, self.accountant),
            (self.repair, self.mechanic),
        )

    def found(self, place, user, button):
        action = getattr(place.with_user(user), button)()
        return self.env[action['res_model']].with_user(user).search(action['domain'])

    def test_counted_and_listed(self):
        for place, user in self.places():
            with self.subTest(place._name):
                counted = place.with_user(user)
                self.assertEqual((counted.insurance_policy_count, counted.insurance_document_count), (1, 1))
                self.assertEqual(self.found(place, user, 'action_view_insurance_policies'), self.policy)
                self.assertEqual(self.found(place, user, 'action_view_insurance_documents'), self.paper)
                self.assertEqual(counted._insurance_attachments(), self.paper.attachment_id)

    def test_files_can_be_read_with_the_paper_only(self):
        self.assertEqual(self.paper.attachment_id.with_user(self.insurance_user).raw, PDF)
        with self.assertRaises(AccessError):
            self.paper.attachment_id.with_user(self.plain_salesperson).read(['raw'])

    def test_papers_of_others_stay_theirs(self):
        self.file_paper(self.make_policy('30471100816', partner_id=self.other_customer.id))
        self.assertEqual(self.customer.insurance_document_count, 1)
        self.assertEqual(self.order.insurance_document_count, 1, "The sale concerns its buyer only")
        self.assertEqual(self.car.insurance_document_count, 2)

    def test_paper_follows_its_policy(self):
        bike = self.make_vehicle(model_id=self.bike_model.id, vin_sn="RA4712")
        self.policy.vehicle_id = bike
        self.assertEqual(self.paper.vehicle_id, bike)
        self.assertFalse(self.car.insurance_document_count)

    def test_nothing_without_the_group(self):
        for place, user in (
            (self.order, self.plain_salesperson),
            (self.customer, self.plain_salesperson),
            (self.repair, self.plain_mechanic),
        ):
            with self.subTest(place._name), self.assertRaises(AccessError):
                place.with_user(user).action_view_insurance_documents()
                self.found(place, user, 'action_view_insurance_policies')

    def test_buttons_on_the_forms(self):
        buttons = {'action_view_insurance_policies', 'action_view_insurance_documents'}
        for place, user in self.places():
            with self.subTest(place._name):
                arch = place.with_user(user).get_view(
                    self.env.ref('dealer_insurance.fleet_vehicle_view_form').id if place == self.car else None, 'form'
                )['arch']
                self.assertEqual({name for name in buttons if f'name="{name}"' in arch}, buttons)


@tagged('post_install', '-at_install')
class TestPolicyRights(PolicyCase):
    def test_without_the_group(self):
        policy = self.make_policy()
        with self.assertRaises(AccessError):
            policy.with_user(self.plain_salesperson).read(['number'])

    def test_users_do_not_delete(self):
        policy = self.make_policy()
        with self.assertRaises(AccessError):
            policy.with_user(self.insurance_user).unlink()
        policy.with_user(self.insurance_manager).unlink()

    def test_documented_ones_stay(self):
        policy = self.make_policy()
        self.file_paper(policy)
        with self.assertRaisesRegex(UserError, "documents"):
            policy.with_user(self.insurance_manager).unlink()

    def test_companies_do_not_see_each_others(self):
        company = self.make_company("Autohaus Wiehl")
        user = self.make_user('neighbour', 'dealer_insurance.group_insurance_user', company=company)
        ours, theirs = self.make_policy(), self.make_policy(company_id=company.id, vehicle_id=False)
        self.file_paper(ours)
        env = self.env(user=user, context={'allowed_company_ids': company.ids})
        self.assertEqual(env['insurance.policy'].search([]), theirs)
        customer = self.customer.with_env(env)
        self.assertEqual((customer.insurance_policy_count, customer.insurance_document_count), (1, 0))
        with self.assertRaises(AccessError):
            ours.with_env(env).read(['number'])

    def test_vehicle_of_another_company(self):
        company = self.make_company("Autohaus Wiehl")
        self.car.company_id = self.company
        with self.assertRaises(UserError):
            self.make_policy(company_id=company.id)
