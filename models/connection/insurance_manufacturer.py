import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...connectors.wertgarantie import Client, propose_maker

_logger = logging.getLogger(__name__)


class InsuranceManufacturer(models.Model):
    """A maker of bicycles, as an insurer spells it."""

    _name = 'insurance.manufacturer'
    _description = "Manufacturer"
    _order = 'name'
    _log_access = False

    name = fields.Char(required=True, readonly=True)
    connection_id = fields.Many2one(
        'insurance.connection', required=True, index=True, ondelete='cascade', readonly=True
    )
    active = fields.Boolean(default=True)
    last_seen = fields.Date(required=True, readonly=True, help="When the insurer last listed it.")

    _name_unique = models.Constraint('unique(connection_id, name)', "The insurer lists each maker once.")

    @api.model
    def _take_over(self, connection, names):
        """Let the insurer's list be ours. Whom it lists no more is archived: applications name him."""
        today = fields.Date.context_today(self)
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO insurance_manufacturer (connection_id, name, active, last_seen)
                     SELECT %s, name, TRUE, %s FROM unnest(%s) AS name
                ON CONFLICT (connection_id, name)
                  DO UPDATE SET active = TRUE, last_seen = excluded.last_seen
                """,
                connection.id,
                today,
                sorted(set(names)),
            )
        )
        self.env.cr.execute(
            SQL(
                'UPDATE insurance_manufacturer SET active = FALSE WHERE connection_id = %s AND last_seen < %s',
                connection.id,
                today,
            )
        )
        self.invalidate_model()

    @api.model
    def _cron_refresh(self):
        for connection in self.env['insurance.connection'].search(
            [('provider', '=', 'wertgarantie'), ('state', '=', 'active')]
        ):
            try:
                connection._manufacturers()
            except UserError:
                _logger.warning("The makers of insurance.connection %s could not be fetched.", connection.id)
            if not self.env['ir.cron']._commit_progress(1):
                break


class InsuranceConnection(models.Model):
    _inherit = 'insurance.connection'

    manufacturer_ids = fields.One2many('insurance.manufacturer', 'connection_id', readonly=True)

    def _manufacturers(self):
        """The insurer's makers, asked for at most once a day.

        :raise UserError: they have never been fetched, and cannot be now
        """
        self.ensure_one()
        makers = self.manufacturer_ids
        if self._manufacturers_are_stale():
            try:
                self._refresh_manufacturers()
            except UserError:
                if not makers:
                    raise
        return self.manufacturer_ids

    def _manufacturers_are_stale(self):
        last_seen = max(self.manufacturer_ids.mapped('last_seen'), default=None)
        return not last_seen or last_seen < fields.Date.context_today(self)

    def _refresh_manufacturers(self):
        names = self._ask_wertgarantie(Client.manufacturers)
        self.env['insurance.manufacturer']._take_over(self, names)

    def action_refresh_manufacturers(self):
        self.check_access('write')
        self._refresh_manufacturers()

    def _propose_manufacturer(self, name):
        """The insurer's maker most similar to ours, else its entry for all others, else none.

        :param str name: of our brand
        """
        makers = self._manufacturers()
        proposal = propose_maker(name, makers.mapped('name'))
        return makers.filtered(lambda maker: maker.name == proposal)
