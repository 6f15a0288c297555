from odoo.tests import tagged

from .common import DealerCommon


class LotCase(DealerCommon):
    def order_bikes(self, quantity=1, product=None):
        order = self.make_order(
            lines=[
                self.order_line(product=product or self.bike_product, product_uom_qty=quantity),
            ]
        )
        order.action_confirm()
        return order

    def bring_back(self, order, lots):
        """Return these serial numbers, so that the order's delivered quantity goes down."""
        picking = order.picking_ids.filtered(lambda picking: picking.state == 'done').sorted('id')[-1:]
        wizard = (
            self.env['stock.return.picking']
            .with_context(
                active_id=picking.id,
                active_ids=picking.ids,
                active_model='stock.picking',
            )
            .create({})
        )
        wizard.product_return_moves.write({'quantity': len(lots), 'to_refund': True})
        back = self.env['stock.picking'].browse(wizard.action_create_returns()['res_id'])
        self.validate(back, lots)

    def deliver_more(self, order, lots):
        """Deliver in exchange for what came back."""
        self.env['stock.picking'].flush_model()
        order.order_line._action_launch_stock_rule(previous_product_uom_qty={order.order_line.id: 0})
        self.deliver(order, lots)


@tagged('post_install', '-at_install')
class TestReceivedLot(LotCase):
    def test_receipt_makes_the_stock_vehicle(self):
        lot = self.receive(self.ebike_product, "wsr 0815", battery_number="AKKU-7")
        self.assertRecordValues(
            lot.vehicle_ids,
            [
                {
                    'usage': 'stock',
                    'model_id': self.ebike_model.id,
                    'vin_sn': "WSR0815",
                    'battery_number': "AKKU-7",
                    'insurance_object': 'ebike',
                    'company_id': self.company.id,
                    'owner_id': False,
                }
            ],
        )

    def test_own_number_of_the_dealer_is_no_vin(self):
        """It neither refuses the receipt of a car nor stands in the vehicle file."""
        self.bike_product.vehicle_model_id = self.car_model
        lot = self.receive(self.bike_product, "STOCK 17")
        self.assertEqual(len(lot.vehicle_ids), 1)
        self.assertFalse(lot.vehicle_ids.vin_sn)
        lot.name = self.next_vin()
        self.assertEqual(lot.vehicle_ids.vin_sn, lot.name)

    def test_second_move_makes_no_second_vehicle(self):
        lot = self.receive(self.bike_product, "WTR1")
        order = self.order_bikes()
        self.deliver(order, lot)
        self.assertEqual(len(lot.vehicle_ids), 1)

    def test_only_vehicles_become_vehicles(self):
        self.bike_product.is_vehicle = False
        self.assertFalse(self.receive(self.bike_product, "WTR1").vehicle_ids)

    def test_known_vehicle_is_linked(self):
        """However its number is typed, whether archived, sold before or received before."""
        number = "WTR4711"
        for values in ({}, {'active': False}, {'usage': 'customer', 'owner_id': self.customer.id}):
            with self.subTest(values):
                known = self.make_vehicle(model_id=self.bike_model.id, vin_sn=number, **values)
                lot = self.receive(self.bike_product, f" {number.lower()} ")
                self.assertEqual(known.lot_id, lot)
                same_number = known.with_context(active_test=False).search([('vin_sn', '=', number)])
                self.assertEqual(same_number, known)
                number += "0"

    def test_bike_taken_back_as_another_product_is_linked(self):
        vehicle = self.receive(self.bike_product, "WTR1").vehicle_ids
        taken_back = self.receive(self.ebike_product, "WTR1")
        self.assertEqual(vehicle.lot_id, taken_back)

    def test_same_number_in_another_company_is_another_vehicle(self):
        other = self.make_vehicle(
            model_id=self.bike_model.id,
            vin_sn="WTR1",
            company_id=self.make_company("Radhaus Wiehl").id,
        )
        lot = self.receive(self.bike_product, "WTR1")
        self.assertFalse(other.lot_id)
        self.assertEqual(lot.vehicle_ids.company_id, self.company)

    def test_numbers_typed_on_the_lot_later_reach_the_vehicle(self):
        lot = self.receive(self.ebike_product, "WSR1")
        lot.with_user(self.plain_mechanic).write({'battery_number': "akku 8"})
        lot.with_user(self.plain_mechanic).write({'name': "WSR2"})
        self.assertRecordValues(lot.vehicle_ids, [{'vin_sn': "WSR2", 'battery_number': "AKKU8"}])

    def test_product_without_model(self):
        self.bike_product.vehicle_model_id = False
        lot = self.receive(self.bike_product, "WTR1")
        order = self.order_bikes()
        self.deliver(order, lot)
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertFalse(lot.vehicle_ids)
        self.assertRecordValues(invoice.invoice_line_ids, [{'vehicle_id': False, 'insurance_decision': 'open'}])

    def test_stock_user_without_insurance_receives_and_delivers(self):
        lot = self.receive(self.bike_product, "WTR1", user=self.plain_mechanic)
        self.assertEqual(lot.vehicle_ids.vin_sn, "WTR1")
        order = self.order_bikes()
        order._create_invoices().action_post()
        self.deliver(order, lot, user=self.plain_mechanic)
        self.assertEqual(order.order_line.vehicle_id, lot.vehicle_ids)
        self.assertEqual(lot.vehicle_ids.owner_id, self.customer)


