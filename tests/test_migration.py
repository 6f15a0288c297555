from pathlib import Path

from odoo.exceptions import ValidationError
from odoo.modules.migration import load_script
from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path

WORDING = 'dealer_insurance.consent_wording_covercheck_2026_11'


@tagged('post_install', '-at_install')
class TestMigration(TransactionCase):
    """Databases of former versions are brought up to date where an update does not do it by itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['res.lang']._activate_lang('de_DE')

    def migrate(self, name):
        (path,) = Path(file_path('dealer_insurance/migrations')).glob(f'*/{name}.py')
        script = load_script(str(path), name)
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

    # Activities

    def test_refusals_of_before_go_with_new_access_data(self):
        connection = self.env['insurance.connection'].create({'name': "Sales", 'provider': 'covercheck'})
        connection.state = 'blocked'
        refusals, other = (
            self.env['mail.activity'].union(
                *(connection.activity_schedule('mail.mail_activity_data_todo', summary=words) for words in summaries)
            )
            for summaries in (self.migrate('post-tell_refusals_apart').SUMMARIES, ["New products"])
        )
        self.migrate('post-tell_refusals_apart')
        connection.covercheck_check_id_entry = 'PRUEF-0816'
        self.assertFalse(refusals.exists())
        self.assertTrue(other.exists())

    # Form of a connection

    def test_form_is_updated_before_its_extensions(self):
        for provider in ('bipro', 'wertgarantie'):
            extension = self.env.ref(f'dealer_insurance.insurance_connection_view_form_{provider}')
            former = extension.arch_db.replace(
                '<sheet position="inside">', '<div name="covercheck_help" position="after">'
            ).replace('</sheet>', '</div>')
            self.env.cr.execute(
                'UPDATE ir_ui_view SET arch_db = jsonb_build_object(%s, %s) WHERE id = %s',
                ['en_US', former, extension.id],
            )
        self.env.invalidate_all()
        form = self.env.ref('dealer_insurance.insurance_connection_view_form')
        with self.assertRaisesRegex(ValidationError, "covercheck_help"), self.cr.savepoint():
            form.arch = form.arch
        self.migrate('pre-free_connection_form')
        form.arch = form.arch

    # Wording of the consent

    def wording(self, **values):
        return self.env['insurance.consent.wording'].create(
            {'provider': 'covercheck', 'version': '2026-01', 'purpose': "p", 'products': "p", 'text': "t", **values}
        )

    def test_new_wording_follows_the_standard_one(self):
        script = self.migrate('post-keep_own_wording')
        former = self.wording(text=script.STANDARD[0])
        former.with_context(lang='de_DE').text = script.STANDARD[1]
        self.migrate('post-keep_own_wording')
        self.assertTrue(self.env.ref(WORDING).active and former.active)

    def test_wording_of_a_dealer_s_own_stays_in_use(self):
        own = self.wording(text="I agree with %(recipient)s.")
        self.migrate('post-keep_own_wording')
        self.assertFalse(self.env.ref(WORDING).active)
        self.assertTrue(own.active)

    def test_standard_wording_that_a_dealer_rewrote_stays_in_use(self):
        script = self.migrate('post-keep_own_wording')
        former = self.wording(text=script.STANDARD[0])
        former.with_context(lang='de_DE').text = "Ich bin einverstanden."
        self.migrate('post-keep_own_wording')
        self.assertFalse(self.env.ref(WORDING).active)

    def test_wording_that_is_put_away_does_not_count(self):
        self.wording(text="Formerly", active=False)
        self.migrate('post-keep_own_wording')
        self.assertTrue(self.env.ref(WORDING).active)
