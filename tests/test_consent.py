import hashlib
from base64 import b64decode, b64encode
from datetime import datetime

from freezegun import freeze_time
from lxml import html

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged, users

from .common import DealerCommon
from .covercheck import RECIPIENT, RECIPIENT_ADDRESS, SIGNATURE, CoverCheckMixin
from .printing import PrintingMixin, tidy, unspaced

ENGLISH = "I agree that %(company)s passes my data on to %(recipient)s, %(recipient_address)s."
GERMAN = "Ich bin einverstanden, dass %(company)s meine Daten an %(recipient)s, %(recipient_address)s weitergibt."
GIVEN = datetime(2026, 3, 2, 9, 30)
REVOKED = datetime(2026, 4, 3, 10, 0)


class ConsentCase(CoverCheckMixin, DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wording = cls.env['insurance.consent.wording'].create(
            {
                'provider': 'covercheck',
                'version': '2099-01',
                'purpose': "Comparing",
                'products': "Motor insurance",
                'text': ENGLISH,
            }
        )
        cls.wording.with_context(lang='de_DE').write(
            {
                'purpose': "Vergleich",
                'products': "Kfz-Versicherung",
                'text': GERMAN,
            }
        )
        cls.connection = cls.make_connection()
        cls.person = cls.make_complete_customer()

    def in_force(self, partner=None, connection=None, user=None):
        consents = self.env['insurance.consent'].with_user(user or self.insurance_user)
        return consents._in_force(partner or self.person, connection or self.connection).with_env(self.env)


@tagged('post_install', '-at_install')
class TestConsent(ConsentCase):
    # Given

    @freeze_time(GIVEN)
    def test_says_who_agreed_to_what(self):
        consent = self.take_consent(self.person, self.connection, channels=('phone_private', 'mobile'))
        self.assertRecordValues(
            consent,
            [
                {
                    'partner_id': self.person.id,
                    'person_name': "Jörg-Änne Weiß",
                    'person_address': "Hauptstraße 1, 51643 Gummersbach, Germany",
                    'company_id': self.company.id,
                    'provider': 'covercheck',
                    'recipient_name': RECIPIENT,
                    'recipient_address': RECIPIENT_ADDRESS,
                    'purpose': "Vergleich",
                    'products': "Kfz-Versicherung",
                    'phone_private': True,
                    'phone_business': False,
                    'mobile': True,
                    'by_email': False,
                    'numbers': "+49 2261 123456\n+49 171 5556667",
                    'wording_version': '2099-01',
                    'wording': f"Ich bin einverstanden, dass Autohaus Aggertal meine Daten an {RECIPIENT}, "
                    f"{RECIPIENT_ADDRESS} weitergibt.",
                    'manner': 'signed',
                    'document_checksum': hashlib.sha256(b64decode(SIGNATURE)).hexdigest(),
                    'given_at': GIVEN,
                    'last_use': GIVEN,
                    'user_id': self.insurance_user.id,
                    'user_name': self.insurance_user.name,
                    'state': 'valid',
                    'revoked_at': False,
                }
            ],
        )
        self.assertEqual(consent.document, SIGNATURE)

    def test_signed_needs_a_signature(self):
        with self.assertRaisesRegex(ValidationError, "let the customer sign"):
            self.take_consent(self.person, self.connection, signature=False, scan=SIGNATURE)

    def test_paper_needs_a_scan(self):
        with self.assertRaisesRegex(ValidationError, "add the scan"):
            self.take_consent(self.person, self.connection, manner='paper', scan=False, signature=SIGNATURE)
        scan = b64encode(b'%PDF-1.4 signed')
        consent = self.take_consent(self.person, self.connection, manner='paper', scan=scan)
        self.assertEqual((consent.manner, consent.document), ('paper', scan))

    def test_oral_keeps_no_document(self):
        consent = self.take_consent(self.person, self.connection, manner='oral', signature=SIGNATURE, scan=SIGNATURE)
        self.assertEqual((consent.manner, consent.document, consent.document_checksum), ('oral', False, False))

    def test_by_some_channel(self):
        with self.assertRaisesRegex(UserError, "tick the numbers"):
            self.take_consent(self.person, self.connection, channels=())

    def test_on_a_number_that_is_known(self):
        for nothing in (False, "  "):
            self.person.mobile = nothing
            with self.subTest(nothing), self.assertRaisesRegex(UserError, "tick the numbers"):
                self.take_consent(self.person, self.connection, channels=('mobile', 'phone_business'))

    # Numbers

    def test_reach_in_words(self):
        consent = self.take_consent(self.person, self.connection)
        self.assertEqual(consent.reach, "Private Phone: +49 2261 123456\nMobile: +49 171 5556667")

    def test_reach_of_a_time_without_numbers(self):
        consent = self.make_consent_without_numbers(self.person, self.connection, 'mobile', 'by_email')
        self.assertEqual(consent.reach, "Mobile (the number was not written down)")

    def test_covers_what_was_agreed_to(self):
        consent = self.take_consent(self.person, self.connection)
        for number, is_covered in (
            ('+49 2261 123456', True),
            ('02261 / 123456', True),
            ('0049 2261 12 34-56', True),
            ('+49 (0) 2261 123456', True),
            ('+49 2261 123457', False),
            ('+43 2261 123456', False),
        ):
            with self.subTest(number):
                self.assertEqual(
                    consent._covered({'phone_private': number}), {'phone_private': number} if is_covered else {}
                )
        self.assertFalse(consent._covered({'phone_business': '+49 2261 123456'}), "Another kind")
        self.assertFalse(consent.browse()._covered({'mobile': '+49 171 5556667'}))

    def test_covers_any_number_of_its_kind_where_none_was_written_down(self):
        consent = self.make_consent_without_numbers(self.person, self.connection, 'mobile')
        numbers = {'phone_private': '+49 2261 123456', 'mobile': '+49 171 1'}
        self.assertEqual(consent._covered(numbers), {'mobile': '+49 171 1'})

    @users('insurance_user')
    def test_dialog_ticks_nothing_and_offers_what_is_known(self):
        dialogs = self.env['insurance.consent.wizard'].with_context(default_connection_id=self.connection.id)
        for partner, offered in (
            (self.person, {'phone_private', 'mobile'}),
            (self.company_contact(), {'phone_business'}),
        ):
            with self.subTest(partner.name):
                form = Form(dialogs.with_context(default_partner_id=partner.id))
                channels = ('phone_private', 'phone_business', 'mobile')
                self.assertFalse(any(form[channel] for channel in channels))
                self.assertEqual({name for name in channels if not form._get_modifier(name, 'invisible')}, offered)
                form.manner = 'oral'
                self.assertTrue(form._get_modifier('ticked_numbers', 'required'))
                with self.assertRaisesRegex(UserError, "tick the numbers"):
                    form.save().action_give()

    @users('insurance_user')
    def test_dialog_keeps_the_numbers_that_it_has_shown(self):
        dialogs = self.env['insurance.consent.wizard'].with_context(default_partner_id=self.person.id)
        form = Form(dialogs.with_context(default_connection_id=self.connection.id))
        form.mobile = True
        form.manner = 'oral'
        self.person.mobile = '+49 170 9999999'
        form.save().action_give()
        self.assertEqual(self.in_force().numbers, '+49 171 5556667')

    def company_contact(self):
        company = self.make_partner(False, "Müller & Söhne GmbH", is_company=True)
        return self.make_complete_customer("Ulla", "Müller", parent_id=company.id, mobile=False)

    def test_without_a_recipient_or_a_wording(self):
        with self.assertRaisesRegex(UserError, "no wording"):
            self.take_consent(self.person, self.env['insurance.connection'])
        self.env['insurance.consent.wording'].search([]).active = False
        with self.assertRaisesRegex(UserError, "no wording"):
            self.take_consent(self.person, self.connection)

    @users('insurance_user')
    def test_dialog(self):
        """The dialog shows the very wording that is kept."""
        action = self.env['ir.actions.act_window']._for_xml_id('dealer_insurance.insurance_consent_wizard_action')
        dialogs = self.env[action['res_model']].with_context(default_partner_id=self.person.id)
        with Form(dialogs) as form:
            form.connection_id = self.connection
            form.mobile = True
            form.signature = SIGNATURE
            shown = form.wording
        form.record.action_give()
        self.assertEqual(self.in_force().wording, shown)
        self.assertIn("Ich bin einverstanden, dass Autohaus Aggertal", shown)

    @users('plain_salesperson', 'plain_mechanic')
    def test_not_without_the_group(self):
        with self.assertRaises(AccessError):
            self.take_consent(self.person, self.connection, user=self.env.user)

    def test_not_for_somebody_unseen(self):
        company = self.make_company("Autohaus Wiehl")
        foreign = self.make_complete_customer(company_id=company.id)
        with self.assertRaises(AccessError):
            self.take_consent(foreign, self.connection)
        with self.assertRaises(AccessError):
            self.take_consent(self.person, self.make_connection(company_id=company.id))

    def test_what_was_written_down_stays(self):
        consent = self.take_consent(self.person, self.connection)
        self.person.write({'lastname': "Schwarz", 'street': "Nebenstraße 2"})
        self.connection.write({'recipient_name': "Other GmbH", 'recipient_address': "Bonn"})
        self.insurance_user.name = "Somebody Else"
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertRecordValues(
            consent,
            [
                {
                    'person_name': "Jörg-Änne Weiß",
                    'person_address': "Hauptstraße 1, 51643 Gummersbach, Germany",
                    'recipient_name': RECIPIENT,
                    'recipient_address': RECIPIENT_ADDRESS,
                    'user_name': "insurance_user (base.group_user,dealer_insurance.group_insurance_user)",
                }
            ],
        )

    # Revoked

    def test_revoked_with_the_same_detail(self):
        with freeze_time(GIVEN):
            consent = self.take_consent(self.person, self.connection)
        self.person.lastname = "Schwarz"
        with freeze_time(REVOKED):
            revocation = self.revoke(consent, 'paper', self.salesperson, scan=SIGNATURE)
        self.assertRecordValues(
            consent | revocation,
            [
                {
                    'state': 'revoked',
                    'given_at': GIVEN,
                    'revoked_at': REVOKED,
                    'last_use': REVOKED,
                    'manner': 'signed',
                    'user_id': self.insurance_user.id,
                    'revokes_id': False,
                },
                {
                    'state': 'revocation',
                    'given_at': REVOKED,
                    'revoked_at': False,
                    'last_use': REVOKED,
                    'manner': 'paper',
                    'user_id': self.salesperson.id,
                    'revokes_id': consent.id,
                },
            ],
        )
        for field in (
            'partner_id',
            'person_name',
            'person_address',
            'recipient_name',
            'recipient_address',
            'purpose',
            'products',
            'wording',
            'wording_version',
            'phone_private',
            'mobile',
            'numbers',
            'company_id',
        ):
            self.assertEqual(revocation[field], consent[field], field)
        self.assertEqual(revocation.document, SIGNATURE)

    def test_revoked_orally_keeps_no_signature(self):
        revocation = self.revoke(self.take_consent(self.person, self.connection))
        self.assertEqual((revocation.manner, revocation.document), ('oral', False))

    def test_revoked_once(self):
        consent = self.take_consent(self.person, self.connection)
        revocation = self.revoke(consent)
        for gone in (consent, revocation):
            with self.assertRaisesRegex(UserError, "revoked already"):
                self.revoke(gone)
        self.assertEqual(consent.revocation_ids, revocation)

    def test_revoked_by_the_button(self):
        consent = self.take_consent(self.person, self.connection)
        action = self.env['ir.actions.act_window']._for_xml_id('dealer_insurance.insurance_revocation_wizard_action')
        dialogs = (
            self.env[action['res_model']]
            .with_user(self.insurance_user)
            .with_context(
                default_consent_id=consent.id,
                default_partner_id=self.person.id,
                default_connection_id=False,
            )
        )
        with Form(dialogs) as form:
            form.manner = 'oral'
        form.record.action_revoke()
        self.assertEqual(consent.state, 'revoked')

    def test_revoked_in_the_own_company_only(self):
        company = self.make_company("Autohaus Wiehl")
        stranger = self.make_user('stranger', 'dealer_insurance.group_insurance_user', company=company)
        consent = self.take_consent(self.person, self.connection)
        with self.assertRaises(AccessError):
            self.revoke(consent, user=stranger)
        self.assertEqual(consent.state, 'valid')

    # In force

    def test_in_force(self):
        self.assertFalse(self.in_force())
        consent = self.take_consent(self.person, self.connection)
        self.assertEqual(self.in_force(), consent)
        self.assertFalse(self.in_force(self.customer))
        newer = self.take_consent(self.person, self.connection)
        self.assertEqual(list(self.in_force()), [newer, consent])
        self.revoke(newer)
        self.assertEqual(self.in_force(), consent)
        self.revoke(consent)
        self.assertFalse(self.in_force())

    def test_in_force_for_its_recipient(self):
        self.take_consent(self.person, self.connection)
        other = self.make_connection(recipient_name="Other GmbH")
        self.assertFalse(self.in_force(connection=other))
        same = self.make_connection(user_id=self.insurance_user.id)
        self.assertTrue(self.in_force(connection=same))
        self.connection.recipient_name = "Renamed GmbH"
        self.assertFalse(self.in_force())

    def test_in_force_in_its_company(self):
        self.take_consent(self.person, self.connection)
        company = self.make_company("Autohaus Wiehl")
        elsewhere = self.make_connection(company_id=company.id)
        both = self.make_user('both', 'dealer_insurance.group_insurance_user')
        both.company_ids += company
        consents = (
            self.env['insurance.consent']
            .with_user(both)
            .with_context(
                allowed_company_ids=(self.company | company).ids,
            )
        )
        self.assertFalse(consents._in_force(self.person, elsewhere))
        self.assertTrue(consents._in_force(self.person, self.connection))

    # Wording

    def test_wording_in_the_customer_s_language(self):
        english = self.make_complete_customer("Joan", "English", lang='en_US')
        consent = self.take_consent(english, self.connection)
        self.assertTrue(consent.wording.startswith("I agree that Autohaus Aggertal passes my data on"))
        self.assertEqual((consent.purpose, consent.products), ("Comparing", "Motor insurance"))

    def test_newest_wording(self):
        newest = self.wording.copy({'version': '2099-02'})
        consent = self.take_consent(self.person, self.connection)
        self.assertEqual(consent.wording_version, '2099-02')
        newest.active = False
        self.assertEqual(self.take_consent(self.person, self.connection).wording_version, '2099-01')

    def test_wording_is_frozen_when_used(self):
        wording = self.wording.with_user(self.insurance_manager)
        wording.text = f"{ENGLISH} Indeed."
        consent = self.take_consent(self.person, self.connection)
        for name in ('text', 'purpose', 'products', 'version'):
            with self.subTest(name), self.assertRaisesRegex(UserError, "agreed to this wording"):
                wording[name] = "Other"
        with self.assertRaisesRegex(UserError, "in diesen Wortlaut eingewilligt"):
            wording.with_context(lang='de_DE').text = "Anderes"
        with self.assertRaisesRegex(UserError, "agreed to this wording"):
            wording.update_field_translations('text', {'de_DE': "Anderes"})
        with self.assertRaisesRegex(UserError, "agreed to this wording"):
            self.wording.unlink()
        wording.active = False
        self.assertIn("Ich bin einverstanden", consent.wording)

    def test_wording_of_another_version_may_change(self):
        self.take_consent(self.person, self.connection)
        wording = self.wording.copy({'version': '2099-02'}).with_user(self.insurance_manager)
        wording.text = "Quite another"
        self.assertEqual(wording.text, "Quite another")

    def test_wording_that_cannot_be_shown(self):
        for text in ("%(customer)s agrees", "100 % sure", "%s agrees", "agrees %(company)d"):
            with self.subTest(text), self.assertRaisesRegex(ValidationError, "can stand for names"):
                self.wording.text = text

    @users('insurance_user', 'plain_salesperson')
    def test_wording_is_the_manager_s(self):
        with self.assertRaises(AccessError):
            self.wording.with_env(self.env).text = "Other"


@tagged('post_install', '-at_install')
class TestConsentForm(PrintingMixin, ConsentCase, HttpCase):
    """The paper to sign."""

    def form(self, **values):
        return (
            self.env['insurance.consent.wizard']
            .with_user(self.insurance_user)
            .create(
                {
                    'partner_id': self.person.id,
                    'connection_id': self.connection.id,
                    'manner': 'paper',
                    **values,
                }
            )
        )

    def test_page(self):
        form = self.form(mobile=True)
        action = form.action_print()
        page, _type = (
            self.env['ir.actions.report']
            .with_user(self.insurance_user)
            ._render_qweb_html(
                action['report_name'],
                form.ids,
            )
        )
        text = self.text_of(page)
        self.assertIn("Jörg-Änne Weiß Hauptstraße 1, 51643 Gummersbach", text)
        self.assertIn(f"dass Autohaus Aggertal meine Daten an {RECIPIENT}, {RECIPIENT_ADDRESS} weitergibt.", text)
        rows = [tidy(row.text_content()).strip() for row in html.fromstring(page).iterfind('.//tr')]
        self.assertEqual([row[0] for row in rows], ['☐', '☐'], "Ticked by the customer, whatever the form says")
        self.assertIn('+49 2261 123456', rows[0])
        self.assertIn('+49 171 5556667', rows[1])

    def test_paper(self):
        report = self.env['ir.actions.report'].with_user(self.insurance_user).with_context(force_report_rendering=True)
        content, _type = report._render_qweb_pdf(
            'dealer_insurance.report_consent_form',
            self.form(mobile=True).ids,
        )
        self.assertIn(unspaced(f"meine Daten an {RECIPIENT}"), self.text_of_pdf(content))
