from odoo import fields, models

PROFILE_STATES = [('unused', "Not used"), ('active', "Active"), ('blocked', "Blocked")]


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    insurance_reminder = fields.Boolean(related='company_id.insurance_reminder', readonly=False)
    insurance_note_printed = fields.Boolean(
        related='company_id.insurance_note_printed',
        readonly=False,
    )
    insurance_note = fields.Char(related='company_id.insurance_note', readonly=False)

    show_unused_providers = fields.Boolean(store=False)

    def action_profiles(self):
        return self.env['ir.actions.actions']._for_xml_id('dealer_insurance.insurance_connection_action')

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
