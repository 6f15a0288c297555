from odoo import models

# What the steps keep, and act upon with all rights: whoever wrote it could import in a colleague's name.
KEPT_BY_STEPS = {
    'attempts',
    'contract_count',
    'failure',
    'finished_at',
    'position',
    'results',
    'state',
    'user_id',
}
# From the next step on, what was decided by then is being acted upon.
CHANGED_IN = {
    'attachment_ids': ('draft',),
    'company_id': ('draft',),
    'create_partners': ('draft', 'previewed'),
    'create_vehicles': ('draft', 'previewed'),
    'match_by_address': ('draft', 'previewed'),
    'scope': ('draft', 'previewed'),
}


class InsuranceGdvImport(models.Model):
    """A remote call writes no more than the form does: the import itself has all rights in its company."""

    _inherit = 'insurance.gdv.import'

    def _has_field_access(self, field, operation):
        is_kept = operation == 'write' and field.name in KEPT_BY_STEPS
        return super()._has_field_access(field, operation) and (self.env.su or not is_kept)

    def write(self, vals):
        """:raise UserError: also where it is too late for this"""
        if not self.env.su:
            for name in CHANGED_IN.keys() & vals.keys():
                self._check_state(*CHANGED_IN[name])
        return super().write(vals)

    def _pass_to(self, state, **values):
        """Bring imports that this user may change to the state to which a step leads."""
        self.check_access('write')
        self.sudo().write({'state': state, 'failure': False, 'attempts': 0, **values})


class InsuranceGdvImportInsurer(models.Model):
    _inherit = 'insurance.gdv.import.insurer'

    def _has_field_access(self, field, operation):
        """Which insurer it is, a person says; all else, the files."""
        is_told = operation == 'write' and field.name != 'insurer_id'
        return super()._has_field_access(field, operation) and (self.env.su or not is_told)
