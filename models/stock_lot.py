from odoo import fields, models


class StockLot(models.Model):
    _inherit = 'stock.lot'

    battery_number = fields.Char(
        help="Number of the battery, copied to the vehicle made from this serial number.",
    )
    is_vehicle = fields.Boolean(related='product_id.is_vehicle')
    vehicle_ids = fields.One2many('fleet.vehicle', 'lot_id', string="Vehicles")

    def _make_vehicles(self):
        """Make a stock vehicle from each serial number that has none yet.

        A vehicle that carries the serial number as its frame number already is
        taken over instead of being made a second time.
        """
        lots = self.filtered(lambda lot: lot.product_id.vehicle_model_id and not lot.vehicle_ids)
        if not lots:
            return
        known = self.env['fleet.vehicle'].search([
            ('vin_sn', 'in', lots.mapped('name')), ('lot_id', '=', False),
        ]).grouped('vin_sn')
        new_values = []
        for lot in lots:
            if lot.name in known:
                known[lot.name].lot_id = lot
            else:
                new_values.append(lot._prepare_vehicle())
        self.env['fleet.vehicle'].create(new_values)

    def _prepare_vehicle(self):
        return {
            'usage': 'stock',
            'model_id': self.product_id.vehicle_model_id.id,
            'vin_sn': self.name,
            'battery_number': self.battery_number,
            'lot_id': self.id,
            'company_id': self.company_id.id,
        }
