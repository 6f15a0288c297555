from odoo import api, fields, models
from odoo.exceptions import UserError


class InsuranceDeepLinkWizard(models.TransientModel):
    """What to open at the insurer, where there is a choice or something to know before."""

    _name = 'insurance.deep.link.wizard'
    _description = "Open at the Insurer"

    policy_id = fields.Many2one('insurance.policy', readonly=True, help="Its number is not complete.")
    number = fields.Char(related='policy_id.number', related_sudo=False)
    advice = fields.Char(compute='_compute_advice')
    insurer_id = fields.Many2one(related='policy_id.insurer_id', related_sudo=False)
    license_plate = fields.Char(related='policy_id.vehicle_id.license_plate', related_sudo=False)
    partner_name = fields.Char(string="Policyholder", related='policy_id.partner_id.name', related_sudo=False)
    choice_ids = fields.One2many('insurance.deep.link.choice', 'wizard_id', readonly=True)

    @api.depends('policy_id')
    def _compute_advice(self):
        for wizard in self:
            policy = wizard.policy_id
            wizard.advice = policy.insurer_id._number_advice(policy.number, policy.line_of_business)

    @api.model
    def _announce_search(self, policy):
        """Say beforehand that the portal will only show its search, and what to search for."""
        return self._open({'policy_id': policy.id})

    @api.model
    def _offer_policies(self, policies):
        """
        :raise UserError: there is none
        """
        if not policies:
            raise UserError(self.env._("No policy is known here."))
        return self._offer([{'policy_id': policy.id, 'name': policy.display_name} for policy in policies])

    @api.model
    def _offer_targets(self, policy, names):
        """
        :param names: of the places that the insurer offers for the policy
        """
        return self._offer([{'policy_id': policy.id, 'name': name, 'is_target': True} for name in names])

    def _offer(self, choices):
        return self._open({'choice_ids': [fields.Command.create(choice) for choice in choices]})

    def _open(self, values):
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Open at the Insurer"),
            'res_model': self._name,
            'res_id': self.create(values).id,
            'views': [(False, 'form')],
            'target': 'new',
        }

    def action_search(self):
        self.ensure_one()
        return self.policy_id._open_at_insurer()

    def action_complete_number(self):
        self.ensure_one()
        return self.policy_id._get_records_action(context={})


class InsuranceDeepLinkChoice(models.TransientModel):
    """A policy, or a place in the insurer's portal that concerns it. Its address is asked for when it is opened."""

    _name = 'insurance.deep.link.choice'
    _description = "Something to open at the insurer"

    wizard_id = fields.Many2one('insurance.deep.link.wizard', required=True, ondelete='cascade', index=True)
    policy_id = fields.Many2one('insurance.policy', required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    is_target = fields.Boolean(readonly=True)
    vehicle_name = fields.Char(string="Vehicle", related='policy_id.vehicle_id.display_name', related_sudo=False)

    def action_open(self):
        self.ensure_one()
        return self.policy_id._open_link(self.name) if self.is_target else self.policy_id.action_open_at_insurer()
