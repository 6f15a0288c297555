from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    insurance_reminder = fields.Boolean(related='company_id.insurance_reminder', readonly=False)
    insurance_note_printed = fields.Boolean(
        related='company_id.insurance_note_printed',
        readonly=False,
    )
    insurance_note = fields.Char(related='company_id.insurance_note', readonly=False)

    show_unused_providers = fields.Boolean(store=False)
    covercheck_count = fields.Integer(compute='_compute_covercheck')
    covercheck_state = fields.Selection(
        selection=[('unused', "Not used"), ('active', "Active"), ('blocked', "Blocked")],
        compute='_compute_covercheck',
    )

    @api.depends('company_id')
    def _compute_covercheck(self):
        for settings in self:
            settings.covercheck_state, settings.covercheck_count = settings._profiles_of('covercheck')

    def action_profiles(self):
        return self.env['ir.actions.actions']._for_xml_id('dealer_insurance.insurance_connection_action')

    def action_add_covercheck_profile(self):
        return self._add_profile('covercheck')

    def _profiles_of(self, provider):
        """State and number of the company's profiles in use."""
        profiles = self.env['insurance.connection'].search(
            [
                ('provider', '=', provider),
                ('company_id', '=', self.company_id.id),
                ('state', '!=', 'draft'),
            ]
        )
        states = profiles.mapped('state')
        return next((state for state in ('blocked', 'active') if state in states), 'unused'), len(profiles)

    def _add_profile(self, provider):
        return {
            'type': 'ir.actions.act_window',
            'res_model': 'insurance.connection',
            'views': [(False, 'form')],
            'context': {'default_provider': provider},
        }
