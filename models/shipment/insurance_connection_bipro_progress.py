from odoo import fields, models
from odoo.fields import Domain

from .insurance_transfer_run import OPEN


class InsuranceConnection(models.Model):
    """How far the fetching of documents is, for whoever waits before the form."""

    _inherit = 'insurance.connection'

    bipro_progress = fields.Char(compute='_compute_bipro_progress')

    def _compute_bipro_progress(self):
        for connection in self.sudo():
            run = connection.last_run_id
            connection.bipro_progress = run.state in OPEN and connection._progress_of(run)

    def _progress_of(self, run):
        if run.state == 'waiting':
            return self.env._("Documents will be fetched in a moment.")
        shipments = self.env['insurance.shipment']
        left = shipments.search_count(Domain('connection_id', '=', self.id) & shipments._due_domain())
        done = run.fetched + run.failed
        return self.env._("Fetching documents: %(done)s of %(all)s", done=done, all=done + left)
