from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models import ir_actions_report

from .application import SignedCommon, blank_pdf


@tagged('post_install', '-at_install')
class TestWertgarantieTours(SignedCommon, HttpCase):
    """A German salesperson insures an e-bike in the browser; the simulator stands on the other side."""

    browser_size = '1400x1000'

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.print_for_browsers()
        cls.seller = cls.make_user(
            'seller',
            'base.group_partner_manager',
            'sales_team.group_sale_salesman',
            'account.group_account_invoice',
            'dealer_insurance.group_insurance_user',
        )
        cls.seller.lang = 'de_DE'
        cls.ebike.battery_number = False

    def setUp(self):
        super().setUp()
        # While Odoo's tests print, they refuse whatever else the browser asks for.
        self.patch(ir_actions_report, '_run_wkhtmltopdf', blank_pdf)

    @classmethod
    def print_for_browsers(cls):
        """Odoo prints web pages instead of paper while it is tested, unless told otherwise."""
        applications = cls.registry['insurance.application']
        render = applications._render_paper
        cls.classPatch(
            applications,
            '_render_paper',
            lambda application: render(application.with_context(force_report_rendering=True)),
        )

    # What Next misses on the way is no mistake of ours.
    @mute_logger('odoo.http')
    def tour(self, address, name):
        self.start_tour(address, f'dealer_insurance_wertgarantie_{name}', login=self.seller.login)

    def assertInsured(self):
        application = self.env['insurance.application'].search([('vehicle_id', '=', self.ebike.id)])
        self.assertEqual(application.state, 'submitted')
        self.assertTrue(application.signature)
        self.assertEqual(application.user_id, self.seller)
        policy = application.policy_id
        self.assertRecordValues(
            policy,
            [
                {
                    'number': application.contract_number,
                    'partner_id': self.customer.id,
                    'vehicle_id': self.ebike.id,
                    'start_date': self.today,
                    'has_immediate_cover': True,
                }
            ],
        )
        self.assertEqual(self.ebike.battery_number, 'AK4711')
        self.assertEqual(self.ebike.insurance_decision, 'insured')
        [taken] = self.taken().values()
        self.assertEqual(taken['contract_number'], policy.number)

    def test_from_the_invoice_to_the_policy(self):
        invoice = self.sell_bike(self.ebike, price=2520, invoice_user_id=self.seller.id)
        self.tour(f'/odoo/account.move/{invoice.id}', 'invoice')
        self.assertInsured()


@tagged('post_install', '-at_install')
class TestWertgarantieTabletTour(TestWertgarantieTours):
    """The same on the counter's tablet, from the vehicle."""

    browser_size = '768x1024'

    def test_from_the_invoice_to_the_policy(self):
        self.sell_bike(self.ebike, price=2520)
        self.tour(f'/odoo/customer-vehicles/{self.ebike.id}', 'tablet')
        self.assertInsured()
