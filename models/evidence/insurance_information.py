from odoo import api, fields, models


class InsuranceInformation(models.Model):
    """Evidence that the customer had a paper in hand before concluding, such as the IPID (VVG § 66, VersVermV § 15)."""

    _name = 'insurance.information'
    _description = "Information Handed Over"
    _inherit = ['insurance.evidence.mixin']
    _rec_name = 'document_name'

    partner_id = fields.Many2one(
        'res.partner', string="Customer", readonly=True, index='btree_not_null', ondelete='restrict'
    )
    recipient_name = fields.Char(string="Insurer", required=True, readonly=True)
    product_name = fields.Char(string="Product", required=True, readonly=True)
    document_name = fields.Char(string="Paper", required=True, readonly=True)
    document_checksum = fields.Char(string="SHA-256 of the Paper", readonly=True)
    user_id = fields.Many2one(
        'res.users',
        string="Handed over by",
        required=True,
        readonly=True,
        ondelete='restrict',
        default=lambda self: self.env.user,
    )
    given_at = fields.Datetime(string="When", required=True, readonly=True, default=fields.Datetime.now)

    @api.model
    def _evidence_fields(self):
        return [
            *super()._evidence_fields(),
            'recipient_name',
            'product_name',
            'document_name',
            'document_checksum',
            'given_at',
        ]
