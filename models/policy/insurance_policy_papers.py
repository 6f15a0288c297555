from odoo import models


class InsurancePolicy(models.Model):
    """The customer receives the papers of a policy by e-mail."""

    _inherit = 'insurance.policy'

    def action_send_papers(self):
        """Open the e-mail to the customer with all papers of this policy."""
        self.ensure_one()
        self.check_access('write')
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Send Papers"),
            'res_model': 'mail.compose.message',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {
                'default_model': self._name,
                'default_res_ids': self.ids,
                'default_template_id': self.env.ref('dealer_insurance.mail_template_policy').id,
                'default_composition_mode': 'comment',
                'default_attachment_ids': self.document_ids.attachment_id.ids,
                'force_email': True,
            },
        }
