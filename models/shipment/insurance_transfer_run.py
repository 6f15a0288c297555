from datetime import timedelta

from odoo import api, fields, models

KEPT = timedelta(days=90)
FIRST_WAIT = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=12)
OPEN = ('waiting', 'running')


class InsuranceTransferRun(models.Model):
    """The protocol of fetching: what came, what was assigned, what failed, and why it ended.

    A run that was killed is gone on with by the next one.
    """

    _name = 'insurance.transfer.run'
    _description = "Fetching of Documents"
    _rec_name = 'started_at'
    _order = 'id desc'

    connection_id = fields.Many2one(
        'insurance.connection', required=True, readonly=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one(related='connection_id.company_id', store=True, index=True)
    state = fields.Selection(
        selection=[
            ('waiting', "Waiting"),
            ('running', "Running"),
            ('done', "Done"),
            ('postponed', "Put Off"),
            ('failed', "Failed"),
        ],
        default='waiting',
        required=True,
        readonly=True,
        index=True,
    )
    started_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    finished_at = fields.Datetime(readonly=True)
    listed = fields.Integer(string="New", readonly=True, help="Shipments that the insurer told of for the first time.")
    fetched = fields.Integer(readonly=True, help="Shipments stored.")
    assigned = fields.Integer(readonly=True)
    unassigned = fields.Integer(compute='_compute_unassigned')
    failed = fields.Integer(readonly=True, help="Shipments that did not arrive whole; they will be tried again.")
    documents = fields.Integer(readonly=True)
    size = fields.Integer(string="Kilobytes", readonly=True)
    seconds = fields.Float(readonly=True)
    message = fields.Char(readonly=True)
    retry_at = fields.Datetime(readonly=True, help="Nothing is fetched by itself before.")

    @api.depends('fetched', 'assigned')
    def _compute_unassigned(self):
        for run in self:
            run.unassigned = run.fetched - run.assigned

    def _count(self, **more):
        """Add to the figures, such as ``fetched=1``."""
        self.write({name: self[name] + number for name, number in more.items()})

    def _finish(self, state, message=False):
        self.write({'state': state, 'message': message, 'finished_at': fields.Datetime.now()})

    def _put_off(self, message):
        """The insurer is away: come later, and later each time."""
        earlier = self.search(
            [('connection_id', '=', self.connection_id.id), ('id', '<', self.id)], order='id desc', limit=10
        )
        failures = next((index for index, run in enumerate(earlier) if run.state != 'postponed'), len(earlier))
        self.retry_at = fields.Datetime.now() + min(FIRST_WAIT * 2**failures, LONGEST_WAIT)
        self._finish('postponed', message)

    @api.autovacuum
    def _gc_old_runs(self):
        self.search([('create_date', '<', fields.Datetime.now() - KEPT)], limit=10_000).unlink()
