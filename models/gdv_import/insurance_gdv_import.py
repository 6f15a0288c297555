from odoo import api, fields, models
from odoo.exceptions import UserError

# Full files: what is missing in them may have ended.
SCOPES = [('delta', "Changes only"), ('full', "All contracts")]


class InsuranceGdvImport(models.Model):
    """Portfolio data (GDV) on their way into the contract book.

    The files are previewed, then imported in the background: how they are read stands in
    ``insurance_gdv_import_preview.py`` and ``_run.py``, how contracts find what they concern
    in ``gdv_planning.py``, what they write in ``gdv_execution.py``; whose the files are and
    how long they are kept in ``insurance_gdv_import_files.py``.
    """

    _name = 'insurance.gdv.import'
    _description = "Import of Portfolio Data"
    _inherit = ['insurance.company.mixin', 'mail.thread', 'mail.activity.mixin']
    _order = 'id desc'
    _check_company_auto = True

    name = fields.Char(compute='_compute_name', store=True)
    state = fields.Selection(
        selection=[
            ('draft', "New"),
            ('checking', "Being Checked"),
            ('previewed', "Checked"),
            ('running', "Running"),
            ('paused', "Stopped"),
            ('done', "Done"),
            ('incomplete', "Incomplete"),
        ],
        default='draft',
        required=True,
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
    )
    company_id = fields.Many2one('res.company', required=True, index=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        'res.users',
        string="Imported by",
        default=lambda self: self.env.user,
        readonly=True,
        index='btree_not_null',
    )
    connection_id = fields.Many2one(
        'insurance.connection', readonly=True, check_company=True, index='btree_not_null', ondelete='set null'
    )
    shipment_id = fields.Many2one(
        'insurance.shipment', readonly=True, check_company=True, index='btree_not_null', ondelete='set null'
    )
    attachment_ids = fields.Many2many('ir.attachment', string="Files", copy=False, bypass_search_access=True)
    failure = fields.Char(readonly=True, copy=False, help="Why it did not go on.")

    # What is allowed

    scope = fields.Selection(
        SCOPES,
        string="The Files Hold",
        default='delta',
        required=True,
        help="Where all contracts are delivered, the end of those that are missing is proposed.",
    )
    create_partners = fields.Boolean(string="Create Customers", default=True)
    create_vehicles = fields.Boolean(default=True)
    match_by_address = fields.Boolean(
        help="Customers whose date of birth is not known here are the same if name, postcode and street are.",
    )

    # What was found

    insurer_line_ids = fields.One2many('insurance.gdv.import.insurer', 'import_id', string="Insurers")
    unknown_insurer_count = fields.Integer(compute='_compute_unknown_insurer_count')
    line_ids = fields.One2many('insurance.gdv.import.line', 'import_id', string="Contracts", readonly=True)
    finding_ids = fields.One2many('insurance.gdv.import.finding', 'import_id', string="Findings", readonly=True)
    finding_count = fields.Integer(compute='_compute_finding_count')
    contract_count = fields.Integer(readonly=True, copy=False)
    new_count = fields.Integer(string="New", readonly=True, copy=False)
    changed_count = fields.Integer(string="Changed", readonly=True, copy=False)
    unchanged_count = fields.Integer(string="Unchanged", readonly=True, copy=False)
    ended_count = fields.Integer(string="Ended", readonly=True, copy=False)
    skipped_count = fields.Integer(string="Left Out", readonly=True, copy=False)
    missing_count = fields.Integer(
        string="Missing", readonly=True, copy=False, help="In force here, but not in the files: their end is proposed."
    )
    partner_found_count = fields.Integer(string="Customers Found", readonly=True, copy=False)
    partner_new_count = fields.Integer(string="New Customers", readonly=True, copy=False)
    vehicle_found_count = fields.Integer(string="Vehicles Found", readonly=True, copy=False)
    vehicle_new_count = fields.Integer(string="New Vehicles", readonly=True, copy=False)

    # How far it is

    position = fields.Integer(string="Imported", readonly=True, copy=False)
    progress = fields.Float(compute='_compute_progress')
    progress_text = fields.Char(compute='_compute_progress_text')
    results = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Contracts by what became of them, and customers, vehicles and payments that were added.",
    )
    finished_at = fields.Datetime(readonly=True, copy=False)
    proposal_ids = fields.One2many('insurance.proposal', 'gdv_import_id', readonly=True)
    proposal_count = fields.Integer(compute='_compute_proposal_count')

    @api.depends('attachment_ids')
    def _compute_name(self):
        """What was imported keeps its name when its files are deleted."""
        for record in self:
            names = ", ".join(record.attachment_ids.mapped('name'))
            present = record.name if record.state != 'draft' else False
            record.name = names or present or self.env._("New Import")

    @api.depends('insurer_line_ids.insurer_id')
    def _compute_unknown_insurer_count(self):
        for record in self:
            record.unknown_insurer_count = len(record.insurer_line_ids.filtered(lambda line: not line.insurer_id))

    @api.depends('finding_ids.count')
    def _compute_finding_count(self):
        for record in self:
            record.finding_count = sum(record.finding_ids.mapped('count'))

    @api.depends('position', 'contract_count')
    def _compute_progress(self):
        for record in self:
            record.progress = 100 * record.position / record.contract_count if record.contract_count else 0

    @api.depends('state', 'position', 'contract_count')
    def _compute_progress_text(self):
        for record in self:
            record.progress_text = record._tell_progress()

    def _tell_progress(self):
        if self.state == 'checking':
            return self.env._("The files are large and are being checked in the background.")
        if self.state == 'running':
            return self.env._("Importing contracts: %(done)s of %(all)s", done=self.position, all=self.contract_count)
        return False

    def _compute_proposal_count(self):
        for record in self:
            record.proposal_count = len(record.proposal_ids)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if any(record.state in ('running', 'done', 'incomplete') or record.position for record in self):
            raise UserError(self.env._("What was imported stays on record."))

    # Steps

    def action_start(self):
        """Import in the background what was previewed."""
        self._check_state('previewed')
        for record in self:
            record._check_insurers()
        self._pass_to('running', position=0, results={}, user_id=self.env.uid)
        self._trigger()

    def action_stop(self):
        """Leave off after the contracts that are being imported right now; nothing is taken back."""
        self._check_state('running')
        self._pass_to('paused')

    def action_resume(self):
        """Go on where it was left off."""
        self._check_state('paused')
        self._pass_to('running')
        self._trigger()

    def action_end(self):
        """Leave it at what was imported until it was stopped."""
        self._check_state('paused')
        self.check_access('write')
        for record in self.sudo():
            record._end_incomplete(record.env._("It was ended before everything was imported."))

    def action_reset(self):
        """Back to the files and options, before anything is imported."""
        self._check_state('previewed')
        self._pass_to('draft')

    def _check_state(self, *states):
        if any(record.state not in states for record in self):
            raise UserError(self.env._("Somebody has gone on with this import already. Please reload the page."))

    def _check_insurers(self):
        if not any(line.insurer_id for line in self.insurer_line_ids):
            raise UserError(self.env._("No insurer of these files is known. Please choose at least one."))

    # Around

    def action_view_lines(self):
        action = self.env['ir.actions.actions']._for_xml_id('dealer_insurance.insurance_gdv_import_line_action')
        return action | {'domain': [('import_id', 'in', self.ids)]}

    def action_view_findings(self):
        action = self.env['ir.actions.actions']._for_xml_id('dealer_insurance.insurance_gdv_import_finding_action')
        return action | {'domain': [('import_id', 'in', self.ids)]}

    def action_view_proposals(self):
        action = self.env['ir.actions.actions']._for_xml_id('dealer_insurance.insurance_proposal_action')
        return action | {'domain': [('gdv_import_id', 'in', self.ids)], 'context': {}}
