from odoo import fields, models

from ..tools import text, vin

VEHICLE_FIELDS = {'name': 'vin_sn', 'battery_number': 'battery_number'}


class StockLot(models.Model):
    _inherit = 'stock.lot'

    battery_number = fields.Char(
        help="Number of the battery, copied to the vehicle made from this serial number.",
    )
    is_vehicle = fields.Boolean(related='product_id.is_vehicle')
    vehicle_ids = fields.One2many('fleet.vehicle', 'lot_id', string="Vehicles")

    def write(self, vals):
        """Tell the vehicle what is corrected or added on its serial number."""
        result = super().write(vals)
        vehicle_vals = {VEHICLE_FIELDS[name]: vals[name] for name in VEHICLE_FIELDS.keys() & vals.keys()}
        if vehicle_vals:
            self.sudo().vehicle_ids.write(vehicle_vals)
        return result

    def _make_vehicles(self):
        """Make a stock vehicle from each serial number that has none yet.

        A vehicle that carries the serial number as its frame number already is
        taken over instead of being made a second time.
        """
        lots = self.filtered(lambda lot: lot.product_id.vehicle_model_id and not lot.vehicle_ids)
        if not lots:
            return
        vehicles = self.env['fleet.vehicle']
        known = vehicles.with_context(active_test=False).search(
            [('vin_sn', 'in', [lot._frame_number() for lot in lots])]
        ).with_env(self.env).grouped('vin_sn')
        new_values = []
        for lot in lots:
            same = known.get(lot._frame_number(), vehicles)
            if same := same.filtered(lambda vehicle, lot=lot: vehicle._shares_company_with(lot)):
                same[0].write({'lot_id': lot.id, 'active': True})
            else:
                new_values.append(lot._prepare_vehicle())
        vehicles.create(new_values)

    def _frame_number(self):
        """The serial number as the vehicle spells it, unchecked."""
        if self.product_id.vehicle_model_id.vehicle_type == 'car':
            return vin.normalize(self.name)
        return text.without_blanks(text.fold(self.name))

    def _prepare_vehicle(self):
        return {
            'usage': 'stock',
            'model_id': self.product_id.vehicle_model_id.id,
            'vin_sn': self.name,
            'battery_number': self.battery_number,
            'lot_id': self.id,
            'company_id': self.company_id.id,
        }
