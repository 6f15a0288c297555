from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.tests import tagged, users
from odoo.tools.safe_eval import safe_eval

from .common import DealerCommon

FULL_PRICE = 20000
IN_STOCK = {'usage': 'stock', 'owner_id': False, 'buyer_id': False, 'sold_line_id': False}


class SaleCase(DealerCommon):
    def assertOwned(self, vehicle, owner):
        self.assertRecordValues(vehicle, [{'usage': 'customer', 'owner_id': owner.id, 'buyer_id': False}])

    def assertInStock(self, vehicle):
        self.assertRecordValues(vehicle, [IN_STOCK])


@tagged('post_install', '-at_install')
class TestVehicleSale(SaleCase):
    def test_posting_makes_the_customer_the_owner(self):
        car = self.make_car()
        invoice = self.make_invoice(car)
        self.assertInStock(car)
        invoice.action_post()
        self.assertOwned(car, self.customer)
        self.assertEqual(car.sold_line_id, invoice.invoice_line_ids)

    def test_order_makes_the_customer_the_owner(self):
        car = self.make_car()
        order = self.make_order(car)
        order.action_confirm()
        invoice = order._create_invoices()
        self.assertEqual(invoice.invoice_line_ids.vehicle_id, car)
        invoice.action_post()
        self.assertOwned(car, self.customer)

    @users('accountant')
    def test_billing_user_posts_and_credits(self):
        car = self.make_car()
        invoice = self.make_invoice(car).with_env(self.env)
        invoice.action_post()
        self.assertOwned(car, self.customer)
        invoice._reverse_moves([{'invoice_date': invoice.invoice_date}], cancel=True)
        self.assertInStock(car)

    def test_sales_receipt_sells_too(self):
        car = self.make_car()
        self.sell(car, move_type='out_receipt')
        self.assertOwned(car, self.customer)

    def test_district_alone_does_not_stop_the_sale(self):
        car = self.make_car(license_plate="GM")
        self.sell(car)
        self.assertOwned(car, self.customer)

    def test_address_for_invoices_makes_its_company_the_owner(self):
        company = self.env['res.partner'].create({'name': "Radverleih Wiehl", 'is_company': True})
        address = self.make_partner("Rechnungs", "Adresse", type='invoice', parent_id=company.id)
        contact = self.make_partner("Ina", "Leiterin", parent_id=company.id)
        for partner, owner in ((address, company), (contact, contact), (company, company)):
            with self.subTest(partner.name):
                car = self.make_car()
                self.sell(car, partner=partner)
                self.assertOwned(car, owner)

    def test_work_on_a_vehicle_sells_nothing(self):
        car = self.make_customer_car(self.other_customer)
        self.sell(lines=[self.invoice_line(car, self.part_product)])
        self.assertOwned(car, self.other_customer)
        self.assertFalse(car.sold_line_id)

    def test_vendor_bill_sells_nothing(self):
        for move_type in ('in_invoice', 'in_refund', 'out_refund'):
            with self.subTest(move_type):
                car = self.make_car()
                bill = self.sell(car, move_type=move_type, invoice_date=fields.Date.today())
                self.assertInStock(car)
                self.assertFalse(bill.invoice_line_ids.insurance_decision)

    def test_down_payment_sells_nothing_and_the_final_invoice_does(self):
        car = self.make_car()
        order = self.make_order(car)
        order.action_confirm()
        self.env['sale.advance.payment.inv'].with_context(active_ids=order.ids, active_model='sale.order').create(
            {
                'advance_payment_method': 'percentage',
                'amount': 10,
            }
        ).create_invoices()
        down_payment = order.invoice_ids
        down_payment.action_post()
        self.assertFalse(down_payment.invoice_line_ids.vehicle_id)
        self.assertFalse(any(down_payment.invoice_line_ids.mapped('insurance_decision')))
        self.assertEqual(car.usage, 'stock')
        final = order._create_invoices(final=True)
        final.action_post()
        self.assertEqual(final.invoice_line_ids.vehicle_id, car)
        self.assertOwned(car, self.customer)
        self.assertEqual(car.sold_line_id.move_id, final)

    def test_decision_and_vehicle_named_after_posting(self):
        car = self.make_car()
        invoice = self.sell(None)
        self.assertInStock(car)
        invoice.invoice_line_ids.filtered('product_id').vehicle_id = car
        self.assertOwned(car, self.customer)

    def test_vehicle_exchanged_after_posting(self):
        wrong, right = self.make_car(), self.make_car()
        line = self.sell(wrong).invoice_line_ids
        line.vehicle_id = right
        self.assertInStock(wrong)
        self.assertOwned(right, self.customer)

    def test_two_vehicles_on_one_invoice(self):
        cars = self.make_car() + self.make_car()
        self.sell(*cars)
        for car in cars:
            self.assertOwned(car, self.customer)

    # Facts of the sale

    def test_sold_date_and_salesperson(self):
        car = self.make_car()
        self.sell(car, invoice_date='2024-05-06', invoice_user_id=self.salesperson.id)
        self.assertEqual(car.sold_date, fields.Date.to_date('2024-05-06'))
        self.assertEqual(car.salesperson_id, self.salesperson)

    def test_another_salesperson_on_a_posted_invoice(self):
        car = self.make_car()
        invoice = self.sell(car, invoice_user_id=self.salesperson.id)
        invoice.invoice_user_id = self.accountant
        self.assertEqual(car.salesperson_id, self.accountant)

    def test_facts_of_the_sale_go_with_it(self):
        car = self.make_car()
        self.credit(self.sell(car, invoice_user_id=self.salesperson.id))
        self.assertRecordValues(
            car,
            [
                {
                    'sold_date': False,
                    'salesperson_id': False,
                    'insurance_decision': False,
                }
            ],
        )

    # Buyer

    def test_order_makes_the_customer_the_buyer_until_cancelled(self):
        car = self.make_car()
        order = self.make_order(car)
        self.assertFalse(car.buyer_id)
        order.action_confirm()
        self.assertEqual(car.buyer_id, self.customer)
        order._action_cancel()
        self.assertFalse(car.buyer_id)

    def test_order_leaves_the_buyer_of_another_order(self):
        car = self.make_car(buyer_id=self.other_customer.id)
        order = self.make_order(car)
        order.action_confirm()
        self.assertEqual(car.buyer_id, self.other_customer)
        order._action_cancel()
        self.assertEqual(car.buyer_id, self.other_customer)

    def test_buyer_stays_while_another_order_stands(self):
        car = self.make_car()
        order = self.make_order(car)
        second = order.copy()
        (order + second).action_confirm()
        second._action_cancel()
        self.assertEqual(car.buyer_id, self.customer)
        order._action_cancel()
        self.assertFalse(car.buyer_id)

    def test_order_of_work_reserves_nothing(self):
        car = self.make_car()
        self.make_order(lines=[self.order_line(car, self.part_product)]).action_confirm()
        self.assertFalse(car.buyer_id)

    def test_undone_sale_leaves_the_buyer(self):
        car = self.make_car()
        order = self.make_order(car)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        invoice.button_draft()
        self.assertRecordValues(car, [{'usage': 'stock', 'buyer_id': self.customer.id, 'owner_id': False}])

    def test_cancelled_order_leaves_the_owner(self):
        car = self.make_car()
        order = self.make_order(car)
        order.action_confirm()
        order._create_invoices().action_post()
        order._action_cancel()
        self.assertOwned(car, self.customer)


