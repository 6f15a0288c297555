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

    is_confidential = fields.Boolean(readonly=True, help="The insurer has marked it so: the portal does not show it.")

    @api.depends('shipment_id.category', 'shipment_id.insurer_id.category_ids.code', 'is_confidential')
    def _compute_is_for_customer(self):
        """What insurers deliver about a customer's policy is the customer's, whatever its kind."""
        super()._compute_is_for_customer()
        for document in self.filtered('shipment_id'):
            document.is_for_customer = not document.is_confidential and document.shipment_id._is_for_customer()

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
