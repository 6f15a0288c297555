from odoo import fields, models


class InsuranceFinaliseWizard(models.TransientModel):
    """The last question before a signed application leaves, and what came of it."""

    _name = 'insurance.finalise.wizard'
    _description = "Finalise an Application"

    application_id = fields.Many2one('insurance.application', required=True, readonly=True)
    connection_id = fields.Many2one(related='application_id.connection_id', related_sudo=False)
    partner_id = fields.Many2one(related='application_id.partner_id', related_sudo=False)
    vehicle_id = fields.Many2one(related='application_id.vehicle_id', related_sudo=False)
    contract_number = fields.Char(related='application_id.contract_number', related_sudo=False)
    state = fields.Selection(related='application_id.state', related_sudo=False)
    insurer_answer = fields.Char(related='application_id.insurer_answer', related_sudo=False)
    policy_id = fields.Many2one(related='application_id.policy_id', related_sudo=False)

    def action_finalise(self):
        """Transmit the application; the dialog stays open and tells the result."""
        self.ensure_one()
        self.application_id._transmit()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Result"),
            'res_model': self._name,
            'res_id': self.id,
            'views': [(False, 'form')],
            'target': 'new',
        }

    def action_open_policy(self):
        self.ensure_one()
        return self.policy_id._open_form()
