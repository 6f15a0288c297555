from odoo import models
from odoo.exceptions import UserError

from ...connectors.errors import ConnectorError, Rejected
from .connector_messages import connector_message
from .insurance_product_type import KINDS

INTERFACES = 'schnittstellen@wertgarantie.com'


class InsuranceConnection(models.Model):
    _inherit = 'insurance.connection'

    def action_test_wertgarantie(self):
        """Log in anew and ask for the products, and tell what works."""
        self.ensure_one()
        self.check_access('write')
        self._refuse_test()
        client = self._open_wertgarantie_client()
        number = self._known_agent_number()
        try:
            client.check()
            products = client.products(number) if number else []
        except Rejected as error:
            return self._tell_test('warning', self._words_for_refused_number(number, error))
        except ConnectorError as error:
            raise self._wertgarantie_failure(error, client) from error
        if not number:
            return self._tell_test('warning', self.env._("Please enter a Vermittlernummer to see what it may sell."))
        kinds = self._kinds_by_type(products)
        return self._tell_test(
            'success', self._words_for_products(number, [kinds[product.type] for product in products])
        )

    def _refuse_test(self):
        if self.state == 'blocked':
            raise UserError(self.env._("The access data of %s were refused. Please enter new ones first.", self.name))
        missing = self._missing_for_activation()
        if missing:
            raise UserError(self.env._("Please fill in first: %s", ", ".join(missing)))

    def _words_for_refused_number(self, number, error):
        return self.env._(
            "With the Vermittlernummer %(number)s nothing can be sold: %(reason)s",
            number=number,
            reason=connector_message(self.env, error, self._wertgarantie_name()),
        )

    def _words_for_products(self, number, kinds):
        labels = dict(self.env['insurance.product.type']._fields['kind']._description_selection(self.env))
        counts = [f"{labels[kind]} {kinds.count(kind)}" for kind, _label in KINDS if kind in kinds]
        sentences = [
            self.env._(
                "Products for the Vermittlernummer %(number)s: %(counts)s.",
                number=number,
                counts=", ".join(counts) or self.env._("none"),
            )
        ]
        if not all(kinds):
            sentences.append(self.env._("Please say below what the other products insure."))
        return " ".join(sentences)

    def _tell_test(self, manner, message):
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': manner,
                'title': self.env._("The log-in works"),
                'message': message,
                'sticky': manner != 'success',
                'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'},
            },
        }

    def action_write_wertgarantie(self):
        """The informal e-mail by which Wertgarantie activates the interface, ready to be read and sent."""
        self.ensure_one()
        self.check_access('write')
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Activation of the Interface"),
            'res_model': 'mail.compose.message',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {
                'default_model': self._name,
                'default_res_ids': self.ids,
                'default_composition_mode': 'comment',
                'default_partner_ids': self._wertgarantie_contact().ids,
                'default_template_id': self.env.ref('dealer_insurance.mail_template_wertgarantie_activation').id,
                'default_email_layout_xmlid': 'mail.mail_notification_light',
            },
        }

    def _wertgarantie_contact(self):
        """Whom to ask; one contact for all companies, for Odoo would make it one company's secret."""
        contacts = self.env['res.partner'].sudo()
        return contacts.search(
            [('email_normalized', '=', INTERFACES), ('company_id', '=', False)], limit=1
        ) or contacts.create({'name': "Wertgarantie", 'email': INTERFACES, 'is_company': True})
