from odoo import fields, models

TOLD_TO_VEHICLES = {'invoice_date', 'invoice_user_id'}


class AccountMove(models.Model):
    _name = 'account.move'
    _inherit = ['account.move', 'insurance.origin.mixin']

    has_car = fields.Boolean(compute='_compute_has_car', compute_sudo=True, export_string_translation=False)

    def _compute_has_car(self):
        for move in self:
            move.has_car = any(line._is_about_car() for line in move.invoice_line_ids)

    def _insurance_lines(self):
        return self.sudo().invoice_line_ids.filtered('insurance_decision')

    def action_post(self):
        if question := self._ask_about_insurance('action_post'):
            return question
        moves = self.with_context(insurance_reminder=False)
        return super(AccountMove, moves).action_post()

    def write(self, vals):
        changing = self.filtered(lambda move: move.state != vals['state']) if 'state' in vals else self.browse()
        result = super().write(vals)
        changing._sell_vehicles()
        if TOLD_TO_VEHICLES & vals.keys():
            self._tell_vehicles()
        return result

    def _sell_vehicles(self):
        """Keep what is printed about vehicles, and who owns them, in line with the state of these invoices."""
        sales = self.filtered(lambda move: move.is_sale_document(include_receipts=True))
        sold = sales.sudo().invoice_line_ids.filtered(lambda line: line._concerns_vehicle())
        sold._keep_printed()
        sold.vehicle_id._follow_sales()

    def _tell_vehicles(self):
        """Have the vehicles that these posted invoices sell follow a change of them."""
        sold = self.filtered(lambda move: move.state == 'posted').sudo().invoice_line_ids.vehicle_id
        for name in ('sold_date', 'salesperson_id'):
            self.env.add_to_compute(sold._fields[name], sold)

    def _vehicle_buyer(self):
        """The customer who becomes the owner."""
        self.ensure_one()
        return self.partner_id._vehicle_buyer()

    def _prepare_comparison(self):
        return self._prepare_comparison_of(
            'invoice',
            self._vehicle_buyer(),
            self.invoice_line_ids.vehicle_id,
        )
