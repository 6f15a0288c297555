from odoo import api, fields, models
from odoo.exceptions import UserError


class InsuranceConsentWording(models.Model):
    """The text that a customer agrees to; each change is a new version."""

    _name = 'insurance.consent.wording'
    _description = "Wording of a Consent"
    _order = 'provider, version desc'
    _rec_name = 'version'

    provider = fields.Selection(
        selection=lambda self: self.env['insurance.connection']._fields['provider'].selection,
        required=True, index=True,
    )
    version = fields.Char(required=True, help="Such as 2026-01.")
    active = fields.Boolean(default=True)
    purpose = fields.Char(required=True, translate=True)
    products = fields.Char(string="Kinds of Product", required=True, translate=True)
    text = fields.Text(
        required=True, translate=True,
        help="%(company)s, %(recipient)s and %(recipient_address)s stand for the names.",
    )

    _version = models.UniqueIndex('(provider, version)')

    def write(self, vals):
        changed = {'provider', 'version', 'purpose', 'products', 'text'} & vals.keys()
        used = self.env['insurance.consent'].sudo().search_count(
            [('wording_version', 'in', self.mapped('version'))], limit=1,
        )
        if changed and used:
            raise UserError(self.env._(
                "Customers have agreed to this wording. Please archive it and write a new version.",
            ))
        return super().write(vals)

    @api.model
    def _current_for(self, partner, connection):
        """The newest wording for the connection's provider, in the customer's language."""
        in_language = self.with_context(lang=partner.lang or self.env.lang)
        return in_language.search([('provider', '=', connection.provider)], limit=1)

    def _shown_text(self, connection):
        """The text with the names of both companies."""
        return self.text % {
            'company': connection.company_id.name,
            'recipient': connection.recipient_name,
            'recipient_address': connection.recipient_address,
        }
