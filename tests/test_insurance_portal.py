import secrets

from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .book import BookCommon
from .printing import tidy

QUIET = ('odoo.http', 'odoo.addons.base.models.ir_model', 'odoo.addons.base.models.ir_rule')
PAPER = b'%PDF-1.4 the paper of '


@tagged('post_install', '-at_install')
class TestInsurancePortal(BookCommon, HttpCase):
    """Erika sees her own insurances, Hans his; nobody sees the other's, whatever address they try."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.erika = cls.make_portal_user('erika', cls.customer)
        cls.hans = cls.make_portal_user('hans', cls.other_customer)
        cls.own = cls.make_policy(vehicle_id=cls.car.id, premium=40, payment_interval='1', product_name="Komfort")
        cls.foreign = cls.make_policy(partner_id=cls.other_customer.id)
        cls.own_paper, cls.foreign_paper = map(cls.make_paper, (cls.own, cls.foreign))

    @classmethod
    def make_portal_user(cls, login, partner):
        return new_test_user(
            cls.env,
            login,
            'base.group_portal',
            password=login,
            partner_id=partner.id,
            company_id=cls.company.id,
            company_ids=cls.company.ids,
            context={'no_reset_password': True},
        )

    @classmethod
    def make_paper(cls, policy, name="Police.pdf", kind='policy'):
        content = PAPER + policy.number.encode()
        return cls.env['insurance.document']._store_file(
            name, content, kind=kind, policy_id=policy.id, company_id=policy.company_id.id
        )

    def setUp(self):
        super().setUp()
        self.authenticate('erika', 'erika')

    def page(self, address):
        answer = self.url_open(address)
        self.assertEqual(answer.status_code, 200)
        return tidy(html.fromstring(answer.content).text_content())

    def download(self, document):
        return self.url_open(f'/my/insurances/document/{document.id}')

    # One's own

    def test_list(self):
        page = self.page('/my/insurances')
        self.assertIn(self.own.number, page)
        self.assertIn("GM-AB 123", page)
        self.assertNotIn(self.foreign.number, page)

    def test_policy(self):
        page = self.page(f'/my/insurances/{self.own.id}')
        for part in ("Wertgarantie", self.own.number, "Komfort", self.customer.name, self.car.vin_sn, "Police.pdf"):
            self.assertIn(part, page)

    def test_until_when_it_can_be_withdrawn_from(self):
        self.own.papers_received_on = self.day()
        answer = self.url_open(f'/my/insurances/{self.own.id}')
        self.assertIn('alert-info', answer.text)
        self.own.papers_received_on = self.day(-30)
        answer = self.url_open(f'/my/insurances/{self.own.id}')
        self.assertNotIn('alert-info', answer.text)

    def test_paper(self):
        answer = self.download(self.own_paper)
        self.assertEqual((answer.status_code, answer.content), (200, PAPER + self.own.number.encode()))
        self.assertEqual(answer.headers['Content-Type'], 'application/pdf')
        self.assertEqual(answer.headers['X-Content-Type-Options'], 'nosniff')
        self.assertIn('no-store', answer.headers['Cache-Control'])

    def test_paper_that_came_twice_is_listed_once(self):
        self.own_paper.copy({'name': "Again.pdf", 'attachment_id': self.own_paper.attachment_id.id})
        page = self.page(f'/my/insurances/{self.own.id}')
        self.assertEqual(("Police.pdf" in page) + ("Again.pdf" in page), 1)

    def test_what_is_no_pdf_is_not_shown_in_the_page(self):
        page = self.env['insurance.document']._store_file(
            "x.html", b'<script>alert(1)</script>', kind='policy', policy_id=self.own.id, company_id=self.company.id
        )
        self.assertIn('attachment', self.download(page).headers['Content-Disposition'])

    def test_entry_counts_them(self):
        self.make_policy()
        counters = self.make_jsonrpc_request('/my/counters', {'counters': ['insurance_count']})
        self.assertEqual(counters['insurance_count'], 2)

    def test_nothing_there(self):
        self.make_portal_user('neu', self.make_partner("Nina", "Neu"))
        self.authenticate('neu', 'neu')
        page = self.page('/my/insurances')
        self.assertNotIn(self.own.number, page)
        self.assertNotIn(self.foreign.number, page)

    def test_contact_of_a_company_sees_the_company_s_but_no_colleague_s(self):
        firm = self.env['res.partner'].create({'name': "Spedition", 'is_company': True})
        (self.customer | self.other_customer).parent_id = firm
        fleet = self.make_policy(partner_id=firm.id)
        page = self.page('/my/insurances')
        self.assertIn(fleet.number, page)
        self.assertIn(self.own.number, page)
        self.assertNotIn(self.foreign.number, page)

    # Somebody else's

    def test_policy_of_somebody_else(self):
        for suffix in ('', f'?access_token={secrets.token_urlsafe()}', '?access_token=', '?report_type=pdf'):
            with self.subTest(suffix):
                answer = self.url_open(f'/my/insurances/{self.foreign.id}{suffix}')
                self.assertNotIn(self.foreign.number, answer.text)
                self.assertTrue(answer.url.endswith('/my/insurances'), answer.url)

    @mute_logger(*QUIET)
    def test_paper_of_somebody_else(self):
        attachment = self.foreign_paper.attachment_id
        token = secrets.token_urlsafe()
        for address in (
            f'/my/insurances/document/{self.foreign_paper.id}',
            f'/my/insurances/document/{self.foreign_paper.id}?access_token={token}',
            f'/web/content/{attachment.id}',
            f'/web/content/{attachment.id}?access_token={token}',
            f'/web/content/insurance.document/{self.foreign_paper.id}/file',
        ):
            with self.subTest(address):
                answer = self.url_open(address)
                self.assertEqual(answer.status_code, 404)
                self.assertNotIn(PAPER, answer.content)

    @mute_logger(*QUIET)
    def test_paper_that_is_not_meant_for_customers(self):
        """Of one's own policy, but for the insurer or the dealer."""
        for kind in ('cancellation', 'other'):
            paper = self.make_paper(self.own, "Abrechnung.pdf", kind)
            for address in (f'/my/insurances/document/{paper.id}', f'/web/content/{paper.attachment_id.id}'):
                with self.subTest(kind=kind, address=address):
                    self.assertEqual(self.url_open(address).status_code, 404)
            with self.assertRaises(AccessError):
                paper.with_user(self.erika).read(['name'])
        self.assertNotIn("Abrechnung.pdf", self.page(f'/my/insurances/{self.own.id}'))

    def test_paper_of_no_policy(self):
        paper = self.env['insurance.document']._store_file("x.pdf", PAPER, company_id=self.company.id)
        self.assertEqual(self.download(paper).status_code, 404)

    def test_paper_goes_with_its_policy(self):
        """A paper that was assigned by mistake is gone when the assignment is taken away."""
        self.own_paper.policy_id = self.foreign
        self.assertEqual(self.download(self.own_paper).status_code, 404)
        self.authenticate('hans', 'hans')
        self.assertEqual(self.download(self.own_paper).status_code, 200)

    def test_another_company_s_policy(self):
        elsewhere = self.make_company("Autohaus Wupper")
        policy = self.make_policy(company_id=elsewhere.id)
        paper = self.make_paper(policy)
        self.assertNotIn(policy.number, self.page('/my/insurances'))
        self.assertEqual(self.download(paper).status_code, 404)

    def test_without_login(self):
        self.logout()
        for address in (
            '/my/insurances',
            f'/my/insurances/{self.own.id}',
            f'/my/insurances/document/{self.own_paper.id}',
        ):
            answer = self.url_open(address)
            self.assertIn('/web/login', answer.url)
            self.assertNotIn(self.own.number, answer.text)

    def test_employees_see_no_customer_s(self):
        for login in ('insurance_user', 'plain_salesperson'):
            self.authenticate(login, login)
            self.assertNotIn(self.own.number, self.page('/my/insurances'))

    # By the programming interface

    def test_records_of_somebody_else(self):
        policies = self.env['insurance.policy'].with_user(self.erika)
        self.assertEqual(policies.search([]), self.own.with_user(self.erika))
        self.assertEqual(self.env['insurance.document'].with_user(self.erika).search([]).ids, self.own_paper.ids)
        for record in (self.foreign, self.foreign_paper):
            with self.assertRaises(AccessError):
                record.with_user(self.erika).read(['display_name'])

    def test_what_is_the_dealer_s_business_stays_unread(self):
        own = self.own.with_user(self.erika)
        for name in ('user_id', 'concluded_elsewhere', 'end_reason', 'former_policy_id', 'number_key', 'payment_ids'):
            with self.subTest(name), self.assertRaises(AccessError):
                own.read([name])
        self.assertEqual(own.read(['number'])[0]['number'], self.own.number)

    def test_nothing_can_be_changed(self):
        for record in (self.own, self.own_paper):
            with self.subTest(record._name):
                for change in (lambda each: each.write({}), lambda each: each.unlink(), lambda each: each.copy()):
                    with self.assertRaises(AccessError):
                        change(record.with_user(self.erika))
