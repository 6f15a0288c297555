import base64

from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .application import IBAN, SignedCommon


@tagged('post_install', '-at_install')
class TestApplicationSent(SignedCommon):
    """What arrives at Wertgarantie, and what it leaves behind here."""

    def conclude(self, application):
        self.sign(application)
        self.finalise(application)
        self.assertEqual(application.state, 'submitted', application.insurer_answer)
        return application.policy_id

    def sent(self):
        [application] = self.taken().values()
        root = etree.fromstring(application['xml'].encode())
        texts = {
            etree.QName(element).localname: element.text or ''
            for element in root.iter()
            if isinstance(element.tag, str)
        }
        return texts, base64.b64decode(application['document'])

    def test_ebike(self):
        invoice = self.sell_bike(self.ebike, price=2520)
        application = self.apply(invoice.invoice_line_ids)
        policy = self.conclude(application)
        texts, document = self.sent()
        self.assertEqual(texts['Vertragsnummer'], application.contract_number)
        self.assertEqual(texts['Satznummer'], application.sequence_number)
        self.assertEqual(texts['Rahmennummer'], 'WEB987654')
        self.assertEqual(texts['Akkunummer'], 'AK4711')
        self.assertEqual(texts['Kaufpreis'], '2998,80')
        self.assertEqual(texts['IBAN'], 'DE02120300000000202051')
        self.assertEqual(document, application.paper_id.attachment_id.raw)
        self.assertEqual((policy.number, policy.line_of_business), (application.contract_number, 'ebike'))
        self.assertEqual((policy.partner_id, policy.vehicle_id), (self.customer, self.ebike))
        self.assertEqual((policy.premium, policy.premium_per_year, policy.payment_interval), (15, 180, '1'))
        self.assertEqual(policy.start_date, application.start_date)
        self.assertEqual(policy.user_id, self.accountant)
        self.assertEqual(policy.withdrawal_deadline, self.today + relativedelta(days=14))
        self.assertEqual(invoice.invoice_line_ids.insurance_decision, 'insured')
        self.assertEqual(self.ebike.insurance_decision, 'insured')

    def test_papers_are_at_vehicle_customer_invoice_and_policy(self):
        invoice = self.sell_bike(self.ebike, price=2520)
        policy = self.conclude(self.apply(invoice.invoice_line_ids))
        kinds = set(policy.document_ids.mapped('kind'))
        self.assertLessEqual({'application', 'policy', 'conditions', 'ipid', 'withdrawal', 'privacy'}, kinds)
        for record in (self.ebike, self.customer, invoice):
            place = record.with_user(self.accountant)
            with self.subTest(place._name):
                self.assertEqual(place.insurance_document_count, len(policy.document_ids))
                self.assertLessEqual(policy.document_ids.attachment_id, place._get_mail_thread_data_attachments())
                self.assertIn(policy.number, place.message_ids[:1].body)
        self.assertFalse(
            policy.document_ids.attachment_id
            & self.customer.with_user(self.plain_salesperson)._get_mail_thread_data_attachments()
        )

    def test_policy_has_the_papers_that_there_are(self):
        """The insurer may offer fewer of them; without the IPID there is no application."""
        application = self.apply_for(self.ebike, price=2520)
        self.go_to(application, 'send')
        papers = application.document_ids
        papers.filtered(lambda paper: paper.kind != 'ipid').sudo().unlink()
        policy = self.conclude(application)
        self.assertEqual(set(policy.document_ids.mapped('kind')), {'application', 'ipid'})

    def test_evidence(self):
        application = self.apply_for(self.ebike, price=2520)
        self.conclude(application)
        handover = application.handover_id
        self.assertEqual((handover.mode, handover.state), ('application', 'accepted'))
        self.assertEqual(handover.partner_id, self.customer)
        self.assertIn("IBAN", handover.data_sent)
        self.assertNotIn("DE02", handover.data_sent)
        self.assertEqual(handover.acknowledgement, application.contract_number)
        self.assertEqual(len(application.information_ids), 1)

    def test_bicycle_battery_and_their_kinds(self):
        for bike, kind, price in ((self.bike, 'bike', 420), (self.ebike, 'battery', 840)):
            with self.subTest(kind):
                application = self.apply_for(bike, price)
                self.fill(application, insured_object=kind, **({'price': 500} if kind == 'battery' else {}))
                policy = self.conclude(application)
                self.assertEqual(policy.line_of_business, kind)

    def test_ways_of_payment(self):
        for collection_type, element in (('debit', 'Einzug'), ('self', 'Selbstzahler'), ('dealer', 'VMRAbrechnung')):
            self.simulator.call('DELETE', '/books')
            application = self.apply_for(self.make_bike(f'PAY{collection_type.upper()}1'))
            self.go_to(application, 'customer')
            with self.subTest(collection_type):
                self.fill(application, collection_type=collection_type)
                if collection_type == 'debit':
                    self.fill(application, iban=IBAN)
                self.go_on(application)
                self.assertEqual(self.sent()[0][element], 'true')

    def go_on(self, application):
        application.action_next()
        self.conclude(application)

    def test_immediate_cover(self):
        application = self.apply_for(self.bike)
        self.go_to(application, 'tariff')
        self.take_tariff(application, has_immediate_cover=True)
        self.go_on(application)
        texts, _document = self.sent()
        self.assertEqual(texts['Risikotyp'], 'SOFORTSCHUTZ')
        self.assertEqual(application.policy_id.start_date, self.today)
        self.assertTrue(application.policy_id.has_immediate_cover)

    def test_company(self):
        company = self.env['res.partner'].create(
            {
                'name': "Müller & Söhne »Radverleih« OHG",
                'is_company': True,
                'street': "Ringstraße 4",
                'zip': '50667',
                'city': "Köln",
                'country_id': self.germany.id,
                'email': 'info@example.com',
            }
        )
        application = self.apply_for(self.bike, partner=company)
        self.conclude(application)
        texts, _document = self.sent()
        self.assertEqual(texts['Firmenname'], "Müller & Söhne »Radverleih« OHG")
        self.assertEqual(application.policy_id.partner_id, company)

    def test_existing_customer_and_contract(self):
        for kind, field, number, element in (
            ('customer', 'existing_customer_number', '70012345', 'Kundennummer'),
            ('contract', 'existing_contract_number', '50012345', 'Bestandsvertrag'),
        ):
            self.simulator.call('DELETE', '/books')
            application = self.apply_for(self.make_bike(f'KNOWN{kind.upper()}1'))
            self.go_to(application, 'customer')
            self.fill_customer(application, customer_kind=kind, **{field: number})
            with self.subTest(kind):
                self.go_on(application)
                texts, _document = self.sent()
                self.assertEqual(texts[element], number)
                self.assertNotIn('Nachname', texts)

    def test_used_bicycle(self):
        application = self.apply_for(self.bike)
        self.fill(application, is_used=True, build_year=self.today.year - 2)
        self.conclude(application)
        texts, _document = self.sent()
        self.assertEqual(texts['Baujahr'], str(self.today.year - 2))

    def test_lock(self):
        application = self.apply_for(self.bike)
        self.go_to(application, 'vehicle')
        lock = {'lock_maker': "Abus", 'lock_kind': "Faltschloss", 'lock_model': "Bordo 6000", 'lock_key_number': "4711"}
        self.fill_vehicle(application, has_approved_lock=False, **lock)
        self.go_on(application)
        texts, _document = self.sent()
        self.assertEqual((texts['Art'], texts['Schluesselnummer']), ("Faltschloss", "4711"))

    def test_austria(self):
        connection, employee = self.make_austrian_shop()
        company = connection.company_id
        company.city = "Innsbruck"
        austria = self.env.ref('base.at')
        partner = self.make_partner(
            "Resi",
            "Huber",
            country_id=austria.id,
            zip='6020',
            city="Innsbruck",
            street="Bahnweg 1",
            title_id=self.customer.title_id.id,
            birthdate_date='1980-02-03',
            phone='+43 512 123456',
        )
        bike = self.make_bike('ATX12345', usage='customer', owner_id=partner.id, company_id=company.id)
        application = self.apply(bike.with_company(company).with_context(allowed_company_ids=company.ids), employee)
        application = application.with_context(allowed_company_ids=company.ids, force_report_rendering=True)
        self.fill(application, purchase_date=self.today, price=900)
        self.go_to(application, 'customer')
        self.fill_customer(application, iban='AT61 1904 3002 3457 3201')
        self.go_on(application)
        texts, _document = self.sent()
        self.assertEqual(texts['Laenderkennzeichen'], 'AT')
        self.assertTrue(texts['Antragskodierung'].startswith('AT'))

    def test_names_as_people_have_them(self):
        """Umlauts, apostrophes, ampersands and long models, in both encodings."""
        for encoding in ('utf-8', 'iso-8859-1'):
            self.simulator.call('DELETE', '/books')
            self.wertgarantie.wertgarantie_encoding = encoding
            partner = self.make_partner(
                "Jörg-Änne",
                "O'Weiß & Çelik",
                street="Große Bäckerstraße 5 \"b\"",
                street2="Hof & Garten, 2. Stöckl",
                city="Mülheim <Ruhr>",
                title_id=self.customer.title_id.id,
                birthdate_date='1980-02-03',
                email='joerg@example.com',
                phone='+49 512 123456',
            )
            application = self.apply_for(self.make_bike(f'UML{encoding.upper()}'.replace('-', '')), partner=partner)
            application.action_next()
            model = "Überlandrad »Süd« & 'Ost' " + 34 * "ß"
            self.fill(application, model_name=model)
            with self.subTest(encoding):
                self.conclude(application)
                texts, _document = self.sent()
                self.assertEqual(texts['Vorname'], "Jörg-Änne")
                self.assertEqual(texts['Nachname'], "O'Weiß & Çelik")
                self.assertEqual(texts['Strasse'], "Große Bäckerstraße 5 \"b\"")
                self.assertEqual(texts['Adresszusatz'], "Hof & Garten, 2. Stöckl")
                self.assertEqual(texts['Ort'], "Mülheim <Ruhr>")
                self.assertEqual(len(model), 60)
                self.assertEqual(texts['Modellbezeichnung'], model)

    def test_withdrawal_leaves_a_file_for_wertgarantie(self):
        policy = self.conclude(self.apply_for(self.ebike, price=2520)).with_user(self.accountant)
        action = policy.action_withdraw()
        dialog = policy.env[action['res_model']].with_context(**action['context']).create({'reason': "Bought another"})
        dialog.action_end()
        self.assertEqual((policy.state, policy.end_date), ('withdrawn', self.today))
        [paper] = policy.document_ids.filtered(lambda paper: paper.kind == 'cancellation')
        root = etree.fromstring(paper.attachment_id.raw)
        self.assertEqual(root.tag, 'Kuendigung')
        self.assertEqual(root.findtext('Vertragsnummer'), policy.number)
        self.assertIn("Bought another", root.findtext('Bemerkung'))
        self.assertEqual(self.ebike.insurance_decision, 'open')
        self.assertFalse(self.ebike.has_own_policy)

    def test_mail_with_the_papers(self):
        policy = self.conclude(self.apply_for(self.ebike, price=2520)).with_user(self.accountant)
        action = policy.action_send_papers()
        composer = (
            self.env['mail.compose.message'].with_user(self.accountant).with_context(**action['context']).create({})
        )
        self.assertIn(policy.number, composer.subject)
        self.assertIn(policy.number, composer.body)
        self.assertLessEqual(policy.document_ids.attachment_id, composer.attachment_ids)
        composer.action_send_mail()
        self.assertIn(self.customer, policy.message_ids[:1].partner_ids)


