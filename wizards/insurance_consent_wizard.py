from odoo import api, fields, models

from ..models.evidence.insurance_consent import CHANNELS


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
    by_email = fields.Boolean(string="E-mail")
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

    def action_give(self):
        self.ensure_one()
        channels = [channel for channel in CHANNELS if self[channel]]
        self.env['insurance.consent']._take(
            self.partner_id,
            self.connection_id,
            self.manner,
            self._document(),
            channels,
        )
        return {'type': 'ir.actions.act_window_close'}

    def action_revoke(self):
        self.consent_id._revoke(self.manner, self._document())
        return {'type': 'ir.actions.act_window_close'}

    def action_print(self):
        return self.env.ref('dealer_insurance.action_report_consent_form').report_action(self)

    def _channel_rows(self):
        """For the paper form: [(channel, marked, number)]"""
        partner = self.partner_id
        number_of = {
            'phone_private': partner.phone,
            'phone_business': partner.phone,
            'mobile': partner.mobile,
            'by_email': partner.email,
        }
        return [
            (
                self._fields[channel]._description_string(self.env),
                self[channel],
                (self[channel] and number_of[channel]) or '',
            )
            for channel in CHANNELS
        ]

    def _document(self):
        """The signature or scan that proves the manner chosen; nothing for an oral statement."""
        return {'signed': self.signature, 'paper': self.scan}.get(self.manner)
