from odoo.modules.migration import load_script
from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path

VERSION = '19.0.1.3.0'


@tagged('post_install', '-at_install')
class TestMigration(TransactionCase):
    """Databases of former versions are brought up to date where an update does not do it by itself."""

    def migrate(self, name):
        script = load_script(file_path(f'dealer_insurance/migrations/{VERSION}/{name}.py'), name)
        self.env.flush_all()
        script.migrate(self.env.cr, '19.0.1.2.0')
        self.env.invalidate_all()
        return script

    def test_documents_in_the_portal(self):
        rule = self.env.ref('dealer_insurance.rule_document_portal')
        present = rule.domain_force
        self.assertIn('is_for_customer', present)
        script = self.migrate('post-protect_documents')
        rule.domain_force = script.FORMER
        self.migrate('post-protect_documents')
        self.assertEqual(rule.domain_force, present)

    def test_rule_of_a_dealer_s_own_stays(self):
        rule = self.env.ref('dealer_insurance.rule_document_portal')
        rule.domain_force = own = "[('is_for_customer', '=', True), ('policy_id.partner_id', '=', user.partner_id.id)]"
        self.migrate('post-protect_documents')
        self.assertEqual(rule.domain_force, own)
