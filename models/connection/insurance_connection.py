from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError, ValidationError
from odoo.tools import SQL

MASK = '••••••••'
ACCESS_REFUSED = 'dealer_insurance.mail_activity_type_access_refused'


class InsuranceConnection(models.Model):
    """Access data of one provider: whose they are, for which environment, in which state.

    What a provider needs beyond that stands in ``insurance_connection_<provider>.py``.
    """

    _name = 'insurance.connection'
    _description = "Insurance Connection"
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _order = 'provider, user_id, name'
    _check_company_auto = True

    name = fields.Char(string="Profile", required=True, tracking=True)
    provider = fields.Selection([], required=True, index=True)
    company_id = fields.Many2one(
        'res.company',
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        comodel_name='res.users',
        string="Employee",
        index='btree_not_null',
        tracking=True,
        domain="[('share', '=', False)]",
        help="Leave empty for every employee.",
    )
    insurer_id = fields.Many2one(
        'insurance.insurer',
        compute='_compute_insurer_id',
        store=True,
        readonly=False,
        index='btree_not_null',
        ondelete='restrict',
        help="Leave empty for brokers.",
    )
    environment = fields.Selection(
        [('production', "Production"), ('test', "Test")],
        default='production',
        required=True,
        tracking=True,
    )
    state = fields.Selection(
        [('draft', "Not Active"), ('active', "Active"), ('blocked', "Blocked")],
        default='draft',
        required=True,
        copy=False,
        tracking=True,
        index=True,
    )
    recipient_name = fields.Char(
        string="Legal Name",
        help="Name of the company that receives the customer's data, as consents and evidence state it.",
    )
    recipient_address = fields.Char(string="Address", help="Seat and address of that company.")

    @api.depends('provider')
    def _compute_insurer_id(self):
        for connection in self:
            connection.insurer_id = connection.insurer_id or self._default_insurer(connection.provider)

    @api.model
    def _default_insurer(self, provider):
        """Whose policies come from this provider, where that is one insurer only."""
        return self.env['insurance.insurer']

    @api.model
    def _usable(self, provider, company, user=None):
        """The active connections that a user may use, own ones before shared ones.

        :param str provider: value of the selection
        """
        user = user or self.env.user
        connections = self.search(
            [
                ('provider', '=', provider),
                ('company_id', '=', company.id),
                ('state', '=', 'active'),
                ('user_id', 'in', [user.id, False]),
            ]
        )
        return connections.sorted(lambda connection: not connection.user_id)

    @api.model
    def _require_usable(self, provider, company):
        """``_usable``, or an error that leads to the place where one is set up.

        :raise RedirectWarning: for managers
        :raise UserError: for everybody else, telling whom to ask
        """
        connections = self._usable(provider, company)
        if connections:
            return connections
        label = dict(self._fields['provider']._description_selection(self.env))[provider]
        if self.env.user.has_group('dealer_insurance.group_insurance_manager'):
            raise RedirectWarning(
                self.env._("%s is not set up for you in this company yet.", label),
                self.env.ref('dealer_insurance.insurance_connection_action').id,
                self.env._("Set up"),
                {'default_provider': provider},
            )
        raise UserError(
            self.env._(
                "%(provider)s is not set up for you yet. Please ask %(managers)s.",
                provider=label,
                managers=self._manager_names(company),
            )
        )

    @api.model
    def _manager_names(self, company):
        return ", ".join(self._managers(company).mapped('name')) or self.env._("your administrator")

    @api.model
    def _managers(self, company):
        group = self.env.ref('dealer_insurance.group_insurance_manager').sudo()
        return group.all_user_ids.filtered(
            lambda user: (
                user.active
                and not user.share
                and company in user.company_ids
                and user != self.env.ref('base.user_root')
            )
        )

    def action_activate(self):
        for connection in self:
            if connection.state == 'blocked':
                raise UserError(
                    self.env._(
                        "The access data of %s were refused. Please enter new ones first.",
                        connection.name,
                    )
                )
        self.state = 'active'

    def action_deactivate(self):
        self.filtered(lambda connection: connection.state == 'active').state = 'draft'

    @api.constrains('state', 'recipient_name', 'recipient_address')
    def _check_active(self):
        for connection in self.filtered(lambda connection: connection.state == 'active'):
            missing = connection._missing_for_activation()
            if missing:
                raise ValidationError(self.env._("Please fill in first: %s", ", ".join(missing)))

    def _missing_for_activation(self):
        """Labels of the fields without which the connection cannot work."""
        self.ensure_one()
        names = [name for name in self._required_for_activation() if not self.sudo()[name]]
        return [self._fields[name]._description_string(self.env) for name in names]

    def _required_for_activation(self):
        return ['recipient_name', 'recipient_address']

    # Secrets

    def write(self, vals):
        if not self.env.su and not self.env.user.has_group('base.group_system'):
            self._check_secrets_stay(vals)
        return super().write(vals)

    def _check_secrets_stay(self, vals):
        """Who may enter a secret, but not read it, must not have it sent to a place of their own.

        :raise UserError: it is not entered anew along with the place
        """
        for name, places in self._secret_places().items():
            entry = vals.get(f'{name}_entry') or MASK
            kept = self.filtered(lambda connection, name=name: connection.sudo()[name]) if MASK in entry else ()
            for connection in kept:
                if any(place in vals and connection._is_elsewhere(place, vals[place]) for place in places):
                    label = self._fields[name]._description_string(self.env)
                    raise UserError(
                        self.env._(
                            "Please enter this anew along with another address, so that nobody else gets it: %s", label
                        )
                    )

    def _secret_places(self):
        """What tells where a secret is sent: {name of the secret: names of these fields}

        Addresses are called ``…_url``: another path on the same host is the same place.
        """
        return {}

    def _is_elsewhere(self, place, value):
        if place.endswith('_url'):
            return urlsplit(self[place] or '')[:2] != urlsplit(value or '')[:2]
        now = self[place]
        return (now.id if isinstance(now, models.BaseModel) else now) != value

    def _mask_secret(self, name):
        """Compute of the field ``<name>_entry``, in which a secret can be entered, but not read."""
        for connection in self:
            connection[f'{name}_entry'] = connection.sudo()[name] and MASK

    def _take_secret(self, name):
        """Inverse of the field ``<name>_entry``: a new secret gives blocked connections a new chance."""
        entry_name = f'{name}_entry'
        for connection in self:
            entry = (connection[entry_name] or '').strip()
            if entry == MASK:
                continue
            if MASK[0] in entry:
                label = self._fields[name]._description_string(self.env)
                raise ValidationError(self.env._("%s can only be entered as a whole.", label))
            before = connection.sudo()[name]
            connection.sudo()[name] = entry
            connection._follow_entry(name, before)
        self.invalidate_recordset([entry_name])

    def _follow_entry(self, name, before):
        """What follows a secret that was entered.

        :param before: the secret until then
        """
        self._unblock()

    # Errors

    def _unblock(self):
        """Let the connection be activated again: new access data were entered."""
        blocked = self.filtered(lambda connection: connection.state == 'blocked')
        blocked.state = 'draft'
        blocked.activity_unlink([ACCESS_REFUSED])

    def _is_blocked_meanwhile(self):
        """Whether it is blocked by now, even if this transaction began before."""
        with self.env.registry.cursor() as cursor:
            return self.with_env(self.env(cr=cursor, su=True)).state == 'blocked'

    def _access(self):
        """The connector's access data of whatever provider, with ``identity``."""
        raise NotImplementedError

    def _block_refused(self, access):
        """Block, unless somebody has entered other access data meanwhile.

        :param access: of the connector, which were refused
        """
        with self.env.registry.cursor() as cursor:
            present = self.with_env(self.env(cr=cursor, su=True))._access()
        if present.identity == access.identity:
            self._block()

    def _block(self):
        """Send nothing more with access data that were refused, whatever the caller rolls back.

        Recorded on a cursor of its own; the managers get an activity, one for all connections of their company.
        """
        with self.env.registry.cursor() as cursor:
            blocked = self.with_env(self.env(cr=cursor, su=True))._block_at_once()
            cursor.commit()
            for connections in blocked.grouped('company_id').values():
                connections[0]._ask_managers(
                    lambda env: env._("Access refused: please enter new access data"), ACCESS_REFUSED
                )

    def _block_at_once(self):
        """All else takes time, and whoever is killed meanwhile must not leave the next one to try again.

        :return: those that were not blocked before
        """
        cursor, before = self.env.cr, {connection.id: connection.state for connection in self}
        cursor.execute(
            SQL(
                "UPDATE insurance_connection SET state = 'blocked' WHERE id = ANY(%s) AND state != 'blocked' RETURNING id",
                self.ids,
            )
        )
        blocked = self.browse(id_ for (id_,) in cursor.fetchall())
        cursor.commit()
        blocked.invalidate_recordset(['state'])
        for connection in blocked:
            connection._message_track(['state'], {connection.id: {'state': before[connection.id]}})
        # What follows a state.
        blocked.write({'state': 'blocked'})
        return blocked

    def _ask_managers(self, words, activity_type='mail.mail_activity_data_todo'):
        """
        :param words: environment in a manager's language -> what the manager is asked
        :param str activity_type: external id of a ``mail.activity.type``
        """
        for manager in self._managers(self.company_id):
            asking = self.with_context(lang=manager.lang)
            asking.activity_schedule(
                activity_type,
                user_id=manager.id,
                summary=words(asking.env),
                note=asking._access_help(),
            )

    def _access_help(self):
        """HTML that leads to where new access data are to be had."""
        return ""
