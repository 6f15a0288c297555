from odoo import api, fields, models
from odoo.exceptions import UserError

SALE_TYPES = ('out_invoice', 'out_receipt')
# Spares a write that changes no amount from making and checking the whole entry anew.
NOTHING_BOOKED = {'check_move_validity': False, 'skip_invoice_sync': True, 'skip_account_move_synchronization': True}


class AccountMoveLine(models.Model):
    _name = 'account.move.line'
    _inherit = ['account.move.line', 'insurance.decision.mixin']

    vehicle_model_id = fields.Many2one(related='product_id.vehicle_model_id')

    @api.depends('move_id.move_type', 'quantity', 'price_unit')
    def _compute_sells_vehicle(self):
        return super()._compute_sells_vehicle()

    @api.depends('move_id.move_type', 'quantity', 'price_unit')
    def _compute_insurance_decision(self):
        return super()._compute_insurance_decision()

    def write(self, vals):
        if vals.keys() == {'insurance_decision'}:
            return super(AccountMoveLine, self.with_context(**NOTHING_BOOKED)).write(vals)
        if 'vehicle_id' not in vals:
            return super().write(vals)
        sold = self.sudo().filtered(lambda line: line.parent_state == 'posted')
        before = sold.vehicle_id
        result = super().write(vals)
        (before | sold.vehicle_id)._follow_sales()
        return result

    @api.constrains('vehicle_id')
    def _check_vehicle_company(self):
        """A sale tells about its vehicle in print and makes the customer its owner. Bills may name any."""
        for line in self.sudo().filtered('vehicle_id'):
            ours = line.vehicle_id._check_company_domain(line.company_id)
            if line.move_id.is_sale_document(include_receipts=True) and not line.vehicle_id.filtered_domain(ours):
                raise UserError(self.env._("An invoice cannot name a vehicle of another company."))

    # Decision on insurance

    def _sells_vehicle(self):
        return (
            self.product_id.is_vehicle
            and self.display_type == 'product'
            and self.move_id.move_type in SALE_TYPES
            and not self.is_downpayment
            and not self._gives_money_back()
        )

    def _first_decision(self):
        """What the order knows already, as when an invoice is reversed and made anew."""
        decisions = set(self.sale_line_ids.mapped('insurance_decision')) - {False}
        return decisions.pop() if len(decisions) == 1 else super()._first_decision()

    def _insurance_document(self):
        return self.move_id

    def _insurance_counterparts(self):
        """The order lines all of whose invoice lines have come to the same decision."""
        standing = self.sale_line_ids._vehicle_invoice_lines()
        return self.sale_line_ids.filtered(
            lambda line: len(set((line.invoice_lines & standing).mapped('insurance_decision'))) == 1
        )

    def _state_after_sale(self):
        """Usage, owner and buyer of the vehicle that this posted line sells."""
        return {
            'usage': 'customer',
            'owner_id': self.move_id._vehicle_buyer().id,
            'buyer_id': False,
        }

    # Credit

    def _gives_money_back(self):
        """Whether this line is on a credit note, or negative: a return, or a trade-in."""
        return self.move_type == 'out_refund' or self.quantity * self.price_unit < 0

    def _without_fully_credited(self):
        """The lines of these whose vehicle has not been taken back for its whole price."""
        posted = self.filtered(lambda line: line.parent_state == 'posted')
        sales = posted.vehicle_id._posted_sale_lines().grouped('vehicle_id')
        return self - posted.filtered(lambda line: line.vehicle_id and line._is_fully_credited(sales[line.vehicle_id]))

    def _is_fully_credited(self, lines):
        """Whether posted credits have given back the whole price of this vehicle.

        :param lines: all posted sale lines that name this vehicle
        """
        refunds = lines.filtered(lambda line: line._gives_money_back() and line._credits(self))
        given_back = sum(abs(line.price_subtotal) for line in refunds)
        return bool(refunds) and self.currency_id.compare_amounts(given_back, self.price_subtotal) >= 0

    def _credits(self, sale):
        """Whether this line reverses a sale of its vehicle, or comes later from the same order."""
        if self.product_id != sale.product_id:
            return False
        if self.move_id.reversed_entry_id:
            return self.move_id.reversed_entry_id == sale.move_id
        return self.id > sale.id and bool(self.sale_line_ids & sale.sale_line_ids)
