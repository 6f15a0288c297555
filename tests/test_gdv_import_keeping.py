from odoo.exceptions import UserError
from odoo.tests import tagged

from .gdv_import import GdvImportCase, contract
from .test_gdv_import_faults import portfolio


@tagged('post_install', '-at_install')
class TestGdvImportKeeping(GdvImportCase):
    """Files of portfolio data do not stay for ever, and what can be done no more without them is told."""

    def stop_half_way(self):
        """Two of three contracts are imported."""
        made = self.preview(*portfolio(3))
        made.action_start()
        made.sudo().position = 2
        made.action_stop()
        return made

    def grow_old(self, *imports):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE insurance_gdv_import SET write_date = write_date - interval '91 days' WHERE id = ANY(%s)",
            [[made.id for made in imports]],
        )
        self.env.invalidate_all()

    def clean_up(self):
        self.env['insurance.gdv.import']._gc_old_files()
        self.env.invalidate_all()

    def test_files_of_what_was_stopped(self):
        made = self.stop_half_way()
        file = made.attachment_ids
        self.clean_up()
        self.assertEqual((made.state, made.attachment_ids), ('paused', file))
        self.grow_old(made)
        self.clean_up()
        self.assertEqual((made.state, file.exists(), len(made.line_ids)), ('incomplete', file.browse(), 0))
        self.assertIn("stopped for 90 days", made.failure)
        self.assertIn("Imported contracts: 2 of 3.", made.failure)
        self.assertIn(made.failure, made.message_ids[0].preview)
        with self.assertRaisesRegex(UserError, "gone on with"):
            made.action_resume()

    def test_files_of_what_was_only_checked(self):
        new, checked = self.make_import(*contract()), self.preview(*contract())
        self.grow_old(new, checked)
        self.clean_up()
        for made in (new, checked):
            self.assertEqual((made.state, len(made.attachment_ids), len(made.line_ids)), ('draft', 0, 0))
            self.assertIn("choose them anew", made.failure)
        checked.attachment_ids = self.attach(*contract())
        checked.action_check()
        self.assertEqual((checked.state, checked.failure, checked.new_count), ('previewed', False, 1))

    def test_what_is_at_work_keeps_its_files(self):
        made = self.preview(*contract())
        made.action_start()
        self.grow_old(made)
        self.clean_up()
        self.assertTrue(made.attachment_ids)
        self.run_imports()
        self.assertEqual(made.state, 'done')

    def test_what_was_imported_keeps_its_name(self):
        made = self.import_records(*contract())
        self.grow_old(made)
        self.clean_up()
        self.assertEqual((made.state, made.name, made.failure), ('done', "bestand.gdv", False))
        self.assertFalse(made.attachment_ids or made.line_ids or made.finding_ids)
        self.assertTrue(self.policy())

    def test_file_that_was_deleted_meanwhile(self):
        made = self.stop_half_way()
        made.attachment_ids.unlink()
        made.action_resume()
        self.run_imports()
        self.assertEqual(made.state, 'incomplete')
        self.assertIn("fewer contracts than when they were checked", made.failure)

    def test_no_end_follows_from_a_file_that_was_deleted_meanwhile(self):
        self.import_records(*contract())
        second = self.attach(*contract('30471100816', car=False))
        files = second | self.attach(*contract())
        made = self.preview(files=files, scope='full')
        made.action_start()
        files[1].unlink()
        self.run_imports()
        self.assertEqual((made.state, made.position, len(made.proposal_ids)), ('incomplete', 1, 0))

    def test_ended_by_hand(self):
        made = self.stop_half_way()
        made.action_end()
        self.assertEqual(made.state, 'incomplete')
        self.assertEqual(made.failure, "It was ended before everything was imported. Imported contracts: 2 of 3.")
        with self.assertRaisesRegex(UserError, "stays on record"):
            made.unlink()
