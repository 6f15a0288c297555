from odoo import models

# What the steps keep, and act upon with all rights: file, delete, send. Whoever wrote the state could send twice.
KEPT_BY_STEPS = {
    'contract_number',
    'handover_id',
    'insurer_answer',
    'paper_id',
    'policy_id',
    'print_id',
    'sent_at',
    'sequence_number',
    'state',
}


class InsuranceApplication(models.Model):
    """A remote call writes no more than the form does: else it could name any file as the paper to delete."""

    _inherit = 'insurance.application'

    def _has_field_access(self, field, operation):
        is_kept = operation == 'write' and field.name in KEPT_BY_STEPS
        return super()._has_field_access(field, operation) and (self.env.su or not is_kept)

    def _pass_to(self, state, **values):
        """Bring applications that this user may change to the state to which a step leads."""
        self.check_access('write')
        self.sudo().write({'state': state, **values})
