from datetime import timedelta

from odoo import api, fields, models

# Longer than any call may take: whoever was sending then is not there any more.
INTERRUPTED_AFTER = timedelta(minutes=5)


class InsuranceHandover(models.Model):
    """No callback stays prepared for ever because the server died while it was asking for it."""

    _inherit = 'insurance.handover'

    @api.model
    def _cron_look_after(self):
        self._notice_interrupted()

    @api.model
    def _notice_interrupted(self):
        """Call the outcome unknown where the server died while it was sending, so that a person can resolve it."""
        handovers = self.sudo().search(
            [
                ('mode', '=', 'callback'),
                ('state', '=', 'prepared'),
                ('sent_at', '<', fields.Datetime.now() - INTERRUPTED_AFTER),
            ]
        )
        for handover in handovers.try_lock_for_update():
            env = handover.with_context(lang=handover.user_id.lang).env
            message = env._(
                "The transmission was interrupted. It is not known whether %s has the data: please ask there.",
                handover.recipient_name,
            )
            handover._conclude('unknown', result=message)
