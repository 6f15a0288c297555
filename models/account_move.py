from odoo import models


class AccountMove(models.Model):
    _name = 'account.move'
    _inherit = ['account.move', 'insurance.origin.mixin']

    def _insurance_lines(self):
        return self.sudo().invoice_line_ids.filtered('insurance_decision')

    def action_post(self):
        if question := self._ask_about_insurance('action_post'):
            return question
        moves = self.with_context(insurance_reminder=False)
        return super(AccountMove, moves).action_post()

    def write(self, vals):
        if 'state' not in vals:
            return super().write(vals)
        changing = self.filtered(lambda move: move.state != vals['state'])
        result = super().write(vals)
        sales = changing.filtered(lambda move: move.is_sale_document(include_receipts=True))
        sold = sales.sudo().invoice_line_ids
        sold._keep_printed()
        sold.vehicle_id._follow_sales()
        return result

    def _vehicle_buyer(self):
        """The customer who becomes the owner: a person or company, not one of its addresses."""
        self.ensure_one()
        partner = self.partner_id
        return partner if partner.type == 'contact' else partner.commercial_partner_id

    def _prepare_comparison(self):
        return self._prepare_comparison_of(
            'invoice',
            self._vehicle_buyer(),
            self.invoice_line_ids.vehicle_id,
        )
