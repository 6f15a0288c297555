"""Where files of portfolio data come from: shipments of insurers, and e-mails."""

from odoo import api, fields, models

ALL_CONTRACTS = '999010010'
CHANGES = '999010020'
PDF = 'application/pdf'
SCOPE_BY_CATEGORY = {ALL_CONTRACTS: 'full', CHANGES: 'delta'}


class InsuranceShipment(models.Model):
    _inherit = 'insurance.shipment'

    is_portfolio = fields.Boolean(compute='_compute_is_portfolio', help="It holds files of portfolio data (GDV).")

    @api.depends('category')
    def _compute_is_portfolio(self):
        for shipment in self:
            shipment.is_portfolio = shipment.category in SCOPE_BY_CATEGORY

    def action_import_gdv(self):
        """Take the files into an import, or open the one that has them already."""
        self.ensure_one()
        self.check_access('read')
        imports = self.env['insurance.gdv.import']
        known = imports.search([('shipment_id', '=', self.id)], limit=1)
        return (known or imports.create(self._prepare_gdv_import()))._get_records_action()

    def _prepare_gdv_import(self):
        return {
            'shipment_id': self.id,
            'connection_id': self.connection_id.id,
            'company_id': self.company_id.id,
            'scope': SCOPE_BY_CATEGORY.get(self.category, 'delta'),
            # A letter may come with them.
            'attachment_ids': self.document_ids.attachment_id.filtered(lambda file: file.mimetype != PDF).ids,
        }


class InsuranceConnection(models.Model):
    _name = 'insurance.connection'
    _inherit = ['insurance.connection', 'mail.alias.mixin.optional']

    alias_contact = fields.Selection(related='alias_id.alias_contact', readonly=False)

    def _alias_get_creation_values(self):
        """Whoever writes there only prepares an import: a manager looks at it and starts it."""
        values = super()._alias_get_creation_values()
        values['alias_model_id'] = self.env['ir.model']._get_id('insurance.gdv.import')
        if not self.alias_id:
            values['alias_contact'] = 'partners'
        if self.id:
            values['alias_defaults'] = repr({'connection_id': self.id, 'company_id': self.company_id.id})
        return values


class InsuranceGdvImport(models.Model):
    _inherit = 'insurance.gdv.import'

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Of an e-mail only the files and its alias count."""
        record = super().message_new(msg_dict, custom_values)
        record.sudo().user_id = False
        record.sudo()._ask_managers()
        return record

    def _message_post_after_hook(self, message, msg_vals):
        """Files of e-mails are what is to be imported."""
        taken = super()._message_post_after_hook(message, msg_vals)
        if message.message_type == 'email' and self.state == 'draft':
            self.sudo().attachment_ids |= message.sudo().attachment_ids
        return taken

    def _ask_managers(self):
        """One of them looks at the preview, and starts the import."""
        for manager in self.env['insurance.connection']._managers(self.company_id):
            asking = self.with_context(lang=manager.lang)
            asking.activity_schedule(
                'mail.mail_activity_data_todo',
                user_id=manager.id,
                summary=asking.env._("Portfolio data have come by e-mail: please check and import them"),
            )
