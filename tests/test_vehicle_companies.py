from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DealerCommon


@tagged('post_install', '-at_install')
class TestVehicleCompanies(DealerCommon):
    """Two companies of a dealer in one database: what is one's is not the other's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.make_company("Autohaus Wiehl")
        cls.colleague = cls.make_user('colleague', 'dealer_insurance.group_insurance_user', company=cls.branch)
        cls.foreign_car = cls.make_car(company_id=cls.branch.id)
        cls.shared_car = cls.make_customer_car(company_id=False)

    def in_branch(self, records):
        return records.with_context(allowed_company_ids=self.branch.ids)

    def sell_in_branch(self, vehicle):
        invoice = self.in_branch(self.env['account.move']).create(
            {
                'move_type': 'out_invoice',
                'partner_id': self.customer.id,
                'invoice_line_ids': [self.invoice_line(vehicle)],
            }
        )
        invoice.action_post()
        return invoice.invoice_line_ids.with_env(self.env)

    # Invoices

    def test_invoice_takes_no_vehicle_of_another_company(self):
        """It would make the customer its owner, and tell its plate and number in print."""
        invoices = self.env['account.move'].with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "vehicle of another company"):
            invoices.create(
                {
                    'move_type': 'out_invoice',
                    'partner_id': self.customer.id,
                    'invoice_line_ids': [self.invoice_line(self.foreign_car)],
                }
            )
        line = self.sell(self.make_car()).invoice_line_ids.with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "vehicle of another company"):
            line.vehicle_id = self.foreign_car
        self.assertEqual(self.foreign_car.usage, 'stock')

    def test_invoice_takes_a_shared_vehicle(self):
        self.assertEqual(self.sell(self.shared_car).invoice_line_ids, self.shared_car.sold_line_id)

    def test_bill_takes_any_vehicle(self):
        """Whose cars a company pays for is the fleet's business."""
        bill = self.make_invoice(self.foreign_car, move_type='in_invoice')
        self.assertEqual(bill.invoice_line_ids.vehicle_id, self.foreign_car)

    # Decision

    def test_nobody_decides_on_another_company_s_sale(self):
        line = self.sell_in_branch(self.shared_car)
        repair = self.env['repair.order'].create({'vehicle_id': self.shared_car.id})
        for origin in (self.shared_car, repair):
            with self.subTest(origin._name):
                self.assertFalse(origin.with_user(self.mechanic).sells_vehicle)
                with self.assertRaises(UserError):
                    origin.with_user(self.mechanic).action_decide_insurance()
        action = self.in_branch(self.shared_car).with_user(self.colleague).action_decide_insurance()
        dialog = self.env[action['res_model']].browse(action['res_id'])
        self.assertEqual(dialog.line_ids.move_line_id, line)

    # eVB number

    def test_evb_number_of_another_company_s_policy(self):
        self.env['insurance.policy'].create(
            {
                'number': 'K-4711',
                'insurer_id': self.env.ref('dealer_insurance.insurer_ruv').id,
                'line_of_business': 'car',
                'partner_id': self.customer.id,
                'vehicle_id': self.shared_car.id,
                'company_id': self.branch.id,
                'state': 'active',
                'evb_number': 'RVA1B2C',
            }
        )
        self.assertEqual(self.in_branch(self.shared_car).with_user(self.colleague).evb_number, 'RVA1B2C')
        self.assertFalse(self.shared_car.with_user(self.insurance_user).evb_number)

    # Serial numbers

    def test_serial_number_that_went_on_to_another_company(self):
        lot = self.receive(self.bike_product, "WTR4711", company_id=False)
        own = lot.vehicle_ids
        between = self.env.ref('stock.stock_location_inter_company')
        here, there = (
            self.env['stock.warehouse'].search([('company_id', '=', company.id)], limit=1)
            for company in (self.company, self.branch)
        )
        self.move_lots(lot, here.out_type_id, here.lot_stock_id, between)
        lot_there = self.in_branch(lot)
        self.move_lots(lot_there, there.in_type_id, between, there.lot_stock_id)
        theirs = lot.vehicle_ids - own
        self.assertEqual((theirs.company_id, theirs.usage, theirs.vin_sn), (self.branch, 'stock', own.vin_sn))
        order = self.in_branch(self.env['sale.order']).create(
            {'partner_id': self.other_customer.id, 'order_line': [self.order_line(product=self.bike_product)]}
        )
        order.action_confirm()
        self.deliver(order, lot_there)
        self.assertEqual(order.order_line.vehicle_id, theirs)
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual(theirs.owner_id, self.other_customer)
        self.assertEqual(own.company_id, self.company)
        self.assertNotEqual(own.owner_id, self.other_customer)
