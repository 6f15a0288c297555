from odoo import fields, models


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

    def action_assign(self):
        """The person says: this is it."""
        self.ensure_one()
        return self.shipment_id._assign_by_hand(self.policy_id, self.vehicle_id, self.partner_id)
