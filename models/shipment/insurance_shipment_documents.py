from odoo import api, fields, models


class InsuranceDocument(models.Model):
    _inherit = 'insurance.document'

    shipment_id = fields.Many2one('insurance.shipment', readonly=True, index='btree_not_null', ondelete='restrict')
    duplicate_of_id = fields.Many2one(
        'insurance.document',
        readonly=True,
        copy=False,
        index='btree_not_null',
        help="The same content has come before; there is one file for both.",
    )

    @api.model
    def _subjects(self):
        return [*super()._subjects(), 'shipment_id']

    @api.model
    def _firsts_with(self, checksums, company):
        """The delivered documents with these contents that have come first.

        :rtype: dict[str, insurance.document], by checksum
        """
        found = self.sudo().search(
            [
                ('checksum', 'in', list(checksums)),
                ('company_id', '=', company.id),
                ('shipment_id', '!=', False),
                ('duplicate_of_id', '=', False),
            ],
            order='id desc',
        )
        return {document.checksum: document for document in found}
