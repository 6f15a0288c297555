from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import policy_number


class InsurancePolicy(models.Model):
    """By which numbers a policy is found, and what the form asks about one that leaves something open.

    It never chooses by itself.
    """

    _name = 'insurance.policy'
    _inherit = ['insurance.policy', 'insurance.number.mixin']
    _rec_names_search = ['any_number', 'partner_id.name', 'vehicle_id.license_plate', 'vehicle_id.vin_sn']

    number_advice = fields.Char(compute='_compute_number_advice')
    number_choices = fields.Json(
        compute='_compute_number_advice',
        export_string_translation=False,
        help="What the number may stand for: [{number, label, insurer: {id, display_name}}]",
    )

    @api.depends('number', 'insurer_id', 'line_of_business')
    def _compute_number_advice(self):
        for policy in self:
            insurer = policy.insurer_id
            policy.number_advice = insurer._number_advice(policy.number, policy.line_of_business) if insurer else ""
            policy.number_choices = policy._find_number_choices() if policy.number_advice else []

    def _find_number_choices(self):
        insurer, line = self.insurer_id, self.line_of_business
        if insurer._explain_number(self.number, line).is_complete:
            choices = [(self.number, insurer._number_label(self.number_key))]
        else:
            choices = insurer._number_choices(self.number, line)
        return [self._describe_choice(number, label) for number, label in choices]

    def _describe_choice(self, number, label):
        insurer = self.insurer_id._find_by_policy_number(number) or self.insurer_id
        return {
            'number': number,
            'label': label,
            'insurer': {'id': insurer.id, 'display_name': insurer.display_name},
        }

    # Found by

    @api.model
    def _number_like_domain(self, text):
        other = Domain('number', 'ilike', text)
        if part := policy_number.part(text):
            other |= Domain('key', 'ilike', part)
        return super()._number_like_domain(text) | self._has_notation(other)

    @api.model
    def _has_number_key(self, keys):
        """Also former numbers, and those that were learned from documents."""
        return super()._has_number_key(keys) | self._has_notation(Domain('key', 'in', list(filter(None, keys))))

    @api.model
    def _has_notation(self, domain):
        """Whoever may see the policy finds it by its other numbers."""
        return Domain('notation_ids', 'any!', domain)
