from odoo import api, fields, models

STATES = [
    ('draft', "Draft"),
    ('printed', "Printed"),
    ('signed', "Signed"),
    ('sending', "Sending"),
    ('submitted', "Submitted"),
    ('unknown', "Unknown"),
    ('rejected', "Rejected"),
    ('cancelled', "Given Up"),
]
# The customer has still to sign, or what was signed has still to leave.
PAPER_STATES = ('printed', 'signed')
# Nothing is at the insurer.
EDITABLE_STATES = ('draft', *PAPER_STATES, 'rejected')
# Something is still to be done, and only once for a vehicle and customer.
OPEN_STATES = ('draft', *PAPER_STATES, 'sending', 'unknown', 'rejected')
STEPS = [
    ('object', "Object"),
    ('check', "Check"),
    ('tariff', "Tariff"),
    ('vehicle', "Vehicle"),
    ('customer', "Customer"),
    ('send', "Send"),
    ('sign', "Sign and Finalise"),
]


class InsuranceApplication(models.Model):
    """An application for an insurance, from its first step until the insurer's answer.

    Everything typed is kept in the record at once, so that a closed browser loses nothing and
    a colleague can go on.
    """

    _name = 'insurance.application'
    _description = "Insurance Application"
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _order = 'id desc'
    _rec_names_search = ['contract_number', 'partner_id.name', 'vehicle_id.name', 'vehicle_id.vin_sn']
    _check_company_auto = True

    connection_id = fields.Many2one(
        'insurance.connection', required=True, index=True, ondelete='restrict', check_company=True
    )
    provider = fields.Selection(related='connection_id.provider', store=True)
    company_id = fields.Many2one('res.company', required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related='company_id.currency_id')
    user_id = fields.Many2one(
        'res.users', string="Responsible", required=True, index=True, default=lambda self: self.env.user, tracking=True
    )
    partner_id = fields.Many2one(
        'res.partner', string="Customer", index=True, ondelete='restrict', check_company=True, tracking=True
    )
    vehicle_id = fields.Many2one(
        'fleet.vehicle', required=True, index=True, ondelete='restrict', check_company=True, tracking=True
    )
    order_line_id = fields.Many2one(
        'sale.order.line', index='btree_not_null', ondelete='set null', check_company=True, copy=False
    )
    move_line_id = fields.Many2one(
        'account.move.line', index='btree_not_null', ondelete='set null', check_company=True, copy=False
    )
    state = fields.Selection(STATES, default='draft', required=True, index=True, copy=False, tracking=True)
    step = fields.Selection(STEPS, default='object', required=True, copy=False)
    policy_id = fields.Many2one('insurance.policy', readonly=True, copy=False, index='btree_not_null')
    document_ids = fields.One2many('insurance.document', 'application_id', string="Documents")

    @api.depends('vehicle_id', 'partner_id')
    def _compute_display_name(self):
        for application in self:
            application.display_name = ', '.join(
                filter(None, [application.partner_id.name, application.vehicle_id.display_name])
            )


class InsuranceDocument(models.Model):
    _inherit = 'insurance.document'

    application_id = fields.Many2one(
        'insurance.application', index='btree_not_null', ondelete='restrict', check_company=True
    )

    def _subjects(self):
        return [*super()._subjects(), 'application_id']
