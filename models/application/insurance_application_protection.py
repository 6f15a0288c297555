from odoo import models
from odoo.exceptions import UserError

# What the steps and the sale tell, and act upon with all rights: whoever wrote the state could send twice.
# What every form shows only, such as the papers and the premium, is theirs, too.
KEPT_BY_STEPS = {'application_date', 'move_line_id', 'order_line_id', 'signed_on', 'state', 'step'}
# Whose paper it is.
CHOSEN_AT_START = {'company_id', 'connection_id', 'partner_id', 'vehicle_id'}
# What is taken while the customer has the paper in hand.
SIGNATURE = {'manner', 'scan', 'scan_name', 'signature', 'signed_place'}


class InsuranceApplication(models.Model):
    """A remote call writes no more than the form does in the same state.

    Else it could name any file as the paper to delete, or hand in what somebody else has signed.
    """

    _inherit = 'insurance.application'

    def _has_field_access(self, field, operation):
        is_kept = (field.store and field.readonly) or field.name in KEPT_BY_STEPS
        is_forged = operation == 'write' and is_kept and not self.env.su
        return super()._has_field_access(field, operation) and not is_forged

    def write(self, vals):
        if not self.env.su:
            self._check_chosen_at_start(vals)
            self._check_signature(vals)
        return super().write(vals)

    def _check_chosen_at_start(self, vals):
        for name in sorted(CHOSEN_AT_START & vals.keys()):
            if any(application._differs(name, vals[name]) for application in self):
                raise UserError(
                    self.env._(
                        "%s: this stays as it was when the application was begun. For another one, please begin a new application.",
                        self._label(name),
                    )
                )

    def _check_signature(self, vals):
        for name in sorted(SIGNATURE & vals.keys()):
            if any(application.state != 'printed' for application in self):
                raise UserError(
                    self.env._(
                        "%s: this is taken when the customer signs what was created, neither before nor after that.",
                        self._label(name),
                    )
                )

    def _differs(self, name, value):
        """Whether this value, as ``write`` takes it, is another one than the present."""
        return self._fields[name].convert_to_write(self[name], self) != value

    def _pass_to(self, state, **values):
        """Bring applications that this user may change to the state to which a step leads."""
        self._keep(state=state, **values)

    def _keep(self, **values):
        """Write what is kept by the steps, for a user who may change the application."""
        self.check_access('write')
        self.sudo().write(values)
