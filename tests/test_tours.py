from odoo.tests import HttpCase, tagged

from .common import DealerCommon
from .printing import PrintingMixin, unspaced


@tagged('post_install', '-at_install')
class TestTours(PrintingMixin, DealerCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.insurance_note_printed = True
        cls.car_product.vehicle_model_id = cls.car_model
        cls.seller = cls.make_user(
            'seller',
            'sales_team.group_sale_salesman',
            'account.group_account_invoice',
            'dealer_insurance.group_insurance_user',
        )
        cls.seller.lang = 'de_DE'

    def test_from_the_quotation_to_the_printed_note(self):
        from_stock = self.make_car(license_plate='GM-AB 123')
        self.start_tour(
            '/odoo/action-sale.action_quotations_with_onboarding/new',
            'dealer_insurance_sell_vehicles',
            login=self.seller.login,
        )
        entered = self.env['fleet.vehicle'].search([('vin_sn', '=', 'WVWZZZ1JZXW999999')])
        invoice = from_stock.sold_line_id.move_id
        self.assertRecordValues(
            invoice.invoice_line_ids,
            [
                {'vehicle_id': from_stock.id, 'insurance_decision': 'wanted'},
                {'vehicle_id': entered.id, 'insurance_decision': 'insured'},
            ],
        )
        self.assertEqual(invoice.state, 'posted')
        self.assertEqual((from_stock | entered).owner_id, self.customer)
        self.assertEqual(entered.license_plate, 'GM-XY 9')
        [paper] = self.papers_of(invoice)
        self.assertInOrder(
            paper,
            *map(
                unspaced,
                (
                    "GM-AB 123",
                    from_stock.vin_sn,
                    "Das Fahrzeug ist nicht versichert.",
                    "GM-XY 9",
                    entered.vin_sn,
                ),
            ),
        )
