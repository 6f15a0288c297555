from odoo import api, fields, models

# Lines of business of the GDV within motor insurance.
LINES = [
    ('051', "Liability"),
    ('052', "Comprehensive"),
    ('053', "Partial Comprehensive"),
    ('054', "Accident"),
    ('055', "Module"),
    ('059', "Luggage"),
]


class InsurancePolicyCover(models.Model):
    """One cover of a policy, as the insurer tells it; replaced by what it tells next."""

    _name = 'insurance.policy.cover'
    _description = "Insurance Cover"
    _order = 'policy_id, insured_vehicle_id, line, id'

    policy_id = fields.Many2one('insurance.policy', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='policy_id.company_id', store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    insured_vehicle_id = fields.Many2one(
        'insurance.policy.vehicle', string="Vehicle", readonly=True, index='btree_not_null', ondelete='cascade'
    )
    line = fields.Selection(LINES, string="Cover", readonly=True)
    module_name = fields.Char(string="Module", readonly=True)
    start_date = fields.Date(string="Start", readonly=True)
    end_date = fields.Date(string="End", readonly=True)
    premium = fields.Monetary(string="Net Premium", readonly=True)
    premium_rate = fields.Integer(string="Rate (%)", readonly=True)
    deductible = fields.Monetary(readonly=True)
    partial_deductible = fields.Monetary(
        string="Deductible, Partial", readonly=True, help="Of the partial cover within the comprehensive one."
    )
    no_claims_class = fields.Char(readonly=True, help="SF-Klasse.")
    type_class = fields.Char(readonly=True, help="Typklasse.")
    tariff = fields.Char(readonly=True)
    sums = fields.Char(string="Sums Insured", readonly=True)
    death_sum = fields.Monetary(string="Sum at Death", readonly=True)
    invalidity_sum = fields.Monetary(string="Sum at Invalidity", readonly=True)
    has_gap = fields.Boolean(
        string="GAP", readonly=True, help="Pays the rest of a loan or a lease, too, when the vehicle is lost."
    )
    has_breakdown_service = fields.Boolean(string="Breakdown Service", readonly=True, help="Schutzbrief.")

    @api.depends('line', 'module_name')
    def _compute_display_name(self):
        lines = dict(self._fields['line']._description_selection(self.env))
        for cover in self:
            cover.display_name = cover.module_name or lines.get(cover.line)
