from odoo import api, fields, models

from ..models.policy.insurance_policy_end import ENDS


class InsurancePolicyEndWizard(models.TransientModel):
    """Record that the customer has withdrawn from a policy or cancelled it."""

    _name = 'insurance.policy.end.wizard'
    _description = "End of a Policy"

    policy_id = fields.Many2one('insurance.policy', required=True, readonly=True)
    kind = fields.Selection(ENDS, required=True, readonly=True)
    withdrawal_deadline = fields.Date(related='policy_id.withdrawal_deadline', related_sudo=False)
    declared_on = fields.Date(string="Declared on", required=True, default=fields.Date.context_today)
    end_date = fields.Date(
        string="Cover Ends",
        compute='_compute_end_date',
        store=True,
        compute_sudo=False,
        readonly=False,
        required=True,
        precompute=True,
    )
    reason = fields.Char()

    @api.depends('policy_id', 'kind', 'declared_on')
    def _compute_end_date(self):
        for wizard in self:
            if wizard.kind == 'cancelled' and wizard.policy_id.end_date:
                wizard.end_date = wizard.policy_id.end_date
            else:
                wizard.end_date = wizard.declared_on

    def action_end(self):
        self.ensure_one()
        self.policy_id._end(self.kind, self.declared_on, self.end_date, self.reason)
        return {'type': 'ir.actions.act_window_close'}
