from odoo import api, fields, models

from ..models.evidence.insurance_consent import CALLS


class InsuranceConsentWizard(models.TransientModel):
    """Take a consent, or a revocation, and write it down as evidence."""

    _name = 'insurance.consent.wizard'
    _description = "Take a Consent"

    partner_id = fields.Many2one('res.partner', string="Customer", required=True)
    connection_id = fields.Many2one(
        'insurance.connection',
        string="Towards",
        default=lambda self: self._default_connection_id(),
    )
    consent_id = fields.Many2one('insurance.consent', string="Revokes")
    wording = fields.Text(compute='_compute_wording')
    phone_private = fields.Boolean(string="Private Phone")
    phone_business = fields.Boolean(string="Business Phone")
    mobile = fields.Boolean()
    # As the customer saw them, even if somebody changes them meanwhile.
    phone_number = fields.Char(compute='_compute_numbers', store=True, compute_sudo=False, readonly=False)
    mobile_number = fields.Char(compute='_compute_numbers', store=True, compute_sudo=False, readonly=False)
    is_business = fields.Boolean(compute='_compute_is_business')
    ticked_numbers = fields.Char(string="Numbers That May Be Called", compute='_compute_ticked_numbers')
    manner = fields.Selection(
        selection=[('signed', "Signed on Screen"), ('paper', "Signed on Paper"), ('oral', "Oral")],
        default='signed',
        required=True,
    )
    signature = fields.Binary()
    scan = fields.Binary()
    scan_name = fields.Char()

    @api.model
    def _default_connection_id(self):
        return self.env['insurance.connection']._usable('covercheck', self.env.company)[:1]

    @api.depends('connection_id', 'partner_id')
    def _compute_wording(self):
        for wizard in self:
            wordings = self.env['insurance.consent.wording']
            wording = wordings._current_for(wizard.partner_id, wizard.connection_id)
            wizard.wording = wording._shown_text(wizard.connection_id) if wording else False

    @api.depends('partner_id')
    def _compute_numbers(self):
        for wizard in self:
            wizard.phone_number = wizard.partner_id.phone
            wizard.mobile_number = wizard.partner_id.mobile

    @api.depends('partner_id')
    def _compute_is_business(self):
        for wizard in self:
            wizard.is_business = wizard.partner_id.is_company or wizard.partner_id.parent_id

    @api.depends('partner_id', 'phone_number', 'mobile_number', *CALLS)
    def _compute_ticked_numbers(self):
        for wizard in self:
            wizard.ticked_numbers = "; ".join(wizard._numbers_ticked().values())

    def action_give(self):
        self.ensure_one()
        self.env['insurance.consent']._take(
            self.partner_id,
            self.connection_id,
            self.manner,
            self._document(),
            self._numbers_ticked(),
        )
        return {'type': 'ir.actions.act_window_close'}

    def action_revoke(self):
        self.consent_id._revoke(self.manner, self._document())
        return {'type': 'ir.actions.act_window_close'}

    def action_print(self):
        return self.env.ref('dealer_insurance.action_report_consent_form').report_action(self)

    def _numbers_known(self):
        """On which the customer could be called: {channel: number}"""
        return self.env['insurance.consent']._known_numbers(self.is_business, self.phone_number, self.mobile_number)

    def _numbers_ticked(self):
        return {channel: number for channel, number in self._numbers_known().items() if self[channel]}

    def _number_rows(self):
        """For the paper form: [(kind, number)], none ticked, for the customer does that with the pen."""
        return [
            (self._fields[channel]._description_string(self.env), number)
            for channel, number in self._numbers_known().items()
        ]

    def _document(self):
        """The signature or scan that proves the manner chosen; nothing for an oral statement."""
        return {'signed': self.signature, 'paper': self.scan}.get(self.manner)
