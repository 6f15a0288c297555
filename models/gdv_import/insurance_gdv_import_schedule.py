import logging

import psycopg2

from odoo import api, fields, models

from ...connectors import gdv
from .gdv_messages import unreadable_message

_logger = logging.getLogger(__name__)

WAITING = [('state', 'in', ('checking', 'running'))]
# Servers are restarted now and then; what dies that often without getting on kills them itself.
ATTEMPTS = 10


class InsuranceGdvImport(models.Model):
    """What waits is checked and imported in the background: what happens to one does not keep the others waiting."""

    _inherit = 'insurance.gdv.import'

    attempts = fields.Integer(
        default=0,
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="How often it was begun since it got on the last time.",
    )

    @api.model
    def _cron_import(self):
        """Go on, too, where a run was killed or stopped by the clock; last with what may be why."""
        left = self._commit()
        for record in self.sudo().search(WAITING, order='attempts, state, id'):
            if left <= 0:
                return
            left = record._go_on()

    def _go_on(self):
        """:return: seconds left"""
        if not self.exists() or self.state not in ('checking', 'running'):
            return self._commit()
        self.attempts += 1
        self._commit()
        try:
            self._work()
        except psycopg2.OperationalError:
            raise
        except gdv.Unreadable as error:
            self.env.cr.rollback()
            self._fail(unreadable_message(self._with_all_rights().env, error))
        except Exception as error:  # noqa: BLE001  one import must not stop the others
            self.env.cr.rollback()
            self._give_up(type(error).__name__)
        return self._commit(1)

    def _work(self):
        if self.attempts > ATTEMPTS:
            self._give_up("too many attempts")
        elif self.state == 'checking':
            self._check_files()
        else:
            self._run()

    def _give_up(self, reason):
        _logger.error("Import %d: %s", self.id, reason)
        if self.exists():
            env = self._with_all_rights().env
            self._fail(
                env._("It broke off for an unknown reason. Please try again; the administrator finds more in the log.")
            )

    def _fail(self, reason):
        """Leave it to a person to try again."""
        state = 'draft' if self.state == 'checking' else 'paused'
        self.write({'state': state, 'failure': reason, 'attempts': 0})

    @api.model
    def _commit(self, processed=0):
        """:return: seconds left"""
        remaining = sum(record._remaining() for record in self.search(WAITING))
        left = self.env['ir.cron']._commit_progress(processed, remaining=remaining)
        self.env.invalidate_all()
        return left

    def _remaining(self):
        return max(self.contract_count - self.position, 1) if self.state == 'running' else 1

    @api.model
    def _trigger(self):
        self.env.ref('dealer_insurance.ir_cron_import_gdv').sudo()._trigger()
