from email.message import EmailMessage

from odoo.tests import tagged

from .gdv_files import file, package
from .gdv_import import GdvImportCase, contract
from .shipments import blank_page


@tagged('post_install', '-at_install')
class TestGdvImportSources(GdvImportCase):
    """Files come as shipments and by e-mail, too."""

    def content(self):
        return file(package(*contract())).read()

    def make_connection(self):
        return self.env['insurance.connection'].create(
            {'name': "R+V", 'provider': 'bipro', 'company_id': self.company.id, 'insurer_id': self.ruv.id}
        )

    def make_shipment(self, category):
        """With a letter and a file of portfolio data."""
        shipment = self.env['insurance.shipment'].create(
            {'connection_id': self.make_connection().id, 'external_id': category, 'category': category}
        )
        values = {'shipment_id': shipment.id, 'company_id': self.company.id}
        self.env['insurance.document']._store_files(
            [
                {'name': "Brief.pdf", 'content': blank_page(), **values},
                {'name': "bestand.gdv", 'content': self.content(), **values},
            ]
        )
        return shipment.with_user(self.insurance_manager)

    def test_shipment(self):
        for category, scope in (('999010010', 'full'), ('999010020', 'delta')):
            with self.subTest(category=category):
                shipment = self.make_shipment(category)
                self.assertTrue(shipment.is_portfolio)
                action = shipment.action_import_gdv()
                made = self.manager_env['insurance.gdv.import'].browse(action['res_id'])
                self.assertEqual((made.scope, made.attachment_ids.mapped('name')), (scope, ["bestand.gdv"]))
                made.action_check()
                self.assertEqual(self.counts(made), {'new': 1})
                self.assertEqual(shipment.action_import_gdv()['res_id'], made.id)

    def test_other_shipments_are_no_portfolio(self):
        self.assertFalse(self.make_shipment('100007000').is_portfolio)

    def test_email(self):
        self.env['mail.alias.domain'].create({'name': "dealer.example.com"})
        connection = self.make_connection()
        connection.with_user(self.insurance_manager).alias_name = "bestand"
        alias = connection.alias_id
        self.assertEqual(alias.alias_model_id.model, 'insurance.gdv.import')
        message = EmailMessage()
        message['From'] = self.insurance_manager.email
        message['To'] = f"bestand@{alias.alias_domain_id.name}"
        message['Subject'] = "Bestandsdaten"
        message['Message-ID'] = "<bestand-1@example.com>"
        message.set_content("Anbei.")
        message.add_attachment(self.content(), maintype='application', subtype='octet-stream', filename="bestand.gdv")
        made_id = self.env['mail.thread'].message_process(None, message.as_bytes())
        made = self.manager_env['insurance.gdv.import'].browse(made_id)
        self.assertEqual((made.connection_id, made.company_id, made.state), (connection, self.company, 'draft'))
        self.assertEqual(made.attachment_ids.mapped('name'), ["bestand.gdv"])
        self.assertIn(self.insurance_manager, made.activity_ids.user_id)
        made.action_check()
        self.assertEqual(self.counts(made), {'new': 1})
