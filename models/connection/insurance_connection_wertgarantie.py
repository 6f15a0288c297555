from odoo import api, fields, models
from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError

from ...connectors import wertgarantie
from ...connectors.errors import AuthenticationError, ConnectorError
from ..agent_number import check_agent_numbers
from .connector_messages import connector_message
from .insurance_connection_wertgarantie_session import SharingClient

OBJECT_CODE_FIELDS = {
    'bike': 'wertgarantie_bike_code',
    'ebike': 'wertgarantie_ebike_code',
    'battery': 'wertgarantie_battery_code',
}
IDENTITY = {'wertgarantie_user', 'wertgarantie_company', 'wertgarantie_base_url'}


class InsuranceConnection(models.Model):
    _inherit = 'insurance.connection'

    # Of ``connectors.http.Session``, where others than its own are wanted.
    _wertgarantie_limits = {}

    provider = fields.Selection(
        selection_add=[('wertgarantie', "Wertgarantie")],
        ondelete={'wertgarantie': 'cascade'},
    )
    wertgarantie_user = fields.Char(
        string="User Name",
        groups='dealer_insurance.group_insurance_manager,base.group_system',
        copy=False,
    )
    wertgarantie_password = fields.Char(string="Password", groups='base.group_system', copy=False)
    wertgarantie_password_entry = fields.Char(
        string="Password (Entry)",
        compute='_compute_wertgarantie_password_entry',
        inverse='_inverse_wertgarantie_password_entry',
        help="It can be entered here, but not read.",
    )
    wertgarantie_company = fields.Char(
        string="Company Code", default="WG", help="WG is Wertgarantie, unless you were told another code."
    )
    wertgarantie_base_url = fields.Char(
        string="Base Address", help="Wertgarantie names one for production and another for tests."
    )
    wertgarantie_origin = fields.Char(
        string="Herkunft", help="Text that each application carries, as agreed with Wertgarantie."
    )
    wertgarantie_encoding = fields.Selection(
        selection=[('utf-8', "UTF-8"), ('iso-8859-1', "ISO-8859-1")],
        string="Encoding",
        default='utf-8',
        help="Change it only when umlauts arrive wrong.",
    )
    wertgarantie_makers_shaping = fields.Char(
        string="Name of the Makers' List",
        default="DEFAULT",
        help="SHAPING of the call GET_OBJECT_DETAILS, as Wertgarantie tells.",
    )
    wertgarantie_bike_code = fields.Char(string="Object Code, Bicycle", default="27")
    wertgarantie_ebike_code = fields.Char(string="Object Code, E-bike", default="270009")
    wertgarantie_battery_code = fields.Char(
        string="Object Code, Battery", help="Ask Wertgarantie for it. Without it, no battery is insured alone."
    )
    wertgarantie_agent_number = fields.Char(
        string="Vermittlernummer of the Shop",
        help="Used for employees who have none of their own. Wertgarantie prefers the employee's.",
    )
    wertgarantie_leasing_allowed = fields.Boolean(
        string="Insure Leased Vehicles", help="Otherwise an application ends where a vehicle turns out to be leased."
    )

    @api.model
    def _default_insurer(self, provider):
        if provider == 'wertgarantie':
            return self.env.ref('dealer_insurance.insurer_wertgarantie', raise_if_not_found=False)
        return super()._default_insurer(provider)

    def write(self, vals):
        """Give changed access data a new chance."""
        result = super().write(vals)
        if IDENTITY & vals.keys():
            self._unblock()
        return result

    def _secret_places(self):
        return {**super()._secret_places(), 'wertgarantie_password': ('wertgarantie_base_url',)}

    # Settings

    @api.depends('wertgarantie_password')
    def _compute_wertgarantie_password_entry(self):
        self._mask_secret('wertgarantie_password')

    def _inverse_wertgarantie_password_entry(self):
        self._take_secret('wertgarantie_password')

    @api.constrains('wertgarantie_base_url')
    def _check_wertgarantie_base_url(self):
        for connection in self.filtered('wertgarantie_base_url'):
            try:
                wertgarantie.check_address(connection.wertgarantie_base_url)
            except ConnectorError as error:
                raise ValidationError(
                    self.env._(
                        "%s cannot be used: an address begins with https:// and has nothing behind a question mark.",
                        connection.wertgarantie_base_url,
                    )
                ) from error

    @api.constrains('wertgarantie_agent_number')
    def _check_wertgarantie_agent_number(self):
        check_agent_numbers(self.env, self.mapped('wertgarantie_agent_number'))

    @api.constrains(
        'company_id',
        'wertgarantie_user',
        'wertgarantie_password',
        'wertgarantie_company',
        'wertgarantie_base_url',
        'wertgarantie_origin',
        'wertgarantie_bike_code',
        'wertgarantie_ebike_code',
    )
    def _check_active_wertgarantie(self):
        self._check_active()

    @api.constrains('state', 'company_id')
    def _check_wertgarantie_country(self):
        for connection in self:
            if connection.provider == 'wertgarantie' and connection.state == 'active':
                connection.company_id._require_wertgarantie_country()

    def _required_for_activation(self):
        required = super()._required_for_activation()
        if self.provider != 'wertgarantie':
            return required
        return [
            *required,
            'wertgarantie_user',
            'wertgarantie_password',
            'wertgarantie_company',
            'wertgarantie_base_url',
            'wertgarantie_origin',
            'wertgarantie_bike_code',
            'wertgarantie_ebike_code',
        ]

    # Calls

    def _ask_wertgarantie(self, call):
        """What Wertgarantie answers to a call that changes nothing there.

        :param call: gets the ``connectors.wertgarantie.Client``
        :raise UserError: the call failed, or nothing may be sent
        """
        client = self._wertgarantie_client()
        try:
            return call(client)
        except ConnectorError as error:
            raise self._wertgarantie_failure(error, client) from error

    def _wertgarantie_client(self):
        """For this addon's own code only.

        :raise UserError: the connection is not active
        :raise AccessError: it is a colleague's own
        :rtype: connectors.wertgarantie.Client
        """
        self.ensure_one()
        self._check_own_or_shared()
        if self.state != 'active':
            raise UserError(
                self.env._(
                    "%(name)s is not active, so nothing was sent. Please ask %(managers)s.",
                    name=self.name,
                    managers=self._manager_names(self.company_id),
                )
            )
        return self._open_wertgarantie_client()

    def _check_own_or_shared(self):
        """Asked here, for fields that were read with all rights before can be read without."""
        if not self.has_access('read'):
            connection = self.sudo()
            raise AccessError(
                self.env._(
                    "%(name)s is the own access of %(owner)s, so nothing was sent. Please ask %(owner)s to go on.",
                    name=connection.name,
                    owner=connection.user_id.name or connection.company_id.name,
                )
            )

    def _open_wertgarantie_client(self):
        return SharingClient(self._wertgarantie_access(), self, **self._wertgarantie_limits)

    def _wertgarantie_failure(self, error, client):
        """The error to raise for a client's failed call. Refused access data block the connection."""
        if isinstance(error, AuthenticationError):
            self._block_refused(client.access)
        return UserError(connector_message(self.env, error, self._wertgarantie_name()))

    def _wertgarantie_name(self):
        return self.insurer_id.name or "Wertgarantie"

    def _access(self):
        return self._wertgarantie_access() if self.provider == 'wertgarantie' else super()._access()

    def _wertgarantie_access(self):
        connection = self.sudo()
        return wertgarantie.Access(
            base_url=connection.wertgarantie_base_url or "",
            user=connection.wertgarantie_user or "",
            password=connection.wertgarantie_password or "",
            company=connection.wertgarantie_company or "",
            origin=connection.wertgarantie_origin or "",
            encoding=connection.wertgarantie_encoding or wertgarantie.access.UTF_8,
            tax_country=connection.company_id._require_wertgarantie_country(),
            makers_shaping=connection.wertgarantie_makers_shaping or "DEFAULT",
        )

    # Whose and what

    def _agent_number(self, user=None):
        """As ``_known_agent_number``.

        :raise RedirectWarning: neither is known; leads managers to the employees
        :raise UserError: the same for everybody else, telling whom to ask
        """
        self.ensure_one()
        if number := self._known_agent_number(user):
            return number
        sentence = self.env._(
            "Wertgarantie sells through persons whose Vermittlernummer it knows, and yours is missing."
        )
        if self.env.user.has_group('dealer_insurance.group_insurance_manager'):
            action = self.env.ref('dealer_insurance.res_users_action_insurance')
            raise RedirectWarning(sentence, action.id, self.env._("Enter it"))
        managers = self._manager_names(self.company_id)
        raise UserError(' '.join([sentence, self.env._("Please ask %s to enter it.", managers)]))

    def _known_agent_number(self, user=None):
        """Vermittlernummer of the employee, else of the shop, or ''."""
        return self._own_agent_number(user) or self.wertgarantie_agent_number or ''

    def _has_own_agent_number(self, user=None):
        """Whether the employee needs not to use the shop's number."""
        return bool(self._own_agent_number(user))

    def _own_agent_number(self, user=None):
        user = (user or self.env.user).sudo().with_company(self.company_id)
        return user.wertgarantie_agent_number

    def _object_code(self, kind):
        """Geraetekennzeichen of ``bike``, ``ebike`` or ``battery``.

        :raise UserError: it is not known
        """
        self.ensure_one()
        name = OBJECT_CODE_FIELDS[kind]
        if self[name]:
            return self[name]
        raise UserError(
            self.env._(
                "%(field)s is not known to %(connection)s. Please ask %(managers)s.",
                field=self._fields[name]._description_string(self.env),
                connection=self.name,
                managers=self._manager_names(self.company_id),
            )
        )
