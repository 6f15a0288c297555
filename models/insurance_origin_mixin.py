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
        self.check_access('read')
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

    # Comparison

    def action_compare_insurance(self):
        """Open the form that hands the customer and the vehicle over to CoverCheck."""
        self.ensure_one()
        company = self._insurance_company()
        self.env['insurance.connection']._require_usable('covercheck', company)
        wizard = self.env['insurance.handover.wizard'].create(
            {
                'origin_model': self._name,
                'origin_id': self.id,
                'company_id': company.id,
                **self._prepare_comparison(),
            }
        )
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Compare Insurance"),
            'res_model': wizard._name,
            'res_id': wizard.id,
            'view_mode': 'form',
            'target': 'new',
        }

    def _insurance_company(self):
        return self.company_id or self.env.company

    def _prepare_comparison(self):
        """Kind of origin, customer and vehicles, as values of the hand-over form.

        :rtype: dict
        """
        raise NotImplementedError

    def _keep_compared_vehicle(self, vehicle):
        """Keep a vehicle that was chosen or created for the comparison, where none is named yet."""

    def _prepare_comparison_of(self, origin_kind, partner, vehicles):
        cars = vehicles.filtered(lambda vehicle: vehicle.insurance_object == 'car')
        return {
            'origin_kind': origin_kind,
            'partner_id': partner.id,
            'vehicle_id': cars[:1].id,
            'vehicle_choice_ids': [fields.Command.set(cars.ids)],
        }
