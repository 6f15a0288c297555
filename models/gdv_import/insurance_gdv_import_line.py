"""What the preview of an import shows: contracts, insurers and what is odd."""

from odoo import api, fields, models

from .gdv_messages import finding_message, place_in_words


class InsuranceGdvImportLine(models.Model):
    """What becomes of a contract of the files. Unchanged ones have no line."""

    _name = 'insurance.gdv.import.line'
    _description = "Contract of an Import"
    _order = 'import_id, id'
    _rec_name = 'number'
    _log_access = False

    import_id = fields.Many2one('insurance.gdv.import', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='import_id.company_id')
    line = fields.Integer(readonly=True, help="Where the contract begins in the file.")
    status = fields.Selection(
        selection=[
            ('new', "New"),
            ('changed', "Changed"),
            ('ended', "Ended"),
            ('missing', "Missing"),
            ('skipped', "Left Out"),
        ],
        readonly=True,
        help="Missing: in force here, but not in a file of all contracts. Its end is proposed.",
    )
    insurer_id = fields.Many2one('insurance.insurer', readonly=True, index='btree_not_null', ondelete='cascade')
    number = fields.Char(string="Policy Number", readonly=True)
    holder = fields.Char(string="Policyholder", readonly=True)
    vehicle = fields.Char(readonly=True)
    policy_id = fields.Many2one('insurance.policy', readonly=True, index='btree_not_null', ondelete='cascade')
    partner_id = fields.Many2one(
        'res.partner', string="Customer Found", readonly=True, index='btree_not_null', ondelete='set null'
    )
    vehicle_id = fields.Many2one(
        'fleet.vehicle', string="Vehicle Found", readonly=True, index='btree_not_null', ondelete='set null'
    )


class InsuranceGdvImportInsurer(models.Model):
    """An insurer that the files name by its company number."""

    _name = 'insurance.gdv.import.insurer'
    _description = "Insurer of an Import"
    _order = 'company_number'
    _rec_name = 'company_number'

    import_id = fields.Many2one('insurance.gdv.import', required=True, readonly=True, index=True, ondelete='cascade')
    company_number = fields.Char(readonly=True, required=True)
    sender = fields.Char(readonly=True, help="As the files name it.")
    insurer_id = fields.Many2one('insurance.insurer', index='btree_not_null', ondelete='cascade')
    period = fields.Char(readonly=True)
    contract_count = fields.Integer(string="Contracts", readonly=True)
    is_complete = fields.Boolean(string="Complete", readonly=True, help="The last record is there.")

    def write(self, vals):
        """The insurer that a person chooses is known by this number from now on."""
        written = super().write(vals)
        if vals.get('insurer_id'):
            for line in self:
                line._learn()
        return written

    def _learn(self):
        insurers = self.env['insurance.insurer']
        if not insurers._find_by_company_number(self.company_number):
            numbers = [*self.insurer_id._listed('company_numbers'), self.company_number]
            self.insurer_id.company_numbers = ", ".join(numbers)


class InsuranceGdvImportFinding(models.Model):
    """What is odd in the files, or could not be done."""

    _name = 'insurance.gdv.import.finding'
    _description = "Finding of an Import"
    _order = 'import_id, severity, file, line, id'
    _rec_name = 'message'

    import_id = fields.Many2one('insurance.gdv.import', required=True, readonly=True, index=True, ondelete='cascade')
    severity = fields.Selection([('1', "Left Out"), ('2', "To Be Looked at"), ('3', "Note")], readonly=True)
    file = fields.Char(readonly=True)
    line = fields.Integer(readonly=True)
    field = fields.Char(string="Name of the Field", readonly=True, export_string_translation=False)
    code = fields.Char(readonly=True, export_string_translation=False)
    params = fields.Json(readonly=True, export_string_translation=False)
    number = fields.Char(string="Policy Number", readonly=True)
    count = fields.Integer(string="How Often", readonly=True, default=1)
    place = fields.Char(string="Field", compute='_compute_message')
    message = fields.Char(compute='_compute_message')

    @api.depends_context('lang')
    @api.depends('code', 'params', 'field')
    def _compute_message(self):
        for finding in self:
            finding.place = place_in_words(self.env, finding.field)
            finding.message = finding_message(self.env, finding.code, finding.params or {})
