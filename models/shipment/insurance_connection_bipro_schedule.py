from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import LockError, UserError, ValidationError

from .insurance_transfer_run import OPEN

SHORTEST_INTERVAL = 5
TRIED_AGAIN_AFTER = timedelta(minutes=1)


class InsuranceConnection(models.Model):
    """When documents are fetched: each active BiPRO connection has a scheduled action of its own."""

    _inherit = 'insurance.connection'

    bipro_interval = fields.Integer(string="Fetch Every (Minutes)", default=60)
    bipro_paused = fields.Boolean(
        string="Paused", help="Nothing is fetched by itself. “Fetch Now” still works.", tracking=True
    )
    bipro_cron_id = fields.Many2one('ir.cron', readonly=True, copy=False, groups='base.group_system')
    bipro_schedule_is_late = fields.Boolean(
        string="Scheduled Action Is Late",
        readonly=True,
        copy=False,
        help="The scheduled action was running when the connection was changed.",
    )
    bipro_next_fetch = fields.Datetime(string="Next Time", related='bipro_cron_id.nextcall', related_sudo=True)
    transfer_run_ids = fields.One2many(
        'insurance.transfer.run',
        'connection_id',
        readonly=True,
        groups='dealer_insurance.group_insurance_manager,base.group_system',
    )
    last_run_id = fields.Many2one(
        'insurance.transfer.run',
        compute='_compute_last_run_id',
        groups='dealer_insurance.group_insurance_manager,base.group_system',
    )
    shipment_count = fields.Integer(compute='_compute_shipment_count', groups='dealer_insurance.group_insurance_user')

    @api.depends('transfer_run_ids')
    def _compute_last_run_id(self):
        runs = self.env['insurance.transfer.run']
        last = dict(runs._read_group([('connection_id', 'in', self.ids)], ['connection_id'], ['id:max']))
        for connection in self:
            connection.last_run_id = last.get(connection)

    def _compute_shipment_count(self):
        counts = dict(
            self.env['insurance.shipment']._read_group(
                [('connection_id', 'in', self.ids)], ['connection_id'], ['__count']
            )
        )
        for connection in self:
            connection.shipment_count = counts.get(connection, 0)

    @api.constrains('bipro_interval')
    def _check_bipro_interval(self):
        if any(connection.bipro_interval < SHORTEST_INTERVAL for connection in self):
            raise ValidationError(self.env._("Please choose at least %s minutes.", SHORTEST_INTERVAL))

    @api.model_create_multi
    def create(self, vals_list):
        connections = super().create(vals_list)
        connections._schedule_bipro()
        return connections

    def write(self, vals):
        result = super().write(vals)
        if {'state', 'bipro_interval', 'name'} & vals.keys():
            self._schedule_bipro()
        return result

    def unlink(self):
        crons = self.sudo().bipro_cron_id
        result = super().unlink()
        crons.unlink()
        return result

    def _schedule_bipro(self):
        """Let the scheduled actions follow their connections."""
        for connection in self.sudo().filtered(lambda connection: connection.provider == 'bipro'):
            is_active = connection.state == 'active'
            if is_active and not connection.bipro_cron_id:
                connection._make_bipro_cron()
            elif connection.bipro_cron_id:
                connection._adapt_bipro_cron(is_active)

    def _make_bipro_cron(self):
        cron = self.env['ir.cron'].create(
            {
                'name': self._bipro_cron_name(),
                'model_id': self.env['ir.model']._get_id(self._name),
                'state': 'code',
                'code': f'model.browse({self.id})._fetch_bipro()',
                'user_id': SUPERUSER_ID,
                'interval_number': self.bipro_interval,
                'interval_type': 'minutes',
            }
        )
        self.bipro_cron_id = cron
        # Known as the addon's own, it goes with the addon.
        self.env['ir.model.data'].create(
            {
                'module': 'dealer_insurance',
                'name': f'ir_cron_bipro_{self.id}',
                'model': 'ir.cron',
                'res_id': cron.id,
                'noupdate': True,
            }
        )

    def _adapt_bipro_cron(self, is_active):
        cron = self.bipro_cron_id
        try:
            cron.lock_for_update(allow_referencing=True)
        except LockError:
            # It is running, sees by itself that it must stop, and then pauses. As long as it runs, nobody changes it.
            self._adapt_bipro_cron_later()
            return
        cron.write({'active': is_active, 'interval_number': self.bipro_interval, 'name': self._bipro_cron_name()})
        if not is_active:
            self._stop_open_run()

    def _adapt_bipro_cron_later(self):
        self.bipro_schedule_is_late = True
        following = self.env.ref('dealer_insurance.ir_cron_follow_connections', raise_if_not_found=False)
        if following:
            following._trigger(fields.Datetime.now() + TRIED_AGAIN_AFTER)

    @api.model
    def _cron_follow_connections(self):
        """Bring the scheduled actions in line that were running when their connections were changed."""
        for connection in self.sudo().search([('bipro_schedule_is_late', '=', True)]):
            connection.bipro_schedule_is_late = False
            connection.with_context(lang=connection.company_id.partner_id.lang)._schedule_bipro()

    def _bipro_cron_name(self):
        return self.env._("Insurance: fetch documents of %s", self.name)

    def _next_run(self):
        """The run to go on with or to begin; none if it is not yet time.

        Whoever presses the button waits for no interval and no pause.
        """
        if run := self._open_runs()[:1]:
            return run
        runs = self.env['insurance.transfer.run'].sudo()
        last = runs.search([('connection_id', '=', self.id)], limit=1)
        if self.bipro_paused or (last.retry_at and last.retry_at > fields.Datetime.now()):
            return runs
        return runs.create({'connection_id': self.id})

    def _open_runs(self):
        """Several, where the button was pressed in the moment in which the scheduled action began one."""
        runs = self.env['insurance.transfer.run'].sudo()
        return runs.search([('connection_id', '=', self.id), ('state', 'in', OPEN)], order='id')

    def _stop_open_run(self):
        """Over a connection that is not active any more nothing is gone on with."""
        for run in self._open_runs():
            run._finish('failed', self.env._("Stopped, because the connection is not active any more."))

    # On the form

    def action_fetch_now(self):
        """Fetch in the background; the run tells how far it is."""
        self.check_access('write')
        for connection in self:
            if connection.state != 'active':
                raise UserError(self.env._("%s is not active, so nothing is fetched.", connection.name))
            if not connection._open_runs():
                self.env['insurance.transfer.run'].sudo().create({'connection_id': connection.id})
            connection.sudo().bipro_cron_id._trigger()
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'info',
                'message': self.env._("The documents are being fetched in the background."),
                'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'},
            },
        }

    def action_view_transfer_runs(self):
        self.ensure_one()
        action = self.env['ir.actions.actions']._for_xml_id('dealer_insurance.insurance_transfer_run_action')
        return action | {'domain': [('connection_id', '=', self.id)], 'context': {}}
