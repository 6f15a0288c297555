from odoo import api, fields, models

from .res_config_settings import PROFILE_STATES


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    covercheck_count = fields.Integer(compute='_compute_covercheck')
    covercheck_state = fields.Selection(PROFILE_STATES, compute='_compute_covercheck')

    @api.depends('company_id')
    def _compute_covercheck(self):
        for settings in self:
            settings.covercheck_state, settings.covercheck_count = settings._profiles_of('covercheck')

    def action_add_covercheck_profile(self):
        return self._add_profile('covercheck')
