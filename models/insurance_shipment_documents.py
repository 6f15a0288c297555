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
    def _first_with(self, checksum, company):
        """The delivered document with this content that has come first, or none."""
        return self.sudo().search(
            [
                ('checksum', '=', checksum),
                ('company_id', '=', company.id),
                ('shipment_id', '!=', False),
                ('duplicate_of_id', '=', False),
            ],
            order='id',
            limit=1,
        )


class IrAttachment(models.Model):
    _inherit = 'ir.attachment'

    @api.model
    def _index(self, bin_data, file_type, checksum=None):
        """A portfolio file of 50 MB is not copied into the database."""
        if self.env.context.get('insurance_not_indexed'):
            return None
        return super()._index(bin_data, file_type, checksum=checksum)
