from odoo import http
from odoo.http import request

from odoo.addons.mail.controllers.attachment import AttachmentController
from odoo.addons.mail.tools.discuss import add_guest_to_context


class InsuranceAttachmentController(AttachmentController):
    @http.route()
    @add_guest_to_context
    def mail_attachement_update_thumbnail(self, attachment_id, thumbnail=None, access_token=None):
        """The web client offers a thumbnail of each PDF that it shows. Papers of insurances are never written."""
        attachment = request.env['ir.attachment'].browse(int(attachment_id)).exists()
        if attachment.sudo().res_model == 'insurance.document' and attachment.has_access('read'):
            return None
        return super().mail_attachement_update_thumbnail(attachment_id, thumbnail, access_token)
