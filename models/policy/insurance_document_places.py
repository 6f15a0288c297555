"""Where the papers of insurances are shown besides their own list: smart button and chatter of what they concern."""

from odoo import fields, models
from odoo.fields import Domain

GROUP = 'dealer_insurance.group_insurance_user'


class InsuranceOriginMixin(models.AbstractModel):
    _inherit = 'insurance.origin.mixin'

    insurance_document_count = fields.Integer(compute='_compute_insurance_document_count', groups=GROUP)

    def _compute_insurance_document_count(self):
        for origin in self:
            origin.insurance_document_count = self.env['insurance.document'].search_count(
                origin._insurance_document_domain()
            )

    def _insurance_document_domain(self):
        """Which papers concern this record."""
        raise NotImplementedError

    def _insurance_sale_document_domain(self, customer, vehicles):
        """The papers on sold vehicles, without those of their former or later owners."""
        return Domain('vehicle_id', 'in', vehicles.ids) & Domain('partner_id', 'child_of', customer.ids)

    def _insurance_attachments(self):
        """The files of those papers, for users who may see insurances."""
        self.ensure_one()
        attachments = self.env['ir.attachment']
        if not self.id or not self.env.user.has_group(GROUP):
            return attachments
        return self.env['insurance.document'].search(self._insurance_document_domain()).attachment_id

    def action_view_insurance_documents(self):
        self.ensure_one()
        action = self.env['ir.actions.actions']._for_xml_id('dealer_insurance.insurance_document_action')
        return action | {'domain': list(self._insurance_document_domain())}


class FleetVehicle(models.Model):
    _inherit = 'fleet.vehicle'

    def _insurance_document_domain(self):
        return Domain('vehicle_id', 'in', self._origin.ids)

    def _get_mail_thread_data_attachments(self):
        return super()._get_mail_thread_data_attachments() | self._insurance_attachments()


class ResPartner(models.Model):
    _inherit = 'res.partner'

    def _insurance_document_domain(self):
        return Domain('partner_id', 'child_of', self._origin.ids)

    def _get_mail_thread_data_attachments(self):
        return super()._get_mail_thread_data_attachments() | self._insurance_attachments()


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    def _insurance_document_domain(self):
        return self._insurance_sale_document_domain(self.partner_id, self.order_line.sudo().vehicle_id)

    def _get_mail_thread_data_attachments(self):
        return super()._get_mail_thread_data_attachments() | self._insurance_attachments()


class AccountMove(models.Model):
    _inherit = 'account.move'

    def _insurance_document_domain(self):
        return self._insurance_sale_document_domain(self._vehicle_buyer(), self.invoice_line_ids.sudo().vehicle_id)

    def _get_mail_thread_data_attachments(self):
        return super()._get_mail_thread_data_attachments() | self._insurance_attachments()


class RepairOrder(models.Model):
    _inherit = 'repair.order'

    def _insurance_document_domain(self):
        return self._insurance_sale_document_domain(self.partner_id, self.sudo().vehicle_id)
