from odoo import api, fields, models
from odoo.exceptions import UserError

# Full files: what is missing in them may have ended.
SCOPES = [('delta', "Changes only"), ('full', "All contracts")]


class InsuranceGdvImport(models.Model):
    """Portfolio data (GDV) on their way into the contract book.

    The files are previewed, then imported in the background: how they are read stands in
    ``insurance_gdv_import_preview.py`` and ``_run.py``, how contracts find what they concern
    in ``gdv_planning.py``, what they write in ``gdv_execution.py``.
    """

    _name = 'insurance.gdv.import'
    _description = "Import of Portfolio Data"
    _inherit = ['mail.thread', 'mail.activity.mixin']
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
        ],
        default='draft',
        required=True,
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
    )
    company_id = fields.Many2one('res.company', required=True, index=True, default=lambda self: self.env.company)
    user_id = fields.Many2one('res.users', string="Imported by", default=lambda self: self.env.user, readonly=True)
    connection_id = fields.Many2one('insurance.connection', readonly=True, check_company=True, ondelete='set null')
    shipment_id = fields.Many2one('insurance.shipment', readonly=True, check_company=True, ondelete='set null')
    attachment_ids = fields.Many2many('ir.attachment', string="Files", copy=False, bypass_search_access=True)
    failure = fields.Char(readonly=True, copy=False, help="Why nothing can be read.")

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
        for record in self:
            record.name = ", ".join(record.attachment_ids.mapped('name')) or self.env._("New Import")

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

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._keep_files()
        return records

    def write(self, vals):
        written = super().write(vals)
        if 'attachment_ids' in vals:
            self._keep_files()
        return written

    def _keep_files(self):
        """What a manager has just uploaded can be read by the others, too; other people's files stay theirs."""
        for record in self:
            uploaded = record.sudo().attachment_ids.filtered(
                lambda file: (
                    not file.res_id and file.create_uid == self.env.user and file.res_model in (False, self._name)
                )
            )
            uploaded.write({'res_model': self._name, 'res_id': record.id})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if any(record.state in ('running', 'paused', 'done') for record in self):
            raise UserError(self.env._("What was imported stays on record."))

    # Steps

    def action_start(self):
        """Import in the background what was previewed."""
        for record in self:
            record._check_state('previewed')
            record._check_insurers()
        self.write({'state': 'running', 'position': 0, 'results': {}, 'user_id': self.env.uid})
        self._trigger()

    def action_stop(self):
        """Leave off after the contracts that are being imported right now; nothing is taken back."""
        for record in self:
            record._check_state('running')
        self.state = 'paused'

    def action_resume(self):
        """Go on where it was left off."""
        for record in self:
            record._check_state('paused')
        self.state = 'running'
        self._trigger()

    def action_reset(self):
        """Back to the files and options, before anything is imported."""
        for record in self:
            record._check_state('previewed')
        self.state = 'draft'

    def _check_state(self, state):
        if self.state != state:
            raise UserError(self.env._("Somebody has gone on with this import already. Please reload the page."))

    def _check_insurers(self):
        if not any(line.insurer_id for line in self.insurer_line_ids):
            raise UserError(self.env._("No insurer of these files is known. Please choose at least one."))

    @api.model
    def _trigger(self):
        self.env.ref('dealer_insurance.ir_cron_import_gdv').sudo()._trigger()

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
