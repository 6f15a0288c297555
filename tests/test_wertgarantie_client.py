import json
from dataclasses import replace
from decimal import Decimal

from lxml import etree

from odoo.tests import tagged

from odoo.addons.dealer_insurance.connectors.errors import (
    AccountLocked,
    AuthenticationError,
    OutcomeUnknown,
    Rejected,
    Unavailable,
)
from odoo.addons.dealer_insurance.connectors.wertgarantie import (
    Application,
    Client,
    Document,
    Premium,
    Product,
    Receipt,
)

from .local_server import break_off, hang_up, reply, reply_json, stay_silent
from .wertgarantie_samples import APPLICATION, PDF, PERSON, PRODUCT, answered, application, document
from .wertgarantie_stub import (
    ACCESS,
    BIKE_PRODUCT,
    EXPIRED,
    NUMBER,
    PASSWORD,
    QUERY,
    TAKEN,
    TECHNICAL,
    ClientCase,
    Service,
    form,
)


@tagged("post_install", "-at_install")
class TestWertgarantieCalls(ClientCase):
    def assert_call(self, client, method, args, expected, **fields):
        self.assertEqual(getattr(client, method)(*args), expected)
        call = self.server.calls[-1]
        self.assertEqual((call.method, call.path), ("POST", "/wg/callservice.pl"))
        self.assertEqual(form(call), {"SESSION": client.session_key, "API": "JSON", **fields})

    def test_log_in(self):
        client = self.client(Service(NUMBER))
        client.check()
        fields = {"FUNCTION": "LOGIN", "USER": "händler", "PASSWORD": PASSWORD, "COMPANY": "WG", "API": "JSON"}
        self.assertEqual(self.asked(), [("login.pl", fields)])
        self.assertEqual((client.session_key, self.kept), ("key-1", ["key-1"]))
        self.assertEqual(
            self.server.calls[0].headers["Content-Type"], "application/x-www-form-urlencoded; charset=UTF-8"
        )

    def test_products(self):
        client = self.client(Service(reply_json(200, answered(PRODUCT_LIST={"PRODUCT": PRODUCT}))))
        fields = {"FUNCTION": "GET_AGENT_DATA", "SHAPING": "AVAILABLE_PRODUCTS"}
        found = client.products("4711")
        self.assertEqual([product.application_code for product in found], ["ANT1"])
        self.assert_call(client, "products", ["4711"], found, AGENT_NR="4711", EXTENDED_RESULT="true", **fields)

    def test_of_a_product(self):
        texts = {"ADVERTTISING_TEXT": [{"NAME": "A", "TEXT": "B"}]}
        names = {"APPLICATION_CODE": "ANT1", "PRODUCT_TYPE": "KOMPLETTSCHUTZ_RAD_M_2018"}
        pdf = Document("IPID", "ipid.pdf", PDF)
        for method, shaping, result, expected, more in (
            ("advertising_texts", "ADVERTISING_TEXT", {"ADVERTISING_TEXTS": texts}, [("A", "B")], {}),
            ("legal_documents", "LEGAL_DOCUMENTS", {"DOCUMENT": [document()]}, [pdf], {"DOCUMENT_TYPE": "EINZELN"}),
            (
                "comparison_documents",
                "COMPARISON_DOCUMENTS",
                {"DOCUMENTS": {"DOCUMENT": document()}},
                [pdf],
                {"DOCUMENT_TYPE": "EINZELN"},
            ),
        ):
            client = self.client(Service(reply_json(200, answered(**result))))
            fields = {"FUNCTION": "GET_PRODUCT_DATA", "SHAPING": shaping, **names, **more}
            with self.subTest(method):
                self.assert_call(client, method, [BIKE_PRODUCT], expected, **fields)

    def test_premium(self):
        client = self.client(Service(reply_json(200, answered(PREMIUM_RECURRING="144,00"))), tax_country="AT")
        self.assertEqual(client.premium(QUERY), Premium(None, Decimal("144.00"), None, ""))
        fields = form(self.server.calls[-1])
        root = etree.fromstring(fields.pop("DATA").encode())
        self.assertEqual(fields["SHAPING"], "INSURANCE_PREMIUM")
        self.assertEqual(
            [(leaf.tag, leaf.text) for leaf in root.iter() if not len(leaf)],
            [
                ("APPLICATION_CODE", "ANT1"),
                ("TAX_COUNTRY_CODE", "AT"),
                ("PRODUCTTYPE", "KOMPLETTSCHUTZ_RAD_M_2018"),
                ("DATE", "03.08.2026"),
                ("APPLICATION_DATE", "03.08.2026"),
                ("PAYMENT_INTERVAL", "1"),
                ("OBJECT_CODE", "27"),
                ("OBJECT_PRICE", "999,50"),
                ("PURCHASE_DATE", "30.07.2026"),
                ("MANUFACTURER_YEAR", "2026"),
                ("RISIKOTYP", "KOMPLETT"),
                ("RISIKOTYP", "SOFORTSCHUTZ"),
            ],
        )
        self.assertEqual(len(root.findall("DEVICES/DEVICE/RISKS/RISK/RISIKOTYP")), 2)

    def test_premium_of_a_used_one_for_a_single_payment(self):
        client = self.client(Service(reply_json(200, answered(PREMIUM_SINGLE_PAYMENT="99,00"))))
        client.premium(replace(QUERY, build_year=2023, interval=0, risks=(), product=Product("", "T", "A")))
        root = etree.fromstring(form(self.server.calls[-1])["DATA"].encode())
        self.assertEqual(root.findtext("PAYMENT_INTERVAL"), "0")
        self.assertEqual(root.findtext("DEVICES/DEVICE/MANUFACTURER_YEAR"), "2023")
        self.assertIsNone(root.find("DEVICES/DEVICE/RISKS"))

    def test_manufacturers(self):
        client = self.client(
            Service(reply_json(200, answered(MANUFACTURER_LIST={"MANUFACTURER": "Bulls"}))), makers_shaping="RAD"
        )
        self.assert_call(client, "manufacturers", [], ["Bulls"], FUNCTION="GET_OBJECT_DETAILS", SHAPING="RAD")

    def test_contract_number(self):
        client = self.client(Service(NUMBER))
        self.assert_call(client, "new_contract_number", [], "V-1", FUNCTION="GET_NEW_CONTRACTNUMBER", SHAPING="DEFAULT")

    def test_submit(self):
        for encoding in ("utf-8", "iso-8859-1"):
            client = self.client(Service(TAKEN), encoding=encoding)
            sent = application(customer=replace(PERSON, last_name="Weiß & Ωmega"))
            self.assertEqual(client.submit(sent), Receipt("3", "Verarbeitet"))
            fields = form(self.server.calls[-1], encoding)
            self.assertEqual((fields["FUNCTION"], fields["SHAPING"]), ("SET_XML_INTERFACE", "DEFAULT"))
            root = etree.fromstring(fields["DATA"].encode(encoding))
            self.assertEqual(root.findtext("Antrag/Kundendaten/Nachname"), "Weiß & Ωmega")
            self.assertEqual(form(self.server.calls[0], encoding)["PASSWORD"], PASSWORD)

    def test_password_beyond_the_encoding(self):
        """As browsers do it."""
        client = self.client(Service(), encoding="iso-8859-1", password="1€")
        client.check()
        self.assertEqual(form(self.server.calls[0])["PASSWORD"], "1&#8364;")

    def test_any_media_type(self):
        body = json.dumps(answered(NEWCONTRACTNUMBER="V-1")).encode()
        self.assertEqual(self.client(Service(reply(200, body, "text/plain"))).new_contract_number(), "V-1")

    def test_nothing_leaves_incomplete(self):
        client = self.client(Service(TAKEN))
        with self.assert_error(Rejected, "fields"):
            client.submit(Application())
        self.assertFalse(self.server.calls)

    def test_addresses(self):
        for address, code in (
            ("http://insurer.example", "insecure"),
            ("https://insurer.example/?id=1", "address"),
            ("insurer.example", "address"),
        ):
            with self.subTest(address), self.assert_error(Unavailable, code):
                Client(replace(ACCESS, base_url=address))


