"""What customers may read of their insurances in the portal; the rest of the records is the dealer's business."""

from odoo import api, fields, models
from odoo.fields import Domain

POLICY_FIELDS = {
    'id',
    'display_name',
    'number',
    'insurer_id',
    'company_id',
    'currency_id',
    'line_of_business',
    'product_name',
    'partner_id',
    'state',
    'start_date',
    'end_date',
    'renews_itself',
    'withdrawal_deadline',
    'premium',
    'premium_per_year',
    'payment_interval',
    'evb_number',
    'document_ids',
}
DOCUMENT_FIELDS = {
    'id',
    'display_name',
    'name',
    'kind',
    'date',
    'policy_id',
    'mimetype',
    'file_size',
    'attachment_id',
    'is_for_customer',
}
# Others may be meant for the dealer or the insurer: a cancellation as a file, commission, a reminder, portfolio data.
CUSTOMER_KINDS = {
    'application',
    'policy',
    'conditions',
    'ipid',
    'privacy',
    'withdrawal',
    'sepa',
    'information',
    'value_table',
}


class InsurancePolicy(models.Model):
    _inherit = 'insurance.policy'

    @api.model
    def _holder_domain(self, user):
        """The policies of a person, and of the company for which that person is a contact."""
        partner = user.partner_id
        return Domain('partner_id', 'in', (partner | partner.commercial_partner_id).ids)

    def _has_field_access(self, field, operation):
        return super()._has_field_access(field, operation) and _may_read(self.env, field, POLICY_FIELDS)


class InsuranceDocument(models.Model):
    _inherit = 'insurance.document'

    is_for_customer = fields.Boolean(
        compute='_compute_is_for_customer',
        store=True,
        precompute=True,
        help="Shown to the policyholder in the portal; its kind decides.",
    )

    @api.depends('kind')
    def _compute_is_for_customer(self):
        for document in self:
            document.is_for_customer = document.kind in CUSTOMER_KINDS

    def _has_field_access(self, field, operation):
        return super()._has_field_access(field, operation) and _may_read(self.env, field, DOCUMENT_FIELDS)


def _may_read(env, field, names):
    return env.su or not env.user.share or field.name in names
