from lxml import etree

from odoo import Command
from odoo.tests import Form, tagged, users
from odoo.tools import format_date
from odoo.tools.safe_eval import safe_eval

from .book import BookCommon


@tagged('post_install', '-at_install')
class TestIsItInsured(BookCommon):
    def found(self, filter_name):
        """Vehicles that a filter of the vehicles' list shows to an insurance user."""
        search = etree.fromstring(self.env.ref('dealer_insurance.fleet_vehicle_view_search').get_combined_arch())
        [node] = search.xpath(f'//filter[@name="{filter_name}"]')
        vehicles = self.env['fleet.vehicle'].with_user(self.insurance_user)
        return vehicles.search([*safe_eval(node.get('domain')), ('id', 'in', self.all_vehicles().ids)])

    def all_vehicles(self):
        return self.env['fleet.vehicle'].search([('company_id', 'in', [self.company.id, False])])

    def insured(self, car=None):
        """Whether, elsewhere, and the line on the form, as an insurance user reads them."""
        car = (car or self.car).with_user(self.insurance_user)
        car.invalidate_recordset()
        form = Form(car, 'dealer_insurance.fleet_vehicle_view_form')
        return car.is_insured, car.is_insured_elsewhere, form.insurance_summary

    def assertShown(self, without_policy=False, elsewhere=False):
        self.assertEqual(self.car in self.found('without_policy'), without_policy)
        self.assertEqual(self.car in self.found('insured_elsewhere'), elsewhere)

    def words(self, day):
        return format_date(self.env, day)

    @users('insurance_user')
    def test_new_vehicle(self):
        """Nothing is asked about what is not saved."""
        with self.assertNoLogs('odoo', 'WARNING'):
            form = Form(self.env['fleet.vehicle'], 'dealer_insurance.fleet_vehicle_view_form')
            form.owner_id = self.customer
        self.assertEqual(form.insurance_summary, "No policy known")

    def test_no_policy(self):
        self.assertEqual(self.insured(), (False, False, "No policy known"))
        self.assertShown(without_policy=True)

    def test_until_cancelled(self):
        policy = self.make_policy(vehicle_id=self.car.id)
        self.assertEqual(self.insured(), (True, False, f"{policy.display_name}, until cancelled"))
        self.assertShown()

    def test_until_a_day(self):
        policy = self.make_policy(vehicle_id=self.car.id, end_date=self.day(5))
        self.assertEqual(self.insured()[2], f"{policy.display_name}, until {self.words(self.day(5))}")
        policy.renews_itself = True
        self.assertIn("then another year", self.insured()[2])

    def test_cancelled_for_a_later_day(self):
        policy = self.make_policy(vehicle_id=self.car.id)
        policy._end('cancelled', self.day(), self.day(5), "")
        self.assertEqual(self.insured(), (True, False, f"{policy.display_name}, until {self.words(self.day(5))}"))
        self.assertShown()

    def test_ended(self):
        policy = self.make_policy(vehicle_id=self.car.id, end_date=self.day(-1))
        policy.action_mark_ended()
        sentence = f"Not insured: {policy.display_name} ended on {self.words(self.day(-1))}"
        self.assertEqual(self.insured(), (False, False, sentence))
        self.assertShown(without_policy=True)

    def test_begins_later(self):
        policy = self.make_policy(vehicle_id=self.car.id, start_date=self.day(3))
        sentence = f"Not yet insured: {policy.display_name} begins on {self.words(self.day(3))}"
        self.assertEqual(self.insured(), (False, False, sentence))
        self.assertShown(without_policy=True)

    def test_elsewhere_by_a_policy(self):
        self.make_policy(vehicle_id=self.car.id, concluded_elsewhere=True)
        self.assertEqual(self.insured()[:2], (True, True))
        self.assertShown(elsewhere=True)
        self.make_policy(vehicle_id=self.car.id)
        self.assertEqual(self.insured()[:2], (True, False))
        self.assertShown()

    def test_elsewhere_as_the_customer_says(self):
        self.sell(lines=[self.invoice_line(self.car, insurance_decision='insured')])
        self.assertEqual(self.insured(), (False, True, "Insured, the customer says; where is not known"))
        self.assertShown(elsewhere=True)

    def test_one_of_a_fleet(self):
        policy = self.make_policy(insured_vehicle_ids=[Command.create({'vehicle_id': self.car.id})])
        self.assertEqual(self.insured(), (True, False, f"{policy.display_name}, until cancelled"))
        self.assertShown()

    def test_insured_once_is_not_insured_for_ever(self):
        self.sell(lines=[self.invoice_line(self.car, insurance_decision='insured')])
        policy = self.make_policy(vehicle_id=self.car.id, end_date=self.day(-1))
        policy.action_mark_ended()
        self.assertEqual(self.insured()[:2], (False, False))
        self.assertShown(without_policy=True)

    def test_policy_of_another_company(self):
        foreign = self.make_company("Autohaus Wupper")
        self.car.company_id = False
        self.make_policy(vehicle_id=self.car.id, company_id=foreign.id)
        self.assertEqual(self.insured(), (False, False, "No policy known"))

    def test_as_many_queries_for_many(self):
        few, many = self.make_insured(1), self.make_insured(20)
        self.queries(few)
        self.assertEqual(self.queries(few), self.queries(many))

    def make_insured(self, number):
        cars = self.env['fleet.vehicle']
        for _ in range(number):
            car = self.make_customer_car()
            self.make_policy(vehicle_id=car.id, end_date=self.day(3))
            cars += car
        return cars.with_user(self.insurance_user)

    def queries(self, cars):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        cars.mapped('insurance_summary')
        return self.cr.sql_log_count - before

    def test_others_see_nothing_of_it(self):
        fields_seen = self.env['fleet.vehicle'].with_user(self.plain_salesperson).fields_get()
        self.assertFalse({'is_insured', 'is_insured_elsewhere', 'insurance_summary'} & fields_seen.keys())


@tagged('post_install', '-at_install')
class TestBookViews(BookCommon):
    @users('insurance_user')
    def test_every_view_opens(self):
        self.make_policy(end_date=self.day(20), vehicle_id=self.car.id)
        action = self.env['ir.actions.actions']._for_xml_id('dealer_insurance.insurance_policy_action')
        kinds = [kind for _view, kind in action['views']]
        self.assertEqual(set(kinds) - {'list', 'kanban', 'form', 'calendar', 'pivot', 'graph', 'activity'}, set())
        self.env['insurance.policy'].get_views(action['views'])

    @users('insurance_user')
    def test_premium_and_count(self):
        self.make_policy(premium_per_year=100)
        self.make_policy(premium_per_year=300, line_of_business='ebike', user_id=self.mechanic.id)
        policies = self.env['insurance.policy']
        for group in ('insurer_id', 'line_of_business', 'start_date:month', 'user_id'):
            with self.subTest(group):
                sums = policies._read_group([], [group], ['premium_per_year:sum', '__count'])
                self.assertEqual((sum(row[1] for row in sums), sum(row[2] for row in sums)), (400, 2))

    @users('insurance_user')
    def test_ends_in_30_days(self):
        soon, _later = self.make_policy(end_date=self.day(30)), self.make_policy(end_date=self.day(31))
        search = etree.fromstring(
            self.env.ref('dealer_insurance.insurance_policy_view_search').sudo().get_combined_arch()
        )
        [node] = search.xpath('//filter[@name="ends_in_30_days"]')
        self.assertEqual(self.env['insurance.policy'].search(safe_eval(node.get('domain'))), soon)
