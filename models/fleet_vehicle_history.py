from odoo import fields, models


class FleetVehicle(models.Model):
    """What was sold, repaired, invoiced and handed over for the vehicle."""

    _inherit = 'fleet.vehicle'

    order_count = fields.Integer(compute='_compute_history_counts')
    repair_count = fields.Integer(compute='_compute_history_counts')
    invoice_count = fields.Integer(compute='_compute_history_counts')
    handover_count = fields.Integer(compute='_compute_history_counts')

    def _compute_history_counts(self):
        self._count_history('order_count', 'sale.order.line', 'order_id:count_distinct', [])
        self._count_history('handover_count', 'insurance.handover', '__count', [])
        self._count_history('repair_count', 'repair.order', '__count', [])
        self._count_history(
            'invoice_count',
            'account.move.line',
            'move_id:count_distinct',
            self._invoice_domain(),
        )

    def _count_history(self, field_name, model_name, aggregate, domain):
        """Fill one counter for all vehicles with one query; 0 for whoever may not look."""
        self[field_name] = 0
        model = self.env[model_name]
        if not model.has_access('read'):
            return
        counts = model._read_group(
            [('vehicle_id', 'in', self.ids), *domain],
            ['vehicle_id'],
            [aggregate],
        )
        for vehicle, count in counts:
            vehicle[field_name] = count

    def _invoice_domain(self):
        return [
            ('move_id.move_type', 'in', self.env['account.move'].get_sale_types(include_receipts=True)),
            ('parent_state', '!=', 'cancel'),
        ]

    def _open_history(self, name, model_name, domain):
        return {
            'type': 'ir.actions.act_window',
            'name': name,
            'res_model': model_name,
            'view_mode': 'list,form',
            'domain': domain,
            'context': {'create': False},
        }

    def action_view_orders(self):
        name = self.env._("Quotations and Orders")
        return self._open_history(name, 'sale.order', [('order_line.vehicle_id', 'in', self.ids)])

    def action_view_repairs(self):
        name = self.env._("Repairs")
        action = self._open_history(name, 'repair.order', [('vehicle_id', 'in', self.ids)])
        return action | {'context': {'default_vehicle_id': self[:1].id}}

    def action_view_handovers(self):
        name = self.env._("Hand-overs")
        return self._open_history(name, 'insurance.handover', [('vehicle_id', 'in', self.ids)])

    def action_view_invoices(self):
        name = self.env._("Invoices")
        lines = self.env['account.move.line'].search([('vehicle_id', 'in', self.ids), *self._invoice_domain()])
        return self._open_history(name, 'account.move', [('id', 'in', lines.move_id.ids)])
