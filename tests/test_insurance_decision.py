from datetime import timedelta

from lxml import etree

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.mail.tools.discuss import Store

from .common import DealerCommon
from .dialog import DialogMixin


def decisions(document):
    lines = document.order_line if document._name == 'sale.order' else document.invoice_line_ids
    return lines.mapped('insurance_decision')


@tagged('post_install', '-at_install')
class TestWhichLines(DealerCommon):
    """A line that sells a vehicle carries a decision, no other line does."""

    def test_order(self):
        order = self.make_order(
            self.make_car(),
            lines=[
                self.order_line(product=self.bike_product),
                self.order_line(self.make_customer_car(), product=self.part_product),
                Command.create({'display_type': 'line_section', 'name': "Vehicles"}),
                Command.create({'display_type': 'line_note', 'name': "Thank you"}),
            ],
        )
        self.assertEqual(decisions(order), ['open', 'open', False, False, False])

    def test_invoice(self):
        invoice = self.make_invoice(
            self.make_car(),
            lines=[
                self.invoice_line(product=self.bike_product),
                self.invoice_line(self.make_customer_car(), product=self.part_product),
                Command.create({'display_type': 'line_section', 'name': "Vehicles"}),
                Command.create({'display_type': 'line_note', 'name': "Thank you"}),
            ],
        )
        self.assertEqual(decisions(invoice), ['open', 'open', False, False, False])
        self.assertFalse(any((invoice.line_ids - invoice.invoice_line_ids).mapped('insurance_decision')))

    def test_other_documents(self):
        for move_type, expected in (
            ('out_receipt', 'open'),
            ('out_refund', False),
            ('in_invoice', False),
            ('in_refund', False),
            ('in_receipt', False),
        ):
            with self.subTest(move_type):
                move = self.make_invoice(self.make_car(), move_type=move_type)
                self.assertEqual(decisions(move), [expected])

    def test_credit_note(self):
        invoice = self.sell(self.make_car())
        invoice.invoice_line_ids.insurance_decision = 'declined'
        self.assertEqual(decisions(self.credit(invoice)), [False])

    def test_down_payment(self):
        order = self.make_order(self.make_car())
        order.order_line.insurance_decision = 'declined'
        order.action_confirm()
        down_payment = self._invoice(order, advance_payment_method='percentage', amount=10)
        self.assertFalse(any(decisions(down_payment)))
        self.assertEqual(decisions(order)[0], 'declined')
        self.assertFalse(any(decisions(order)[1:]))
        down_payment.action_post()
        rest = self._invoice(order, advance_payment_method='delivered')
        sold = rest.invoice_line_ids.filtered(lambda line: line.product_id == self.car_product)
        self.assertEqual(sold.insurance_decision, 'declined')
        self.assertFalse(any((rest.invoice_line_ids - sold).mapped('insurance_decision')))

    def _invoice(self, order, **values):
        before = order.invoice_ids
        self.env['sale.advance.payment.inv'].with_context(active_ids=order.ids).create(values).create_invoices()
        return order.invoice_ids - before

    def test_the_product_decides_in_the_form(self):
        order = self.make_order(lines=[self.order_line(product=self.part_product)], user_id=self.salesperson.id)
        with Form(order.with_user(self.salesperson)) as form, form.order_line.edit(0) as line:
            self.assertFalse(line.insurance_decision)
            line.product_id = self.car_product
            self.assertEqual(line.insurance_decision, 'open')
            line.vehicle_id = self.make_car()
            line.insurance_decision = 'later'
        self.assertEqual(decisions(order), ['later'])
        order.order_line.product_id = self.part_product
        self.assertEqual(decisions(order), [False])

    def test_an_empty_decision_is_no_answer(self):
        for make, line in ((self.make_order, self.order_line), (self.make_invoice, self.invoice_line)):
            document = make(lines=[line(self.make_car(), insurance_decision=False)])
            self.assertEqual(decisions(document), ['open'])
            lines = document.order_line if document._name == 'sale.order' else document.invoice_line_ids
            lines.write({'insurance_decision': False, 'sequence': 5})
            self.assertEqual(decisions(document), ['open'])

    def test_flagging_a_product_later_leaves_old_lines_alone(self):
        order = self.make_order(lines=[self.order_line(product=self.part_product)])
        invoice = self.sell(lines=[self.invoice_line(product=self.part_product)])
        self.env.flush_all()
        self.part_product.is_vehicle = True
        order.order_line.name = invoice.invoice_line_ids.name = "Bell, chromed"
        self.assertEqual(decisions(order) + decisions(invoice), [False, False])

    def test_vehicle_taken_in_payment(self):
        traded_in = self.make_customer_car()
        order = self.make_order(self.make_car(), lines=[self.order_line(traded_in, price_unit=-5000)])
        invoice = self.make_invoice(self.make_car(), lines=[self.invoice_line(traded_in, price_unit=-5000)])
        for document in (order, invoice):
            self.assertEqual(decisions(document), ['open', False])


