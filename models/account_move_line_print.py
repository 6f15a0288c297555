from odoo import fields, models
from odoo.exceptions import UserError

from .account_move_line import SALE_TYPES

PRINTED = {'insurance_note', 'vehicle_identity'}


class AccountMoveLine(models.Model):
    """What an invoice says about the vehicle below its line, kept as it was printed."""

    _inherit = 'account.move.line'

    insurance_note = fields.Char(
        string="Printed Note on Insurance",
        compute='_compute_printed',
        store=True,
        copy=False,
        export_string_translation=False,
        help="The sentence as printed, kept from the moment the invoice is posted.",
    )
    vehicle_identity = fields.Char(
        string="Printed Vehicle",
        compute='_compute_printed',
        store=True,
        copy=False,
        export_string_translation=False,
        help="Plate and frame number as printed, kept from the moment the invoice is posted.",
    )

    def _keep_printed(self):
        """Keep what is printed about the vehicle from now on, whatever changes later.

        Posting sets it and resetting to draft clears it. It depends on nothing else, and
        ``write`` refuses to change it.
        """
        for name in PRINTED:
            self.env.add_to_compute(self._fields[name], self)
        self._recompute_recordset(PRINTED)

    def _compute_printed(self):
        for line in self:
            if line.parent_state == 'posted' and line.move_type in SALE_TYPES:
                line.insurance_note = line._get_insurance_note()
                line.vehicle_identity = line._get_vehicle_identity()
            else:
                line.insurance_note = False
                line.vehicle_identity = False

    def write(self, vals):
        if PRINTED & vals.keys() and 'posted' in self.mapped('parent_state'):
            raise UserError(self.env._("What a posted invoice says about a vehicle cannot be changed."))
        return super().write(vals)

    def _concerns_vehicle(self):
        """Whether something is printed about a vehicle below this line, or was."""
        return bool(self.vehicle_id or self.insurance_decision or self.vehicle_identity or self.insurance_note)

    def _get_insurance_note(self):
        line = self.sudo()
        if line.insurance_decision != 'declined' or not line.company_id.insurance_note_printed:
            return False
        return line.company_id._insurance_note(line.move_id.partner_id.lang)

    def _get_vehicle_identity(self):
        """Plate and frame number, without what the printed description says already."""
        vehicle = self.sudo().vehicle_id.with_context(lang=self.move_id.partner_id.lang)
        if not vehicle:
            return False
        description = '' if self._is_description_hidden() else self.name or ''
        return vehicle._get_printed_identity(except_in=description)

    def _is_description_hidden(self):
        section = self.parent_id
        return section.collapse_composition or section.parent_id.collapse_composition

    def _get_vehicle_print(self):
        """The texts to print below this line on an invoice, in order.

        :rtype: list[str]
        """
        self.ensure_one()
        if self.move_type not in SALE_TYPES or self.display_type != 'product':
            return []
        if self.parent_state == 'posted':
            texts = [self.vehicle_identity, self.insurance_note]
        else:
            texts = [self._get_vehicle_identity()]
        return [text for text in texts if text]
