import hashlib

from odoo import api, fields, models

from ..company_check import one_of_each

KINDS = [
    ('application', "Application"),
    ('policy', "Policy"),
    ('conditions', "Conditions"),
    ('ipid', "Product Information (IPID)"),
    ('privacy', "Data Protection"),
    ('withdrawal', "Right of Withdrawal"),
    ('sepa', "SEPA Mandate"),
    ('information', "Product Information Sheet"),
    ('value_table', "Value Table"),
    ('cancellation', "Cancellation"),
    ('other', "Other"),
]


class InsuranceDocument(models.Model):
    """A paper about an insurance, filed once and reachable from whatever it concerns.

    The file itself is an ``ir.attachment`` of this record, so that whoever may
    read the record may read the file, and nobody else.
    """

    _name = 'insurance.document'
    _description = "Insurance Document"
    _order = 'date desc, id desc'
    _check_company_auto = True

    name = fields.Char(required=True)
    kind = fields.Selection(KINDS, default='other', required=True)
    date = fields.Date(default=fields.Date.context_today, required=True)
    company_id = fields.Many2one('res.company', required=True, index=True, default=lambda self: self.env.company)
    policy_id = fields.Many2one('insurance.policy', index='btree_not_null', ondelete='restrict', check_company=True)
    partner_id = fields.Many2one(
        'res.partner',
        string="Customer",
        compute='_compute_subject',
        store=True,
        index='btree_not_null',
    )
    vehicle_id = fields.Many2one('fleet.vehicle', compute='_compute_subject', store=True, index='btree_not_null')
    attachment_id = fields.Many2one('ir.attachment', readonly=True, copy=False, ondelete='restrict', index=True)
    mimetype = fields.Char(related='attachment_id.mimetype')
    file_size = fields.Integer(related='attachment_id.file_size')
    file = fields.Binary(related='attachment_id.datas', string="File")
    checksum = fields.Char(
        string="SHA-256",
        readonly=True,
        index='btree_not_null',
        help="Of the file's content: the same content is recognised by it.",
    )

    @api.depends(lambda self: [f'{name}.{part}' for name in self._subjects() for part in ('partner_id', 'vehicle_id')])
    def _compute_subject(self):
        for document in self:
            subjects = [document[name] for name in self._subjects()]
            document.partner_id = next((subject.partner_id for subject in subjects if subject.partner_id), False)
            document.vehicle_id = next((subject.vehicle_id for subject in subjects if subject.vehicle_id), False)

    @api.model
    def _subjects(self):
        """Names of the fields that tell whom and what the paper concerns; the first that is known counts."""
        return ['policy_id']

    def _check_company(self, fnames=None):
        return super(InsuranceDocument, one_of_each(self))._check_company(fnames)

    @api.model
    def _store_file(self, name, content, **values):
        """File a paper.

        :param str name: of the file, with its ending
        :param bytes content:
        :param values: of the record, such as ``kind`` and ``policy_id``
        """
        return self._store_files([{'name': name, 'content': content, **values}])

    @api.model
    def _store_files(self, files):
        """File several papers at once.

        Whoever made them: what could be a program is shown as text.

        :param files: for each of them a dict with what ``_store_file`` takes
        """
        contents = [file['content'] for file in files]
        documents = self.sudo().create(
            [
                {name: value for name, value in file.items() if name != 'content'}
                | {'checksum': hashlib.sha256(file['content']).hexdigest()}
                for file in files
            ]
        )
        attachments = (
            documents.env['ir.attachment']
            .with_context(attachments_mime_plainxml=True)
            .create(
                [
                    {'name': document.name, 'raw': content, 'res_model': self._name, 'res_id': document.id}
                    for document, content in zip(documents, contents)
                ]
            )
        )
        for document, attachment in zip(documents, attachments):
            document.attachment_id = attachment
        return documents.with_env(self.env)

    def _replace_content(self, content):
        """Give a paper that is still in work another content.

        :param bytes content:
        """
        self.ensure_one()
        self.checksum = hashlib.sha256(content).hexdigest()
        self.attachment_id.raw = content

    def action_open(self):
        """Show the file in a tab of its own."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_url',
            'url': f'/web/content/{self.attachment_id.id}',
            'target': 'new',
        }
