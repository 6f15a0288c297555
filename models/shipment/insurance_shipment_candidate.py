from odoo import api, fields, models


class InsuranceShipmentCandidate(models.Model):
    """What a shipment may concern. A person decides."""

    _name = 'insurance.shipment.candidate'
    _description = "What a Shipment May Concern"
    _order = 'shipment_id, id'

    shipment_id = fields.Many2one('insurance.shipment', required=True, index=True, ondelete='cascade')
    policy_id = fields.Many2one('insurance.policy', index='btree_not_null', ondelete='cascade')
    vehicle_id = fields.Many2one('fleet.vehicle', index='btree_not_null', ondelete='cascade')
    partner_id = fields.Many2one('res.partner', string="Customer", index='btree_not_null', ondelete='cascade')
    reason = fields.Selection(
        selection=[
            ('number', "The number may be it"),
            ('vehicle', "VIN or plate"),
            ('name', "Name only"),
        ],
        string="Because of",
        required=True,
    )

    @api.depends('policy_id', 'vehicle_id', 'partner_id')
    def _compute_display_name(self):
        for candidate in self:
            names = [candidate.partner_id.name, candidate.policy_id.display_name or candidate.vehicle_id.display_name]
            candidate.display_name = ', '.join(filter(None, names))

    def action_assign(self):
        """The person says: this is it."""
        self.ensure_one()
        return self.shipment_id._assign_by_hand(self.policy_id, self.vehicle_id, self.partner_id)
