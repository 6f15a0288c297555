from odoo import fields, models


class InsuranceHandover(models.Model):
    _inherit = 'insurance.handover'

    mode = fields.Selection(selection_add=[('application', "Application")], ondelete={'application': 'cascade'})
