from odoo import fields, models


class SaleOrder(models.Model):
    _name = 'sale.order'
    _inherit = ['sale.order', 'insurance.origin.mixin']

    has_car = fields.Boolean(compute='_compute_has_car', compute_sudo=True, export_string_translation=False)

    def _compute_has_car(self):
        for order in self:
            order.has_car = any(line._is_about_car() for line in order.order_line)

    def _insurance_lines(self):
        return self.sudo().order_line.filtered('insurance_decision')

    def action_confirm(self):
        if question := self._ask_about_insurance('action_confirm'):
            return question
        orders = self.with_context(insurance_reminder=False)
        result = super(SaleOrder, orders).action_confirm()
        orders.order_line._reserve_vehicles()
        return result

    def _action_cancel(self):
        result = super()._action_cancel()
        self.order_line._release_vehicles()
        return result

    def _prepare_comparison(self):
        return self._prepare_comparison_of('offer', self.partner_id, self.order_line.vehicle_id)

    def _keep_compared_vehicle(self, vehicle):
        """The freely entered vehicle of an offer is the one that its only unnamed line sells."""
        unnamed = self.order_line.filtered(lambda line: line._sells_vehicle() and not line.vehicle_id)
        if len(unnamed) == 1 and vehicle not in self.order_line.vehicle_id:
            unnamed.vehicle_id = vehicle
