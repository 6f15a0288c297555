from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import BaseCase, tagged

from .bipro_connection import BiproWorkersMixin


@tagged('post_install', '-at_install')
class TestBiproSchedule(BiproWorkersMixin, BaseCase):
    """A scheduled action that runs cannot be changed; what is new reaches it afterwards."""

    def setUp(self):
        super().setUp()
        self.connection = self.make_connection()
        with self.committed() as env:
            self.cron_id = self.connection.with_env(env).bipro_cron_id.id
            self.following_id = env.ref('dealer_insurance.ir_cron_follow_connections').id
            self.cron(env).active = True

    def cron(self, env):
        return env['ir.cron'].browse(self.cron_id)

    def values(self):
        with self.committed() as env:
            cron = self.cron(env)
            return cron.active, cron.interval_number, cron.name

    @contextmanager
    def acquired(self):
        """The scheduled action as a worker of Odoo has it while it runs."""
        with self.committed() as env:
            yield env, env['ir.cron']._acquire_one_job(env.cr, self.cron_id, include_not_ready=True)

    def change(self, **values):
        with self.committed() as env:
            self.connection.with_env(env).write(values)

    def follow(self):
        """What the scheduled action does that was asked to."""
        with self.committed() as env:
            env['ir.cron'].browse(self.following_id).method_direct_trigger()

    def asked(self):
        with self.committed() as env:
            soon = fields.Datetime.now() + timedelta(minutes=2)
            return env['ir.cron.trigger'].search_count([('cron_id', '=', self.following_id), ('call_at', '<', soon)])

    def test_changed_while_it_runs(self):
        asked = self.asked()
        with self.acquired():
            self.change(bipro_interval=15, name="R+V of the main agency")
            self.follow()
            self.assertEqual(self.values()[1], 60, "It runs")
        self.assertGreater(self.asked(), asked)
        self.follow()
        self.assertEqual(self.values(), (True, 15, "Insurance: fetch documents of R+V of the main agency"))

    def test_nothing_is_late_otherwise(self):
        asked = self.asked()
        self.change(bipro_interval=15)
        self.assertEqual((self.values()[1], self.asked()), (15, asked))
        with self.committed() as env:
            self.assertFalse(self.connection.with_env(env).bipro_schedule_is_late)

    def test_activated_just_when_it_pauses(self):
        self.change(state='draft')
        with self.committed() as env:
            self.cron(env).active = True
        fetch = type(self.connection)._stop_open_run

        def stop(connection):
            fetch(connection)
            self.change(state='active')

        with patch.object(type(self.connection), '_stop_open_run', stop), self.acquired() as (env, job):
            env['ir.cron']._process_job(env.cr, job)
        self.assertFalse(self.values()[0], "It has not seen the change")
        self.follow()
        self.assertTrue(self.values()[0])
