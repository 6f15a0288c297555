from lxml import etree

from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common import DealerCommon
from .covercheck import CoverCheckMixin


@tagged('post_install', '-at_install')
class TestCovercheckSettings(CoverCheckMixin, DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = cls.make_user('administrator', 'base.group_system')

    def settings(self, **values):
        return self.env['res.config.settings'].with_user(self.administrator).create(values)

    def block_of_covercheck(self):
        arch = etree.fromstring(self.settings().get_view(view_type='form')['arch'])
        return arch.find(".//app[@name='dealer_insurance']/block[@name='covercheck']")

    def assertShown(self, expected, **values):
        settings = self.env['res.config.settings'].with_user(self.administrator).new(values)
        condition = self.block_of_covercheck().get('invisible')
        names = {name: settings[name] for name in ('covercheck_count', 'show_unused_providers')}
        self.assertEqual(not safe_eval(condition, names), expected)

    def assertStands(self, state, count):
        with Form(self.settings()) as form:
            self.assertEqual((form.covercheck_state, form.covercheck_count), (state, count))

    def test_hidden_until_it_is_used_or_asked_for(self):
        self.assertShown(False)
        self.assertShown(True, show_unused_providers=True)
        connection = self.make_connection()
        self.assertShown(True)
        connection.action_deactivate()
        self.assertShown(False)

    def test_choice_to_show_unused_ones_is_not_kept(self):
        self.settings(show_unused_providers=True).execute()
        self.assertFalse(self.settings().show_unused_providers)

    def test_state_and_count(self):
        self.assertStands('unused', 0)
        first, second = self.make_connection(), self.make_connection(user_id=self.salesperson.id)
        self.make_connection(company_id=self.make_company("Autohaus Wiehl").id)
        self.assertStands('active', 2)
        second.state = 'blocked'
        self.assertStands('blocked', 2)
        (first | second).state = 'draft'
        self.assertStands('unused', 0)

    def test_buttons(self):
        block = self.block_of_covercheck()
        self.assertEqual(
            block.xpath('.//button/@name'),
            ['action_profiles', 'action_add_covercheck_profile'],
        )
        connection = self.make_connection()
        profiles = self.settings().action_profiles()
        self.assertEqual(profiles['res_model'], 'insurance.connection')
        self.assertIn(connection, self.env[profiles['res_model']].with_user(self.administrator).search([]))

    def test_add_a_profile(self):
        action = self.settings().action_add_covercheck_profile()
        profiles = self.env[action['res_model']].with_user(self.administrator).with_context(**action['context'])
        with Form(profiles) as form:
            self.assertEqual(form.provider, 'covercheck')
            form.name = "CoverCheck of the sales team"
        self.assertEqual((form.record.state, form.record.company_id), ('draft', self.company))
