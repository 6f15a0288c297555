from odoo import api, fields, models


class RepairOrder(models.Model):
    _name = 'repair.order'
    _inherit = ['repair.order', 'insurance.origin.mixin']

    vehicle_id = fields.Many2one(
        comodel_name='fleet.vehicle',
        index='btree_not_null',
        check_company=True,
        tracking=True,
        help="The vehicle in the workshop. Its owner is proposed as the customer.",
    )

    def write(self, vals):
        result = super().write(vals)
        if 'vehicle_id' in vals:
            self.move_ids._name_repaired_vehicle()
        return result

    def _insurance_lines(self):
        return self.sudo().vehicle_id._insurance_lines()

    @api.onchange('vehicle_id')
    def _onchange_vehicle_id(self):
        if not self.partner_id:
            self.partner_id = self.vehicle_id.owner_id

    @api.onchange('partner_id')
    def _onchange_partner_id_vehicle(self):
        if self.vehicle_id or not self.env['fleet.vehicle'].has_access('read'):
            return
        vehicles = self.partner_id.commercial_partner_id._family_vehicles()
        if len(vehicles) == 1:
            self.vehicle_id = vehicles

    @api.onchange('lot_id')
    def _onchange_lot_id_vehicle(self):
        if self.lot_id and self.env['fleet.vehicle'].has_access('read'):
            self.vehicle_id = self.lot_id._vehicles_of(self.company_id)[:1] or self.vehicle_id
            self._onchange_vehicle_id()

    def _prepare_comparison(self):
        return self._prepare_comparison_of(
            'workshop_order',
            self.vehicle_id.owner_id or self.partner_id,
            self.vehicle_id,
        )

    def _keep_compared_vehicle(self, vehicle):
        if not self.vehicle_id:
            self.vehicle_id = vehicle
