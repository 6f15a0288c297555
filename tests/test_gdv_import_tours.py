from datetime import date

from odoo.tests import HttpCase, tagged

from .gdv_import import GdvImportCase, contract


@tagged('post_install', '-at_install')
class TestGdvImportTours(GdvImportCase, HttpCase):
    def test_import(self):
        """A German manager checks a file, sees what is odd, imports it, and renews a policy of it."""
        self.insurance_manager.lang = 'de_DE'
        made = self.make_import(*contract(holder={226: "31022024"}))
        login = self.insurance_manager.login
        self.start_tour('/odoo/sold-not-insured', 'dealer_insurance_gdv_import', login=login)
        self.assertEqual(made.state, 'running')
        self.run_imports()
        self.assertEqual(made.state, 'done')
        self.start_tour(f'/odoo/insurance.gdv.import/{made.id}', 'dealer_insurance_gdv_policy', login=login)
        self.assertEqual(self.policy().end_date, date(2026, 1, 1))
