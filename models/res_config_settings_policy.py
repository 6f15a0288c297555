from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    insurance_expiry_days = fields.Integer(related='company_id.insurance_expiry_days', readonly=False)
    insurance_renewal_days = fields.Integer(related='company_id.insurance_renewal_days', readonly=False)
