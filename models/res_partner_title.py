from odoo import fields, models


class ResPartnerTitle(models.Model):
    _inherit = 'res.partner.title'

    salutation = fields.Selection(
        selection=[('mr', "Mr"), ('ms', "Ms"), ('none', "None")],
        help="The salutation that insurers ask for.",
    )
