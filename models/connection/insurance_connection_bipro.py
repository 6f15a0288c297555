import re

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...connectors.bipro.access import CONFIRM_DELIVERIES, EVERYTHING, FALSE, NORM, SOAP_ACTIONS
from ...connectors.errors import ConnectorError
from ...connectors.http import check_address

ADDRESSES = ('bipro_sts_url', 'bipro_transfer_url', 'bipro_extranet_url')
WSDLS = ('bipro_sts_wsdl', 'bipro_transfer_wsdl', 'bipro_extranet_wsdl')
# What a changed value of makes other access data.
IDENTITY = {'bipro_login_kind', 'bipro_user', 'bipro_certificate_id'}
CREDENTIALS = {
    'password': ('bipro_user', 'bipro_password'),
    'ticket': ('bipro_ticket',),
    'certificate': ('bipro_certificate_id',),
}
USER_GROUPS = 'dealer_insurance.group_insurance_manager,base.group_system'
_CATEGORY = re.compile('(?:[0-9]{3}){1,3}')


class InsuranceConnection(models.Model):
    """BiPRO services of an insurer: who calls them where, and in which dialect."""

    _inherit = 'insurance.connection'

    provider = fields.Selection(selection_add=[('bipro', "BiPRO")], ondelete={'bipro': 'cascade'})

    bipro_login_kind = fields.Selection(
        selection=[
            ('password', "User and Password"),
            ('ticket', "Ticket (VDG, TGIC)"),
            ('certificate', "Certificate (TLS)"),
        ],
        string="Log In by",
        default='password',
    )
    bipro_user = fields.Char(string="Technical User", groups=USER_GROUPS, copy=False)
    bipro_password = fields.Char(string="Portal Password", groups='base.group_system', copy=False)
    bipro_password_entry = fields.Char(
        string="Portal Password (Entry)",
        compute='_compute_bipro_password_entry',
        inverse='_inverse_bipro_password_entry',
        help="It can be entered here, but not read.",
    )
    bipro_ticket = fields.Char(string="Ticket", groups='base.group_system', copy=False)
    bipro_ticket_entry = fields.Char(
        string="Ticket (Entry)",
        compute='_compute_bipro_ticket_entry',
        inverse='_inverse_bipro_ticket_entry',
        help="It can be entered here, but not read.",
    )
    bipro_certificate_id = fields.Many2one(
        'certificate.certificate',
        string="Certificate",
        groups='base.group_system',
        copy=False,
        check_company=True,
        ondelete='restrict',
    )

    bipro_sts_url = fields.Char(
        string="Login (410)", compute='_compute_bipro_services', store=True, readonly=False, tracking=True
    )
    bipro_transfer_url = fields.Char(
        string="Transfer (430)", compute='_compute_bipro_services', store=True, readonly=False, tracking=True
    )
    bipro_extranet_url = fields.Char(
        string="Deep Links (440)", compute='_compute_bipro_services', store=True, readonly=False, tracking=True
    )
    bipro_version = fields.Char(
        string="BiPRO Version",
        compute='_compute_bipro_version',
        store=True,
        readonly=False,
        help="Of the transfer service, such as 2.6.1.1.0.",
    )
    bipro_sts_version = fields.Char(string="Version of the Login", help="Leave empty unless the insurer wants it.")
    bipro_extranet_version = fields.Char(string="Version of Deep Links", default="1.0.1.0")
    bipro_consumer_id = fields.Char(string="Consumer ID", help="Leave empty unless the insurer has given you one.")
    bipro_category = fields.Char(
        string="Categories",
        default=EVERYTHING,
        help="3, 6 or 9 digits with which the wanted categories begin. 999999999 is everything.",
    )
    bipro_confirm_deliveries = fields.Selection(
        selection=list(zip(CONFIRM_DELIVERIES, ("true", "false", "Omitted"), strict=True)),
        string="BestaetigeLieferungen",
        default=FALSE,
        help="Insurers differ in what they want here, and in what they mean by it.",
    )
    bipro_soap_action = fields.Selection(
        selection=list(
            zip(SOAP_ACTIONS, ("As the norm says", "Empty", "WS-Trust 2005/02", "WS-Trust 200512"), strict=True)
        ),
        string="SOAPAction",
        default=NORM,
    )
    bipro_addressing = fields.Boolean(string="Login Names its Action", help="In a header of WS-Addressing.")
    bipro_sts_wsdl = fields.Binary(string="WSDL of the Login", copy=True)
    bipro_transfer_wsdl = fields.Binary(string="WSDL of Transfer", copy=True)
    bipro_extranet_wsdl = fields.Binary(string="WSDL of Deep Links", copy=True)

    bipro_agency_number = fields.Char(string="Agency Number")
    bipro_parent_agency_number = fields.Char(
        string="Parent Agency", help="Of a sub-agency: the agency whose administrator has created its users."
    )
    insurer_right_ids = fields.Many2many(related='insurer_id.right_ids')
    bipro_right_ids = fields.Many2many(
        'insurance.insurer.right',
        string="Rights Granted",
        domain="[('id', 'in', insurer_right_ids)]",
        help="Tick off what the technical user has been granted in the insurer's portal.",
    )
    insurer_portal_url = fields.Char(related='insurer_id.portal_url')
    insurer_password_url = fields.Char(related='insurer_id.password_url')

    @api.depends('provider', 'insurer_id')
    def _compute_bipro_services(self):
        for connection in self:
            for name in ADDRESSES:
                connection[name] = connection.provider == 'bipro' and connection.insurer_id[name]

    @api.depends('provider', 'insurer_id')
    def _compute_bipro_version(self):
        """Apart from the addresses, for who gives one of these himself is given none of the others."""
        for connection in self:
            connection.bipro_version = connection.provider == 'bipro' and connection.insurer_id.bipro_version

    @api.depends('bipro_password')
    def _compute_bipro_password_entry(self):
        self._mask_secret('bipro_password')

    def _inverse_bipro_password_entry(self):
        self._take_secret('bipro_password')

    @api.depends('bipro_ticket')
    def _compute_bipro_ticket_entry(self):
        self._mask_secret('bipro_ticket')

    def _inverse_bipro_ticket_entry(self):
        self._take_secret('bipro_ticket')

    def write(self, vals):
        """Give other access data a chance, unless they have had one."""
        result = super().write(vals)
        if 'bipro_certificate_id' in vals:
            # Nobody can enter it anew but by choosing it again.
            self._forget_refusal()
        if IDENTITY & vals.keys():
            blocked = self.filtered(lambda connection: connection.state == 'blocked')
            blocked.filtered(lambda connection: not connection._was_refused())._unblock()
        return result

    def _secret_places(self):
        places = ('provider', 'insurer_id', *ADDRESSES, *WSDLS)
        return {**super()._secret_places(), 'bipro_password': places, 'bipro_ticket': places}

    # Checks

    @api.constrains(*ADDRESSES)
    def _check_bipro_addresses(self):
        for connection in self:
            for address in filter(None, map(connection.__getitem__, ADDRESSES)):
                try:
                    check_address(address)
                except ConnectorError as error:
                    raise ValidationError(
                        self.env._("%s cannot be used: an address begins with https://.", address)
                    ) from error

    @api.constrains('bipro_category')
    def _check_bipro_category(self):
        for category in filter(None, self.mapped('bipro_category')):
            if not _CATEGORY.fullmatch(category):
                raise ValidationError(self.env._("%s is no category: it takes 3, 6 or 9 digits.", category))

    @api.constrains(
        'insurer_id',
        'bipro_login_kind',
        *(name for names in CREDENTIALS.values() for name in names),
        'bipro_sts_url',
        'bipro_sts_wsdl',
        'bipro_transfer_url',
        'bipro_transfer_wsdl',
    )
    def _check_active_bipro(self):
        self._check_active()

    def _required_for_activation(self):
        """No customer's data go to the insurer, so no recipient needs to be named in a consent."""
        if self.provider != 'bipro':
            return super()._required_for_activation()
        addresses = [f'bipro_{name}_url' for name in ('sts', 'transfer') if not self[f'bipro_{name}_wsdl']]
        return ['insurer_id', *CREDENTIALS[self.bipro_login_kind], *addresses]

    def _require_bipro_ready(self):
        """
        :raise UserError: blocked or incomplete, so that nothing may be sent
        """
        self.ensure_one()
        if self.state == 'blocked':
            raise UserError(self.env._("The access data of %s were refused. Please enter new ones first.", self.name))
        missing = self._missing_for_activation()
        if missing:
            raise UserError(self.env._("Please fill in first: %s", ", ".join(missing)))

    def _access_help(self):
        if self.provider != 'bipro':
            return super()._access_help()
        places = (
            (self.env._("Portal of the insurer"), self.insurer_id.portal_url),
            (self.env._("Forgotten password"), self.insurer_id.password_url),
        )
        links = (
            Markup('<a href="%s" target="_blank">%s</a>') % (address, words) for words, address in places if address
        )
        return Markup("<br/>").join(links)

    def _unblock(self):
        """Who enters the new password in the one place there is wants the documents to go on coming."""
        fetched_before = self.filtered(
            lambda connection: connection.state == 'blocked' and connection.sudo().bipro_cron_id
        )
        super()._unblock()
        for connection in fetched_before:
            if not connection._missing_for_activation():
                connection.action_activate()

    def _bipro_name(self):
        return self.insurer_id.name or self.name
