from odoo import api, models

from ..interruption import interrupted


class InsuranceHandover(models.Model):
    """No callback stays prepared for ever because the server died while it was asking for it."""

    _inherit = 'insurance.handover'

    @api.model
    def _cron_look_after(self):
        self._notice_interrupted()

    @api.model
    def _notice_interrupted(self):
        """Call the outcome unknown where the server died while it was sending, so that a person can resolve it."""
        for handover in interrupted(self, [('mode', '=', 'callback'), ('state', '=', 'prepared')]):
            message = handover.env._(
                "The transmission was interrupted. It is not known whether %s has the data: please ask there.",
                handover.recipient_name,
            )
            handover._conclude('unknown', result=message)
