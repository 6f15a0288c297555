from datetime import timedelta

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import tagged

from .application import ApplicationCommon


@tagged('post_install', '-at_install')
class TestApplicationStart(ApplicationCommon):
    """Where an application begins, and what it knows then."""

    def test_posted_invoice_line_tells_customer_price_and_day(self):
        line = self.sell_bike(self.bike, days_ago=3).invoice_line_ids
        application = self.apply(line)
        self.assertEqual(application.vehicle_id, self.bike)
        self.assertEqual(application.partner_id, self.customer)
        self.assertEqual(application.insured_object, 'bike')
        self.assertEqual(application.price, 1000)
        self.assertEqual(application.purchase_date, self.today - timedelta(days=3))
        self.assertEqual(application.move_line_id, line)
        self.assertEqual((application.state, application.step), ('draft', 'object'))
        self.assertEqual(application.user_id, self.salesperson)

    def test_defaults_of_the_invoice_s_lines_are_not_meant(self):
        line = self.sell_bike(self.bike).invoice_line_ids
        application = self.apply(
            line.with_context(default_currency_id=self.env.ref('base.USD').id, default_state='signed', default_price=7)
        )
        self.assertEqual((application.state, application.price), ('draft', 1000))

    def test_comparison_of_motor_insurers_where_a_car_is(self):
        for vehicle, has_car in ((self.bike, False), (self.ebike, False), (self.make_car(), True)):
            for document in (self.make_invoice(vehicle), self.make_order(vehicle)):
                with self.subTest(f'{document._name} {vehicle.insurance_object}'):
                    self.assertEqual(document.has_car, has_car)

    def test_comparison_where_no_vehicle_is_named(self):
        for product, has_car in ((self.bike_product, False), (self.car_product, True), (self.part_product, False)):
            with self.subTest(product.name):
                self.assertEqual(self.make_order(lines=[self.order_line(product=product)]).has_car, has_car)

    def test_price_is_what_one_vehicle_cost_after_discount(self):
        lines = [self.invoice_line(self.bike, self.bike_product, price_unit=1000, quantity=2, discount=10)]
        application = self.apply(self.make_invoice(lines=lines).invoice_line_ids)
        self.assertEqual(application.price, 1071)

    def test_price_in_another_currency_is_left_to_type(self):
        franc = self.env.ref('base.CHF')
        franc.active = True
        lines = [self.invoice_line(self.bike, self.bike_product)]
        application = self.apply(self.make_invoice(lines=lines, currency_id=franc.id).invoice_line_ids)
        self.assertFalse(application.price)

    def test_draft_invoice_line(self):
        invoice = self.make_invoice(lines=[self.invoice_line(self.ebike, self.ebike_product, price_unit=2000)])
        application = self.apply(invoice.invoice_line_ids)
        self.assertEqual(application.insured_object, 'ebike')
        self.assertEqual(application.purchase_date, self.today)
        self.assertEqual(application.price, 2380)

    def test_order_line(self):
        order = self.make_order(lines=[self.order_line(self.ebike, self.ebike_product, price_unit=2000)])
        application = self.apply(order.order_line)
        self.assertEqual(application.order_line_id, order.order_line)
        self.assertEqual(application.price, 2380)
        self.assertEqual(application.purchase_date, self.today)

    def test_order_line_that_is_invoiced_knows_the_invoice(self):
        order = self.make_order(lines=[self.order_line(self.bike, self.bike_product)])
        order.action_confirm()
        invoice = order._create_invoices()
        application = self.apply(order.order_line)
        self.assertEqual(application.move_line_id, invoice.invoice_line_ids)
        self.assertEqual(application.order_line_id, order.order_line)

    def test_sold_vehicle_finds_its_sale(self):
        invoice = self.sell_bike(self.bike)
        application = self.apply(self.bike)
        self.assertEqual(application.move_line_id, invoice.invoice_line_ids)
        self.assertEqual(application.price, 1000)

    def test_vehicle_meant_for_a_buyer_finds_the_order(self):
        order = self.make_order(lines=[self.order_line(self.bike, self.bike_product)])
        order.action_confirm()
        self.assertEqual(self.apply(self.bike).order_line_id, order.order_line)

    def test_vehicle_bought_elsewhere(self):
        bike = self.make_bike('FREMD1', usage='customer', owner_id=self.customer.id)
        application = self.apply(bike, self.insurance_user)
        self.assertEqual(application.partner_id, self.customer)
        self.assertFalse(application.price)

    def test_bicycle_taken_back_before_is_proposed_as_used(self):
        self.sell_bike(self.bike, partner=self.other_customer)
        self.bike.action_take_into_stock()
        self.bike.model_year = '2023'
        application = self.apply(self.sell_bike(self.bike).invoice_line_ids)
        self.assertTrue(application.is_used)
        self.assertEqual(application.build_year, 2023)

    def test_begun_application_is_continued_by_whoever_presses_the_button(self):
        line = self.sell_bike(self.bike).invoice_line_ids
        application = self.apply(line)
        for place, user in ((line, self.accountant), (self.bike, self.insurance_user)):
            self.assertEqual(self.apply(place, user), application)

    def test_begun_application_learns_of_the_invoice(self):
        order = self.make_order(lines=[self.order_line(self.bike, self.bike_product, price_unit=500)])
        order.action_confirm()
        application = self.apply(order.order_line)
        application.price = 555
        line = order._create_invoices().invoice_line_ids
        self.assertEqual(self.apply(line), application)
        self.assertEqual(application.move_line_id, line)
        self.assertEqual(application.price, 555)

    def test_next_owner_gets_an_application_of_his_own(self):
        first = self.apply(self.sell_bike(self.bike).invoice_line_ids)
        self.bike.action_take_into_stock()
        second = self.apply(self.sell_bike(self.bike, partner=self.other_customer).invoice_line_ids)
        self.assertNotEqual(second, first)
        self.assertEqual(second.partner_id, self.other_customer)

    def make_policy(self, **values):
        return self.env['insurance.policy'].create(
            {
                'number': '60001234',
                'insurer_id': self.wertgarantie.insurer_id.id,
                'company_id': self.company.id,
                'line_of_business': 'bike',
                'partner_id': self.customer.id,
                'vehicle_id': self.bike.id,
                'start_date': self.today + timedelta(days=9),
                **values,
            }
        )

    def test_insured_vehicle_leads_to_its_policy(self):
        line = self.sell_bike(self.bike).invoice_line_ids
        self.assertFalse(self.bike.has_own_policy)
        policy = self.make_policy()
        self.assertTrue(self.bike.has_own_policy)
        for place in (line, self.bike):
            with self.subTest(place._name), self.assertRaisesRegex(RedirectWarning, "insured already") as refusal:
                self.apply(place)
            self.assertEqual(refusal.exception.args[1]['res_id'], policy.id)
        self.assertFalse(self.env['insurance.application'].search([('vehicle_id', '=', self.bike.id)]))

    def test_policy_of_another_company_is_not_named(self):
        _connection, employee = self.make_austrian_shop()
        self.sell_bike(self.bike)
        self.bike.company_id = False
        self.make_policy()
        with self.assertRaises(UserError) as refusal:
            self.bike.with_user(employee).with_context(allowed_company_ids=employee.company_ids.ids).action_insure()
        self.assertIn("insured already, through another company", str(refusal.exception))
        self.assertNotIn('60001234', str(refusal.exception))

    def test_sale_of_another_company_is_not_told(self):
        connection, employee = self.make_austrian_shop()
        sold = self.sell_bike(self.bike)
        self.make_order(lines=[self.order_line(self.ebike, self.ebike_product)])
        self.ebike.owner_id = self.customer
        (self.bike | self.ebike).company_id = False
        for bike in (self.bike, self.ebike):
            with self.subTest(bike.display_name):
                abroad = bike.with_context(allowed_company_ids=employee.company_ids.ids)
                application = self.apply(abroad, employee)
                self.assertEqual((application.partner_id, application.connection_id), (self.customer, connection))
                self.assertFalse(application.price or application.move_line_id or application.order_line_id)
                forged = bike.with_user(employee).with_context(allowed_company_ids=sold.company_id.ids)
                with self.assertRaises(AccessError):
                    forged.action_insure()

    def test_ended_foreign_and_former_owner_s_policies_do_not_count(self):
        line = self.sell_bike(self.bike).invoice_line_ids
        policy = self.make_policy()
        for values in (
            {'state': 'cancelled'},
            {'state': 'active', 'concluded_elsewhere': True},
            {'concluded_elsewhere': False, 'partner_id': self.other_customer.id},
        ):
            with self.subTest(values):
                policy.write(values)
                self.assertFalse(self.bike.has_own_policy)
                self.assertTrue(self.apply(line))

    def test_ended_application_is_not_continued(self):
        line = self.sell_bike(self.bike).invoice_line_ids
        first = self.apply(line)
        first.sudo().state = 'cancelled'
        self.assertNotEqual(self.apply(line), first)

    def test_car_is_refused(self):
        car = self.make_customer_car()
        with self.assertRaisesRegex(UserError, "is a car"):
            self.apply(car)

    def test_vehicle_without_owner_is_refused(self):
        with self.assertRaisesRegex(UserError, "Nobody owns"):
            self.apply(self.bike)

    def test_line_without_vehicle_is_refused(self):
        order = self.make_order(lines=[self.order_line(None, self.bike_product)])
        with self.assertRaisesRegex(UserError, "choose the vehicle"):
            self.apply(order.order_line)

    def test_credited_sale_is_refused(self):
        invoice = self.sell_bike(self.bike)
        refund = self.credit(invoice, invoice_user_id=self.salesperson.id)
        for line in (invoice.invoice_line_ids, refund.invoice_line_ids):
            with self.assertRaisesRegex(UserError, "cancelled or credited"):
                self.apply(line)

    def test_cancelled_order_is_refused(self):
        order = self.make_order(lines=[self.order_line(self.bike, self.bike_product)])
        order.action_cancel()
        with self.assertRaisesRegex(UserError, "cancelled or credited"):
            self.apply(order.order_line)

    def test_without_connection_everybody_learns_whose_turn_it_is(self):
        self.wertgarantie.action_deactivate()
        line = self.sell_bike(self.bike).invoice_line_ids
        with self.assertRaisesRegex(UserError, "insurance_manager"):
            self.apply(line)
        with self.assertRaises(RedirectWarning):
            self.apply(self.bike, self.insurance_manager)

    def test_nobody_without_the_group_sees_or_starts_anything(self):
        order = self.make_order(
            lines=[self.order_line(self.bike, self.bike_product)], user_id=self.plain_salesperson.id
        )
        with self.assertRaises(AccessError):
            order.order_line.with_user(self.plain_salesperson).action_insure()

    def test_salesperson_sees_the_button_on_bicycles_only(self):
        arch = (
            self.env['fleet.vehicle']
            .with_user(self.salesperson)
            .get_view(self.env.ref('dealer_insurance.fleet_vehicle_view_form').id, 'form')['arch']
        )
        self.assertIn('action_insure', arch)
        for model in ('account.move', 'sale.order'):
            plain = self.env[model].with_user(self.plain_salesperson).get_view(view_type='form')['arch']
            self.assertNotIn('action_insure', plain)
            with self.subTest(model):
                insurance = self.env[model].with_user(self.salesperson).get_view(view_type='form')['arch']
                self.assertIn('action_insure', insurance)
