from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..models.policy.insurance_policy import PAYMENT_INTERVALS

RENEWABLE = ('active', 'ended')


class InsurancePolicyRenewalWizard(models.TransientModel):
    """A policy goes on under its number, or another one takes its place."""

    _name = 'insurance.policy.renewal.wizard'
    _description = "Renewal of a Policy"

    policy_id = fields.Many2one('insurance.policy', required=True, readonly=True)
    company_id = fields.Many2one(related='policy_id.company_id', related_sudo=False)
    currency_id = fields.Many2one(related='policy_id.currency_id', related_sudo=False)
    former_end_date = fields.Date(string="Ends so Far", related='policy_id.end_date', related_sudo=False)
    manner = fields.Selection(
        selection=[
            ('prolong', "The policy goes on"),
            ('replace', "A new policy takes its place"),
        ],
        default='prolong',
        required=True,
    )
    insurer_id = fields.Many2one(
        'insurance.insurer', compute='_compute_terms', store=True, compute_sudo=False, readonly=False, precompute=True
    )
    number = fields.Char(string="New Policy Number")
    start_date = fields.Date(
        string="From",
        compute='_compute_terms',
        store=True,
        compute_sudo=False,
        readonly=False,
        required=True,
        precompute=True,
    )
    end_date = fields.Date(
        string="New End", compute='_compute_end_date', store=True, compute_sudo=False, readonly=False, precompute=True
    )
    renews_itself = fields.Boolean(
        string="Renews by Itself",
        compute='_compute_terms',
        store=True,
        compute_sudo=False,
        readonly=False,
        precompute=True,
    )
    premium = fields.Monetary(compute='_compute_terms', store=True, compute_sudo=False, readonly=False, precompute=True)
    payment_interval = fields.Selection(
        PAYMENT_INTERVALS, compute='_compute_terms', store=True, compute_sudo=False, readonly=False, precompute=True
    )
    premium_per_year = fields.Monetary(
        compute='_compute_premium_per_year', store=True, compute_sudo=False, readonly=False, precompute=True
    )

    @api.depends('policy_id')
    def _compute_terms(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            policy = wizard.policy_id
            wizard.insurer_id = policy.insurer_id
            wizard.start_date = policy.end_date + relativedelta(days=1) if policy.end_date else today
            wizard.renews_itself = policy.renews_itself
            wizard.premium = policy.premium
            wizard.payment_interval = policy.payment_interval

    @api.depends('start_date', 'manner', 'policy_id')
    def _compute_end_date(self):
        """What had no end goes on without one."""
        for wizard in self:
            has_end = wizard.manner == 'replace' or wizard.former_end_date
            wizard.end_date = has_end and wizard.start_date and wizard.start_date + relativedelta(years=1, days=-1)

    @api.depends('premium', 'payment_interval')
    def _compute_premium_per_year(self):
        """As long as nothing was changed, what the policy says counts: insurers round."""
        for wizard in self:
            policy, months = wizard.policy_id, int(wizard.payment_interval or 0)
            if (wizard.premium, wizard.payment_interval) == (policy.premium, policy.payment_interval) or not months:
                wizard.premium_per_year = policy.premium_per_year
            else:
                wizard.premium_per_year = wizard.premium * 12 / months

    def action_renew(self):
        self.ensure_one()
        self._check_renewable()
        policy = self._replace() if self.manner == 'replace' else self._prolong()
        return policy._get_records_action(context={})

    def _check_renewable(self):
        if self.policy_id.state not in RENEWABLE:
            raise UserError(self.env._("%s was withdrawn or cancelled.", self.policy_id.display_name))
        earliest = self.start_date if self.manner == 'replace' else self.policy_id.end_date
        if self.end_date and earliest and self.end_date < earliest:
            raise UserError(self.env._("It cannot end before %s.", format_date(self.env, earliest)))

    def _terms(self):
        names = ('end_date', 'renews_itself', 'premium', 'payment_interval', 'premium_per_year')
        return {name: self[name] for name in names}

    def _prolong(self):
        self.policy_id.write({'state': 'active', **self._terms()})
        return self.policy_id

    def _replace(self):
        former = self.policy_id
        policy = former.copy(
            {
                'number': self.number,
                'insurer_id': self.insurer_id.id,
                'start_date': self.start_date,
                'former_policy_id': former.id,
                'papers_received_on': False,
                'evb_number': False,
                **self._terms(),
            }
        )
        former._give_way_to(policy)
        return policy