@tagged('post_install', '-at_install')
class TestDeliveredLot(LotCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls.receive(cls.bike_product, "WTR1", "WTR2", "WTR3")
        cls.bike, cls.second_bike, cls.third_bike = cls.lots.mapped('vehicle_ids')

    def assertOwners(self, *owners):
        self.assertEqual(
            [lot.vehicle_ids.owner_id for lot in self.lots],
            [owner or self.env['res.partner'] for owner in owners],
        )

    def test_delivery_names_the_vehicle_on_the_order(self):
        order = self.order_bikes()
        self.assertFalse(order.order_line.vehicle_id)
        self.assertFalse(order.order_line.needs_vehicle)
        self.deliver(order, self.lots[1])
        self.assertEqual(order.order_line.vehicle_id, self.second_bike)
        invoice = order._create_invoices()
        self.assertEqual(invoice.invoice_line_ids.vehicle_id, self.second_bike)
        invoice.action_post()
        self.assertOwners(None, self.customer, None)

    def test_invoice_makes_the_vehicle_at_the_latest(self):
        self.bike_product.vehicle_model_id = False
        lot = self.receive(self.bike_product, "WTR9")
        order = self.order_bikes()
        self.deliver(order, lot)
        self.assertFalse(lot.vehicle_ids)
        self.bike_product.vehicle_model_id = self.bike_model
        order.user_id = self.salesperson
        invoice = order.with_user(self.salesperson)._create_invoices()
        self.assertEqual(invoice.invoice_line_ids.vehicle_id.vin_sn, "WTR9")

    def test_invoice_line_for_each_serial_number(self):
        order = self.order_bikes(3)
        self.deliver(order, self.lots[:2])
        self.assertFalse(order.order_line.vehicle_id)
        order.order_line.insurance_decision = 'wanted'
        invoice = order._create_invoices()
        self.assertRecordValues(
            invoice.invoice_line_ids,
            [
                {'quantity': 1, 'vehicle_id': self.bike.id, 'insurance_decision': 'wanted'},
                {'quantity': 1, 'vehicle_id': self.second_bike.id, 'insurance_decision': 'wanted'},
                {'quantity': 1, 'vehicle_id': False, 'insurance_decision': 'wanted'},
            ],
        )
        invoice.action_post()
        self.assertOwners(self.customer, self.customer, None)
        self.deliver(order, self.lots[2])
        self.assertOwners(self.customer, self.customer, self.customer)

    def test_each_delivery_is_invoiced_with_its_own(self):
        self.bike_product.invoice_policy = 'delivery'
        order = self.order_bikes(2)
        self.deliver(order, self.lots[1])
        self.assertEqual(order._create_invoices().invoice_line_ids.vehicle_id, self.second_bike)
        self.deliver(order, self.lots[0])
        self.assertEqual(order._create_invoices().invoice_line_ids.vehicle_id, self.bike)

    def test_invoice_before_delivery(self):
        for posted in (False, True):
            with self.subTest(posted=posted):
                order = self.order_bikes()
                invoice = order._create_invoices()
                if posted:
                    invoice.action_post()
                self.assertFalse(invoice.invoice_line_ids.vehicle_id)
                lot = self.lots[posted]
                self.deliver(order, lot)
                self.assertEqual(invoice.invoice_line_ids.vehicle_id, lot.vehicle_ids)
                self.assertEqual(lot.vehicle_ids.owner_id, self.customer if posted else self.env['res.partner'])

    def test_two_orders_do_not_mix(self):
        order, other = self.order_bikes(), self.order_bikes()
        invoices = order._create_invoices() + other._create_invoices()
        self.deliver(other, self.lots[0])
        self.deliver(order, self.lots[1])
        self.assertEqual(invoices.invoice_line_ids.mapped('vehicle_id'), self.second_bike + self.bike)

    # Return and exchange

    def test_bike_that_came_back_is_forgotten(self):
        order = self.order_bikes()
        self.deliver(order, self.lots[0])
        self.bring_back(order, self.lots[0])
        self.assertFalse(order.order_line.vehicle_id)
        self.assertFalse(order._create_invoices().invoice_line_ids.vehicle_id)

    def test_bike_that_came_back_is_forgotten_on_a_draft_invoice(self):
        order = self.order_bikes()
        self.deliver(order, self.lots[0])
        invoice = order._create_invoices()
        self.bring_back(order, self.lots[0])
        self.assertFalse(invoice.invoice_line_ids.vehicle_id)

    def test_bike_that_came_back_belongs_to_the_customer_until_credited(self):
        self.bike_product.invoice_policy = 'delivery'
        order = self.order_bikes(2)
        self.deliver(order, self.lots[:2])
        order._create_invoices().action_post()
        self.bring_back(order, self.lots[1])
        self.assertOwners(self.customer, self.customer, None)
        refund = order._create_invoices(final=True)
        self.assertRecordValues(refund.invoice_line_ids, [{'quantity': 1, 'vehicle_id': self.second_bike.id}])
        refund.action_post()
        self.assertOwners(self.customer, None, None)
        self.assertEqual(self.second_bike.usage, 'stock')

    def test_all_bikes_came_back(self):
        self.bike_product.invoice_policy = 'delivery'
        order = self.order_bikes(2)
        self.deliver(order, self.lots[:2])
        order._create_invoices().action_post()
        self.bring_back(order, self.lots[:2])
        refund = order._create_invoices(final=True)
        self.assertEqual(refund.invoice_line_ids.vehicle_id, self.bike + self.second_bike)
        refund.action_post()
        self.assertOwners(None, None, None)

    def test_exchange_before_the_invoice(self):
        order = self.order_bikes()
        self.deliver(order, self.lots[0])
        self.bring_back(order, self.lots[0])
        self.deliver_more(order, self.lots[1])
        self.assertEqual(order.order_line.vehicle_id, self.second_bike)
        self.assertEqual(order._create_invoices().invoice_line_ids.vehicle_id, self.second_bike)

    def test_exchange_with_a_draft_invoice(self):
        order = self.order_bikes()
        self.deliver(order, self.lots[0])
        invoice = order._create_invoices()
        self.bring_back(order, self.lots[0])
        self.deliver_more(order, self.lots[1])
        self.assertEqual(invoice.invoice_line_ids.vehicle_id, self.second_bike)
        invoice.action_post()
        self.assertOwners(None, self.customer, None)

    def test_exchange_leaves_a_posted_invoice(self):
        order = self.order_bikes()
        self.deliver(order, self.lots[0])
        invoice = order._create_invoices()
        invoice.action_post()
        self.bring_back(order, self.lots[0])
        self.deliver_more(order, self.lots[1])
        self.assertEqual(invoice.invoice_line_ids.vehicle_id, self.bike)
        self.credit(invoice)
        replacement = order._create_invoices()
        self.assertEqual(replacement.invoice_line_ids.vehicle_id, self.second_bike)
        replacement.action_post()
        self.assertOwners(None, self.customer, None)
