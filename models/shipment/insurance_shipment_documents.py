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
