from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

# VVG § 8 (1): fourteen days from the day on which policy, conditions, information and instruction have arrived.
WITHDRAWAL_PERIOD = relativedelta(days=14)
ENDS = [('withdrawn', "Withdrawal"), ('cancelled', "Cancellation")]


class InsurancePolicy(models.Model):
    """How a policy ends by the customer's will: withdrawal at first, cancellation later."""

    _inherit = 'insurance.policy'

    papers_received_on = fields.Date(
        string="Papers Received",
        tracking=True,
        help="When the customer had policy, conditions, information and the instruction on withdrawal.",
    )
    withdrawal_deadline = fields.Date(
        compute='_compute_withdrawal_deadline',
        store=True,
        help="Last day of the withdrawal period: fourteen days from when the papers were received.",
    )
    can_withdraw = fields.Boolean(compute='_compute_can_withdraw')
    end_declared_on = fields.Date(string="Declared on", readonly=True, copy=False, tracking=True)
    end_reason = fields.Char(string="Reason", readonly=True, copy=False, tracking=True)

    @api.depends('papers_received_on')
    def _compute_withdrawal_deadline(self):
        for policy in self:
            received = policy.papers_received_on
            policy.withdrawal_deadline = received and received + WITHDRAWAL_PERIOD

    @api.depends('withdrawal_deadline', 'state')
    def _compute_can_withdraw(self):
        today = fields.Date.context_today(self)
        for policy in self:
            deadline = policy.withdrawal_deadline
            policy.can_withdraw = policy.state == 'active' and bool(deadline) and today <= deadline

    def action_withdraw(self):
        return self._ask_for_end('withdrawn', self.env._("Withdrawal"))

    def action_cancel(self):
        return self._ask_for_end('cancelled', self.env._("Cancellation"))

    def action_mark_ended(self):
        """Record that the cover is over without anybody having declared it, such as at the end of the term."""
        today = fields.Date.context_today(self)
        for policy in self.filtered(lambda policy: policy.state == 'active'):
            policy.write({'state': 'ended', 'end_date': min(policy.end_date or today, today)})

    def action_resume(self):
        """Take an end back that was recorded by mistake, or that the insurer did not accept."""
        self.write({'state': 'active', 'end_date': False, 'end_declared_on': False, 'end_reason': False})

    def _ask_for_end(self, kind, title):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': title,
            'res_model': 'insurance.policy.end.wizard',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {'default_policy_id': self.id, 'default_kind': kind},
        }

    def _end(self, kind, declared_on, end_date, reason):
        """Record that the customer has withdrawn or cancelled.

        :param str kind: of ``ENDS``
        :param date declared_on: when the customer said so
        :param date end_date: last day of cover
        :raise UserError: the policy has ended already, or the withdrawal period is over
        """
        self.ensure_one()
        if self.state != 'active':
            raise UserError(self.env._("%s has ended already.", self.display_name))
        self._check_withdrawal(kind, declared_on)
        self.write({'state': kind, 'end_declared_on': declared_on, 'end_date': end_date, 'end_reason': reason or False})
        self._after_end()

    def _check_withdrawal(self, kind, declared_on):
        deadline = self.withdrawal_deadline
        if kind == 'withdrawn' and deadline and declared_on > deadline:
            raise UserError(
                self.env._(
                    "The withdrawal period ended on %s. Please record a cancellation instead.",
                    format_date(self.env, deadline),
                )
            )

    def _after_end(self):
        """Ask for the decision on the vehicle anew, where this policy was what insured it."""
        vehicle = self.vehicle_id.sudo()
        insured_elsewhere = self.sudo().search_count(
            [('vehicle_id', '=', vehicle.id), ('state', '=', 'active'), ('id', '!=', self.id)], limit=1
        )
        line = vehicle.sold_line_id
        if line.insurance_decision == 'insured' and not insured_elsewhere:
            line.insurance_decision = 'open'
