from odoo import api, fields, models


class InsuranceInsurer(models.Model):
    """Where the insurer's BiPRO services are said to be: what a new connection begins with."""

    _inherit = 'insurance.insurer'

    bipro_sts_url = fields.Char(string="Login Service (410)")
    bipro_transfer_url = fields.Char(string="Transfer Service (430)")
    bipro_extranet_url = fields.Char(string="Extranet Service (440)")
    bipro_version = fields.Char(string="BiPRO Version", help="Of the transfer service, such as 2.6.1.1.0.")
    right_ids = fields.Many2many(
        comodel_name='insurance.insurer.right',
        string="Rights of the Technical User",
        help="What a user of its own for these services needs in the portal.",
    )

    @api.model
    def _address_fields(self):
        return [*super()._address_fields(), 'bipro_sts_url', 'bipro_transfer_url', 'bipro_extranet_url']

    def _rights_for(self, use):
        """The rights that a service needs, the general ones first.

        :param str use: value of ``insurance.insurer.right.used_for``
        """
        return self.right_ids.filtered(lambda right: right.used_for in ('login', use))
