from odoo import fields, models

from .res_company import PREFETCH

OWN_PREFERENCES = ['insurance_reminder']


class ResUsers(models.Model):
    _inherit = 'res.users'

    insurance_reminder = fields.Selection(
        selection=[
            ('company', "As the company"),
            ('always', "Always"),
            ('never', "Never"),
        ],
        string="Remind of Insurance",
        default='company',
        required=True,
        prefetch=PREFETCH,
        help="Ask me for the decision on insurance when I confirm an order or invoice with an undecided vehicle.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + OWN_PREFERENCES

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + OWN_PREFERENCES

    def _or_manager(self, company):
        """This employee, or a manager where there is none in this company any more."""
        if self.active and company in self.company_ids:
            return self
        return self.env['insurance.connection']._managers(company)[:1] or self.env.user

    def write(self, vals):
        """Let insurance managers set what concerns insurance, and nothing else, for everyone."""
        if (
            vals
            and self._managed_by_insurance().issuperset(vals)
            and not self.env.su
            and self.env.user.has_group('dealer_insurance.group_insurance_manager')
        ):
            self.check_access('read')
            return super(ResUsers, self.sudo()).write(vals)
        return super().write(vals)

    def _managed_by_insurance(self):
        """Names of the fields that insurance managers set for everyone."""
        return {'insurance_reminder'}

    def _wants_insurance_reminder(self):
        self.ensure_one()
        if not self.has_group('dealer_insurance.group_insurance_user'):
            return False
        if self.insurance_reminder == 'company':
            return self.env.company.insurance_reminder
        return self.insurance_reminder == 'always'
