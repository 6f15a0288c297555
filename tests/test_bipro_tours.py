from odoo.tests import HttpCase, tagged

from .bipro_connection import BiproMixin
from .common import DealerCommon


@tagged('post_install', '-at_install')
class TestBiproTours(BiproMixin, DealerCommon, HttpCase):
    registry_test_mode = False  # ``BiproMixin`` sees to it

    def test_fetching_is_watched(self):
        """Administrators may start scheduled actions, so the tour does what the server does by itself."""
        administrator = self.make_user(
            'bipro_administrator', 'dealer_insurance.group_insurance_manager', 'base.group_system'
        )
        self.fill(count=3)
        self.start_tour(
            f'/odoo/insurance-connections/{self.ruv.id}', 'dealer_insurance_fetching', login=administrator.login
        )
        self.assertEqual(self.ruv.last_run_id.fetched, 3)
