import hashlib
import hmac
import logging
import re
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from freezegun import freeze_time
from lxml import html
from requests.cookies import remove_cookie_by_name

from odoo.fields import Datetime
from odoo.tests import Form, HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import hash_sign

from .covercheck import CHECK_ID
from .handover import HandoverCommon

ANONYMOUS = {
    'customer_first_name': "Anonym-Vorname",
    'customer_last_name': "Anonym-Nachname",
    'customer_street': "Anonym-Straße xy",
    'customer_postcode': '51643',
    'customer_town': "Gummersbach",
    'customer_birth_date': '1971-07-01',
    'customer_phone_private': "Anonym-Telefon",
    'customer_phone_business': "Anonym-Telefon",
    'customer_mobile_private': "Anonym-Telefon",
    'customer_mobile_business': "Anonym-Telefon",
    'consent_phone_private': 'refused',
    'consent_phone_business': 'refused',
    'consent_mobile_private': 'refused',
    'consent_mobile_business': 'refused',
    'vehicle_hsn': '0603',
    'vehicle_tsn': 'BJM',
    'vehicle_make': "Agger",
    'vehicle_model': "Kombi",
    'vehicle_odometer': '48000',
    'vehicle_first_registration': '2019-05-02',
    'vehicle_vin': 'ANONYM99999999999',
}


