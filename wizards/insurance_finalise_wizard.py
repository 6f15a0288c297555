from odoo import fields, models

from ..models.application.go_on import go_on


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
        return self._transmit()

    def _transmit(self, **options):
        taken = self.application_id._transmit(**options)
        return self._go_on_to_policy() if taken else self._open_result()

    def _go_on_to_policy(self):
        """Whom the browser does not ask for it, the scheduled action makes a policy."""
        return go_on(self, 'action_file_policy')

    def action_file_policy(self):
        """Make the policy of the application that was taken, and tell the result."""
        self.ensure_one()
        self.application_id._file_policy()
        return self._open_result()

    def _open_result(self):
        return self._open(self.env._("Result"))

    def _open(self, title):
        return {
            'type': 'ir.actions.act_window',
            'name': title,
            'res_model': self._name,
            'res_id': self.id,
            'views': [(False, 'form')],
            'target': 'new',
        }

    def action_open_policy(self):
        self.ensure_one()
        return self.policy_id._get_records_action(context={})
