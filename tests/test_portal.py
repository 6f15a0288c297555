from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import DealerCommon
from .printing import PrintingMixin

GERMAN = "Das Fahrzeug ist nicht versichert."


@tagged('post_install', '-at_install')
class TestPortal(PrintingMixin, DealerCommon, HttpCase):
    """Customers see what their own papers say, though they may not read vehicles."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.insurance_note_printed = True
        for login, customer in (('erika', cls.customer), ('hans', cls.other_customer)):
            new_test_user(
                cls.env,
                login,
                'base.group_portal',
                password=login,
                partner_id=customer.id,
                company_id=cls.company.id,
                company_ids=cls.company.ids,
                context={'no_reset_password': True},
            )

    def setUp(self):
        super().setUp()
        self.car = self.make_car(license_plate='GM-AB 123')
        self.order = self.make_order(self.car)
        self.order.action_quotation_sent()
        self.authenticate('erika', 'erika')

    def _invoice(self):
        self.order.order_line.insurance_decision = 'declined'
        self.order.action_confirm()
        invoice = self.order._create_invoices()
        invoice.action_post()
        return invoice

    def test_customers_may_not_read_vehicles(self):
        erika = self.env['res.users'].search([('login', '=', 'erika')])
        with self.assertRaises(AccessError):
            self.car.with_user(erika).read(['vin_sn'])

    def test_own_invoice(self):
        invoice = self._invoice()
        page = self.url_open(f'/my/invoices/{invoice.id}')
        self.assertEqual(page.status_code, 200)
        self.assertIn(f'/my/invoices/{invoice.id}', page.url)
        paper = self.url_open(f'/my/invoices/{invoice.id}?report_type=html')
        self.assertEqual(paper.status_code, 200)
        self.assertInOrder(self.text_of(paper.content), "GM-AB 123", self.car.vin_sn, GERMAN)

    def test_own_invoice_as_a_file(self):
        invoice = self._invoice()
        paper = self.url_open(f'/my/invoices/{invoice.id}?report_type=pdf&download=true')
        self.assertEqual(paper.status_code, 200)
        self.assertIn(GERMAN, self.text_of(paper.content))

    def test_invoice_of_somebody_else(self):
        invoice = self._invoice()
        self.authenticate('hans', 'hans')
        for report_type in ('', '?report_type=html', '?report_type=pdf'):
            page = self.url_open(f'/my/invoices/{invoice.id}{report_type}')
            self.assertTrue(page.url.endswith('/my'), page.url)
            self.assertNotIn(self.car.vin_sn, page.text)
            self.assertNotIn(GERMAN, page.text)

    def test_own_quotation_and_order(self):
        self._assert_order_opens()
        self.order.action_confirm()
        self._assert_order_opens()

    def _assert_order_opens(self):
        for report_type in ('', '?report_type=html'):
            with self.subTest(self.order.state, report_type=report_type):
                page = self.url_open(f'/my/orders/{self.order.id}{report_type}')
                self.assertEqual(page.status_code, 200)
                self.assertIn(f'/my/orders/{self.order.id}', page.url)
                self.assertIn(self.car_product.name, page.text)

    def test_signing_a_quotation_asks_nobody(self):
        self.company.portal_confirmation_sign = True
        self.order.require_signature = True
        self.order.require_payment = False
        answer = self.make_jsonrpc_request(
            f'/my/orders/{self.order.id}/accept',
            {
                'name': "Erika Kunde",
                'signature': 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
            },
        )
        self.assertTrue(answer.get('force_refresh'), answer)
        self.assertEqual(self.order.state, 'sale')
