"""Whether a vehicle is insured, where and until when: asked of the policies in one way everywhere."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

GROUP = 'dealer_insurance.group_insurance_user'


class InsurancePolicy(models.Model):
    _inherit = 'insurance.policy'

    concluded_elsewhere = fields.Boolean(
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
        is_active = self.state == 'active'
        if not self.end_date or (is_active and self.end_date < fields.Date.context_today(self)):
            return self.env._("until cancelled")
        day = format_date(self.env, self.end_date)
        if self._goes_on() and is_active:
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
    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_insurance_summary(self):
        known = self._policies_by_vehicle()
        cover = self.env['insurance.policy']._cover_domain()
        for vehicle in self:
            policies = known.get(vehicle._origin, self.env['insurance.policy'])
            covers = policies.filtered_domain(cover)
            vehicle.is_insured = bool(covers)
            vehicle.is_insured_elsewhere = (
                all(covers.mapped('concluded_elsewhere')) if covers else vehicle._is_said_to_be_insured(policies)
            )
            vehicle.insurance_summary = vehicle._insurance_in_words(policies, covers)

    def _policies_by_vehicle(self):
        """Those that the user may see; searched, for a field may hold what somebody else has read.

        :rtype: dict[fleet.vehicle, insurance.policy]
        """
        concerned = [('vehicle_id', 'in', self._origin.ids)]
        known = self.env['insurance.policy'].search(concerned).grouped('vehicle_id')
        for insured in self.env['insurance.policy.vehicle'].search(concerned):
            known[insured.vehicle_id] = known.get(insured.vehicle_id, insured.policy_id) | insured.policy_id
        return known

    def _insurance_in_words(self, policies, covers):
        """Whether, where and until when: one line.

        :param policies: all that are known
        :param covers: those of them that cover the vehicle today
        """
        if covers:
            return "; ".join(f"{policy.display_name}, {policy._term_in_words()}" for policy in covers)
        if coming := policies.filtered(lambda policy: policy.state == 'active').sorted('start_date')[:1]:
            return self.env._(
                "Not yet insured: %(policy)s begins on %(day)s",
                policy=coming.display_name,
                day=format_date(self.env, coming.start_date),
            )
        if self._is_said_to_be_insured(policies):
            return self.env._("Insured, the customer says; where is not known")
        if latest := policies.filtered('end_date').sorted('end_date')[-1:]:
            return self.env._(
                "Not insured: %(policy)s ended on %(day)s",
                policy=latest.display_name,
                day=format_date(self.env, latest.end_date),
            )
        return self.env._("No policy known")

    def _is_said_to_be_insured(self, policies):
        """By the customer alone: a policy that is known has had its own end."""
        return self.insurance_decision == 'insured' and not policies

    def _search_is_insured(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return self._covered_by(self.env['insurance.policy']._cover_domain())

    def _search_is_insured_elsewhere(self, operator, value):
        """By policies of somebody else alone, or by none that is known, as the customer says."""
        if operator != 'in':
            return NotImplemented
        cover = self.env['insurance.policy']._cover_domain()
        own = self._covered_by(cover & Domain('concluded_elsewhere', '=', False))
        said = Domain('insurance_decision', '=', 'insured') & ~self._covered_by(Domain.TRUE)
        return ~own & (self._covered_by(cover) | said)

    @api.model
    def _covered_by(self, policies):
        """Vehicles of these policies: a fleet has several in one."""
        fleet = Domain('insured_vehicle_ids', 'any', Domain('policy_id', 'any', policies))
        return Domain('policy_ids', 'any', policies) | fleet


class ResPartner(models.Model):
    _inherit = 'res.partner'

    def _statement_policies(self):
        """What the answer to a privacy request tells about: the person's own policies."""
        return self.env['insurance.policy'].search([('partner_id', '=', self.id)], order='start_date, id')

    def _statement_documents(self):
        return self.env['insurance.document'].search([('partner_id', '=', self.id)], order='date, id')
