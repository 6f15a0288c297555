"""Whether a vehicle is insured, where and until when: asked of the policies in one way everywhere."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

GROUP = 'dealer_insurance.group_insurance_user'


class InsurancePolicy(models.Model):
    _inherit = 'insurance.policy'

    concluded_elsewhere = fields.Boolean(
        string="Concluded Elsewhere",
        tracking=True,
        help="The customer has it from somebody else. It is noted here to know where and until when the vehicle is insured.",
    )

    @api.model
    def _cover_domain(self):
        """Policies that cover their vehicle today, also those that are cancelled for a later day."""
        today = fields.Date.context_today(self)
        has_begun = Domain('start_date', '=', False) | Domain('start_date', '<=', today)
        lasts = Domain('state', '=', 'cancelled') & Domain('end_date', '>=', today)
        return has_begun & (Domain('state', '=', 'active') | lasts)

    def _term_in_words(self):
        """Until when the policy insures."""
        if not self.end_date:
            return self.env._("until cancelled")
        day = format_date(self.env, self.end_date)
        if self.renews_itself and self.state == 'active':
            return self.env._("until %s, then another year", day)
        return self.env._("until %s", day)


class FleetVehicle(models.Model):
    _inherit = 'fleet.vehicle'

    is_insured = fields.Boolean(
        compute='_compute_insurance_summary', search='_search_is_insured', groups=GROUP, string="Insured"
    )
    is_insured_elsewhere = fields.Boolean(
        compute='_compute_insurance_summary', search='_search_is_insured_elsewhere', groups=GROUP
    )
    insurance_summary = fields.Char(string="Insurance at a Glance", compute='_compute_insurance_summary', groups=GROUP)

    @api.depends(
        'insurance_decision',
        'policy_ids.state',
        'policy_ids.start_date',
        'policy_ids.end_date',
        'policy_ids.renews_itself',
        'policy_ids.concluded_elsewhere',
    )
    def _compute_insurance_summary(self):
        covers = self.policy_ids.filtered_domain(self.env['insurance.policy']._cover_domain()).grouped('vehicle_id')
        for vehicle in self:
            policies = covers.get(vehicle._origin, self.env['insurance.policy'])
            vehicle.is_insured = bool(policies)
            vehicle.is_insured_elsewhere = (
                all(policies.mapped('concluded_elsewhere')) if policies else vehicle.insurance_decision == 'insured'
            )
            vehicle.insurance_summary = vehicle._insurance_in_words(policies)

    def _insurance_in_words(self, policies):
        """Whether, where and until when: one line.

        :param policies: those that cover the vehicle today
        """
        if policies:
            return "; ".join(f"{policy.display_name}, {policy._term_in_words()}" for policy in policies)
        if coming := self._coming_policy():
            return self.env._(
                "Not yet insured: %(policy)s begins on %(day)s",
                policy=coming.display_name,
                day=format_date(self.env, coming.start_date),
            )
        if self.insurance_decision == 'insured':
            return self.env._("Insured, the customer says; where is not known")
        if latest := self._latest_policy():
            return self.env._(
                "Not insured: %(policy)s ended on %(day)s",
                policy=latest.display_name,
                day=format_date(self.env, latest.end_date),
            )
        return self.env._("No policy known")

    def _coming_policy(self):
        return self.policy_ids.filtered(lambda policy: policy.state == 'active').sorted('start_date')[:1]

    def _latest_policy(self):
        return self.policy_ids.filtered('end_date').sorted('end_date')[-1:]

    def _search_is_insured(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return Domain('policy_ids', 'any', self.env['insurance.policy']._cover_domain())

    def _search_is_insured_elsewhere(self, operator, value):
        """By policies of somebody else alone, or by none that is known, as the customer says."""
        if operator != 'in':
            return NotImplemented
        cover = self.env['insurance.policy']._cover_domain()
        own = Domain('policy_ids', 'any', cover & Domain('concluded_elsewhere', '=', False))
        known = Domain('policy_ids', 'any', cover)
        return ~own & (known | Domain('insurance_decision', '=', 'insured'))


class ResPartner(models.Model):
    _inherit = 'res.partner'

    def _statement_policies(self):
        """What the answer to a privacy request tells about: the person's own policies."""
        return self.env['insurance.policy'].search([('partner_id', '=', self.id)], order='start_date, id')

    def _statement_documents(self):
        return self.env['insurance.document'].search([('partner_id', '=', self.id)], order='date, id')
