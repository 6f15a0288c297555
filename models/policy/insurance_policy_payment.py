from odoo import fields, models


class InsurancePolicyPayment(models.Model):
    """What the insurer has charged for a policy (0400), and the commission of it."""

    _name = 'insurance.policy.payment'
    _description = "Insurance Payment"
    _order = 'booking_date desc, id desc'
    _rec_name = 'booking_date'

    policy_id = fields.Many2one('insurance.policy', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='policy_id.company_id', store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    booking_date = fields.Date(string="Booked on", readonly=True)
    period_start = fields.Date(string="From", readonly=True)
    period_end = fields.Date(string="Until", readonly=True)
    line = fields.Char(string="Sparte", readonly=True)
    net = fields.Monetary(readonly=True)
    tax = fields.Monetary(readonly=True)
    gross = fields.Monetary(readonly=True)
    commission = fields.Monetary(readonly=True, groups='dealer_insurance.group_insurance_manager')
    key = fields.Char(
        readonly=True,
        export_string_translation=False,
        help="By which a payment is recognised that was delivered once more.",
    )

    _key = models.UniqueIndex('(policy_id, key)', "This payment is known already.")
