from odoo import api, fields, models
from odoo.exceptions import UserError

LINES_OF_BUSINESS = [
    ('car', "Motor"),
    ('bike', "Bicycle"),
    ('ebike', "E-bike"),
    ('battery', "Battery"),
    ('other', "Other"),
]
# Months between two payments, as insurers count them.
PAYMENT_INTERVALS = [
    ('1', "Monthly"),
    ('3', "Quarterly"),
    ('6', "Half-yearly"),
    ('12', "Yearly"),
    ('0', "Once"),
]


class InsurancePolicy(models.Model):
    """A contract with an insurer: whose vehicle is insured where, from when, until when."""

    _name = 'insurance.policy'
    _description = "Insurance Policy"
    _inherit = ['insurance.company.mixin', 'mail.thread', 'mail.activity.mixin']
    _rec_name = 'number'
    _order = 'start_date desc, id desc'
    _check_company_auto = True

    number = fields.Char(string="Policy Number", required=True, tracking=True)
    number_key = fields.Char(
        compute='_compute_number_key',
        store=True,
        index=True,
        precompute=True,
        export_string_translation=False,
    )
    insurer_id = fields.Many2one('insurance.insurer', required=True, index=True, ondelete='restrict', tracking=True)
    company_id = fields.Many2one('res.company', required=True, index=True, default=lambda self: self.env.company)
    line_of_business = fields.Selection(LINES_OF_BUSINESS, required=True, default='car')
    product_name = fields.Char(string="Product")
    partner_id = fields.Many2one(
        'res.partner',
        string="Policyholder",
        required=True,
        index=True,
        ondelete='restrict',
        check_company=True,
        tracking=True,
    )
    vehicle_id = fields.Many2one('fleet.vehicle', index='btree_not_null', check_company=True, tracking=True)
    user_id = fields.Many2one('res.users', string="Salesperson", index='btree_not_null')
    state = fields.Selection(
        selection=[
            ('active', "In Force"),
            ('cancelled', "Cancelled"),
            ('withdrawn', "Withdrawn"),
            ('ended', "Ended"),
        ],
        default='active',
        required=True,
        index=True,
        tracking=True,
        copy=False,
    )
    start_date = fields.Date(string="Start", tracking=True)
    end_date = fields.Date(string="End", tracking=True, index='btree_not_null')
    currency_id = fields.Many2one(related='company_id.currency_id')
    premium = fields.Monetary(help="What the customer pays each time.")
    premium_per_year = fields.Monetary()
    payment_interval = fields.Selection(PAYMENT_INTERVALS)
    has_immediate_cover = fields.Boolean(string="Immediate Cover")
    evb_number = fields.Char(string="eVB Number")
    document_ids = fields.One2many('insurance.document', 'policy_id', string="Documents")
    document_count = fields.Integer(compute='_compute_document_count')

    _number = models.UniqueIndex(
        '(company_id, insurer_id, number_key)', "This insurer's policy is known already, by the same number."
    )

    @api.depends('number', 'insurer_id.policy_number_scheme', 'line_of_business')
    def _compute_number_key(self):
        for policy in self:
            policy.number_key = policy.insurer_id._policy_key(policy.number, policy.line_of_business)

    @api.depends('document_ids')
    def _compute_document_count(self):
        for policy in self:
            policy.document_count = len(policy.document_ids)

    @api.depends('number', 'insurer_id')
    def _compute_display_name(self):
        for policy in self:
            policy.display_name = ' '.join(filter(None, [policy.insurer_id.name, policy.number]))

    @api.onchange('vehicle_id')
    def _onchange_vehicle_id(self):
        """What the vehicle tells needs not to be typed."""
        vehicle = self.vehicle_id
        if vehicle:
            self.partner_id = self.partner_id or vehicle.owner_id or vehicle.buyer_id
            self.line_of_business = vehicle.insurance_object

    @api.ondelete(at_uninstall=False)
    def _unlink_except_documented(self):
        if self.document_ids:
            raise UserError(self.env._("A policy with documents cannot be deleted. Mark it as ended instead."))
