from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.insurance_consent import CHANNELS


class InsuranceHandoverWizard(models.TransientModel):
    """Show what will be passed on to CoverCheck, ask for what is missing, then pass it on."""

    _name = 'insurance.handover.wizard'
    _description = "Hand Over to CoverCheck"
    _inherit = ['insurance.covercheck.mixin']

    origin_model = fields.Char()
    origin_id = fields.Many2oneReference(model_field='origin_model')
    company_id = fields.Many2one('res.company', required=True, default=lambda self: self.env.company)
    connection_id = fields.Many2one(
        'insurance.connection', string="Profile", compute='_compute_connection_id', store=True, readonly=False,
    )
    connection_ids = fields.Many2many('insurance.connection', compute='_compute_connection_ids')
    vehicle_choice_ids = fields.Many2many('fleet.vehicle')

    # Consent
    consent_id = fields.Many2one('insurance.consent', compute='_compute_consent')
    takes_consent = fields.Boolean(compute='_compute_consent')
    wording = fields.Text(compute='_compute_consent')
    manner = fields.Selection(
        selection=[('signed', "Signed on Screen"), ('paper', "Signed on Paper"), ('oral', "Oral")],
        default='signed',
    )
    signature = fields.Binary()
    scan = fields.Binary()
    scan_name = fields.Char()

    @api.depends('company_id')
    def _compute_connection_ids(self):
        for wizard in self:
            wizard.connection_ids = self.env['insurance.connection']._usable('covercheck', wizard.company_id)

    @api.depends('company_id')
    def _compute_connection_id(self):
        for wizard in self:
            wizard.connection_id = wizard.connection_ids[:1]

    @api.depends('mode', 'partner_id', 'connection_id', 'mobile', 'phone')
    def _compute_consent(self):
        for wizard in self:
            consents = self.env['insurance.consent']
            if wizard.mode != 'anonymous' and wizard.partner_id and wizard.connection_id:
                consents = consents._in_force(wizard.partner_id, wizard.connection_id)
            wizard.consent_id = consents[:1]
            wizard.takes_consent = wizard.mode == 'callback' and wizard.partner_id and not consents
            wording = self.env['insurance.consent.wording']
            if wizard.takes_consent and wizard.connection_id:
                wording = wording._current_for(wizard.partner_id, wizard.connection_id)
            wizard.wording = wording and wording._shown_text(wizard.connection_id)

