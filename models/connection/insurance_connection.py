from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError, ValidationError


class InsuranceConnection(models.Model):
    """Access data of one provider: whose they are, for which environment, in which state.

    What a provider needs beyond that stands in ``insurance_connection_<provider>.py``.
    """

    _name = 'insurance.connection'
    _description = "Insurance Connection"
    _inherit = ['insurance.company.mixin', 'mail.thread', 'mail.activity.mixin']
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
