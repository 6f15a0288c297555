from odoo.tests import tagged

from .book import BookCommon
from .printing import PrintingMixin


@tagged('post_install', '-at_install')
class TestPolicyStatement(PrintingMixin, BookCommon):
    """Whoever asks what the dealer knows is told of policies and papers, too."""

    def statement(self, partner=None, lang='en_US', user=None):
        partner = partner or self.customer
        partner.lang = lang
        report = self.env['ir.actions.report'].with_user(user or self.insurance_user)
        page, _type = report._render_qweb_html('dealer_insurance.report_handover_statement', partner.ids)
        return self.text_of(page)

    def paper(self, policy, name):
        return self.env['insurance.document']._store_file(
            name, b'%PDF-1.4', kind='conditions', policy_id=policy.id, company_id=policy.company_id.id
        )

    def test_policies_and_papers(self):
        policy = self.make_policy(vehicle_id=self.car.id, product_name="Komfort", premium=40, payment_interval='1')
        self.paper(policy, "Terms.pdf")
        self.assertInOrder(
            self.statement(),
            "Your insurances that we know of",
            "Komfort",
            self.car.display_name,
            "40.00",
            "In Force",
            "Papers that we keep",
            "Conditions",
            "Terms.pdf",
        )

    def test_what_insurers_have_told(self):
        policy = self.make_policy(vehicle_id=self.car.id, net_premium=432.10)
        van = self.env['insurance.policy.vehicle'].create(
            {'policy_id': policy.id, 'name': "VW CADDY", 'license_plate': 'GM-CD 456', 'vin_sn': 'WV1ZZZ2KZ8X000002'}
        )
        self.env['insurance.policy.cover'].create(
            {
                'policy_id': policy.id,
                'insured_vehicle_id': van.id,
                'line': '051',
                'no_claims_class': "SF5",
                'deductible': 150,
                'premium': 234.56,
            }
        )
        self.env['insurance.policy.payment'].create(
            {'policy_id': policy.id, 'booking_date': self.day(), 'gross': 119, 'commission': 77, 'key': '1'}
        )
        text = self.statement()
        self.assertInOrder(text, "GM-CD 456 VW CADDY", "432.10", "Liability", "SF5", "150.00", "234.56", "119.00")
        self.assertIn(van.vin_sn, text)
        self.assertNotIn("77.00", text)

    def test_what_was_cancelled_is_known_still(self):
        policy = self.make_policy()
        policy._end('cancelled', self.day(), self.day(), "Bicycle sold")
        text = self.statement()
        self.assertIn(policy.number, text)
        self.assertIn("Bicycle sold", text)

    def test_nothing_of_somebody_else_s(self):
        policy = self.make_policy(partner_id=self.other_customer.id)
        self.paper(policy, "Terms.pdf")
        text = self.statement()
        for part in (policy.number, "Terms.pdf", "Your insurances", "Papers that we keep"):
            self.assertNotIn(part, text)

    def test_nothing_of_another_company_s(self):
        policy = self.make_policy(company_id=self.make_company("Autohaus Wupper").id)
        self.assertNotIn(policy.number, self.statement())
