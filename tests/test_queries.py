from odoo import Command
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import DealerCommon
from .dialog import DialogMixin

FEW, MANY = 1, 50
# The ORM inserts rows by the hundred, and 50 sold vehicles have 150 changes to note.
SECOND_HUNDRED = 1


class QueryCommon(DialogMixin, DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.insurance_note_printed = True
        cls.accountant.group_ids += cls.env.ref('sales_team.group_sale_salesman_all_leads')
        cls.plain_product = cls.part_product

    def queries(self, action):
        """How many queries an action needs, with all that it leaves for the end of the request."""
        self.cr.flush()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        action()
        self.cr.flush()
        return self.cr.sql_log_count - before

    def growth(self, measure):
        """How many queries more ``measure`` needs for many than for few, after a first run."""
        measure(FEW)
        few, many = measure(FEW), measure(MANY)
        return many - few

    def assertGrowsLikeCore(self, measure):
        """Lines that sell vehicles add no query to what core needs for each line."""
        core = self.growth(lambda number: measure(self._plain_lines(number)))
        with_vehicles = self.growth(lambda number: measure(self._vehicle_lines(number)))
        self.assertLessEqual(with_vehicles, core + SECOND_HUNDRED)

    def _plain_lines(self, number):
        return [{'product_id': self.plain_product.id} for _ in range(number)]

    def _vehicle_lines(self, number):
        return [
            {'product_id': self.car_product.id, 'vehicle_id': self.make_car().id, 'insurance_decision': 'declined'}
            for _ in range(number)
        ]

    def _order(self, lines):
        return self.make_order(lines=map(Command.create, lines), user_id=self.accountant.id)

    def _invoice(self, lines):
        order = self._order(lines)
        order.action_confirm()
        return order._create_invoices()


@tagged('post_install', '-at_install')
class TestQueriesOfSales(QueryCommon):
    def test_confirming_an_order(self):
        def measure(lines):
            order = self._order(lines).with_user(self.accountant)
            return self.queries(lambda: self.press(order, 'action_confirm', self.accountant))

        self.assertGrowsLikeCore(measure)

    def test_creating_the_invoice(self):
        def measure(lines):
            order = self._order(lines)
            order.action_confirm()
            return self.queries(order.with_user(self.accountant)._create_invoices)

        self.assertGrowsLikeCore(measure)

    def test_posting_the_invoice(self):
        def measure(lines):
            invoice = self._invoice(lines)
            return self.queries(lambda: self.press(invoice, 'action_post', self.accountant))

        self.assertGrowsLikeCore(measure)

    def test_posting_an_invoice_without_an_order(self):
        def measure(lines):
            invoice = self.make_invoice(lines=map(Command.create, lines))
            return self.queries(invoice.with_user(self.accountant).action_post)

        self.assertGrowsLikeCore(measure)

    def test_resetting_to_draft(self):
        def measure(lines):
            invoice = self._invoice(lines)
            invoice.action_post()
            return self.queries(invoice.button_draft)

        self.assertGrowsLikeCore(measure)

    def test_crediting_the_invoice(self):
        def measure(lines):
            invoice = self._invoice(lines)
            invoice.action_post()
            refund = invoice._reverse_moves()
            return self.queries(refund.action_post)

        self.assertGrowsLikeCore(measure)

    def test_cancelling_the_order(self):
        def measure(lines):
            order = self._order(lines)
            order.action_confirm()
            return self.queries(order._action_cancel)

        self.assertGrowsLikeCore(measure)

    def test_printing_the_invoice(self):
        def measure(lines):
            invoice = self._invoice(lines)
            invoice.action_post()
            return self.queries(
                lambda: self.env['ir.actions.report']._render_qweb_html(
                    'account.account_invoices',
                    invoice.ids,
                )
            )

        self.assertGrowsLikeCore(measure)


@tagged('post_install', '-at_install')
class TestQueriesOfDecisions(QueryCommon):
    def test_deciding_on_a_sold_order(self):
        def measure(number):
            invoice = self._invoice(self._vehicle_lines(number))
            invoice.action_post()
            order = self.env['sale.order'].browse(invoice.invoice_line_ids.sale_line_ids.order_id.id)
            return self.queries(lambda: order.order_line.write({'insurance_decision': 'later'}))

        self.assertLessEqual(self.growth(measure), 0)

    def test_deciding_on_a_posted_invoice(self):
        def measure(number):
            invoice = self._invoice(self._vehicle_lines(number))
            invoice.action_post()
            return self.queries(lambda: invoice.invoice_line_ids.write({'insurance_decision': 'later'}))

        self.assertLessEqual(self.growth(measure), 0)

    def test_answering_the_dialog(self):
        def measure(number):
            order = self._order(self._vehicle_lines(number)).with_user(self.accountant)
            dialog = self.dialog(order.action_decide_insurance(), self.accountant)
            dialog.line_ids.decision = 'later'
            return self.queries(dialog.action_apply)

        self.assertLessEqual(self.growth(measure), 0)

    def test_opening_the_dialog(self):
        def measure(number):
            order = self._order(self._vehicle_lines(number))
            order.order_line.insurance_decision = 'open'
            return self.queries(lambda: self.press(order, 'action_confirm', self.accountant))

        self.assertLessEqual(self.growth(measure), 0)


@tagged('post_install', '-at_install')
class TestQueriesWithoutVehicles(QueryCommon):
    """What sells no vehicle needs no query of this addon."""

    def setUp(self):
        super().setUp()
        self.order = self._order(self._plain_lines(3))
        self.order.action_confirm()
        self.invoice = self.order._create_invoices()

    def _needs_no_query(self, document, lines, action):
        """Whether an override needs nothing but what core has read of the document by then."""
        self.cr.flush()
        self.env.invalidate_all()
        document.fetch(['state', 'move_type'] if document._name == 'account.move' else ['state'])
        lines.product_id.fetch(['type', 'is_vehicle'])
        lines.fetch(['product_id'])
        lines.sudo().fetch(['insurance_decision'])
        before = self.cr.sql_log_count
        action()
        return self.cr.sql_log_count == before

    def test_orders(self):
        lines = self.order.order_line
        reminded = self.order.with_user(self.accountant).with_context(insurance_reminder=True)
        self.assertFalse(reminded._ask_about_insurance('action_confirm'))
        for name, action in (
            ('ask', lambda: self.order._ask_about_insurance('action_confirm')),
            ('reserve', lines._reserve_vehicles),
            ('release', lines._release_vehicles),
        ):
            with self.subTest(name):
                self.assertTrue(self._needs_no_query(self.order, lines, action))

    def test_invoices(self):
        lines = self.invoice.invoice_line_ids
        for name, action in (
            ('ask', lambda: self.invoice._ask_about_insurance('action_post')),
            ('keep', lines._keep_printed),
            ('follow', lines.vehicle_id._follow_sales),
        ):
            with self.subTest(name):
                self.assertTrue(self._needs_no_query(self.invoice, lines, action))


@tagged('post_install', '-at_install')
class TestQueriesOfViews(QueryCommon):
    def test_vehicle_list(self):
        action = self.env.ref('dealer_insurance.fleet_vehicle_action_customer')
        view = action.view_ids.filtered(lambda line: line.view_mode == 'list').view_id
        self._assert_constant(view, safe_eval(action.domain))

    def test_list_of_uninsured_vehicles(self):
        action = self.env.ref('dealer_insurance.fleet_vehicle_action_uninsured')
        view = action.view_ids.filtered(lambda line: line.view_mode == 'list').view_id
        self._assert_constant(view, safe_eval(action.domain))

    def _assert_constant(self, view, domain):
        self.sell(*(self.make_car() for _ in range(80)))
        vehicles = self.env['fleet.vehicle'].with_user(self.insurance_user)
        fields = vehicles.get_view(view.id, 'list')['models']['fleet.vehicle']
        specification = {name: self._specification(vehicles._fields[name]) for name in fields}

        def read(limit):
            found = []
            count = self.queries(lambda: found.append(vehicles.web_search_read(domain, specification, limit=limit)))
            self.assertEqual(len(found[0]['records']), limit)
            return count

        read(8)
        self.assertEqual(read(80), read(8))

    def _specification(self, field):
        return {'fields': {'display_name': {}}} if field.relational else {}

    def test_partner_with_vehicles(self):
        def read(partner):
            partner = partner.with_user(self.insurance_user)
            names = ('vehicle_count', 'sells_vehicle', 'vehicle_ids')
            specification = {name: self._specification(partner._fields[name]) for name in names}
            listed = (
                'model_id',
                'license_plate',
                'vin_sn',
                'first_registration_date',
                'sold_date',
                'insurance_decision',
            )
            vehicle_fields = self.env['fleet.vehicle']._fields
            specification['vehicle_ids'] = {
                'fields': {name: self._specification(vehicle_fields[name]) for name in listed},
            }
            return self.queries(lambda: partner.web_read(specification))

        self.sell(self.make_car(), partner=self.other_customer)
        self.sell(*(self.make_car() for _ in range(200)))
        read(self.other_customer)
        self.assertEqual(len(self.customer.vehicle_ids), 200)
        self.assertLessEqual(read(self.customer), read(self.other_customer))
