from odoo import fields, models

GROUP = 'dealer_insurance.group_insurance_user'


class InsuranceOriginMixin(models.AbstractModel):
    """Policies at what they concern: their list, and the way to the insurer."""

    _inherit = 'insurance.origin.mixin'

    insurance_policy_count = fields.Integer(compute='_compute_insurance_policies', groups=GROUP)
    can_open_at_insurer = fields.Boolean(compute='_compute_insurance_policies', groups=GROUP)

    def _compute_insurance_policies(self):
        for origin in self:
            policies = origin._insurance_policies()
            origin.insurance_policy_count = len(policies)
            origin.can_open_at_insurer = any(policies.mapped('can_open_at_insurer'))

    def _insurance_policies(self):
        return self.env['insurance.policy'].search(self._insurance_policy_domain())

    def _insurance_policy_domain(self):
        """Policies concern what their papers concern."""
        return self._insurance_document_domain()

    def _insurance_policy_defaults(self):
        """Context with which a policy is entered here."""
        return {}

    def action_view_insurance_policies(self):
        self.ensure_one()
        action = self.env['ir.actions.actions']._for_xml_id('dealer_insurance.insurance_policy_action')
        return action | {
            'domain': list(self._insurance_policy_domain()),
            'context': {'default_user_id': self.env.uid, **self._insurance_policy_defaults()},
        }

    def action_open_at_insurer(self):
        """Open the policy at its insurer; ask which one where several are in force."""
        self.ensure_one()
        policies = self._insurance_policies()
        choices = policies.filtered(lambda policy: policy.state == 'active') or policies
        choices = choices.filtered('can_open_at_insurer') or choices
        if len(choices) == 1:
            return choices.action_open_at_insurer()
        return self.env['insurance.deep.link.wizard']._offer_policies(choices)


class FleetVehicle(models.Model):
    _inherit = 'fleet.vehicle'

    def _insurance_policy_defaults(self):
        return {
            'default_vehicle_id': self.id,
            'default_partner_id': self.owner_id.id,
            'default_line_of_business': self.insurance_object,
        }


class ResPartner(models.Model):
    _inherit = 'res.partner'

    def _insurance_policy_defaults(self):
        return {'default_partner_id': self.id}
