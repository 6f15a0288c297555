from odoo import api, fields, models
from odoo.exceptions import UserError

KIND_BY_TYPE = {
    'GTCI': 'conditions',
    'IPID': 'ipid',
    'GDPR': 'privacy',
    'ROW': 'withdrawal',
    'POLICY': 'policy',
    'SEPA': 'sepa',
    'PIS': 'information',
    'VWT': 'value_table',
}


class InsuranceApplication(models.Model):
    """The legal papers of the products, and the evidence that the customer had one in hand in time."""

    _inherit = 'insurance.application'

    is_ipid_handed_over = fields.Boolean(
        string="Product Information (IPID) Handed Over",
        compute='_compute_is_ipid_handed_over',
        store=True,
        readonly=False,
        copy=False,
        help="The customer has it in hand before the application is signed, as the law demands.",
    )
    information_ids = fields.One2many('insurance.information', 'application_id', readonly=True)

    @api.depends('product_key')
    def _compute_is_ipid_handed_over(self):
        """Each product has its own paper."""
        self.is_ipid_handed_over = False

    @api.model
    def _typed_fields(self):
        return super()._typed_fields() | {'is_ipid_handed_over'}

    def _problems(self, step):
        problems = super()._problems(step)
        if step == 'tariff' and not self.is_ipid_handed_over:
            problems['is_ipid_handed_over'] = self._label('is_ipid_handed_over')
        return problems

    def _leave_tariff(self):
        """Write down that the customer has the product's information paper, once for each paper."""
        paper = self._product_paper(self.offer_id, 'ipid')
        if paper.checksum in self.information_ids.mapped('document_checksum'):
            return
        self.env['insurance.information']._write_down(
            {
                'application_id': self.id,
                'company_id': self.company_id.id,
                'partner_id': self.partner_id.id,
                'recipient_name': self.connection_id.recipient_name,
                'product_name': self.offer_id.product_name,
                'document_name': paper.name,
                'document_checksum': paper.checksum,
            }
        )

    def _current_documents(self):
        """The papers of the product chosen, and those of the application itself."""
        return self.env['insurance.document'].search_fetch(
            [('application_id', '=', self.id), ('product_key', 'in', (False, self.product_key))]
        )

    def _product_paper(self, offer, kind):
        """
        :param str kind: of ``insurance.document``
        :raise UserError: the insurer has none
        """
        paper = self._product_papers(offer).filtered(lambda paper: paper.kind == kind)[:1]
        if not paper:
            kinds = dict(paper._fields['kind']._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(insurer)s has no paper of this kind for %(product)s: %(kind)s",
                    insurer=self.connection_id._wertgarantie_name(),
                    product=offer.product_name,
                    kind=kinds[kind],
                )
            )
        return paper

    def _product_papers(self, offer):
        """The legal papers of one product, fetched when they are needed first."""
        papers = self.env['insurance.document'].search_fetch(
            [('application_id', '=', self.id), ('product_key', '=', offer.product_key)]
        )
        return papers or self._fetch_papers(offer)

    def _fetch_papers(self, offer):
        product = offer._product()
        papers = self.connection_id._ask_wertgarantie(lambda client: client.legal_documents(product))
        return self.env['insurance.document']._store_files(
            [
                {
                    'name': paper.filename,
                    'content': paper.content,
                    'kind': KIND_BY_TYPE.get(paper.type, 'other'),
                    'product_key': offer.product_key,
                    'application_id': self.id,
                    'company_id': self.company_id.id,
                }
                for paper in papers
            ]
        )


class InsuranceApplicationOffer(models.Model):
    _inherit = 'insurance.application.offer'

    def action_open_ipid(self):
        return self._open_paper('ipid')

    def action_open_conditions(self):
        return self._open_paper('conditions')

    def _open_paper(self, kind):
        self.ensure_one()
        self.application_id.check_access('write')
        return self.application_id._product_paper(self, kind).action_open()


class InsuranceDocument(models.Model):
    _inherit = 'insurance.document'

    product_key = fields.Char(readonly=True, export_string_translation=False, help="The product that it belongs to.")


class InsuranceInformation(models.Model):
    _inherit = 'insurance.information'

    application_id = fields.Many2one(
        'insurance.application', readonly=True, index='btree_not_null', ondelete='restrict'
    )
