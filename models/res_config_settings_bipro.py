from odoo import api, fields, models

from .res_config_settings import PROFILE_STATES


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    bipro_count = fields.Integer(compute='_compute_bipro')
    bipro_state = fields.Selection(PROFILE_STATES, compute='_compute_bipro')

    @api.depends('company_id')
    def _compute_bipro(self):
        for settings in self:
            settings.bipro_state, settings.bipro_count = settings._profiles_of('bipro')

    def action_add_bipro_profile(self):
        return self._add_profile('bipro')
