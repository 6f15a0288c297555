import time
from contextlib import suppress

import psycopg2

from odoo.tests import tagged

from odoo.addons.dealer_insurance.models.gdv_import import insurance_gdv_import_preview, insurance_gdv_import_schedule
from odoo.addons.dealer_insurance.models.gdv_import.gdv_findings import FindingList
from odoo.addons.dealer_insurance.models.gdv_import.insurance_gdv_import_preview import Preview

from .gdv_import import GdvImportCase, contract

SCHEDULE = insurance_gdv_import_schedule.__name__
SECOND = '30471100816'


@tagged('post_install', '-at_install')
class TestGdvImportSchedule(GdvImportCase):
    """What happens to one import in the background does not keep the others waiting."""

    def make_two(self):
        """The first of them is ``self.broken``."""
        self.broken = self.make_import(*contract(car=False))
        return self.broken, self.make_import(*contract(SECOND, car=False))

    def check_in_background(self):
        self.patch(insurance_gdv_import_preview, 'AT_ONCE', 0)
        imports = self.make_two()
        for made in imports:
            made.action_check()
        return imports

    def start(self):
        imports = self.make_two()
        for made in imports:
            made.action_check()
            made.action_start()
        return imports

    def break_(self, class_, name, error):
        """Let a method fail for the first import until ``self.broken`` is emptied."""
        sound = getattr(class_, name)

        def fail(part, *args):
            if part.import_ == self.broken:
                raise error
            return sound(part, *args)

        self.patch(class_, name, fail)

    def run_logged(self):
        with self.assertLogs(SCHEDULE, 'ERROR') as logged:
            self.run_imports()
        return logged.output

    def run_on(self, cursor, **context):
        self.env(cr=cursor, context=context)['insurance.gdv.import']._cron_import()

    def run_in_cursor(self, **context):
        """As the scheduled action does; ``assertRaises`` would take back what was committed."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cursor:
            self.run_on(cursor, **context)
        self.env.invalidate_all()

    def test_one_that_cannot_be_checked(self):
        broken, other = self.check_in_background()
        self.break_(Preview, 'make', KeyError("Änne Prüfstein"))
        self.assertEqual(self.run_logged(), [f"ERROR:{SCHEDULE}:Import {broken.id}: KeyError"])
        self.assertEqual((broken.state, other.state), ('draft', 'previewed'))
        self.assertIn("unknown reason", broken.failure)
        self.broken = self.broken.browse()
        broken.action_check()
        self.assertEqual((broken.state, broken.failure), ('checking', False))
        self.run_imports()
        self.assertEqual((broken.state, broken.new_count), ('previewed', 1))

    def test_one_that_cannot_be_imported(self):
        broken, other = self.start()
        self.break_(FindingList, 'store', KeyError("Änne Prüfstein"))
        self.assertEqual(self.run_logged(), [f"ERROR:{SCHEDULE}:Import {broken.id}: KeyError"])
        self.assertEqual((broken.state, broken.position, other.state), ('paused', 0, 'done'))
        self.assertIn("unknown reason", broken.failure)
        self.broken = self.broken.browse()
        broken.action_resume()
        self.assertFalse(broken.failure)
        self.run_imports()
        self.assertEqual((broken.state, broken.results['new']), ('done', 1))

    def test_what_came_to_nothing_can_be_deleted(self):
        broken, _other = self.start()
        self.break_(FindingList, 'store', KeyError())
        self.run_logged()
        broken.unlink()
        self.assertFalse(broken.exists())

    def test_it_speaks_the_language_of_its_user(self):
        self.insurance_manager.lang = 'de_DE'
        broken, _other = self.check_in_background()
        broken.attachment_ids.raw = b"%PDF-1.7 \n"
        self.run_imports()
        self.assertEqual((broken.state, broken.failure), ('draft', "Das ist keine Datei mit Bestandsdaten (GDV)."))

    def test_trouble_of_the_database_is_not_its_own(self):
        broken, _other = self.start()
        self.break_(FindingList, 'store', psycopg2.OperationalError())
        with suppress(psycopg2.OperationalError):
            self.run_in_cursor()
        self.env.invalidate_all()
        self.assertEqual((broken.state, broken.failure, broken.position), ('running', False, 0))

    def test_deleted_while_others_are_checked(self):
        broken, other = self.check_in_background()
        make = Preview.make

        def delete(preview):
            other.with_env(preview.env).exists().unlink()
            return make(preview)

        self.patch(Preview, 'make', delete)
        self.run_imports()
        self.assertEqual((broken.state, other.exists()), ('previewed', other.browse()))

    def test_what_kills_the_process_comes_last_and_is_given_up(self):
        self.patch(insurance_gdv_import_schedule, 'ATTEMPTS', 2)
        broken, other = self.check_in_background()
        self.break_(Preview, 'make', KeyboardInterrupt())
        states = []
        for _attempt in range(2):
            with suppress(KeyboardInterrupt):
                self.run_in_cursor()
            self.env.invalidate_all()
            states.append((broken.state, other.state))
        self.assertEqual(states, [('checking', 'checking'), ('checking', 'previewed')])
        self.assertIn("too many attempts", *self.run_logged())
        self.assertEqual((broken.state, broken.attempts), ('draft', 0))

    def test_time(self):
        """Nothing is begun that there is no time for, and what waits is announced."""
        broken, other = self.start()
        for seconds, states in ((0, ['running', 'running']), (1000, ['done', 'done'])):
            progress = self.make_progress()
            self.run_in_cursor(
                cron_id=progress.cron_id.id,
                ir_cron_progress_id=progress.id,
                cron_end_time=time.monotonic() + seconds,
            )
            self.assertEqual([broken.state, other.state], states)
            self.assertEqual(progress.remaining, states.count('running'))
        self.assertEqual((broken.attempts, progress.done), (0, 4))

    def test_others_wait_for_no_hour_when_the_time_is_up(self):
        broken, other = self.start()
        progress = self.make_progress()
        commit = type(self.env['ir.cron'])._commit_progress

        def stop_the_clock(cron, *args, **values):
            left = commit(cron, *args, **values)
            return 0 if broken.with_env(cron.env).state == 'done' else left

        self.patch(type(self.env['ir.cron']), '_commit_progress', stop_the_clock)
        self.run_in_cursor(cron_id=progress.cron_id.id, ir_cron_progress_id=progress.id)
        self.assertEqual((broken.state, other.state), ('done', 'running'))
        self.assertEqual(progress.remaining, 1)

    def make_progress(self):
        cron = self.env.ref('dealer_insurance.ir_cron_import_gdv')
        return self.env['ir.cron.progress'].create({'cron_id': cron.id, 'remaining': 0, 'done': 0})