@tagged('post_install', '-at_install')
class TestApplicationOfAnothersConnection(SignedCommon):
    """A salesperson began over a connection of his own; a colleague goes on over the shop's."""

    def setUp(self):
        super().setUp()
        self.own = self.make_wertgarantie(name="Salesperson's own", user_id=self.salesperson.id)
        self.line = self.sell_bike(self.ebike, price=2520).invoice_line_ids
        self.begun = self.apply(self.line, self.salesperson)

    def test_draft_is_taken_over(self):
        self.assertEqual(self.begun.connection_id, self.own)
        self.go_to(self.begun, 'send')
        self.begun.action_print()
        reserved = self.begun.contract_number
        self.assertTrue(reserved)
        self.assertEqual(self.begun.state, 'draft')

        application = self.apply(self.line, self.accountant)
        self.assertEqual(application, self.begun)
        self.assertEqual((application.connection_id, application.step), (self.wertgarantie, 'object'))
        self.assertEqual((application.user_id, application.iban), (self.salesperson, IBAN))
        Form(application)
        self.print_paper(application)
        self.assertEqual(application.step, 'sign')
        self.assertEqual(application.manufacturer_id.connection_id, self.wertgarantie)
        self.assertNotEqual(application.contract_number, reserved)
        self.fill(application, manner='paper')
        application.action_sign()
        self.finalise(application)
        self.assertEqual(application.state, 'submitted')

    def test_owner_and_managers_leave_it_where_it_is(self):
        for user in (self.salesperson, self.insurance_manager):
            self.go_to(self.begun, 'tariff')
            self.assertEqual(self.apply(self.ebike, user), self.begun)
            self.assertEqual((self.begun.connection_id, self.begun.step), (self.own, 'tariff'))

    def test_printed_is_seen_but_not_sent(self):
        self.sign(self.begun)
        application = self.apply(self.line, self.accountant)
        self.assertEqual((application, application.connection_id), (self.begun, self.own))
        Form(application)
        with self.assertRaisesRegex(AccessError, "own access of salesperson.*nothing was sent"):
            self.finalise(application)
        self.assertEqual(self.begun.state, 'signed')
        self.assertFalse(self.taken())
        application.action_cancel()
        self.assertEqual(self.apply(self.line, self.accountant).connection_id, self.wertgarantie)
