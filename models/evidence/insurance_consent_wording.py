import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

NAMES = ('%(company)s', '%(recipient)s', '%(recipient_address)s')
AGREED_TO = {'provider', 'version', 'purpose', 'products', 'text'}


class InsuranceConsentWording(models.Model):
    """The text that a customer agrees to; each change is a new version."""

    _name = 'insurance.consent.wording'
    _description = "Wording of a Consent"
    _order = 'provider, version desc'
    _rec_name = 'version'

    provider = fields.Selection(
        selection=lambda self: self.env['insurance.connection']._fields['provider'].selection,
        required=True,
        index=True,
    )
    version = fields.Char(required=True, help="Such as 2026-01.")
    active = fields.Boolean(default=True)
    purpose = fields.Char(required=True, translate=True)
    products = fields.Char(string="Kinds of Product", required=True, translate=True)
    text = fields.Text(
        required=True,
        translate=True,
        help="%(company)s, %(recipient)s and %(recipient_address)s stand for the names.",
    )

    _version = models.UniqueIndex('(provider, version)')

    @api.constrains('text')
    def _check_text(self):
        for wording in self:
            others = re.sub('|'.join(map(re.escape, (*NAMES, '%%'))), '', wording.text)
            if '%' in others:
                raise ValidationError(
                    self.env._(
                        "Only %(names)s can stand for names, and a percent sign is written twice.",
                        names=", ".join(NAMES),
                    )
                )

    def write(self, vals):
        if AGREED_TO & vals.keys():
            self._check_unused()
        return super().write(vals)

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=''):
        if field_name in AGREED_TO:
            self._check_unused()
        return super()._update_field_translations(field_name, translations, digest, source_lang)

    @api.ondelete(at_uninstall=False)
    def _check_unused(self):
        for wording in self:
            if (
                self.env['insurance.consent']
                .sudo()
                .search_count(
                    [
                        ('provider', '=', wording.provider),
                        ('wording_version', '=', wording.version),
                    ],
                    limit=1,
                )
            ):
                raise UserError(
                    self.env._(
                        "Customers have agreed to this wording. Please archive it and write a new version.",
                    )
                )

    @api.model
    def _current_for(self, partner, connection):
        """The newest wording for the connection's provider, in the customer's language; maybe none."""
        in_language = self.with_context(lang=partner.lang or self.env.lang)
        return in_language.search([('provider', '=', connection.provider)], limit=1)

    def _shown_text(self, connection):
        """The text with the names of both companies."""
        return self.text % {
            'company': connection.company_id.name,
            'recipient': connection.recipient_name,
            'recipient_address': connection.recipient_address,
        }
