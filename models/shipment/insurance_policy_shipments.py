"""A policy that becomes known later: made from a shipment, typed or imported."""

from odoo import api, fields, models

# Sparten of motor insurance begin with it.
MOTOR = '05'


class InsuranceShipment(models.Model):
    _inherit = 'insurance.shipment'

    def action_create_policy(self):
        """Open the form of a new policy with all that the shipment tells; saving it assigns the shipment."""
        self.ensure_one()
        self._check_may_assign()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("New Policy"),
            'res_model': 'insurance.policy',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {
                'insurance_shipment_id': self.id,
                **{f'default_{name}': value for name, value in self._prepare_policy().items()},
            },
        }

    def _prepare_policy(self):
        """Values of the policy that the shipment is about, as far as it tells them."""
        number = next(iter(self._told('policy_numbers')), False)
        insurer = self.insurer_id
        evb_numbers = self._told('evb_numbers')
        candidates = self.sudo().candidate_ids
        return {
            'number': insurer._explain_number(number).key if insurer._explain_number(number).is_complete else number,
            'insurer_id': (insurer._find_by_policy_number(number) or insurer).id,
            'company_id': self.company_id.id,
            'line_of_business': 'car' if self._is_about_motor() else 'other',
            'partner_id': self.partner_id.id or _only(candidates.partner_id),
            'vehicle_id': self.vehicle_id.id or _only(candidates.vehicle_id),
            'evb_number': evb_numbers[0] if len(evb_numbers) == 1 else False,
        }

    def _is_about_motor(self):
        return (self.line or MOTOR).startswith(MOTOR)


class InsurancePolicy(models.Model):
    _inherit = 'insurance.policy'

    shipment_ids = fields.One2many('insurance.shipment', 'policy_id', readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        policies._find_waiting_shipments()
        policies[:1]._take_shipment_it_was_made_from()
        return policies

    def write(self, vals):
        written = super().write(vals)
        if 'number' in vals or 'insurer_id' in vals:
            self._find_waiting_shipments()
        return written

    def _find_waiting_shipments(self):
        """What came before the policy was known here finds it now."""
        keys = {key for policy in self for key in policy.insurer_id._number_readings(policy.number)}
        if not keys:
            return
        waiting = (
            self.env['insurance.shipment']
            .sudo()
            .search(
                [
                    ('number_key', 'in', list(keys)),
                    ('assignment', 'in', ['none', 'suggested']),
                    ('company_id', 'in', self.company_id.ids),
                ]
            )
        )
        waiting._assign()

    def _take_shipment_it_was_made_from(self):
        """Also where the person has corrected the number."""
        shipment = self.env['insurance.shipment'].browse(self.env.context.get('insurance_shipment_id'))
        if self and shipment and shipment.policy_id != self:
            shipment._assign_by_hand(self, self.vehicle_id, self.partner_id)


def _only(records):
    return records.id if len(records) == 1 else False
