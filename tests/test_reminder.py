from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from .common import DealerCommon
from .dialog import DialogMixin


class ReminderCommon(DialogMixin, DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.insurance_reminder = True

    def make_order(self, *vehicles, user=None, **values):
        return super().make_order(*vehicles, user_id=(user or self.salesperson).id, **values)

    def assertUntouched(self, document, decision='open'):
        """The document is as it was before anybody pressed a button."""
        self.assertEqual(document.state, 'draft')
        lines = document.order_line if document._name == 'sale.order' else document.invoice_line_ids
        self.assertEqual(set(lines.mapped('insurance_decision')), {decision})
        self.assertFalse(document.message_ids.tracking_value_ids)


@tagged('post_install', '-at_install')
class TestReminderIsMet(ReminderCommon):
    """A person who presses the button in the form is asked."""

    def test_confirming_an_order(self):
        order = self.make_order(self.make_car())
        self.assertAsks(self.press(order, 'action_confirm', self.salesperson))
        self.assertUntouched(order)

    def test_confirming_a_sent_quotation(self):
        order = self.make_order(self.make_car())
        order.action_quotation_sent()
        self.assertAsks(self.press(order, 'action_confirm', self.salesperson))
        self.assertEqual(order.state, 'sent')

    def test_confirming_an_invoice(self):
        invoice = self.make_invoice(self.make_car())
        self.assertAsks(self.press(invoice, 'action_post', self.accountant))
        self.assertUntouched(invoice)

    def test_confirming_an_invoice_made_from_an_order(self):
        order = self.make_order(self.make_car())
        order.action_confirm()
        self.assertAsks(self.press(order._create_invoices(), 'action_post', self.accountant))

    def test_lists_undecided_vehicles_only(self):
        decided, undecided = self.make_car(), self.make_car()
        order = self.make_order(decided, undecided, lines=[self.order_line(product=self.part_product)])
        order.order_line[0].insurance_decision = 'declined'
        dialog = self.dialog(self.press(order, 'action_confirm', self.salesperson), self.salesperson)
        self.assertRecordValues(
            dialog.line_ids,
            [
                {'vehicle_id': undecided.id, 'name': self.car_product.display_name, 'decision': False},
            ],
        )

    def test_owner_of_the_switch_decides(self):
        for company, user, asked in (
            (True, 'company', True),
            (False, 'company', False),
            (False, 'always', True),
            (True, 'always', True),
            (True, 'never', False),
        ):
            with self.subTest(company=company, user=user):
                self.company.insurance_reminder = company
                self.salesperson.insurance_reminder = user
                order = self.make_order(self.make_car())
                answer = self.press(order, 'action_confirm', self.salesperson)
                if asked:
                    self.assertAsks(answer)
                else:
                    self.assertEqual(order.state, 'sale')

    def test_own_switch_in_the_preferences(self):
        preferences = self.env.ref('base.view_users_form_simple_modif')
        with Form(self.salesperson.with_user(self.salesperson), view=preferences) as form:
            self.assertEqual(form.insurance_reminder, 'company')
            form.insurance_reminder = 'never'
        self.assertFalse(self.salesperson._wants_insurance_reminder())

    def test_managers_set_it_for_everyone(self):
        employees = (self.salesperson | self.accountant).with_user(self.insurance_manager)
        employees.write({'insurance_reminder': 'always'})
        self.company.insurance_reminder = False
        self.assertAsks(self.press(self.make_order(self.make_car()), 'action_confirm', self.salesperson))


@tagged('post_install', '-at_install')
class TestReminderIsNotMet(ReminderCommon):
    """Automation and people who do not want to be reminded go on without a dialog."""

    def test_all_vehicles_decided(self):
        order = self.make_order(self.make_car())
        order.order_line.insurance_decision = 'later'
        self.press(order, 'action_confirm', self.salesperson)
        self.assertEqual(order.state, 'sale')
        invoice = order._create_invoices()
        self.press(invoice, 'action_post', self.accountant)
        self.assertEqual(invoice.state, 'posted')

    def test_no_vehicle_sold(self):
        repaired = self.order_line(self.make_customer_car(), product=self.part_product)
        order = self.make_order(lines=[repaired])
        self.press(order, 'action_confirm', self.salesperson)
        self.assertEqual(order.state, 'sale')

    def test_credit_note_and_vendor_bill(self):
        for move_type in ('out_refund', 'in_invoice'):
            with self.subTest(move_type):
                move = self.make_invoice(self.make_car(), move_type=move_type, invoice_date='2026-03-01')
                move.invoice_line_ids.tax_ids = False
                self.press(move, 'action_post', self.accountant)
                self.assertEqual(move.state, 'posted')

    def test_users_without_the_group(self):
        self.plain_salesperson.insurance_reminder = 'always'
        order = self.make_order(self.make_car(), user=self.plain_salesperson)
        self.press(order, 'action_confirm', self.plain_salesperson)
        self.assertEqual(order.state, 'sale')
        plain_accountant = self.make_user('plain_accountant', 'account.group_account_invoice')
        invoice = order._create_invoices()
        self.press(invoice, 'action_post', plain_accountant)
        self.assertEqual(invoice.state, 'posted')

    def test_remote_calls(self):
        self.salesperson.insurance_reminder = 'always'
        order = self.make_order(self.make_car())
        call_kw(self.env['sale.order'].with_user(self.salesperson), 'action_confirm', [order.ids], {})
        self.assertEqual(order.state, 'sale')
        invoice = order._create_invoices()
        call_kw(self.env['account.move'].with_user(self.accountant), 'action_post', [invoice.ids], {})
        self.assertEqual(invoice.state, 'posted')

    def test_web_shop_and_customer_portal(self):
        """Both confirm as the superuser for somebody who is no employee."""
        order = self.make_order(self.make_car())
        public_user = self.env.ref('base.public_user')
        order.with_user(public_user).sudo()._validate_order()
        self.assertEqual(order.state, 'sale')

    def test_import(self):
        fields = ['partner_id/.id', 'state', 'order_line/product_id/.id', 'order_line/insurance_decision']
        result = (
            self.env['sale.order']
            .with_user(self.salesperson)
            .load(
                fields,
                [
                    [str(self.customer.id), 'sale', str(self.car_product.id), ''],
                    [str(self.customer.id), 'sale', str(self.car_product.id), 'declined'],
                ],
            )
        )
        self.assertFalse(result['messages'])
        orders = self.env['sale.order'].browse(result['ids'])
        self.assertRecordValues(orders, [{'state': 'sale'}, {'state': 'sale'}])
        self.assertEqual(orders.order_line.mapped('insurance_decision'), ['open', 'declined'])

    def test_other_modules_within_a_confirmed_order(self):
        """What a module does while a person's order is confirmed is not the person's doing."""
        nested_order = self.make_order(self.make_car())
        nested_invoice = self.make_invoice(self.make_car())
        confirm = type(self.env['sale.order'])._action_confirm

        def confirm_and_more(orders):
            result = confirm(orders)
            if orders != nested_order:
                nested_order.with_env(orders.env).action_confirm()
                nested_invoice.with_env(orders.sudo().env).action_post()
            return result

        self.patch(type(self.env['sale.order']), '_action_confirm', confirm_and_more)
        order = self.make_order(lines=[self.order_line(product=self.part_product)])
        self.press(order, 'action_confirm', self.salesperson)
        self.assertEqual((order | nested_order).mapped('state'), ['sale', 'sale'])
        self.assertEqual(nested_invoice.state, 'posted')


@tagged('post_install', '-at_install')
class TestReminderDialog(ReminderCommon):
    def test_finishes_the_order(self):
        order = self.make_order(self.make_car(), self.make_car())
        action = self.press(order, 'action_confirm', self.salesperson)
        result = self.answer(action, self.salesperson, 'declined', 'insured')
        self.assertEqual(result, {'type': 'ir.actions.act_window_close'})
        self.assertEqual(order.state, 'sale')
        self.assertEqual(order.order_line.mapped('insurance_decision'), ['declined', 'insured'])

    def test_finishes_the_invoice(self):
        invoice = self.make_invoice(self.make_car())
        action = self.press(invoice, 'action_post', self.accountant)
        result = self.answer(action, self.accountant, 'later')
        self.assertEqual(result, {'type': 'ir.actions.act_window_close'})
        self.assertEqual(invoice.state, 'posted')
        self.assertEqual(invoice.invoice_line_ids.insurance_decision, 'later')

    def test_goes_on_to_what_posting_answers(self):
        """Posting may open a window of its own, such as core's on unusual amounts."""
        follow_up = {'type': 'ir.actions.act_window', 'res_model': 'validate.account.move'}
        self.patch(type(self.env['account.move']), '_show_autopost_bills_wizard', lambda moves: follow_up)
        invoice = self.make_invoice(self.make_car())
        action = self.press(invoice, 'action_post', self.accountant)
        self.assertEqual(self.answer(action, self.accountant, 'later'), follow_up)

    def test_keeps_what_the_button_brought(self):
        invoice = self.make_invoice(self.make_car())
        action = self.press(invoice, 'action_post', self.accountant)
        self.assertIs(action['context']['disable_abnormal_invoice_detection'], False)
        self.assertIs(action['context']['validate_analytic'], True)

    def test_asks_once(self):
        order = self.make_order(self.make_car())
        self.answer(self.press(order, 'action_confirm', self.salesperson), self.salesperson, 'declined')
        invoice = order._create_invoices()
        self.press(invoice, 'action_post', self.accountant)
        self.assertEqual(invoice.state, 'posted')

    def test_cancel_leaves_everything_as_it_was(self):
        order = self.make_order(self.make_car())
        dialog = self.dialog(self.press(order, 'action_confirm', self.salesperson), self.salesperson)
        with Form(dialog) as form:
            form.answer = 'declined'
        self.assertUntouched(order)

    def test_refuses_missing_answers(self):
        order = self.make_order(self.make_car(), self.make_car())
        action = self.press(order, 'action_confirm', self.salesperson)
        with self.assertRaisesRegex(UserError, "Please choose an answer for each vehicle"):
            self.answer(action, self.salesperson, 'declined')
        self.assertUntouched(order)

    def test_one_answer_for_all_vehicles(self):
        order = self.make_order(self.make_car(), self.make_car())
        dialog = self.dialog(self.press(order, 'action_confirm', self.salesperson), self.salesperson)
        with Form(dialog) as form:
            form.answer = 'wanted'
            with form.line_ids.edit(1) as line:
                self.assertEqual(line.decision, 'wanted')
                line.decision = 'declined'
        dialog.action_apply()
        self.assertEqual(order.order_line.mapped('insurance_decision'), ['wanted', 'declined'])

    def test_names_the_missing_vehicle(self):
        for make, button, user in (
            (self.make_order, 'action_confirm', self.salesperson),
            (self.make_invoice, 'action_post', self.accountant),
        ):
            with self.subTest(button):
                car = self.make_car()
                document = make(None)
                dialog = self.dialog(self.press(document, button, user), user)
                with Form(dialog) as form, form.line_ids.edit(0) as line:
                    self.assertEqual(line.name, self.car_product.display_name)
                    line.vehicle_id = car
                    line.decision = 'declined'
                dialog.action_apply()
                lines = document.order_line if button == 'action_confirm' else document.invoice_line_ids
                self.assertRecordValues(lines, [{'vehicle_id': car.id, 'insurance_decision': 'declined'}])
                self.assertIn(document.state, ('sale', 'posted'))
                if button == 'action_post':
                    self.assertEqual(car.owner_id, self.customer)

    def test_cannot_rename_the_vehicle_of_a_document_that_may_not_be_written(self):
        car = self.make_car()
        order = self.make_order(car)
        dialog = (
            self.env['insurance.decision.wizard']
            .with_user(self.insurance_user)
            .create(
                {
                    'line_ids': [
                        Command.create(
                            {
                                'order_line_id': order.order_line.id,
                                'vehicle_id': self.make_car().id,
                                'decision': 'insured',
                            }
                        )
                    ],
                }
            )
        )
        with self.assertRaises(AccessError):
            dialog.action_apply()
        self.assertEqual(order.order_line.vehicle_id, car)
