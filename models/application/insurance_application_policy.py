from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class InsuranceApplication(models.Model):
    """What comes of an application that was taken: the policy, its papers at the vehicle, the decision on the sale."""

    _inherit = 'insurance.application'

    document_count = fields.Integer(compute='_compute_document_count')

    @api.depends('document_ids')
    def _compute_document_count(self):
        for application in self:
            application.document_count = len(application.document_ids)

    def action_view_policy(self):
        self.ensure_one()
        return self.policy_id._get_records_action(context={})

    def action_view_documents(self):
        self.ensure_one()
        action = self.env['ir.actions.actions']._for_xml_id('dealer_insurance.insurance_document_action')
        return action | {'domain': [('application_id', '=', self.id)]}

    def action_file_policy(self):
        """Make the policy now, where the browser was closed before it was made."""
        self.ensure_one()
        self._file_policy()

    def _file_policy(self):
        """Make the policy, unless somebody else has made it or is just doing so.

        :raise UserError: the insurer has not taken the application
        """
        self.check_access('write')
        if self.state != 'submitted':
            raise UserError(self.env._("There is no policy yet: the insurer has not taken this application."))
        if not self.policy_id and self.sudo().try_lock_for_update():
            self._conclude_policy()

    def _conclude_policy(self):
        """Make the policy and file everything with it; what is there already stays.

        May be called again where an earlier attempt was interrupted.
        """
        self.ensure_one()
        application = self.sudo().with_context(insurance_noted=True)
        policy = application.policy_id or application._find_policy() or application._create_policy()
        application.policy_id = policy
        application._current_documents().policy_id = policy
        for lines in (application.move_line_id | application._sold_line(), application.order_line_id):
            lines.filtered(
                lambda line: line.insurance_decision not in (False, 'insured')
            ).insurance_decision = 'insured'
        application._note_on_places(policy)

    def _find_policy(self):
        insurer = self.connection_id.insurer_id
        return (
            self.env['insurance.policy']
            .sudo()
            .search(
                [
                    ('company_id', '=', self.company_id.id),
                    ('insurer_id', '=', insurer.id),
                    ('number_key', '=', insurer._policy_key(self.contract_number, self.insured_object)),
                ]
            )
        )

    def _sold_line(self):
        """The standing sale of the vehicle, if it is the applicant who bought it."""
        line = self.vehicle_id.sold_line_id
        return line.filtered(lambda sold: sold.move_id._vehicle_buyer() == self.partner_id)

    def _create_policy(self):
        """The application's chatter tells where it comes from."""
        policies = self.env['insurance.policy']
        return policies.with_context(mail_create_nolog=True, mail_create_nosubscribe=True).create(
            self._prepare_policy()
        )

    def _prepare_policy(self):
        return {
            'number': self.contract_number,
            'insurer_id': self.connection_id.insurer_id.id,
            'company_id': self.company_id.id,
            'line_of_business': self.insured_object,
            'product_name': self.offer_id.product_name,
            'partner_id': self.partner_id.id,
            'vehicle_id': self.vehicle_id.id,
            'user_id': self.user_id.id,
            'start_date': self.start_date,
            'premium': self.premium,
            'premium_per_year': self.premium_per_year,
            'payment_interval': self.payment_interval,
            'has_immediate_cover': self.has_immediate_cover,
            'papers_received_on': fields.Date.context_today(self),
        }

    def _note_on_places(self, policy):
        """Tell it in the chatter of the vehicle, the customer, and the documents of the sale."""
        message = self.env._(
            "Insured: %(insurer)s, policy %(number)s, from %(start)s.",
            insurer=policy.insurer_id.name,
            number=policy.number,
            start=format_date(self.env, policy.start_date),
        )
        for place in (self.vehicle_id, self.partner_id, self.order_line_id.order_id, self.move_line_id.move_id):
            if place:
                place._message_log(body=message)