@tagged("post_install", "-at_install")
class TestWertgarantieSession(ClientCase):
    def test_opened_once(self):
        client = self.client(Service(NUMBER))
        client.new_contract_number()
        client.new_contract_number()
        self.assertEqual(self.places(), ["login", "callservice", "callservice"])
        self.assertEqual(self.kept, ["key-1"])

    def test_kept_from_before(self):
        client = self.client(Service(NUMBER), "old")
        client.new_contract_number()
        self.assertEqual([fields["SESSION"] for _, fields in self.asked()], ["old"])
        self.assertEqual(self.kept, [])

    def test_expired(self):
        client = self.client(Service(EXPIRED, NUMBER), "old")
        self.assertEqual(client.new_contract_number(), "V-1")
        self.assertEqual(self.places(), ["callservice", "login", "callservice"])
        self.assertEqual(self.kept, ["key-1"])

    def test_new_one_is_not_known_either(self):
        for key, places in (("", ["login", "callservice"]), ("old", ["callservice", "login", "callservice"])):
            client = self.client(Service(EXPIRED), key)
            with self.assert_error(Unavailable, "session"):
                client.new_contract_number()
            self.assertEqual(self.places(), places)

    def test_log_in_refused(self):
        refused = {"STATUS": f"User händler not verified: {PASSWORD}", "STATUSCODE": "21"}
        for answer, error, code in (
            (refused, AuthenticationError, "login"),
            ({"STATUS": "NOT OK: Benutzer gesperrt"}, AccountLocked, "locked"),
            ({"STATUS": "Technischer Fehler", "STATUSCODE": "65"}, Unavailable, "technical"),
            ({"STATUS": "OK", "STATUSCODE": "0", "SESSION": {}}, Unavailable, "not_json"),
            ({}, Unavailable, "status_code"),
        ):
            client = self.client(Service(EXPIRED, login=reply_json(200, answer)), "old")
            with self.subTest(answer), self.assert_error(error, code) as raised:
                client.new_contract_number()
            self.assertEqual(self.places(), ["callservice", "login"])
            self.assertNotIn(PASSWORD, str(raised.exception.params))
            self.assertEqual(self.kept, [])

    def test_nothing_to_log_in_with(self):
        for changes in ({"user": ""}, {"password": ""}):
            client = self.client(Service(NUMBER), **changes)
            with self.assert_error(AuthenticationError, "credentials"):
                client.check()
            self.assertFalse(self.server.calls)

    def test_log_in_lost(self):
        """Nothing was sent but the log-in, which is never repeated."""
        for answer, code in (
            (hang_up, "connection"),
            (break_off, "connection"),
            (stay_silent, "timeout"),
            (reply(404), "status"),
            (reply(500), "status"),
            (reply(302, Location="/elsewhere"), "status"),
            (reply(200, b"<html>"), "not_json"),
        ):
            client = self.client(Service(TAKEN, login=answer))
            with self.subTest(code), self.assert_error(Unavailable, code):
                client.submit(APPLICATION)
            self.assertEqual(self.places(), ["login"])

    def test_refused_by_the_gateway(self):
        for status in (401, 403):
            with self.assert_error(AuthenticationError, "status"):
                self.client(Service(reply(status))).new_contract_number()

    def test_log_names_nobody(self):
        with self.assertLogs(level="DEBUG") as logs:
            client = self.client(Service(TAKEN, hang_up), "old-key")
            client.submit(APPLICATION)
            with self.assertRaises(OutcomeUnknown):
                client.submit(APPLICATION)
        log = "\n".join(logs.output)
        self.assertEqual(log.count("A-1"), 2)
        for word in ("Weiß", "Wei%C3%9F", "geheim", "händler", "old-key", "DE89"):
            self.assertNotIn(word, log)


