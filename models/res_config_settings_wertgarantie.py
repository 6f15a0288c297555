from odoo import api, fields, models

from .res_config_settings import PROFILE_STATES


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    wertgarantie_count = fields.Integer(compute='_compute_wertgarantie')
    wertgarantie_state = fields.Selection(PROFILE_STATES, compute='_compute_wertgarantie')
    wertgarantie_insures = fields.Boolean(compute='_compute_wertgarantie_insures')
    wertgarantie_country_id = fields.Many2one(related='company_id.country_id')
    wertgarantie_collection_type = fields.Selection(
        related='company_id.wertgarantie_collection_type', readonly=False, required=True
    )
    wertgarantie_deadline_days = fields.Integer(related='company_id.wertgarantie_deadline_days', readonly=False)

    @api.depends('company_id')
    def _compute_wertgarantie(self):
        for settings in self:
            settings.wertgarantie_state, settings.wertgarantie_count = settings._profiles_of('wertgarantie')

    @api.depends('company_id')
    def _compute_wertgarantie_insures(self):
        for settings in self:
            settings.wertgarantie_insures = bool(settings.company_id._wertgarantie_country())

    def action_add_wertgarantie_profile(self):
        return self._add_profile('wertgarantie')
