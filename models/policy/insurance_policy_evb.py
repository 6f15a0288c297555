from odoo import api, fields, models

from ...tools import evb


class InsurancePolicy(models.Model):
    """What the eVB number tells when a car's policy is typed: which insurer has confirmed the cover."""

    _inherit = 'insurance.policy'

    evb_advice = fields.Char(string="eVB Advice", compute='_compute_evb_advice')

    @api.depends('evb_number', 'insurer_id')
    def _compute_evb_advice(self):
        for policy in self:
            policy.evb_advice = policy.insurer_id._evb_advice(policy.evb_number)

    @api.constrains('evb_number')
    def _tidy_evb_number(self):
        for policy in self.filtered('evb_number'):
            tidy = evb.normalize(policy.evb_number)
            if tidy and tidy != policy.evb_number:
                policy.evb_number = tidy

    @api.onchange('evb_number')
    def _onchange_evb_number(self):
        """Show the usual spelling at once, and propose the insurer where it can be no other one."""
        self._tidy_evb_number()
        if not self.insurer_id and evb.is_evb(self.evb_number or ''):
            insurers = self.insurer_id._find_by_evb(self.evb_number)
            self.insurer_id = insurers if len(insurers) == 1 else False
