from odoo import fields, models


class InsuranceOriginMixin(models.AbstractModel):
    """What vehicle, partner, sale, repair and invoice have in common.

    Each of them is a place where a dealer meets a vehicle and where the
    question of its insurance can be asked and answered.
    """

    _name = 'insurance.origin.mixin'
    _description = "Place where insurance starts"

    sells_vehicle = fields.Boolean(
        compute='_compute_sells_vehicle',
        compute_sudo=True,
        export_string_translation=False,
    )
    undecided_count = fields.Integer(
        string="Insurance Open",
        compute='_compute_sells_vehicle',
        compute_sudo=True,
        groups='dealer_insurance.group_insurance_user',
    )

    def _compute_sells_vehicle(self):
        for origin in self:
            decisions = origin._insurance_lines().mapped('insurance_decision')
            origin.sells_vehicle = bool(decisions)
            origin.undecided_count = decisions.count('open')

    def _insurance_lines(self):
        """The order or invoice lines that sell a vehicle here.

        :return: records of a model with ``insurance.decision.mixin``
        """
        raise NotImplementedError

    def action_decide_insurance(self):
        """Open the dialog that shows and changes the decision on each vehicle."""
        return self.env['insurance.decision.wizard']._open(self._insurance_lines())

    def _ask_about_insurance(self, button):
        """The dialog to answer before ``button`` goes on, or None.

        Only a person who presses the button in the form and wants to be
        reminded meets it: the form's button sets ``insurance_reminder`` in the
        context, nothing else does.
        """
        if not self.env.context.get('insurance_reminder'):
            return None
        if not self.env.user._wants_insurance_reminder():
            return None
        undecided = self._insurance_lines().filtered(lambda line: line.insurance_decision == 'open')
        if not undecided:
            return None
        return self.env['insurance.decision.wizard']._open(undecided, self, button)