@tagged('post_install', '-at_install')
class TestFromOrderToInvoice(DealerCommon):
    def test_copied_to_the_invoice(self):
        order = self.make_order(self.make_car(), self.make_car(), lines=[self.order_line(product=self.part_product)])
        order.order_line[0].insurance_decision = 'declined'
        order.order_line[1].insurance_decision = 'insured'
        order.action_confirm()
        invoice = order._create_invoices()
        self.assertEqual(decisions(invoice), ['declined', 'insured', False])

    def test_copied_by_whoever_invoices(self):
        order = self.make_order(self.make_car(), user_id=self.plain_salesperson.id)
        order.order_line.insurance_decision = 'declined'
        order.with_user(self.plain_salesperson).action_confirm()
        invoice = order.with_user(self.plain_salesperson)._create_invoices()
        self.assertEqual(decisions(invoice.sudo()), ['declined'])

    def test_kept_when_the_draft_is_deleted_and_created_anew(self):
        order = self.make_order(self.make_car())
        order.order_line.insurance_decision = 'declined'
        order.action_confirm()
        first = order._create_invoices()
        first.invoice_line_ids.insurance_decision = 'insured'
        first.unlink()
        second = order._create_invoices()
        self.assertEqual(decisions(second), ['insured'])

    def test_kept_when_reset_to_draft(self):
        invoice = self.make_invoice(self.make_car())
        invoice.invoice_line_ids.insurance_decision = 'declined'
        invoice.action_post()
        invoice.button_draft()
        self.assertEqual(decisions(invoice), ['declined'])
        invoice.action_post()
        self.assertEqual(decisions(invoice), ['declined'])

    def test_not_copied_when_duplicated(self):
        order = self.make_order(self.make_car())
        order.order_line.insurance_decision = 'declined'
        order.action_confirm()
        invoice = order._create_invoices()
        self.assertEqual(decisions(order.copy()), ['open'])
        self.assertEqual(decisions(invoice.copy()), ['open'])
        self.assertEqual(decisions(invoice), ['declined'])


@tagged('post_install', '-at_install')
class TestOrderAndInvoiceAgree(DealerCommon):
    def test_both_directions(self):
        order = self.make_order(self.make_car(), self.make_car())
        order.action_confirm()
        invoice = order._create_invoices()
        order.order_line[0].insurance_decision = 'wanted'
        self.assertEqual(decisions(invoice), ['wanted', 'open'])
        invoice.invoice_line_ids[1].insurance_decision = 'declined'
        self.assertEqual(decisions(order), ['wanted', 'declined'])
        invoice.action_post()
        invoice.invoice_line_ids[0].insurance_decision = 'insured'
        self.assertEqual(decisions(order), ['insured', 'declined'])
        order.order_line[1].insurance_decision = 'insured'
        self.assertEqual(decisions(invoice), ['insured', 'insured'])

    def test_several_vehicles_of_one_order_line(self):
        order = self._sell_two_bikes()
        invoice = order._create_invoices()
        self.assertEqual(len(invoice.invoice_line_ids), 2)
        first, second = invoice.invoice_line_ids
        first.insurance_decision = 'insured'
        self.assertEqual(decisions(order), ['open'], "The order line speaks for both vehicles")
        self.assertEqual(second.insurance_decision, 'open')
        second.insurance_decision = 'insured'
        self.assertEqual(decisions(order), ['insured'])
        order.order_line.insurance_decision = 'declined'
        self.assertEqual(decisions(invoice), ['declined', 'declined'])

    def test_all_vehicles_at_once(self):
        order = self._sell_two_bikes()
        invoice = order._create_invoices()
        invoice.invoice_line_ids.insurance_decision = 'wanted'
        self.assertEqual(decisions(order), ['wanted'])

    def _sell_two_bikes(self):
        lots = self.receive(self.bike_product, 'RAHMEN1', 'RAHMEN2')
        order = self.make_order(lines=[self.order_line(product=self.bike_product, product_uom_qty=2)])
        order.action_confirm()
        self.deliver(order, lots)
        return order

    def test_cancelled_and_credited_invoices_are_left_alone(self):
        order = self.make_order(self.make_car())
        order.action_confirm()
        cancelled = order._create_invoices()
        cancelled.button_cancel()
        credited = order._create_invoices()
        credited.action_post()
        self.credit(credited)
        order.order_line.insurance_decision = 'declined'
        self.assertEqual(decisions(cancelled), ['open'])
        self.assertEqual(decisions(credited), ['open'])


