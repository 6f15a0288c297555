from contextlib import contextmanager

from odoo import models
from odoo.tools import SQL

from .bipro_fetching import Fetching

# Where insurers and dealers are.
HOME = 'Europe/Berlin'
# First key of the advisory lock; the second is the connection's id.
FETCHING = 0x42695052


class InsuranceConnection(models.Model):
    _inherit = 'insurance.connection'

    def _fetch_bipro(self):
        """Fetch, store and acknowledge what the insurer has, until the time of the scheduled action is up.

        Commits. Killed at any point, the next run comes to the same end.
        """
        self.ensure_one()
        with self._fetching_alone() as is_alone:
            if is_alone:
                self._fetch_bipro_alone()

    def _fetch_bipro_alone(self):
        progress = self.env['ir.cron']
        # What others have stored up to now must be seen.
        seconds_left = progress._commit_progress(remaining=1)
        self.env.invalidate_all()
        if self.state != 'active':
            self._stop_open_run()
            progress._commit_progress(remaining=0, deactivate=True)
        elif run := seconds_left and self._next_run():
            progress._commit_progress()
            # A scheduled action has no language and no time zone, and people read what it writes.
            partner = self.company_id.partner_id
            Fetching(self.with_context(lang=partner.lang, tz=partner.tz or HOME), run).work()
        elif seconds_left:
            progress._commit_progress(remaining=0)

    @contextmanager
    def _fetching_alone(self):
        """Whether no other process fetches over this connection, on this host or another."""
        cursor, key = self.env.cr, (FETCHING, self.id)
        cursor.execute(SQL('SELECT pg_try_advisory_lock(%s, %s)', *key))
        (is_alone,) = cursor.fetchone()
        try:
            yield is_alone
        finally:
            if is_alone:
                # All there is to keep is committed, and a transaction that failed could not unlock.
                cursor.rollback()
                cursor.execute(SQL('SELECT pg_advisory_unlock(%s, %s)', *key))
