from odoo import Command
from odoo.tests import Form, tagged, users

from .common import DealerCommon


@tagged('post_install', '-at_install')
class TestRepair(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.car = cls.make_customer_car(license_plate="GM-AB 123")
        cls.warehouse = cls.env['stock.warehouse'].search([('company_id', '=', cls.company.id)], limit=1)

    @classmethod
    def make_repair(cls, **values):
        """A repair of the customer's car with one part."""
        return cls.env['repair.order'].create(
            {
                'vehicle_id': cls.car.id,
                'partner_id': cls.customer.id,
                'picking_type_id': cls.warehouse.repair_type_id.id,
                'move_ids': [cls.part()],
                **values,
            }
        )

    @classmethod
    def part(cls):
        return Command.create(
            {
                'repair_line_type': 'add',
                'product_id': cls.part_product.id,
                'product_uom_qty': 2,
            }
        )

    # Proposals

    @users('mechanic')
    def test_owner_is_proposed_as_customer(self):
        form = Form(self.env['repair.order'])
        form.vehicle_id = self.car
        self.assertEqual(form.partner_id, self.customer)
        self.assertEqual(form.save().partner_id, self.customer)

    @users('mechanic')
    def test_chosen_customer_stays(self):
        form = Form(self.env['repair.order'])
        form.partner_id = self.other_customer
        form.vehicle_id = self.car
        self.assertEqual(form.partner_id, self.other_customer)

    @users('mechanic')
    def test_only_vehicle_of_a_customer_is_proposed(self):
        form = Form(self.env['repair.order'])
        form.partner_id = self.customer
        self.assertEqual(form.vehicle_id, self.car)

    @users('mechanic')
    def test_one_of_several_vehicles_is_not_guessed(self):
        self.make_customer_car()
        form = Form(self.env['repair.order'])
        form.partner_id = self.customer
        self.assertFalse(form.vehicle_id)

    @users('mechanic')
    def test_only_vehicle_of_the_customer_s_company_is_proposed(self):
        company = self.env['res.partner'].sudo().create({'name': "Radverleih Wiehl", 'is_company': True})
        contact = self.make_partner("Ina", "Leiterin", parent_id=company.id)
        van = self.make_customer_car(company)
        form = Form(self.env['repair.order'])
        form.partner_id = contact
        self.assertEqual(form.vehicle_id, van)

    @users('mechanic')
    def test_chosen_vehicle_stays(self):
        stock_car = self.make_car()
        form = Form(self.env['repair.order'])
        form.vehicle_id = stock_car
        form.partner_id = self.customer
        self.assertEqual(form.vehicle_id, stock_car)

    @users('mechanic')
    def test_serial_number_proposes_vehicle_and_owner(self):
        lot = self.receive(self.bike_product, "WTR1")
        lot.vehicle_ids.write({'usage': 'customer', 'owner_id': self.other_customer.id})
        form = Form(self.env['repair.order'])
        form.product_id = self.bike_product
        form.lot_id = lot
        self.assertEqual(form.vehicle_id, lot.vehicle_ids)
        self.assertEqual(form.partner_id, self.other_customer)

    # Order and invoice of the parts

    def test_parts_name_the_vehicle_and_ask_nothing(self):
        self.mechanic.group_ids += self.env.ref('sales_team.group_sale_salesman')
        repair = self.make_repair().with_user(self.mechanic)
        repair.action_create_sale_order()
        order = repair.sale_order_id.sudo()
        self.assertRecordValues(order.order_line, [{'vehicle_id': self.car.id, 'insurance_decision': False}])
        self.assertFalse(order.sells_vehicle)
        order.action_confirm()
        invoice = order._create_invoices()
        self.assertRecordValues(
            invoice.invoice_line_ids,
            [
                {
                    'vehicle_id': self.car.id,
                    'insurance_decision': False,
                }
            ],
        )
        invoice.action_post()
        self.assertEqual(self.car.owner_id, self.customer)
        self.assertFalse(self.car.sold_line_id)

    def test_part_added_later_names_the_vehicle(self):
        repair = self.make_repair()
        repair.action_create_sale_order()
        repair.move_ids = [self.part()]
        self.assertEqual(len(repair.sale_order_id.order_line), 2)
        self.assertEqual(
            [line.vehicle_id for line in repair.sale_order_id.order_line],
            [self.car, self.car],
        )

    def test_vehicle_corrected_later_is_corrected_on_the_order(self):
        repair = self.make_repair()
        repair.action_create_sale_order()
        other = self.make_customer_car()
        repair.vehicle_id = other
        self.assertEqual(repair.sale_order_id.order_line.vehicle_id, other)

    def test_repairs_of_two_vehicles_do_not_mix(self):
        other = self.make_customer_car()
        repairs = self.make_repair() + self.make_repair(vehicle_id=other.id)
        for repair in repairs:
            repair.action_create_sale_order()
        self.assertEqual(repairs.mapped('sale_order_id.order_line.vehicle_id'), self.car + other)

    @users('mechanic')
    def test_vehicle_shows_its_repairs(self):
        repair = self.make_repair().with_env(self.env)
        self.make_repair(vehicle_id=self.make_customer_car().id)
        car = self.car.with_env(self.env)
        self.assertEqual(car.repair_count, 1)
        self.assertEqual(self.env['repair.order'].search(car.action_view_repairs()['domain']), repair)

    @users('insurance_user')
    def test_vehicle_shows_no_repairs_to_others(self):
        self.make_repair()
        self.assertEqual(self.car.with_env(self.env).repair_count, 0)

    # Without insurance

    @users('plain_mechanic')
    def test_stock_user_without_insurance_repairs_as_before(self):
        form = Form(self.env['repair.order'])
        self.assertNotIn('vehicle_id', form._view['fields'])
        form.partner_id = self.customer
        form.product_id = self.part_product
        repair = form.save()
        self.assertFalse(repair.vehicle_id)
        repair.move_ids = [self.part()]
        repair.action_validate()
        repair.action_repair_start()
        repair.move_ids.picked = True
        repair.action_repair_end()
        self.assertEqual(repair.state, 'done')

    @users('plain_mechanic')
    def test_stock_user_without_insurance_works_on_a_repair_with_a_vehicle(self):
        lot = self.receive(self.bike_product, "WTR1")
        repair = self.make_repair().with_env(self.env)
        with Form(repair) as form:
            form.partner_id = self.other_customer
            form.product_id = self.bike_product
            form.lot_id = lot
        repair.move_ids = [self.part()]
        repair.copy()
        repair.action_validate()
        self.assertEqual(repair.sudo().vehicle_id, self.car)