@tagged('post_install', '-at_install')
class TestChatter(DealerCommon):
    def setUp(self):
        super().setUp()
        self.car = self.make_car()
        self.order = self.make_order(self.car, user_id=self.salesperson.id)
        self.order.action_confirm()
        self.invoice = self.order._create_invoices()

    def test_change_is_noted_on_order_and_invoice(self):
        self.order.order_line.insurance_decision = 'declined'
        self.invoice.invoice_line_ids.insurance_decision = 'insured'
        for document in (self.order, self.invoice):
            changes = self._changes(document)
            self.assertEqual(changes.mapped('old_value_char'), ['Open', 'Declined'])
            self.assertEqual(changes.mapped('new_value_char'), ['Declined', 'Insured'])
            self.assertIn(self.car.display_name, changes[0].mail_message_id.body)

    def test_no_note_without_a_change(self):
        self.order.order_line.insurance_decision = 'open'
        self.assertFalse(self._changes(self.order) | self._changes(self.invoice))

    def test_one_message_for_all_vehicles(self):
        order = self.make_order(self.make_car(), self.make_car())
        before = order.message_ids
        order.order_line.insurance_decision = 'declined'
        message = order.message_ids - before
        self.assertEqual(len(message), 1)
        self.assertEqual(len(message.tracking_value_ids), 2)

    def test_sale_is_noted_on_each_vehicle(self):
        second = self.make_car()
        self.cr.flush()
        messages = (self.car | second).message_ids
        self.sell(self.car, second)
        self.cr.flush()
        for car in self.car | second:
            message = car.message_ids - messages
            self.assertEqual(len(message), 1)
            self.assertIn(self.customer.display_name, message.tracking_value_ids.mapped('new_value_char'))

    def test_shown_to_insurance_users_only(self):
        self.order.user_id = False
        self.order.order_line.insurance_decision = 'declined'
        message = self._changes(self.order).mail_message_id
        self.assertEqual(len(self._tracking_shown_to(self.salesperson, message)), 1)
        self.assertEqual(self._tracking_shown_to(self.plain_salesperson, message), [])
        self.assertTrue(message.is_internal)

    def test_field_hidden_from_others(self):
        self.order.user_id = False
        order = self.order.with_user(self.plain_salesperson)
        self.assertEqual(order.read(['name'])[0]['name'], self.order.name)
        with self.assertRaises(AccessError):
            order.order_line.read(['insurance_decision'])

    def _changes(self, document):
        messages = document.message_ids.sorted('id')
        return messages.tracking_value_ids.filtered(lambda value: value.field_id.name == 'insurance_decision')

    def _tracking_shown_to(self, user, message):
        [data] = Store().add(message.with_user(user)).get_result()['mail.message']
        return data['trackingValues']


@tagged('post_install', '-at_install')
class TestLaterInsurance(DialogMixin, DealerCommon):
    """After posting the decision moves on; the least-privileged user can do so."""

    def setUp(self):
        super().setUp()
        self.car = self.make_car()
        self.order = self.make_order(self.car, user_id=self.salesperson.id)
        self.order.order_line.insurance_decision = 'declined'
        self.order.action_confirm()
        self.invoice = self.order._create_invoices()
        self.invoice.invoice_user_id = self.salesperson
        self.invoice.action_post()

    def _decide(self, origin, user, decision):
        action = origin.with_user(user).action_decide_insurance()
        self.answer(action, user, decision)
        self.assertEqual(decisions(self.invoice), [decision])
        self.assertEqual(decisions(self.order), [decision])
        self.assertEqual(self.car.insurance_decision, decision)

    def test_from_everywhere(self):
        for origin, user in (
            (self.car, self.insurance_user),
            (self.customer, self.insurance_user),
            (self.order, self.salesperson),
            (self.invoice, self.salesperson),
        ):
            with self.subTest(origin._name):
                self._decide(origin, user, 'wanted')
                self._decide(origin, user, 'insured')
                self._decide(origin, user, 'declined')

    def test_from_the_workshop(self):
        repair = self.env['repair.order'].create({'vehicle_id': self.car.id, 'partner_id': self.customer.id})
        self._decide(repair, self.mechanic, 'wanted')

    def test_one_answer_for_all(self):
        second = self.make_car()
        self.sell(second)
        action = self.customer.with_user(self.insurance_user).action_decide_insurance()
        dialog = self.dialog(action, self.insurance_user)
        with Form(dialog) as form:
            form.answer = 'insured'
        dialog.action_apply()
        self.assertEqual((self.car | second).mapped('insurance_decision'), ['insured', 'insured'])

    def test_dialog_shows_what_was_decided(self):
        dialog = self.dialog(self.car.with_user(self.insurance_user).action_decide_insurance(), self.insurance_user)
        self.assertRecordValues(dialog.line_ids, [{'vehicle_id': self.car.id, 'decision': 'declined'}])

    def test_nothing_sold(self):
        with self.assertRaisesRegex(UserError, "No vehicle has been sold here yet"):
            self.make_car().with_user(self.insurance_user).action_decide_insurance()

    def test_not_for_users_without_the_group(self):
        with self.assertRaises(AccessError):
            self.order.with_user(self.plain_salesperson).action_decide_insurance()

    def test_not_for_other_companies(self):
        other_company = self.make_company("Radhaus Wiehl")
        stranger = self.make_user('stranger', 'dealer_insurance.group_insurance_user', company=other_company)
        self.car.company_id = self.company
        wizard = self.env['insurance.decision.wizard'].with_user(stranger).with_company(other_company)
        dialog = wizard.with_context(allowed_company_ids=other_company.ids).create(
            {
                'line_ids': [
                    Command.create(
                        {
                            'move_line_id': self.invoice.invoice_line_ids.id,
                            'vehicle_id': self.car.id,
                            'decision': 'insured',
                        }
                    )
                ],
            }
        )
        with self.assertRaises(AccessError):
            dialog.action_apply()
        self.assertEqual(decisions(self.invoice), ['declined'])


