from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import DealerCommon


@tagged('post_install', '-at_install')
class TestSettings(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = cls.make_user('administrator', 'base.group_system')
        cls.branch = cls.make_company("Radhaus Wiehl")
        cls.administrator.company_ids += cls.branch

    def settings(self, company=None):
        company = company or self.company
        return (
            self.env['res.config.settings']
            .with_user(self.administrator)
            .with_context(
                allowed_company_ids=company.ids,
            )
        )

    def save(self, company=None, **values):
        with Form(self.settings(company)) as form:
            for name, value in values.items():
                setattr(form, name, value)
        form.record.execute()

    def test_page_opens_for_an_administrator(self):
        action = (
            self.env['ir.actions.act_window']
            .with_user(self.administrator)
            ._for_xml_id('dealer_insurance.insurance_settings_action')
        )
        self.assertEqual(action['res_model'], 'res.config.settings')
        arch = etree.fromstring(self.settings().get_view(view_type='form')['arch'])
        [app] = arch.xpath("//app[@name='dealer_insurance']")
        self.assertEqual(
            app.xpath("block/@name"),
            ['sale', 'policy', 'providers', 'covercheck', 'wertgarantie', 'bipro'],
        )
        with Form(self.settings()) as form:
            self.assertTrue(form.insurance_reminder)
            self.assertFalse(form.insurance_note_printed)
            self.assertFalse(form.insurance_note)

    def test_not_for_others(self):
        with self.assertRaises(AccessError):
            self.settings().with_user(self.insurance_manager).create({'insurance_note_printed': True}).execute()

    def test_kept_per_company(self):
        self.save(insurance_reminder=False, insurance_note_printed=True, insurance_note="Uninsured!")
        self.assertRecordValues(
            self.company | self.branch,
            [
                {'insurance_reminder': False, 'insurance_note_printed': True, 'insurance_note': "Uninsured!"},
                {'insurance_reminder': True, 'insurance_note_printed': False, 'insurance_note': False},
            ],
        )
        self.save(self.branch, insurance_note_printed=True)
        self.assertEqual((self.company | self.branch).mapped('insurance_note_printed'), [True, True])
        self.assertEqual((self.company | self.branch).mapped('insurance_note'), ["Uninsured!", False])

    def test_sentence_in_two_languages(self):
        english, german = (
            self.settings().with_context(lang=lang, allowed_company_ids=self.company.ids) for lang in ('en_US', 'de_DE')
        )
        for settings, sentence in ((english, "Uninsured!"), (german, "Unversichert!")):
            with Form(settings) as form:
                form.insurance_note_printed = True
                form.insurance_note = sentence
            form.record.execute()
        self.assertEqual(self.company._insurance_note('en_US'), "Uninsured!")
        self.assertEqual(self.company._insurance_note('de_DE'), "Unversichert!")

    def test_usual_sentence_without_an_own_one(self):
        self.assertEqual(self.company._insurance_note('en_US'), "The vehicle is not insured.")
        self.assertEqual(self.company._insurance_note('de_DE'), "Das Fahrzeug ist nicht versichert.")

    def test_reminder_of_all_employees_at_once(self):
        view = self.env.ref('dealer_insurance.res_users_view_list_insurance')
        employees = (self.salesperson | self.accountant).with_user(self.insurance_manager)
        arch = etree.fromstring(employees.get_view(view.id, 'list')['arch'])
        self.assertEqual(arch.get('multi_edit'), '1')
        employees.write({'insurance_reminder': 'never'})
        self.assertEqual(employees.mapped('insurance_reminder'), ['never', 'never'])
        with self.assertRaises(AccessError):
            employees.write({'insurance_reminder': 'never', 'login': 'taken_over'})
        with self.assertRaises(AccessError):
            employees.with_user(self.salesperson)[1].write({'insurance_reminder': 'always'})