class PortalCommon(HandoverCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        new_test_user(
            cls.env,
            'erika',
            'base.group_portal',
            password='erika',
            partner_id=cls.customer.id,
            company_id=cls.company.id,
            company_ids=cls.company.ids,
            context={'no_reset_password': True},
        )

    def setUp(self):
        super().setUp()
        self.authenticate('insurance_user', 'insurance_user')

    def link(self, mode='advice', origin=None, user=None):
        """The address that the button opens in a new tab."""
        action = self.hand_over(self.car if origin is None else origin, mode, user)
        self.assertEqual((action['type'], action['target']), ('ir.actions.act_url', 'new'))
        return action['url']

    def form_of(self, page):
        """The page's form: address, {name: value}"""
        [form] = html.fromstring(page.content).forms
        self.assertEqual(form.method.upper(), 'POST')
        return form.action, dict(form.form_values())

    def post_to_portal(self, address, form_fields):
        """As the user's browser does; the answer of the simulator."""
        return self.simulator.call(
            'POST',
            urlsplit(address).path,
            urlencode(form_fields),
            Content_Type='application/x-www-form-urlencoded',
            Accept='text/html',
        )

    def open_portal(self, mode='advice', origin=None, user=None):
        """Hand over and let the browser post the form; the fields posted."""
        address, form_fields = self.form_of(self.url_open(self.link(mode, origin, user)))
        self.assertEqual(self.post_to_portal(address, form_fields).status, 303)
        return form_fields

    def assertUsedUp(self, page):
        self.assertEqual(page.status_code, 410)
        self.assertRegex(page.text, "This Link Is Used Up|Dieser Link ist verbraucht")
        self.assertNotIn(self.person.lastname, page.text)
        self.assertNotIn(CHECK_ID, page.text)
        self.assertFalse(html.fromstring(page.content).forms)


@tagged('post_install', '-at_install')
class TestOwnAdvice(PortalCommon):
    def test_form_reaches_the_portal_as_shown(self):
        wizard = self.open_wizard(self.car, 'advice')
        preview = self.shown(wizard)
        page = self.url_open(wizard.action_hand_over()['url'])
        self.assertEqual(page.status_code, 200)
        address, form_fields = self.form_of(page)
        self.assertEqual(address, self.connection.covercheck_portal_url)
        self.assertEqual(self.post_to_portal(address, form_fields).status, 303)
        [record] = self.simulator.received()
        self.assertFalse(record['remarks'])
        self.assertEqual(dict(record['fields']), form_fields)
        self.assertShown(preview, form_fields)
        handover = self.last_handover()
        self.assertEqual(form_fields['reference'], handover.reference)
        self.assertEqual(form_fields['check_id'], CHECK_ID)
        self.assertEqual((handover.mode, handover.state), ('advice', 'opened'))
        self.assertEqual((handover.partner_id, handover.vehicle_id), (self.person, self.car))

    def test_numbers_and_consents(self):
        """Without a consent the customer may be advised, and nobody may call."""
        form_fields = self.open_portal()
        self.assertEqual(form_fields['customer_phone_private'], self.person.phone)
        consents = {value for name, value in form_fields.items() if name.startswith('consent_')}
        self.assertEqual(consents, {'refused'})
        consent = self.take_consent(self.person, self.connection, channels=('mobile',))
        form_fields = self.open_portal()
        self.assertEqual(form_fields['consent_mobile_private'], 'granted')
        self.assertEqual(form_fields['consent_phone_private'], 'refused')
        self.assertEqual(self.last_handover().consent_id, consent)

    def test_page_works_without_javascript(self):
        page = html.fromstring(self.url_open(self.link()).content)
        [form] = page.forms
        [button] = form.iter('button')
        self.assertEqual(button.get('type'), 'submit')
        self.assertTrue(button.text_content().strip())
        self.assertFalse([field for field in form.inputs if field.get('type') != 'hidden'])

    def test_page_posts_itself(self):
        page = self.url_open(self.link())
        [script] = html.fromstring(page.content).iter('script')
        self.assertIn('.submit()', script.text)
        self.assertIn(f"'nonce-{script.get('nonce')}'", page.headers['Content-Security-Policy'])

    def test_policy_of_the_page(self):
        page = self.url_open(self.link())
        policy = dict(part.strip().split(' ', 1) for part in page.headers['Content-Security-Policy'].split(';'))
        nonce = re.fullmatch(r"'nonce-([\w-]{20,})'", policy['script-src'])
        self.assertTrue(nonce)
        self.assertEqual(
            policy,
            {
                'default-src': "'none'",
                'script-src': f"'nonce-{nonce[1]}'",
                'style-src': f"'nonce-{nonce[1]}'",
                'form-action': self.simulator.address,
                'frame-ancestors': "'none'",
                'base-uri': "'none'",
            },
        )
        self.assertEqual(page.headers['Cache-Control'], 'no-store')
        self.assertEqual(page.headers['Referrer-Policy'], 'no-referrer')
        self.assertEqual(page.headers['X-Content-Type-Options'], 'nosniff')
        again = self.url_open(self.link())
        self.assertNotEqual(again.headers['Content-Security-Policy'], page.headers['Content-Security-Policy'])
        for node in html.fromstring(page.content).iter():
            self.assertFalse({'src', 'href', 'style'} & {*node.attrib}, node.tag)
            self.assertFalse([name for name in node.attrib if name.startswith('on')])

    def test_values_of_customers_are_no_markup(self):
        self.person.write({'street': '"><script>alert(1)</script>', 'city': "O'Hara & <b>"})
        page = self.url_open(self.link())
        _address, form_fields = self.form_of(page)
        self.assertEqual(form_fields['customer_street'], '"><script>alert(1)</script>')
        self.assertEqual(form_fields['customer_town'], "O'Hara & <b>")
        self.assertEqual(len(list(html.fromstring(page.content).iter('script'))), 1)

    def test_nothing_personal_in_addresses_and_logs(self):
        for name in ('odoo.addons.dealer_insurance', 'werkzeug'):
            self.patch(logging.getLogger(name), 'level', logging.DEBUG)
        with self.assertLogs(level=logging.INFO) as logs:
            form_fields = self.open_portal()
            self.url_open(form_fields['return_url'], {'forged': self.person.lastname})
        lines = "\n".join(logs.output)
        self.assertIn('/dealer_insurance/handover/', lines)
        self.assertIn('/dealer_insurance/return/', lines)
        for value in self.personal_values():
            self.assertNotIn(value, lines)
            self.assertNotIn(value, form_fields['return_url'])
        self.assertNotIn(CHECK_ID, lines)

    def personal_values(self):
        return [
            self.person.firstname,
            self.person.lastname,
            self.person.street,
            self.person.zip,
            self.person.city,
            self.person.phone,
            self.person.mobile,
            '1971-03-09',
            self.car.license_plate,
            self.car.vin_sn,
        ]

    # Once, for five minutes, for this user

    def test_used_link(self):
        link = self.link()
        self.assertEqual(self.url_open(link).status_code, 200)
        self.assertUsedUp(self.url_open(link))
        self.assertUsedUp(self.url_open(link))

    def test_a_reference_leaves_with_one_return_address_only(self):
        seen = {}
        for _time in range(2):
            link = self.link()
            for _visit in range(3):
                page = self.url_open(link)
                if page.status_code == 200:
                    _address, form_fields = self.form_of(page)
                    seen.setdefault(form_fields['reference'], set()).add(form_fields['return_url'])
        self.assertEqual([len(addresses) for addresses in seen.values()], [1, 1])

    def test_expired_link(self):
        link = self.link()
        with freeze_time(Datetime.now() + timedelta(minutes=6), tick=True):
            self.assertUsedUp(self.url_open(link))
        self.assertEqual(self.last_handover().state, 'prepared')
        with freeze_time(Datetime.now() + timedelta(minutes=4), tick=True):
            self.assertEqual(self.url_open(link).status_code, 200)

    def test_link_of_somebody_else(self):
        link = self.link()
        for login in ('salesperson', 'plain_salesperson', 'insurance_manager', 'erika'):
            with self.subTest(login):
                self.authenticate(login, login)
                self.assertUsedUp(self.url_open(link))
        self.authenticate('insurance_user', 'insurance_user')
        self.assertEqual(self.url_open(link).status_code, 200)

    def test_public_visitors_are_sent_to_the_login(self):
        link = self.link()
        self.authenticate(None, None)
        page = self.url_open(link, allow_redirects=False)
        self.assertEqual(page.status_code, 303)
        self.assertIn('/web/login', page.headers['Location'])
        self.assertEqual(self.last_handover().state, 'prepared')

    def test_forged_links(self):
        link = self.link()
        handover = self.last_handover()
        other_scope = hash_sign(
            self.env(su=True),
            'dealer_insurance.return',
            [1, handover.id, self.insurance_user.id],
            timedelta(minutes=5),
        )
        for forged in (
            link[:-2] + ('AA' if link[-2:] != 'AA' else 'BB'),
            link + 'A',
            f'/dealer_insurance/handover/{other_scope}',
            '/dealer_insurance/handover/x',
            '/dealer_insurance/handover/%C3%A4',
        ):
            with self.subTest(forged[-8:]):
                self.assertUsedUp(self.url_open(forged))
        self.assertEqual(handover.state, 'prepared')

    def test_link_takes_no_post(self):
        link = self.link()
        with self.assertLogs(level=logging.INFO):
            self.assertEqual(self.url_open(link, {'x': 'y'}).status_code, 405)
        self.assertEqual(self.last_handover().state, 'prepared')

    def test_form_changed_after_the_evidence_was_written(self):
        for values in ({'mode': 'advice'}, {'birth_year': 0}):
            with self.subTest(values):
                wizard = self.open_wizard(self.car, 'anonymous')
                link = wizard.action_hand_over()['url']
                wizard.write(values)
                self.assertUsedUp(self.url_open(link))
        wizard = self.open_wizard(self.car, 'advice')
        link = wizard.action_hand_over()['url']
        wizard.partner_id = self.make_complete_customer("Andere", "Kundin")
        self.assertUsedUp(self.url_open(link))

    # Remote calls

    def test_remote_calls_of_customers_and_visitors(self):
        wizard = self.open_wizard(self.car, 'advice')
        for login in ('erika', None):
            self.authenticate(login, login)
            for method, args in (
                ('create', [{}]),
                ('action_hand_over', [wizard.ids]),
                ('read', [wizard.ids, ['lastname']]),
            ):
                with (
                    self.subTest(login, method=method),
                    self.assertLogs(level=logging.INFO),
                    self.assertRaises(JsonRpcException),
                ):
                    self.make_jsonrpc_request(
                        f'/web/dataset/call_kw/insurance.handover.wizard/{method}',
                        {
                            'model': 'insurance.handover.wizard',
                            'method': method,
                            'args': args,
                            'kwargs': {},
                        },
                    )
        self.assertFalse(self.simulator.received())


@tagged('post_install', '-at_install')
class TestAnonymousQuery(PortalCommon):
    def test_transformation(self):
        form_fields = self.open_portal('anonymous')
        self.assertEqual(form_fields.pop('origin'), 'customer_vehicle')
        for name in ('contract', 'check_id', 'mode', 'reference', 'return_url'):
            form_fields.pop(name)
        self.assertEqual(form_fields, ANONYMOUS)
        [record] = self.simulator.received()
        self.assertFalse(record['remarks'])
        self.assertEqual(record['mode'], 'anonymous')

    def test_body_carries_nothing_of_the_customer(self):
        self.take_consent(self.person, self.connection)
        self.open_portal('anonymous')
        [record] = self.simulator.received()
        self._assert_anonymous(record['body'])
        for name, value in record['fields']:
            if name != 'return_url':
                self._assert_anonymous(value)

    def _assert_anonymous(self, body):
        text = body.casefold()
        found = [spelling for value in self.secrets() for spelling in spellings(value) if spelling in text]
        self.assertFalse(found)

    def secrets(self):
        """What tells who the customer is."""
        person, car = self.person, self.car
        return [
            person.firstname,
            person.lastname,
            "Jörg",
            "Änne",
            person.name,
            person.display_name,
            person.street,
            "Hauptstraße",
            person.email,
            person.phone,
            person.mobile,
            '123456',
            '5556667',
            '1971-03-09',
            '09.03.1971',
            '03/09/1971',
            car.license_plate,
            car.vin_sn,
            '2021-12-31',
            '31.12.2021',
            self.person.title_id.name,
        ]

    def test_needs_no_customer(self):
        action = self.env.ref('dealer_insurance.insurance_quick_query_action').with_user(self.insurance_user).run()
        wizard = (
            self.env[action['res_model']]
            .with_user(self.insurance_user)
            .with_context(**action['context'])
            .create(
                {
                    'zip': '51643',
                    'city': "Gummersbach",
                    'birth_year': 1971,
                    'hsn': '0603',
                    'tsn': 'bjm0001',
                    'make': "Agger",
                    'model_name': "Kombi",
                    'first_registration_date': '2019-05-02',
                }
            )
        )
        address, form_fields = self.form_of(self.url_open(wizard.action_hand_over()['url']))
        self.assertEqual(self.post_to_portal(address, form_fields).status, 303)
        expected = {name: value for name, value in ANONYMOUS.items() if name != 'vehicle_odometer'}
        self.assertEqual(expected.items() & form_fields.items(), expected.items())
        self.assertEqual(form_fields['origin'], 'offer')
        self.assertNotIn('vehicle_odometer', form_fields)

    def test_evidence_holds_nothing_of_the_customer(self):
        self.take_consent(self.person, self.connection)
        order = self.make_order(self.car, partner=self.person, user_id=self.salesperson.id)
        self.authenticate('salesperson', 'salesperson')
        self.open_portal('anonymous', order, self.salesperson)
        handover = self.last_handover()
        self.assertFalse(handover.partner_id or handover.vehicle_id or handover.consent_id)
        self.assertFalse(handover.person_name or handover.origin or handover.origin_model or handover.origin_id)
        self.assertIn("51643", handover.data_sent)
        self.assertIn("Gummersbach", handover.data_sent)
        self.assertIn("1971", handover.data_sent)
        self.cr.execute(
            "SELECT to_jsonb(handover)::text FROM insurance_handover AS handover WHERE id = %s", [handover.id]
        )
        row = self.cr.fetchone()[0].casefold()
        for value in self.secrets():
            self.assertNotIn(value.casefold(), row)
        self.assertNotIn(order.name.casefold(), row)
        self.assertNotIn(handover, self.person.handover_ids)
        self.assertFalse([message for message in order.message_ids if "CoverCheck" in (message.body or '')])

    def test_prefilled_where_a_record_is_known_and_not_kept(self):
        form = self.open_form(self.car, 'anonymous')
        self.assertEqual(
            (form.zip, form.city, form.birth_year, form.hsn, form.tsn, form.make, form.model_name, form.odometer),
            ('51643', "Gummersbach", 1971, '0603', 'BJM', "Agger", "Kombi", 48000),
        )
        self.assertEqual(str(form.first_registration_date), '2019-05-02')
        form.zip = '50667'
        form.odometer = 0
        _address, form_fields = self.form_of(self.url_open(form.save().action_hand_over()['url']))
        self.assertEqual(form_fields['customer_postcode'], '50667')
        self.assertNotIn('vehicle_odometer', form_fields)
        self.assertEqual((self.person.zip, self.car.odometer), ('51643', 48000))


def spellings(text):
    """A value as it may stand in the body of a form, or in another form of writing."""
    plain = text.casefold()
    ascii_text = plain.translate(str.maketrans({'ä': 'ae', 'ö': 'oe', 'ü': 'ue'}))
    bare = plain.translate(str.maketrans({'ä': 'a', 'ö': 'o', 'ü': 'u'}))
    words = {plain, ascii_text, bare, text.lower()}
    words |= {re.sub(r'[\s/.+()-]', '', word) for word in words}
    encoded = {urlencode({'': word})[1:].casefold() for word in words | {text}}
    latin = {urlencode({'': word}, encoding='latin-1', errors='replace')[1:].casefold() for word in words | {text}}
    return words | encoded | latin | {text.encode().decode('latin-1').casefold()}


@tagged('post_install', '-at_install')
class TestReturn(PortalCommon):
    def setUp(self):
        super().setUp()
        self.form_fields = self.open_portal()
        self.handover = self.last_handover()

    def returned(self, choice, tariff='komfort'):
        """What the simulator's portal gives the browser to bring back: address, {name: value}"""
        process = self.simulator.received()[-1]['process']
        self.simulator.call(
            'POST',
            process,
            urlencode({'result': choice, 'tariff': tariff}),
            Content_Type='application/x-www-form-urlencoded',
        )
        form = html.fromstring(self.simulator.call('GET', f'{process}/return').body.decode()).get_element_by_id(
            'return'
        )
        return form.action, dict(form.form_values())

    def come_back(self, address, fields, method='POST', language='en-US'):
        """As the user's browser, coming from another site, without the session's cookie."""
        remove_cookie_by_name(self.opener.cookies, 'session_id')
        headers = {'Origin': self.simulator.address, 'Accept-Language': language}
        page = self.url_open(address, fields, headers=headers, method=method)
        self.env.invalidate_all()
        return page

    def result(self, handover=None):
        handover = handover or self.handover
        return handover.read(['state', 'process_number', 'tariff', 'evb_number', 'result_at'])[0]

    def assertNothingChanges(self, address, fields, expected_page=None):
        before, evb = self.result(), self.car.evb_number
        page = self.come_back(address, fields)
        self.assertEqual(page.status_code, 200)
        self.assertEqual((self.result(), self.car.evb_number), (before, evb))
        self.assertIn("Thank You", page.text)
        if expected_page:
            self.assertEqual(self.without_nonce(page), expected_page)

    def without_nonce(self, page):
        return re.sub(r'nonce="[^"]*"', '', page.text)

    def sign(self, fields):
        """The signature of section 9, written down from the contract alone."""
        key = hmac.digest(CHECK_ID.encode(), b'CoverCheck return v1', 'sha256')
        unsigned = sorted((name, value) for name, value in fields.items() if name != 'signature')
        message = ''.join(f'{name}={value}\n' for name, value in unsigned)
        return {**fields, 'signature': hmac.new(key, message.encode(), hashlib.sha256).hexdigest()}

    # Believed

    def test_concluded(self):
        self.assertFalse(self.car.evb_number)
        address, fields = self.returned('concluded')
        page = self.come_back(address, fields)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Thank You", page.text)
        result = self.result()
        self.assertEqual(result['state'], 'concluded')
        self.assertEqual(result['process_number'], fields['process_number'])
        self.assertEqual(result['tariff'], fields['tariff'])
        self.assertRegex(fields['evb'], r'^[A-HJ-NP-Z0-9]{7}$')
        self.assertEqual(result['evb_number'], fields['evb'])
        self.assertTrue(result['result_at'])
        self.assertEqual(self.car.with_user(self.insurance_user).evb_number, fields['evb'])

    def test_insurer_that_confirmed_the_cover(self):
        address, fields = self.returned('concluded')
        self.come_back(address, fields)
        handover = self.handover.with_user(self.insurance_user)
        self.assertEqual(Form(handover).evb_insurers, "")
        self.env['insurance.insurer'].create([{'name': name, 'evb_prefixes': fields['evb'][:2]} for name in "AB"])
        self.env.invalidate_all()
        self.assertEqual(Form(handover).evb_insurers, "A / B")

    def test_number_of_one_who_did_not_buy(self):
        """Whoever buys the car after all is not registered on another one's cover."""
        address, fields = self.returned('concluded')
        self.come_back(address, fields)
        self.car.write({'owner_id': self.other_customer.id, 'buyer_id': False})
        self.assertFalse(self.car.with_user(self.insurance_user).evb_number)
        self.assertEqual(self.result()['evb_number'], fields['evb'])

    def test_offer(self):
        address, fields = self.returned('offer')
        self.come_back(address, fields)
        result = self.result()
        self.assertEqual((result['state'], result['tariff']), ('offered', fields['tariff']))
        self.assertFalse(result['evb_number'] or self.car.evb_number)

    def test_cancelled(self):
        address, fields = self.returned('cancelled')
        self.come_back(address, fields)
        result = self.result()
        self.assertEqual((result['state'], result['process_number']), ('cancelled', fields['process_number']))
        self.assertFalse(result['tariff'] or result['evb_number'])

    def test_logged_in_too(self):
        address, fields = self.returned('offer')
        self.url_open(address, fields)
        self.env.invalidate_all()
        self.assertEqual(self.result()['state'], 'offered')

    def test_newest_number_is_on_the_vehicle(self):
        address, fields = self.returned('concluded')
        self.come_back(address, fields)
        self.authenticate('insurance_user', 'insurance_user')
        self.open_portal()
        with freeze_time(Datetime.now() + timedelta(hours=1), tick=True):
            _address, newer = self.returned('concluded', 'basis')
            self.come_back(_address, newer)
        self.assertNotEqual(newer['evb'], fields['evb'])
        self.assertEqual(self.car.evb_number, newer['evb'])

    def test_anonymous_offer(self):
        self.authenticate('insurance_user', 'insurance_user')
        self.open_portal('anonymous')
        handover = self.last_handover()
        self.come_back(*self.returned('offer'))
        self.assertEqual(self.result(handover)['state'], 'offered')
        self.assertFalse(handover.vehicle_id or handover.partner_id)

    def test_evidence_stays_whole(self):
        self.come_back(*self.returned('concluded'))
        chains = self.env['insurance.evidence.chain'].search([('company_id', '=', self.company.id)])
        self.assertEqual(chains.action_verify()['params']['type'], 'success')

    # Page

    def test_page_tells_and_loads_nothing(self):
        address, fields = self.returned('concluded')
        page = self.come_back(address, fields)
        for value in (*fields.values(), self.person.lastname, self.car.license_plate):
            if value not in ('1', 'concluded'):
                self.assertNotIn(value, page.text)
        self.assertEqual(page.headers['Cache-Control'], 'no-store')
        self.assertEqual(page.headers['Referrer-Policy'], 'no-referrer')
        policy = page.headers['Content-Security-Policy']
        self.assertIn("default-src 'none'", policy)
        self.assertIn("form-action 'none'", policy)
        self.assertIn('window.close()', page.text)

    def test_page_in_the_visitor_s_language(self):
        for language, name in (('de-DE', 'de-DE'), ('de', 'de-DE'), ('en-US', 'en-US'), ('fr-FR', 'en-US')):
            with self.subTest(language):
                page = self.come_back(*self.returned('offer'), language=language)
                self.assertEqual(page.status_code, 200)
                self.assertEqual(html.fromstring(page.content).get('lang'), name)

    # Not believed

    def test_forged_signature(self):
        address, fields = self.returned('concluded')
        for signature in ('', '0' * 64, 'ä', fields['signature'].upper(), fields['signature'][:-1]):
            with self.subTest(signature):
                self.assertNothingChanges(address, {**fields, 'signature': signature})
        unsigned = {name: value for name, value in fields.items() if name != 'signature'}
        self.assertNothingChanges(address, unsigned)
        self.assertNothingChanges(address, {'x': 'y'})

    def test_altered_fields(self):
        address, fields = self.returned('concluded')
        for name in fields.keys() - {'signature'}:
            with self.subTest(name):
                self.assertNothingChanges(address, {**fields, name: fields[name] + 'X'})
                self.assertNothingChanges(address, {key: value for key, value in fields.items() if key != name})
        self.assertNothingChanges(address, {**fields, 'more': 'x'})
        self.assertNothingChanges(address, [*fields.items(), ('evb', fields['evb'])])
        self.assertNothingChanges(address, [('evb', 'AAAAAA1'), *fields.items()])

    def test_only_the_form_counts(self):
        address, fields = self.returned('concluded')
        self.come_back(f'{address}?evb=AAAAAA1&more=x', fields)
        self.assertEqual(self.result()['evb_number'], fields['evb'])

    def test_signed_but_against_the_contract(self):
        address, fields = self.returned('concluded')
        for changes in ({'evb': 'IIIIIII'}, {'result': 'cancelled'}, {'contract': '2'}, {'tariff': ''}, {'more': 'x'}):
            with self.subTest(changes):
                self.assertNothingChanges(address, self.sign({**fields, **changes}))
        self.come_back(address, self.sign(fields))
        self.assertEqual(self.result()['state'], 'concluded')

    def test_repeated(self):
        address, fields = self.returned('concluded')
        first = self.without_nonce(self.come_back(address, fields))
        self.assertNothingChanges(address, fields, first)
        another = self.sign({**fields, 'evb': 'AAAAAA1', 'process_number': 'CC-P-1'})
        self.assertNothingChanges(address, another, first)

    def test_page_says_the_same_whatever_it_was(self):
        address, fields = self.returned('concluded')
        forged = self.without_nonce(self.come_back(address, {**fields, 'signature': '0' * 64}))
        self.assertEqual(self.without_nonce(self.come_back(address, fields)), forged)

    def test_expired(self):
        address, fields = self.returned('concluded')
        with freeze_time(Datetime.now() + timedelta(days=91), tick=True):
            self.assertNothingChanges(address, fields)
        with freeze_time(Datetime.now() + timedelta(days=89), tick=True):
            self.come_back(address, fields)
        self.assertEqual(self.result()['state'], 'concluded')

    def test_address_of_another_hand_over(self):
        address, fields = self.returned('concluded')
        self.authenticate('insurance_user', 'insurance_user')
        other = self.open_portal()['return_url']
        self.assertNotEqual(other, address)
        self.assertNothingChanges(other, fields)
        self.assertFalse(self.result(self.last_handover())['process_number'])

    def test_forged_addresses(self):
        address, fields = self.returned('concluded')
        page_token = self.link_token()
        head = address.rpartition('/')[0]
        for forged in (f'{address}A', f'{head}/x', f'{head}/%C3%A4', f'{head}/{page_token}'):
            with self.subTest(forged[-6:]):
                self.assertNothingChanges(forged, fields)

    def link_token(self):
        self.authenticate('insurance_user', 'insurance_user')
        return self.link().rpartition('/')[2]

    def test_access_changed_meanwhile(self):
        address, fields = self.returned('concluded')
        self.connection.covercheck_check_id_entry = 'PRUEF-NEU'
        self.assertNothingChanges(address, fields)

    def test_reading_changes_nothing(self):
        address, fields = self.returned('concluded')
        before = self.result()
        with self.assertLogs(level=logging.INFO):
            page = self.come_back(f'{address}?{urlencode(fields)}', None, 'GET')
        self.assertEqual(page.status_code, 405)
        self.assertEqual(self.result(), before)

    # Foreign posts

    def test_no_other_address_takes_foreign_posts(self):
        routes = [
            rule
            for rule in self.env['ir.http'].routing_map().iter_rules()
            if rule.rule.startswith('/dealer_insurance/')
        ]
        self.assertTrue(routes)
        for rule in routes:
            routing = rule.endpoint.routing
            takes_posts = 'POST' in rule.methods
            self.assertEqual(takes_posts, rule.rule.startswith('/dealer_insurance/return/'))
            self.assertEqual(routing.get('csrf', True), not takes_posts)

    def test_return_address_is_left_out_where_this_server_has_no_safe_one(self):
        self.authenticate('insurance_user', 'insurance_user')
        self.env['ir.config_parameter'].set_param('web.base.url', 'http://odoo.example.com')
        self.assertNotIn('return_url', self.open_portal())
