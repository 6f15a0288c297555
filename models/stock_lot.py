from odoo import fields, models

from ..tools import text, vin
from ..tools.errors import InvalidIdentifier


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
        for lot in self.sudo().filtered('vehicle_ids'):
            if 'name' in vals and (number := lot._vehicle_number()):
                lot.vehicle_ids.vin_sn = number
            if 'battery_number' in vals:
                lot.vehicle_ids.battery_number = lot.battery_number
        return result

    def _make_vehicles(self, company):
        """Make a stock vehicle of a company from each serial number that has none yet.

        A vehicle that carries the serial number as its frame number already is
        taken over instead of being made a second time.
        """
        lots = self.filtered(lambda lot: lot.product_id.vehicle_model_id and not lot._vehicles_of(company))
        if not lots:
            return
        vehicles = self.env['fleet.vehicle']
        known = (
            vehicles.with_context(active_test=False)
            .search([('vin_sn', 'in', [number for lot in lots if (number := lot._vehicle_number())])])
            .with_env(self.env)
            .grouped('vin_sn')
        )
        new_values = []
        for lot in lots:
            if same := known.get(lot._vehicle_number(), vehicles)._visible_in(company):
                same[0].write({'lot_id': lot.id, 'active': True})
            else:
                new_values.append(lot._prepare_vehicle(company))
        vehicles.create(new_values)

    def _vehicles_of(self, company):
        """The vehicles made from these serial numbers, as a company knows them: it may have sold them to another one."""
        return self.vehicle_ids._visible_in(company)

    def _vehicle_number(self):
        """The serial number as VIN or frame number, as the vehicle spells it.

        False if the serial number of a car is no VIN but the dealer's own number.
        """
        if self.product_id.vehicle_model_id.vehicle_type != 'car':
            return text.without_blanks(text.fold(self.name))
        try:
            return vin.check_vin(self.name)
        except InvalidIdentifier:
            return False

    def _prepare_vehicle(self, company):
        return {
            'usage': 'stock',
            'model_id': self.product_id.vehicle_model_id.id,
            'vin_sn': self._vehicle_number(),
            'battery_number': self.battery_number,
            'lot_id': self.id,
            'company_id': company.id,
        }
