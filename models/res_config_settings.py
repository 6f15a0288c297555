from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    insurance_reminder = fields.Boolean(related='company_id.insurance_reminder', readonly=False)
    insurance_note_printed = fields.Boolean(
        related='company_id.insurance_note_printed',
        readonly=False,
    )
    insurance_note = fields.Char(related='company_id.insurance_note', readonly=False)
