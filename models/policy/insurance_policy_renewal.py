from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..chatter import tracking_together

EXPIRY = 'dealer_insurance.mail_activity_type_expiry'
RENEWAL = 'dealer_insurance.mail_activity_type_renewal'
TERM = relativedelta(years=1)
BATCH = 500


class InsurancePolicy(models.Model):
    """What happens at the end of a term: somebody is reminded in time, and the policy ends or goes on by itself."""

    _inherit = 'insurance.policy'

    renews_itself = fields.Boolean(
        string="Renews by Itself",
        tracking=True,
        help="Goes on for another year at its end unless somebody cancels. Otherwise it is over then.",
    )
    is_end_announced = fields.Boolean(
        copy=False,
        export_string_translation=False,
        help="Somebody has been reminded of this end.",
    )
    former_policy_id = fields.Many2one(
        'insurance.policy',
        readonly=True,
        copy=False,
        index='btree_not_null',
        check_company=True,
        help="The policy that this one follows.",
    )
    next_policy_ids = fields.One2many('insurance.policy', 'former_policy_id', readonly=True)

    def write(self, vals):
        announced = self.browse()
        if {'end_date', 'renews_itself', 'state'} & vals.keys():
            announced = self.filtered('is_end_announced')
        if {'end_date', 'renews_itself'} & vals.keys():
            vals = {'is_end_announced': False, **vals}
        result = super().write(vals)
        if announced:
            announced.activity_unlink([EXPIRY, RENEWAL])
        return result

    def action_renew(self):
        """Open the dialog in which a policy goes on, or another one takes its place."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Renew"),
            'res_model': 'insurance.policy.renewal.wizard',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {'default_policy_id': self.id},
        }

    def _give_way_to(self, successor):
        """End the day before the policy begins that takes this one's place."""
        self.ensure_one()
        last_day = successor.start_date - timedelta(days=1)
        end_date = min(self.end_date or last_day, last_day)
        if self.state == 'active':
            self.write({'end_date': end_date, 'renews_itself': False, 'is_end_announced': True})
        if end_date < fields.Date.context_today(self):
            self.action_mark_ended()
        self._message_log(body=self.env._("Followed by %s.", successor._get_html_link()))
        successor._message_log(body=self.env._("Follows %s.", self._get_html_link()))

    # By itself

    @api.model
    def _cron_follow_terms(self):
        """Prolong and end what has come to its end, and remind of what will soon, in committed batches."""
        for domain, treat in self._term_steps():
            while policies := self.search(domain, limit=BATCH, order='end_date, id'):
                treat(policies)
                if not self.env['ir.cron']._commit_progress(len(policies), remaining=self.search_count(domain)):
                    return

    @api.model
    def _term_steps(self):
        """Pairs of which policies to treat, and how; a policy that was treated is in the domain no more.

        The order matters where the server has stood still for long: nobody is reminded of what is past.
        """
        yield self._past_domain() & Domain('renews_itself', '=', True), self._prolong
        yield self._past_domain() & ~self._going_on_domain(), self._end_with_term
        for company in self.env['res.company'].search([('active', '=', True)]):
            yield from self._reminder_steps(company)

    @api.model
    def _past_domain(self):
        return Domain('state', '=', 'active') & Domain('end_date', '<', fields.Date.context_today(self))

    @api.model
    def _going_on_domain(self):
        """Policies whose end is the end of a term only.

        An insurer that delivers its portfolio says itself when a contract is over.
        """
        return Domain('renews_itself', '=', True) | Domain('gdv_digests', '!=', False)

    def _goes_on(self):
        return self.renews_itself or bool(self.gdv_digests)

    def _prolong(self, policies):
        today = fields.Date.context_today(self)
        with tracking_together(policies, ['end_date']) as tracked:
            for end_date, ending in tracked.grouped('end_date').items():
                ending.end_date = _first_end_from(today, end_date)

    def _end_with_term(self, policies):
        with tracking_together(policies, ['state']) as tracked:
            tracked.state = 'ended'

    # Reminders

    @api.model
    def _reminder_steps(self, company):
        today = fields.Date.context_today(self)
        going_on = self._going_on_domain()
        for kind, days in ((~going_on, company.insurance_expiry_days), (going_on, company.insurance_renewal_days)):
            if days > 0:
                yield (
                    Domain('company_id', '=', company.id)
                    & Domain('state', '=', 'active')
                    & Domain('is_end_announced', '=', False)
                    & kind
                    & Domain('end_date', '>=', today)
                    & Domain('end_date', '<=', today + timedelta(days=days)),
                    self._announce_ends,
                )

    def _announce_ends(self, policies):
        for (user, _end, goes_on), alike in policies.grouped(
            lambda policy: (policy._end_watcher(), policy.end_date, policy._goes_on())
        ).items():
            # Quietly: an import may bring hundreds of them, and nobody wants as many e-mails.
            alike.with_context(mail_activity_quick_update=True, lang=user.lang).activity_schedule(
                RENEWAL if goes_on else EXPIRY,
                date_deadline=fields.Date.context_today(self),
                user_id=user.id,
                summary=alike[0].with_context(lang=user.lang)._reminder(),
            )
        policies.is_end_announced = True

    def _reminder(self):
        day = format_date(self.env, self.end_date)
        if self._goes_on():
            return self.env._("Renews itself after %s: compare while it can be cancelled", day)
        return self.env._("Ends on %s: what will insure the vehicle then?", day)

    def _end_watcher(self):
        return self.user_id._or_manager(self.company_id)


def _first_end_from(today, end_date):
    """The end of the term in which today lies.

    Counted from the first end, for a 29 February comes again.
    """
    years = max(today.year - end_date.year, 1)
    end = end_date + TERM * years
    return end if end >= today else end_date + TERM * (years + 1)
