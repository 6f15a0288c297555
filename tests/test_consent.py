from odoo.tests import tagged

from .common import DealerCommon
from .covercheck import CHECK_ID, CoverCheckMixin


@tagged('post_install', '-at_install')
class TestConsent(CoverCheckMixin, DealerCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection = cls.make_connection()
        cls.person = cls.make_complete_customer()
        cls.car = cls.make_complete_car(cls.person)

    def test_taken(self):
        consent = self.take_consent(self.person, self.connection)
        self.assertEqual(consent.state, 'valid')
        self.assertEqual(self.connection.covercheck_check_id, CHECK_ID)
        revocation = self.revoke(consent)
        self.assertEqual(consent.state, 'revoked')
        handover = self.make_handover(self.connection, self.person, self.car)
        self.age(handover, years=5)
