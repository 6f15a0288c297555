from odoo import models


class StockMove(models.Model):
    _inherit = 'stock.move'

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        moves._make_vehicles()
        return moves

    def _make_vehicles(self):
        """Turn moved serial numbers into vehicles and name them on what was sold."""
        moves = self.sudo().filtered(lambda move: move.product_id.is_vehicle and move.product_id.tracking == 'serial')
        if moves:
            for company, moved in moves.grouped('company_id').items():
                moved.lot_ids._make_vehicles(company)
            moves.sale_line_id._name_delivered_vehicles()

    def _create_repair_sale_order_line(self):
        result = super()._create_repair_sale_order_line()
        self.sudo().filtered('repair_id.vehicle_id')._name_repaired_vehicle()
        return result

    def _name_repaired_vehicle(self):
        """Name the repaired vehicle on the order lines of its parts."""
        for vehicle, moves in self.sudo().grouped(lambda move: move.repair_id.vehicle_id).items():
            moves.sale_line_id.vehicle_id = vehicle