@tagged('post_install', '-at_install')
class TestUndoneSale(SaleCase):
    def test_draft_takes_the_vehicle_back(self):
        car = self.make_car()
        invoice = self.sell(car)
        invoice.button_draft()
        self.assertInStock(car)
        invoice.action_post()
        self.assertOwned(car, self.customer)

    def test_cancelled_invoice_takes_the_vehicle_back(self):
        car = self.make_car()
        invoice = self.sell(car)
        invoice.button_draft()
        invoice.button_cancel()
        self.assertInStock(car)

    def test_full_credit_note_takes_the_vehicle_back(self):
        car = self.make_car()
        refund = self.credit(self.sell(car))
        self.assertInStock(car)
        refund.button_draft()
        self.assertOwned(car, self.customer)

    def test_draft_of_a_credit_note_changes_nothing(self):
        car = self.make_car()
        self.sell(car)._reverse_moves()
        self.assertOwned(car, self.customer)

    def reverse(self, invoice, button):
        wizard = (
            self.env['account.move.reversal']
            .with_context(
                active_model='account.move',
                active_ids=invoice.ids,
            )
            .create({'journal_id': invoice.journal_id.id, 'reason': "Returned"})
        )
        getattr(wizard, button)()
        return wizard.new_move_ids

    def test_reversal_dialog(self):
        car = self.make_car()
        refund = self.reverse(self.sell(car), 'refund_moves')
        self.assertEqual(refund.invoice_line_ids.vehicle_id, car)
        self.assertOwned(car, self.customer)
        refund.action_post()
        self.assertInStock(car)

    def test_reversal_dialog_with_a_new_invoice(self):
        car = self.make_car()
        replacement = self.reverse(self.sell(car), 'modify_moves')
        self.assertInStock(car)
        replacement = replacement.filtered(lambda move: move.move_type == 'out_invoice')
        replacement.partner_id = self.other_customer
        replacement.action_post()
        self.assertOwned(car, self.other_customer)

    def test_price_reduction_changes_nothing(self):
        car = self.make_car()
        invoice = self.sell(car)
        self.credit(invoice, amount=FULL_PRICE / 4)
        self.assertOwned(car, self.customer)

    def test_credit_notes_that_add_up_take_the_vehicle_back(self):
        car = self.make_car()
        invoice = self.sell(car)
        self.credit(invoice, amount=FULL_PRICE / 4)
        rest = self.credit(invoice, amount=FULL_PRICE * 3 / 4)
        self.assertInStock(car)
        rest.button_draft()
        self.assertOwned(car, self.customer)

    def test_credit_note_of_one_of_two_vehicles(self):
        kept, returned = self.make_car(), self.make_car()
        invoice = self.sell(kept, returned)
        refund = invoice._reverse_moves()
        refund.invoice_line_ids.filtered(lambda line: line.vehicle_id == kept).unlink()
        refund.action_post()
        self.assertInStock(returned)
        self.assertOwned(kept, self.customer)

    def test_credit_note_from_the_order(self):
        car = self.make_car()
        order = self.make_order(car)
        order.action_confirm()
        order._create_invoices().action_post()
        order.order_line.product_uom_qty = 0
        refund = order._create_invoices(final=True)
        self.assertEqual(refund.move_type, 'out_refund')
        self.assertEqual(refund.invoice_line_ids.vehicle_id, car)
        refund.action_post()
        self.assertEqual(car.usage, 'stock')
        self.assertFalse(car.owner_id)

    def test_credit_note_of_work_changes_nothing(self):
        car = self.make_car()
        self.sell(car)
        self.credit(self.sell(lines=[self.invoice_line(car, self.part_product)]))
        self.assertOwned(car, self.customer)

    def test_credit_note_of_expensive_accessories_changes_nothing(self):
        car = self.make_car()
        invoice = self.sell(car, lines=[self.invoice_line(car, self.part_product, price_unit=2 * FULL_PRICE)])
        refund = invoice._reverse_moves()
        refund.invoice_line_ids.filtered(lambda line: line.product_id == self.car_product).unlink()
        refund.action_post()
        self.assertOwned(car, self.customer)

    def test_returned_vehicle_as_negative_line_of_an_invoice(self):
        returned, exchange = self.make_car(), self.make_car()
        order = self.make_order(returned)
        order.action_confirm()
        order._create_invoices().action_post()
        order.order_line.product_uom_qty = 0
        order.order_line = [self.order_line(exchange, price_unit=2 * FULL_PRICE)]
        invoice = order._create_invoices(final=True)
        self.assertEqual(invoice.move_type, 'out_invoice')
        invoice.action_post()
        self.assertEqual(returned.usage, 'stock')
        self.assertOwned(exchange, self.customer)

    def test_invoice_again_after_the_credit_note(self):
        """The usual way to correct an invoice: credit it, change the order, invoice anew."""
        car = self.make_car()
        order = self.make_order(car)
        order.action_confirm()
        first = order._create_invoices()
        first.action_post()
        self.credit(first)
        self.assertEqual(car.usage, 'stock')
        second = order._create_invoices()
        self.assertEqual(second.invoice_line_ids.vehicle_id, car)
        second.action_post()
        self.assertOwned(car, self.customer)
        self.assertEqual(car.sold_line_id.move_id, second)

    def test_invoice_again_after_a_credit_note_from_the_order(self):
        car = self.make_car()
        order = self.make_order(car)
        order.action_confirm()
        for quantity in (1, 0, 1):
            order.order_line.product_uom_qty = quantity
            order._create_invoices(final=True).action_post()
        self.assertEqual(
            order.invoice_ids.sorted('id').mapped('move_type'),
            ['out_invoice', 'out_refund', 'out_invoice'],
        )
        self.assertOwned(car, self.customer)
        self.assertEqual(car.sold_line_id.move_id, order.invoice_ids.sorted('id')[-1])

    def test_replacement_invoice_of_an_order(self):
        car = self.make_car()
        order = self.make_order(car)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        replacement = self.reverse(invoice, 'modify_moves').filtered(lambda move: move.move_type == 'out_invoice')
        replacement.action_post()
        self.assertOwned(car, self.customer)
        self.assertEqual(car.sold_line_id.move_id, replacement)

    # Several sales of one vehicle

    def test_resale_after_the_credit_note(self):
        car = self.make_car()
        self.credit(self.sell(car))
        second = self.sell(car, partner=self.other_customer)
        self.assertOwned(car, self.other_customer)
        self.credit(second)
        self.assertInStock(car)

    def test_resale_without_a_credit_note(self):
        car = self.make_car()
        self.sell(car)
        second = self.sell(car, partner=self.other_customer)
        self.assertOwned(car, self.other_customer)
        self.credit(second)
        self.assertOwned(car, self.customer)

    def test_credit_of_the_older_sale_leaves_the_newer_one(self):
        car = self.make_car()
        first = self.sell(car)
        second = self.sell(car, partner=self.other_customer)
        self.credit(first)
        self.assertOwned(car, self.other_customer)
        self.credit(second)
        self.assertInStock(car)

    def test_trade_in(self):
        car = self.make_customer_car(self.other_customer)
        invoice = self.sell(car)
        self.assertOwned(car, self.customer)
        self.credit(invoice)
        self.assertOwned(car, self.other_customer)
        self.assertFalse(car.sold_line_id)

    def test_vehicle_taken_in_payment_stays_the_customer_s(self):
        """A traded-in car often stands on the invoice of the new one with a negative price."""
        new, old = self.make_car(), self.make_customer_car(self.other_customer)
        order = self.make_order(new, lines=[self.order_line(old, price_unit=-5000)])
        self.assertEqual(order.order_line.mapped('insurance_decision'), ['open', False])
        order.action_confirm()
        self.assertFalse(old.buyer_id)
        invoice = order._create_invoices()
        self.assertEqual(invoice.invoice_line_ids.vehicle_id, new + old)
        self.assertEqual(invoice.invoice_line_ids.mapped('insurance_decision'), ['open', False])
        invoice.action_post()
        self.assertOwned(new, self.customer)
        self.assertOwned(old, self.other_customer)

    def test_taken_into_stock_again(self):
        car = self.make_car()
        first = self.sell(car)
        car.with_user(self.salesperson).action_take_into_stock()
        self.assertInStock(car)
        self.sell(lines=[self.invoice_line(car, self.part_product)])
        self.assertInStock(car)
        self.credit(first)
        self.assertInStock(car)
        second = self.sell(car, partner=self.other_customer)
        self.assertOwned(car, self.other_customer)
        second.button_draft()
        self.assertInStock(car)

    def test_car_of_the_own_fleet(self):
        car = self.make_car(usage='fleet')
        invoice = self.sell(car)
        self.assertOwned(car, self.customer)
        self.credit(invoice)
        self.assertRecordValues(car, [{'usage': 'fleet', 'owner_id': False}])

    def test_reservation_comes_back(self):
        car = self.make_car(buyer_id=self.other_customer.id)
        invoice = self.sell(car)
        self.credit(invoice)
        self.assertRecordValues(car, [{'usage': 'stock', 'owner_id': False, 'buyer_id': self.other_customer.id}])

    def test_former_owner_deleted_meanwhile(self):
        former = self.make_partner("Karl", "Weggezogen")
        car = self.make_customer_car(former)
        invoice = self.sell(car)
        former.unlink()
        self.credit(invoice)
        self.assertRecordValues(car, [{'usage': 'customer', 'owner_id': False, 'sold_line_id': False}])

    def test_hand_made_change_of_owner_stays(self):
        car = self.make_car()
        invoice = self.sell(car)
        car.owner_id = self.other_customer
        invoice.payment_reference = "any other change"
        self.sell(lines=[self.invoice_line(car, self.part_product)])
        self.assertOwned(car, self.other_customer)


