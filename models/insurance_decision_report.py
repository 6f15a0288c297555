from odoo import fields, models
from odoo.tools import SQL

from .insurance_decision_mixin import DECISIONS


class InsuranceDecisionReport(models.Model):
    """Decisions on insurance in figures: a row per line that sells vehicles, read straight from the sales.

    A sale counts from its order on, then by its invoice; one that was credited whole is none.
    """

    _name = 'insurance.decision.report'
    _description = "Decisions on Insurance"
    _auto = False
    _rec_name = 'product_id'
    _order = 'date desc, id desc'
    _depends = {
        'account.move': ['invoice_date', 'invoice_user_id', 'move_type', 'partner_id', 'reversed_entry_id', 'state'],
        'account.move.line': [
            'insurance_decision',
            'parent_state',
            'price_subtotal',
            'price_unit',
            'product_id',
            'quantity',
            'vehicle_id',
        ],
        'sale.order': ['date_order', 'partner_id', 'state', 'user_id'],
        'sale.order.line': ['insurance_decision', 'invoice_lines', 'product_id', 'product_uom_qty', 'vehicle_id'],
    }

    date = fields.Date(readonly=True)
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    product_id = fields.Many2one('product.product', readonly=True)
    vehicle_id = fields.Many2one('fleet.vehicle', readonly=True)
    insurance_decision = fields.Selection(DECISIONS, string="Decision", readonly=True)
    vehicle_count = fields.Float(string="Vehicles", readonly=True, digits=(16, 0))
    insured_share = fields.Float(string="Share Insured", readonly=True, aggregator='avg')
    move_id = fields.Many2one('account.move', string="Invoice", readonly=True)
    order_id = fields.Many2one('sale.order', readonly=True)

    @property
    def _table_query(self):
        return SQL("%s UNION ALL %s", self._invoiced(), self._ordered())

    def _invoiced(self):
        return SQL(
            """
            SELECT line.id * 2 AS id,
                   move.invoice_date AS date,
                   move.invoice_user_id AS user_id,
                   move.company_id,
                   move.partner_id,
                   line.product_id,
                   line.vehicle_id,
                   line.insurance_decision,
                   line.quantity AS vehicle_count,
                   CASE line.insurance_decision WHEN 'insured' THEN 1.0 ELSE 0.0 END AS insured_share,
                   move.id AS move_id,
                   NULL::integer AS order_id
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
             WHERE line.insurance_decision IS NOT NULL
               AND move.state = 'posted'
               AND NOT EXISTS (%s)
            """,
            self._credited_whole(),
        )

    def _credited_whole(self):
        """As ``account.move.line._is_fully_credited`` tells it: reversed, or credited from the same order later."""
        return SQL(
            """
            SELECT 1
              FROM (SELECT refund.*
                      FROM account_move credit
                      JOIN account_move_line refund ON refund.move_id = credit.id
                     WHERE credit.reversed_entry_id = move.id
                     UNION
                    SELECT refund.*
                      FROM sale_order_line_invoice_rel own
                      JOIN sale_order_line_invoice_rel later ON later.order_line_id = own.order_line_id
                      JOIN account_move_line refund ON refund.id = later.invoice_line_id
                      JOIN account_move credit ON credit.id = refund.move_id
                     WHERE own.invoice_line_id = line.id
                       AND refund.id > line.id
                       AND credit.reversed_entry_id IS NULL
                       AND (credit.move_type = 'out_refund' OR refund.quantity * refund.price_unit < 0)
                   ) refund
             WHERE refund.parent_state = 'posted'
               AND refund.product_id = line.product_id
               AND refund.vehicle_id IS NOT DISTINCT FROM line.vehicle_id
            HAVING sum(abs(refund.price_subtotal)) >= line.price_subtotal
            """
        )

    def _ordered(self):
        return SQL(
            """
            SELECT line.id * 2 + 1 AS id,
                   (sale.date_order AT TIME ZONE 'UTC' AT TIME ZONE %s)::date AS date,
                   sale.user_id,
                   sale.company_id,
                   sale.partner_id,
                   line.product_id,
                   line.vehicle_id,
                   line.insurance_decision,
                   line.product_uom_qty AS vehicle_count,
                   CASE line.insurance_decision WHEN 'insured' THEN 1.0 ELSE 0.0 END AS insured_share,
                   NULL::integer AS move_id,
                   sale.id AS order_id
              FROM sale_order_line line
              JOIN sale_order sale ON sale.id = line.order_id
             WHERE line.insurance_decision IS NOT NULL
               AND sale.state = 'sale'
               AND NOT EXISTS (
                   SELECT 1
                     FROM sale_order_line_invoice_rel relation
                     JOIN account_move_line invoiced ON invoiced.id = relation.invoice_line_id
                    WHERE relation.order_line_id = line.id
                      AND invoiced.parent_state = 'posted'
               )
            """,
            str(self.env.tz),
        )

    def action_open(self):
        """Show the vehicle, or else the document that sells it."""
        self.ensure_one()
        if self.vehicle_id:
            return self.vehicle_id._open_form()
        return (self.move_id or self.order_id)._get_records_action(context={})
