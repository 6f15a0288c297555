from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .gdv_import import GdvImportCase, contract

QUIET = ('odoo.models', 'odoo.orm.models', 'odoo.addons.base.models.ir_rule')


@tagged('post_install', '-at_install')
class TestGdvImportProtection(GdvImportCase):
    """What a manager's remote call could forge, for the import itself has all rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.make_company("Autohaus Wiehl")
        cls.stranger = cls.make_user('stranger', 'dealer_insurance.group_insurance_manager', company=cls.elsewhere)
        cls.their_env = cls.env(user=cls.stranger, context={'allowed_company_ids': cls.elsewhere.ids})

    @mute_logger(*QUIET)
    def test_what_the_steps_keep(self):
        made = self.preview(*contract())
        for values in (
            {'state': 'running'},
            {'user_id': self.env.ref('base.user_admin').id},
            {'position': 5},
            {'contract_count': 0},
            {'results': {'new': 7}},
            {'failure': "Please call this number"},
        ):
            with self.subTest(values):
                with self.assertRaises(AccessError):
                    made.write(values)
                with self.assertRaises(AccessError):
                    made.create(values)

    @mute_logger(*QUIET)
    def test_company_of_others(self):
        """Else what is imported would land in their book, and the preview would tell of it."""
        made = self.make_import(*contract())
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            made.company_id = self.elsewhere
        made.action_check()
        with self.assertRaises(UserError):
            made.company_id = self.company
        made.action_start()
        with self.assertRaises(UserError):
            made.attachment_ids = self.attach(*contract())
        with self.assertRaises(UserError):
            made.scope = 'full'

    @mute_logger(*QUIET)
    def test_files_of_others(self):
        file = self.make_import(*contract()).attachment_ids
        imports = self.their_env['insurance.gdv.import']
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            imports.create({'attachment_ids': [Command.set(file.ids)]})
        made = imports.create({})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            made.attachment_ids = [Command.link(file.id)]

    @mute_logger(*QUIET)
    def test_insurers_stay_with_their_import(self):
        line = self.preview(*contract()).insurer_line_ids
        other = self.make_import(*contract())
        with self.assertRaises(AccessError):
            line.import_id = other
        with self.assertRaises(AccessError):
            line.company_number = "5058"
        line.insurer_id = self.condor

    def test_everything_it_points_at_is_indexed(self):
        """Who is deleted is looked for in each of them."""
        for model in ('import', 'import.line', 'import.insurer', 'import.finding'):
            for name, field in self.env[f'insurance.gdv.{model}']._fields.items():
                if field.type == 'many2one' and field.store and name not in ('create_uid', 'write_uid'):
                    with self.subTest(model, name=name):
                        self.assertTrue(field.index)