@tagged('post_install', '-at_install')
class TestVehicleSearch(SaleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cars = {}
        ages = {'open': 0, 'wanted': 29, 'later': 45, 'declined': 100, 'insured': 45}
        for decision, days in ages.items():
            cls.cars[decision] = cls.make_car()
            cls.sell(
                lines=[cls.invoice_line(cls.cars[decision], insurance_decision=decision)],
                invoice_date=fields.Date.today() - timedelta(days=days),
                invoice_user_id=cls.salesperson.id if days else cls.accountant.id,
            )
        cls.make_car()
        cls.make_car(buyer_id=cls.customer.id)
        cls.make_vehicle(model_id=cls.bike_model.id)
        cls.make_vehicle(model_id=cls.ebike_model.id)

    def found(self, domain):
        vehicles = self.env['fleet.vehicle'].search([('company_id', '=', self.company.id), *domain])
        return {name for name, car in self.cars.items() if car in vehicles}

    def filter_domain(self, name):
        view = self.env['fleet.vehicle'].get_view(
            self.env.ref('dealer_insurance.fleet_vehicle_view_search').id,
            'search',
        )
        node = etree.fromstring(view['arch']).find(f".//filter[@name='{name}']")
        return safe_eval(node.get('domain'), {'uid': self.env.uid})

    @users('salesperson')
    def test_list_shows_what_is_sold_and_not_insured(self):
        action = self.env.ref('dealer_insurance.fleet_vehicle_action_uninsured').sudo()
        self.assertEqual(self.found(safe_eval(action.domain)), {'open', 'wanted', 'later', 'declined'})
        self.cars['open'].sold_line_id.insurance_decision = 'insured'
        self.assertNotIn('open', self.found(safe_eval(action.domain)))

    @users('salesperson')
    def test_filters(self):
        for name, expected in (
            ('uninsured', {'open', 'wanted', 'later', 'declined'}),
            ('wanted', {'wanted'}),
            ('declined', {'declined'}),
            ('my_sales', {'wanted', 'later', 'declined', 'insured'}),
            ('sold_month', {'open', 'wanted'}),
            ('sold_quarter', {'later', 'insured'}),
            ('sold_longer', {'declined'}),
            ('cars', set(self.cars)),
        ):
            with self.subTest(name):
                self.assertEqual(self.found(self.filter_domain(name)), expected)

    @users('salesperson')
    def test_filters_of_the_stock(self):
        for name, kinds in (
            ('free', ['car', 'bike', 'ebike']),
            ('reserved', ['car']),
            ('bikes', ['bike']),
            ('ebikes', ['ebike']),
        ):
            with self.subTest(name):
                vehicles = self.env['fleet.vehicle'].search(
                    [
                        ('company_id', '=', self.company.id),
                        *self.filter_domain(name),
                    ],
                    order='id',
                )
                self.assertEqual(vehicles.mapped('insurance_object'), kinds)

    @users('salesperson')
    def test_groups(self):
        groups = self.env['fleet.vehicle'].formatted_read_group(
            [('id', 'in', [car.id for car in self.cars.values()])],
            ['salesperson_id'],
            ['__count'],
        )
        self.assertEqual(
            {group['salesperson_id'][1]: group['__count'] for group in groups},
            {self.salesperson.name: 4, self.accountant.name: 1},
        )
