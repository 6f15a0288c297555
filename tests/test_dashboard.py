from datetime import date

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged, users

from .book import BookCommon

REPORT = 'insurance.decision.report'


class DecisionCase(BookCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.make_user('seller', 'sales_team.group_sale_salesman', 'dealer_insurance.group_insurance_user')

    def sold(self, decision, user=None, day=None):
        """The invoice of a car, with what its buyer decided."""
        return self.sell(
            lines=[self.invoice_line(self.make_car(), insurance_decision=decision)],
            invoice_user_id=(user or self.seller).id,
            invoice_date=day or self.day(),
        )

    def figures(self, *groups, login='insurance_manager'):
        report = self.env[REPORT].with_user(getattr(self, login))
        self.env.flush_all()
        rows = report._read_group([('company_id', '=', self.company.id)], groups, ['vehicle_count:sum'])
        return {tuple(row[:-1]): row[-1] for row in rows}


@tagged('post_install', '-at_install')
class TestDecisionReport(DecisionCase):
    def test_by_salesperson_and_decision(self):
        for decision in ('insured', 'insured', 'wanted', 'later', 'declined'):
            self.sold(decision)
        self.sold('insured', user=self.salesperson)
        self.assertEqual(
            self.figures('user_id', 'insurance_decision'),
            {
                (self.seller, 'insured'): 2,
                (self.seller, 'wanted'): 1,
                (self.seller, 'later'): 1,
                (self.seller, 'declined'): 1,
                (self.salesperson, 'insured'): 1,
            },
        )

    def test_by_month(self):
        self.sold('insured', day=date(2026, 1, 31))
        self.sold('insured', day=date(2026, 2, 1))
        self.assertEqual(
            self.figures('date:month', 'insurance_decision'),
            {(date(2026, 1, 1), 'insured'): 1, (date(2026, 2, 1), 'insured'): 1},
        )

    def test_share(self):
        for decision in ('insured', 'declined', 'later', 'open'):
            self.sold(decision)
        [[share]] = self.env[REPORT]._read_group([('company_id', '=', self.company.id)], [], ['insured_share:avg'])
        self.assertEqual(share, 0.25)

    def test_a_sale_counts_once_from_its_order_on(self):
        order = self.make_order(self.make_car(), user_id=self.seller.id)
        self.assertEqual(self.figures('insurance_decision'), {})
        order.order_line.insurance_decision = 'wanted'
        order.action_confirm()
        self.assertEqual(self.figures('insurance_decision'), {('wanted',): 1})
        invoice = order._create_invoices()
        self.assertEqual(self.figures('insurance_decision'), {('wanted',): 1})
        invoice.action_post()
        self.assertEqual(self.figures('insurance_decision'), {('wanted',): 1})
        invoice.invoice_line_ids.insurance_decision = 'insured'
        self.assertEqual(self.figures('insurance_decision'), {('insured',): 1})

    def test_given_back_is_not_sold(self):
        kept, returned, cheaper = self.sold('insured'), self.sold('insured'), self.sold('declined')
        self.assertEqual(self.figures(), {(): 3})
        self.credit(returned)
        self.credit(cheaper, amount=500)
        self.assertEqual(self.figures('move_id'), {(kept,): 1, (cheaper,): 1})

    def test_given_back_by_the_order_is_not_sold(self):
        """The order's own credit note reverses no entry."""
        order = self.make_order(self.make_car(), user_id=self.seller.id)
        order.action_confirm()
        order._create_invoices().action_post()
        self.assertEqual(self.figures('move_id'), {(order.invoice_ids,): 1})
        order.order_line.product_uom_qty = 0
        order._create_invoices(final=True).action_post()
        self.assertEqual(self.figures('move_id'), {})

    def test_other_lines_do_not_count(self):
        self.sell(lines=[self.invoice_line(product=self.part_product)])
        self.assertFalse(self.figures('insurance_decision'))

    def test_own_figures_only(self):
        self.sold('insured')
        self.sold('declined', user=self.salesperson)
        self.assertEqual(self.figures('user_id', login='seller'), {(self.seller,): 1})
        self.assertEqual(len(self.figures('user_id')), 2)

    def test_not_for_others(self):
        with self.assertRaises(AccessError):
            self.env[REPORT].with_user(self.plain_salesperson).search([])

    def test_other_company(self):
        self.sold('insured')
        foreign = self.make_user(
            'foreign', 'dealer_insurance.group_insurance_manager', company=self.make_company("Autohaus Wupper")
        )
        report = self.env[REPORT].with_user(foreign).with_context(allowed_company_ids=foreign.company_ids.ids)
        self.assertFalse(report.search([('company_id', '=', self.company.id)]))

    def test_opens_what_was_sold(self):
        invoice = self.sold('insured')
        row = self.env[REPORT].search([('move_id', '=', invoice.id)])
        self.assertEqual(row.action_open()['res_id'], invoice.invoice_line_ids.vehicle_id.id)


@tagged('post_install', '-at_install')
class TestOverview(DecisionCase):
    def numbers(self):
        return self.env['insurance.overview'].with_user(self.env.user).search([])

    def number(self, name):
        return self.env.ref(f'dealer_insurance.overview_{name}').with_env(self.env)

    def listed(self, number):
        action = number.action_open()
        return self.env[action['res_model']].search(action['domain'])

    @users('insurance_user', 'salesperson', 'mechanic', 'insurance_manager')
    def test_each_number_opens_what_it_counts(self):
        self.sold('open')
        self.make_policy(end_date=self.day(3), vehicle_id=self.car.id)
        self.assertGreaterEqual(len(self.numbers()), 15)
        for number in self.numbers():
            with self.subTest(number.name):
                self.assertEqual(number.count, len(self.listed(number)))
                views = number.action_open()['views']
                self.env[number.action_open()['res_model']].get_views(views)
                self.assertFalse(any(name.startswith('search_default') for name in number.action_open()['context']))

    @users('insurance_manager')
    def test_decisions_of_this_month(self):
        first = self.day(day=1)
        in_time = self.sold('insured', day=first) + self.sold('insured')
        self.sold('insured', day=first - relativedelta(days=1))
        self.sold('declined')
        self.assertEqual(self.listed(self.number('decision_insured')).move_id, in_time)

    @users('insurance_manager')
    def test_ending_policies(self):
        ending = self.make_policy(end_date=self.day(30))
        renewing = self.make_policy(end_date=self.day(30), renews_itself=True)
        self.make_policy(end_date=self.day(61))
        self.assertEqual(self.listed(self.number('policy_ends')), ending)
        self.assertEqual(self.listed(self.number('policy_renews')), renewing)
        self.assertEqual(self.number('policy_ends').count, 1)

    @users('insurance_manager')
    def test_vehicles(self):
        self.assertIn(self.car, self.listed(self.number('vehicle_without')))
        policy = self.make_policy(vehicle_id=self.car.id, concluded_elsewhere=True)
        self.assertNotIn(self.car, self.listed(self.number('vehicle_without')))
        self.assertIn(self.car, self.listed(self.number('vehicle_elsewhere')))
        policy.concluded_elsewhere = False
        self.assertNotIn(self.car, self.listed(self.number('vehicle_elsewhere')))

    @users('insurance_manager')
    def test_blocked_connection(self):
        connection = self.env['insurance.connection'].create(
            {'name': "CoverCheck", 'provider': 'covercheck', 'company_id': self.company.id}
        )
        self.assertNotIn(connection, self.listed(self.number('connection_blocked')))
        connection.sudo().state = 'blocked'
        self.assertIn(connection, self.listed(self.number('connection_blocked')))
        self.assertTrue(self.number('connection_blocked').is_alarming)

    @users('insurance_manager')
    def test_unassigned_documents(self):
        connection = self.env['insurance.connection'].create(
            {
                'name': "BiPRO",
                'provider': 'bipro',
                'company_id': self.company.id,
                'insurer_id': self.env.ref('dealer_insurance.insurer_ruv').id,
            }
        )
        shipment = (
            self.env['insurance.shipment']
            .sudo()
            .create(
                {
                    'connection_id': connection.id,
                    'external_id': "1",
                    'state': 'acknowledged',
                    'open_reason': 'nothing_known',
                }
            )
        )
        self.assertEqual(self.listed(self.number('document_unassigned')), shipment.sudo(False))
        shipment.assignment = 'manual'
        self.assertFalse(self.listed(self.number('document_unassigned')))

    @users('plain_salesperson')
    def test_not_for_others(self):
        with self.assertRaises(AccessError):
            self.numbers()

    @users('insurance_manager')
    def test_nobody_writes_it(self):
        with self.assertRaises(AccessError):
            self.number('policy_ends').domain = '[]'
