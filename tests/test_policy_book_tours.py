from odoo.tests import HttpCase, tagged

from .book import BookCommon


@tagged('post_install', '-at_install')
class TestPolicyBookTours(BookCommon, HttpCase):
    """A German salesperson finds in the overview what ends, and renews it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson.lang = 'de_DE'
        cls.policy = cls.make_policy(
            vehicle_id=cls.car.id, end_date=cls.day(10), premium=450, premium_per_year=450, payment_interval='12'
        )

    def test_from_the_overview_to_the_renewed_policy(self):
        self.start_tour('/odoo/insurance-overview', 'dealer_insurance_policy_book', login='salesperson')
        self.assertRecordValues(
            self.policy,
            [{'end_date': self.day(10, years=1), 'premium': 480, 'premium_per_year': 480, 'state': 'active'}],
        )

    def test_another_policy_takes_its_place(self):
        self.start_tour(
            f'/odoo/insurance-policies/{self.policy.id}', 'dealer_insurance_policy_replaced', login='salesperson'
        )
        self.assertRecordValues(
            self.policy.next_policy_ids,
            [{'number': "0815", 'start_date': self.day(11), 'vehicle_id': self.car.id, 'premium': 450}],
        )
