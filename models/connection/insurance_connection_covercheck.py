from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...connectors import covercheck
from ...connectors.errors import ConnectorError


class InsuranceConnection(models.Model):
    _inherit = 'insurance.connection'

    provider = fields.Selection(
        selection_add=[('covercheck', "CoverCheck")],
        ondelete={'covercheck': 'cascade'},
    )
    covercheck_check_id = fields.Char(string="Prüf-ID", groups='base.group_system', copy=False)
    covercheck_check_id_entry = fields.Char(
        string="Prüf-ID (Entry)",
        compute='_compute_covercheck_check_id_entry',
        inverse='_inverse_covercheck_check_id_entry',
        help="CoverCheck gives it to each dealer. It can be entered here, but not read.",
    )
    covercheck_portal_url = fields.Char(
        string="Portal Address",
        help="Where the browser opens the comparison.",
    )
    covercheck_callback_url = fields.Char(
        string="Callback Address",
        help="Where this server asks for a callback.",
    )

    @api.depends('covercheck_check_id')
    def _compute_covercheck_check_id_entry(self):
        self._mask_secret('covercheck_check_id')

    def _inverse_covercheck_check_id_entry(self):
        self._take_secret('covercheck_check_id')

    def _secret_places(self):
        places = ('covercheck_portal_url', 'covercheck_callback_url')
        return {**super()._secret_places(), 'covercheck_check_id': places}

    @api.constrains('covercheck_check_id')
    def _check_covercheck_check_id(self):
        for check_id in filter(None, self.sudo().mapped('covercheck_check_id')):
            if not covercheck.is_check_id(check_id):
                raise ValidationError(
                    self.env._(
                        "Please enter the whole Prüf-ID: letters, digits and signs without blanks.",
                    )
                )

    @api.constrains('covercheck_portal_url', 'covercheck_callback_url')
    def _check_covercheck_addresses(self):
        for connection in self:
            for address in filter(None, (connection.covercheck_portal_url, connection.covercheck_callback_url)):
                try:
                    covercheck.check_address(address)
                except ConnectorError as error:
                    raise ValidationError(
                        self.env._(
                            "%s cannot be used: an address begins with https:// and has nothing "
                            "behind a question mark.",
                            address,
                        )
                    ) from error

    @api.constrains('covercheck_check_id', 'covercheck_portal_url', 'covercheck_callback_url')
    def _check_active_covercheck(self):
        self._check_active()

    def _required_for_activation(self):
        required = super()._required_for_activation()
        if self.provider != 'covercheck':
            return required
        return [*required, 'covercheck_check_id', 'covercheck_portal_url', 'covercheck_callback_url']

    def _access(self):
        return self._covercheck_access() if self.provider == 'covercheck' else super()._access()

    def _covercheck_access(self):
        """The connector's access data, for use by this addon's own code only."""
        self.ensure_one()
        connection = self.sudo()
        return covercheck.Access(
            portal_url=connection.covercheck_portal_url,
            callback_url=connection.covercheck_callback_url,
            check_id=connection.covercheck_check_id,
        )
