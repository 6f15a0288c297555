from odoo import api, models

SETTLED_BY = {'state', 'vehicle_id', 'partner_id', 'line_of_business'}


class InsurancePolicy(models.Model):
    """Nobody needs to be asked about a sold vehicle that its buyer has insured, however the policy came here."""

    _inherit = 'insurance.policy'

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        policies._settle_decision()
        return policies

    def write(self, vals):
        result = super().write(vals)
        if SETTLED_BY & vals.keys():
            self._settle_decision()
        return result

    def _settle_decision(self):
        for policy in self.sudo().filtered(lambda policy: policy.state == 'active'):
            line = policy.vehicle_id.sold_line_id
            if line.insurance_decision not in (False, 'insured') and policy._insures_sale(line):
                line.insurance_decision = 'insured'

    def _insures_sale(self, line):
        is_buyers = self.partner_id.commercial_partner_id == line.partner_id.commercial_partner_id
        return is_buyers and self.line_of_business == self.vehicle_id.insurance_object