@tagged("post_install", "-at_install")
class TestWertgarantieReading(ClientCase):
    def read(self, *answers, key="old"):
        return self.client(Service(*answers), key).new_contract_number()

    def test_repeated_when_broken(self):
        self.assertEqual(self.read(hang_up, hang_up, NUMBER), "V-1")

    def test_unavailable(self):
        for answer, code in (
            (hang_up, "connection"),
            (stay_silent, "timeout"),
            (reply(500), "status"),
            (reply(404), "status"),
            (reply(429), "status"),
            (reply(302, Location="/elsewhere"), "status"),
            (reply(200, b"<html>Wartung"), "not_json"),
            (reply_json(200, {"STATUS": "OK"}), "status_code"),
            (reply_json(200, answered()), "not_json"),
            (TECHNICAL, "technical"),
            (reply(200, b" " * (1024 * 1024 + 1)), "oversize"),
        ):
            with self.subTest(code), self.assert_error(Unavailable, code):
                self.read(answer)

    def test_refused(self):
        answer = reply_json(200, {"STATUS": "NOT OK: Vermittler unbekannt"})
        with self.assert_error(Rejected, "refused") as raised:
            self.read(answer)
        self.assertEqual(raised.exception.params["text"], "NOT OK: Vermittler unbekannt")

    def test_words_repeat_no_secret(self):
        with self.assert_error(Rejected, "refused") as raised:
            self.read(reply_json(200, {"STATUS": "old darf das nicht", "STATUSCODE": "17"}))
        self.assertEqual(raised.exception.params["text"], "… darf das nicht")

    def test_large_documents(self):
        pdf = document(CONTENT="JVBERi0x" + "A" * 4 * 1024 * 1024)
        client = self.client(Service(reply_json(200, answered(DOCUMENT=pdf))), "old")
        client.limits["read_seconds"] = 5
        self.assertEqual(len(client.legal_documents(BIKE_PRODUCT)), 1)