@tagged('post_install', '-at_install')
class TestSoldNotInsured(DialogMixin, DealerCommon):
    def setUp(self):
        super().setUp()
        self.action = (
            self.env['ir.actions.act_window']
            .with_user(self.insurance_user)
            ._for_xml_id('dealer_insurance.fleet_vehicle_action_uninsured')
        )

    def _listed(self):
        return self.env['fleet.vehicle'].with_user(self.insurance_user).search(safe_eval(self.action['domain']))

    def _sell(self, decision, **values):
        car = self.make_car()
        invoice = self.make_invoice(car, **values)
        invoice.invoice_line_ids.insurance_decision = decision
        invoice.action_post()
        return car

    def test_lists_every_sold_vehicle_without_insurance(self):
        uninsured = self.env['fleet.vehicle']
        for decision in ('open', 'wanted', 'later', 'declined'):
            uninsured |= self._sell(decision)
        self._sell('insured')
        in_stock = self.make_car()
        self.make_invoice(in_stock)
        given_back = self.make_car()
        self.credit(self.sell(given_back))
        self.assertEqual(self._listed().sudo() & (uninsured | in_stock | given_back), uninsured)
        self.assertEqual(len(self._listed()), 4)

    def test_a_vehicle_leaves_when_insured(self):
        car = self._sell('wanted')
        self.assertIn(car, self._listed().sudo())
        self.answer(car.with_user(self.insurance_user).action_decide_insurance(), self.insurance_user, 'insured')
        self.assertNotIn(car, self._listed().sudo())

    def test_several_at_once(self):
        cars = self._sell('declined') | self._sell('later')
        action = cars.with_user(self.insurance_user).action_decide_insurance()
        self.answer(action, self.insurance_user, 'insured', 'insured')
        self.assertFalse(self._listed())

    def test_by_salesperson_and_age(self):
        today = fields.Date.today()
        cars = {}
        for name, days in (('sold_month', 3), ('sold_quarter', 45), ('sold_longer', 200)):
            cars[name] = self._sell(
                'declined',
                invoice_date=today - timedelta(days),
                invoice_user_id=self.salesperson.id,
            )
        vehicles = self.env['fleet.vehicle'].with_user(self.insurance_user)
        search = self.env.ref('dealer_insurance.fleet_vehicle_view_search')
        arch = etree.fromstring(vehicles.get_view(search.id, 'search')['arch'])
        sold_uninsured = safe_eval(self.action['domain'])
        for name, car in cars.items():
            with self.subTest(name):
                [age] = arch.xpath(f"//filter[@name='{name}']/@domain")
                self.assertEqual(vehicles.search(sold_uninsured + safe_eval(age)).sudo(), car)
        self.assertEqual(safe_eval(self.action['context']), {'search_default_groupby_salesperson': 1})
        [group] = arch.xpath("//filter[@name='groupby_salesperson']/@context")
        self.assertEqual(
            vehicles._read_group(sold_uninsured, [safe_eval(group)['group_by']], ['__count']),
            [(self.salesperson, 3)],
        )
