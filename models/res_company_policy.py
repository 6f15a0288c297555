from odoo import fields, models

from .res_company import PREFETCH


class ResCompany(models.Model):
    _inherit = 'res.company'

    insurance_expiry_days = fields.Integer(
        string="Days Before the End",
        default=60,
        prefetch=PREFETCH,
        help="Remind of a policy that ends this many days before. 0: no reminder.",
    )
    insurance_renewal_days = fields.Integer(
        string="Days Before the Renewal",
        default=60,
        prefetch=PREFETCH,
        help="Remind of a policy that renews by itself this many days before. 0: no reminder.",
    )
