import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .insurance_application import PAPER_STATES

_logger = logging.getLogger(__name__)

FORGOTTEN_AFTER = timedelta(days=3)
# By then, who has given an application up by mistake has noticed.
FORGET_AFTER = timedelta(days=90)
FORGET_AT_ONCE = 100
FORGOTTEN = 'dealer_insurance.mail_activity_type_finalise'


class InsuranceApplication(models.Model):
    """No application is forgotten: neither on the counter, printed, nor halfway to the insurer."""

    _inherit = 'insurance.application'

    @api.model
    def _cron_look_after(self):
        self._notice_interrupted()
        self._complete_policies()
        self._remind_of_forgotten()
        self._forget_given_up()

    @api.model
    def _complete_policies(self):
        """Make the policies of applications that were taken when the server died or the browser was closed."""
        cron = self.env['ir.cron']
        applications = self.search([('state', '=', 'submitted'), ('policy_id', '=', False)])
        has_time = cron._commit_progress(remaining=len(applications))
        for application in applications:
            if not has_time:
                break
            application._try_to_file_policy()
            has_time = cron._commit_progress(1)

    def _try_to_file_policy(self):
        """File the policy as the responsible would; who fails does not keep the others waiting."""
        try:
            with self.env.cr.savepoint():
                self.with_context(lang=self.user_id.lang)._file_policy()
        except Exception as error:  # noqa: BLE001  any module may refuse; its message may name persons
            _logger.error("The policy of application %d could not be made: %s", self.id, type(error).__name__)

    @api.model
    def _remind_of_forgotten(self):
        """Ask the responsible to finalise what was printed three days ago, once as long as they have not reacted."""
        forgotten = self.search(
            [
                ('state', 'in', PAPER_STATES),
                ('application_date', '<=', fields.Date.context_today(self) - FORGOTTEN_AFTER),
                ('activity_ids', 'not any', [('activity_type_id', '=', self.env.ref(FORGOTTEN).id)]),
            ]
        )
        for user, applications in forgotten.grouped(
            lambda application: application.user_id._or_manager(application.company_id)
        ).items():
            asking = applications.with_context(lang=user.lang)
            asking.activity_schedule(
                FORGOTTEN,
                user_id=user.id,
                summary=asking.env._("Printed, but not finalised: without this the vehicle is not insured"),
            )

    @api.model
    def _forget_given_up(self):
        """Keep no bank account, date of birth or signature for what came to nothing."""
        self.search(
            [
                ('state', '=', 'cancelled'),
                ('write_date', '<=', fields.Datetime.now() - FORGET_AFTER),
                '|',
                ('paper_id', '!=', False),
                '|',
                ('iban', '!=', False),
                ('birthdate_date', '!=', False),
            ],
            limit=FORGET_AT_ONCE,
        )._forget()

    def _forget(self):
        self._remove_paper(iban=False, birthdate_date=False)

    def write(self, vals):
        result = super().write(vals)
        if vals.get('state') in ('submitted', 'cancelled', 'draft'):
            self.activity_unlink([FORGOTTEN])
        return result

    def action_cancel(self):
        """Give an application up that nobody has submitted."""
        for application in self:
            if not application.is_editable:
                raise UserError(self.env._("This application is at the insurer already and cannot be given up here."))
        self._pass_to('cancelled')
