import base64
import json
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.dealer_insurance.connectors.errors import AccountLocked, AuthenticationError, Rejected
from odoo.addons.dealer_insurance.connectors.wertgarantie import Document, Premium, Product, Receipt, answers
from odoo.addons.dealer_insurance.connectors.wertgarantie.answers import SessionExpired, Unclear

from .wertgarantie_samples import PDF, PRODUCT, answered, document


class AnswersCase(BaseCase):
    def assert_unclear(self, code, read, *args):
        with self.assertRaises(Unclear) as raised:
            read(*args)
        self.assertEqual(raised.exception.code, code)
        return raised.exception.params


@tagged("post_install", "-at_install")
class TestWertgarantieStatus(AnswersCase):
    def parsed(self, text):
        return answers.parse(text.encode())

    def test_body(self):
        self.assertEqual(self.parsed('\ufeff{"A": 1.10, "B": 7}'), {"A": "1.10", "B": "7"})
        self.assertEqual(answers.parse('{"A": "Köln"}'.encode("latin-1")), {"A": "Köln"})
        self.assertEqual(self.parsed('{"A": "one\ntwo"}'), {"A": "one\ntwo"})

    def test_no_body(self):
        for body in ("", "<html>Wartung", "[]", '"text"', "null", '{"A": ', "[" * 100_000, '{"A": ' * 100_000):
            with self.subTest(body[:10]):
                self.assert_unclear("not_json", self.parsed, body)

    def test_done(self):
        for code in ('"0"', "0", '" 0 "', '["0"]'):
            self.assertIsNone(answers.check(self.parsed(f'{{"STATUS": "OK", "STATUSCODE": {code}}}')))

    def test_session_expired(self):
        for answer in (
            {"STATUS": "User not verified", "STATUSCODE": "21"},
            {"STATUS": "NOT OK: user not verified"},
            {"STATUS": "NOT OK - Session ungültig"},
            {"STATUS": "Fehler: Sitzung abgelaufen", "STATUSCODE": {}},
        ):
            with self.subTest(answer), self.assertRaises(SessionExpired):
                answers.check(answer)

    def test_refused(self):
        for answer, params in (
            (
                {"STATUS": "Vermittler  unbekannt", "STATUSCODE": "17"},
                {"status_code": "17", "text": "Vermittler unbekannt"},
            ),
            (
                {"STATUS": "Vermittler unbekannt", "STATUSCODE": 17},
                {"status_code": "17", "text": "Vermittler unbekannt"},
            ),
            ({"STATUS": "NOT OK"}, {"status_code": "", "text": "NOT OK"}),
            ({"STATUS": "fehlerhafte Daten", "STATUSCODE": None}, {"status_code": "", "text": "fehlerhafte Daten"}),
            ({"STATUS": {}, "STATUSCODE": "99"}, {"status_code": "99", "text": ""}),
            ({"STATUS": "x" * 9000, "STATUSCODE": "9"}, {"status_code": "9", "text": "x" * 500}),
            ({"STATUS": "<b>a\x00\u200bb", "STATUSCODE": "9"}, {"status_code": "9", "text": "<b>ab"}),
        ):
            with self.subTest(answer), self.assertRaises(Rejected) as raised:
                answers.check({key: json.loads(json.dumps(value), parse_int=str) for key, value in answer.items()})
            self.assertEqual((raised.exception.code, raised.exception.params), ("refused", params))

    def test_unclear(self):
        told = {"status_code": "65", "text": "Technischer Fehler"}
        answer = {"STATUS": "Technischer Fehler", "STATUSCODE": "65"}
        self.assertEqual(self.assert_unclear("technical", answers.check, answer), told)
        self.assert_unclear("status_code", answers.check, {})
        self.assert_unclear("status_code", answers.check, {"STATUS": "OK"})
        self.assert_unclear("status_code", answers.check, {"STATUS": {}, "STATUSCODE": {}, "RESULT": {}})

    def test_known_already(self):
        for text in (
            "Satznummer bereits verarbeitet",
            "NOT OK: Die Vertragsnummer V-1 ist schon vergeben",
            "Doppelte Satznummer",
            "Fehler: Antrag liegt bereits vor",
        ):
            with self.subTest(text):
                self.assert_unclear("duplicate", answers.check, {"STATUS": text, "STATUSCODE": "33"})
        with self.assertRaises(Rejected):
            answers.check({"STATUS": "Antrag abgelehnt: das Rad ist schon versichert", "STATUSCODE": "33"})

    def test_log_in(self):
        self.assertEqual(answers.session_key({"STATUSCODE": "0", "SESSION": "abc"}), "abc")
        for answer in (
            {"STATUSCODE": "0"},
            {"STATUSCODE": "0", "SESSION": {}},
            {"STATUSCODE": "0", "SESSION": {"A": "b"}},
        ):
            self.assert_unclear("not_json", answers.session_key, answer)
        self.assert_unclear("technical", answers.session_key, {"STATUSCODE": "65"})
        self.assert_unclear("status_code", answers.session_key, {"SESSION": "abc"})

    def test_log_in_refused(self):
        for answer, error, code in (
            ({"STATUSCODE": "21", "STATUS": "user not verified"}, AuthenticationError, "login"),
            ({"STATUSCODE": "4", "STATUS": {}}, AuthenticationError, "login"),
            ({"STATUS": "NOT OK"}, AuthenticationError, "login"),
            ({"STATUS": "Fehler: Zugang gesperrt"}, AccountLocked, "locked"),
            ({"STATUSCODE": "22", "STATUS": "account locked"}, AccountLocked, "locked"),
        ):
            with self.subTest(answer), self.assertRaises(AuthenticationError) as raised:
                answers.session_key(answer)
            self.assertEqual((type(raised.exception), raised.exception.code), (error, code))


@tagged("post_install", "-at_install")
class TestWertgarantieResults(AnswersCase):
    def products(self, *products):
        return answers.products(answered(PRODUCT_LIST={"PRODUCT": list(products)}))

    def test_product(self):
        self.assertEqual(
            self.products(PRODUCT),
            [
                Product(
                    name="Komplettschutz E-Bike",
                    type="KOMPLETTSCHUTZ_EBIKE_M_2018",
                    application_code="ANT1",
                    basic_risk="KOMPLETT",
                    risks=(("Sofortschutz", "SOFORTSCHUTZ"),),
                    term=12,
                    intervals=((1, "monatlich"), (12, "jährlich")),
                    collection_types=frozenset(("debit", "self", "dealer")),
                    price_limits=(("270009", Decimal("10000.00")), ("", Decimal(4000))),
                    max_devices=1,
                    signatures=2,
                )
            ],
        )

    def test_bare_product(self):
        """What may be empty is, in all ways of being so."""
        names = {"PRODUCT_TYPE": "MIETE", "APPLICATION_CODE": "ANT9"}
        for empty in ({}, "", None, []):
            optional = {name: empty for name in PRODUCT if name not in names}
            self.assertEqual(self.products({**optional, **names}), [Product("", "MIETE", "ANT9")])
        self.assertEqual(self.products(names), [Product("", "MIETE", "ANT9")])

    def test_one_instead_of_a_list(self):
        single = {
            **PRODUCT,
            "PAYMENTINTERVALS": {"INTERVAL": {"VALUE": "0", "DESCRIPTION": "einmalig"}},
            "PURCHASE_PRICE_LIMITATIONS": {"MAX_PRICE": {"OBJECT_CODE": {}, "AMOUNT": "4.000,5"}},
            "COLLECTIONTYPES": {"Einzug": "true", "Selbstzahler": {}, "VMRAbrechnung": "false"},
        }
        [product] = answers.products(answered(PRODUCT_LIST={"PRODUCT": single}))
        self.assertEqual(product.intervals, ((0, "einmalig"),))
        self.assertEqual(product.price_limits, (("", Decimal("4000.5")),))
        self.assertEqual(product.collection_types, {"debit"})

    def test_no_products(self):
        for result in ({}, {"PRODUCT_LIST": {}}, {"PRODUCT_LIST": {"PRODUCT": {}}}, {"PRODUCT_LIST": "none"}):
            self.assertEqual(answers.products(answered(**result)), [])
        self.assertEqual(answers.products({"STATUSCODE": "0", "RESULT": {}}), [])
        self.assertEqual(self.products({"PRODUCT_NAME": "without the names it is called by"}), [])

    def test_price_limits(self):
        def covers(code, price, *limits):
            return Product("", "T", "A", price_limits=limits).covers_price(code, Decimal(price))

        self.assertTrue(covers("27", "99999"))
        self.assertTrue(covers("27", "4000", ("27", Decimal(4000))))
        self.assertFalse(covers("27", "4000.01", ("27", Decimal(4000))))
        self.assertTrue(covers("27", "4000", ("", Decimal(4000))))
        self.assertFalse(covers("27", "100", ("270009", Decimal(4000))))
        self.assertFalse(covers("27", "4001", ("27", Decimal(4000)), ("", Decimal(10000))))

    def test_advertising_texts(self):
        texts = [{"NAME": "Diebstahl", "TEXT": " weltweit\u00a0\r\n- auch Teile "}, {"NAME": {}, "TEXT": {}}]
        answer = answered(ADVERTISING_TEXTS={"ADVERTTISING_TEXT": texts})
        self.assertEqual(answers.advertising_texts(answer), [("Diebstahl", "weltweit\n- auch Teile")])
        self.assertEqual(answers.advertising_texts(answered(ADVERTISING_TEXTS={})), [])

    def test_premium(self):
        answer = answered(
            PREMIUM_RECURRING_INTERVAL="12,00", PREMIUM_RECURRING="144", PREMIUM_SINGLE_PAYMENT={}, FEHLERMELDUNG={}
        )
        self.assertEqual(answers.premium(answer), Premium(Decimal("12.00"), Decimal(144), None, ""))
        refused = answered(PREMIUM_RECURRING_INTERVAL={}, FEHLERMELDUNG="Kaufpreis zu hoch")
        self.assertEqual(answers.premium(refused), Premium(None, None, None, "Kaufpreis zu hoch"))

    def test_amounts(self):
        for text, amount in (
            ("9,5", "9.5"),
            ("1.399,99", "1399.99"),
            ("1399,99 EUR", "1399.99"),
            ("1.399", "1399"),
            ("12.50", "12.50"),
            ("1.234.567,89", "1234567.89"),
            ("0,00", "0.00"),
        ):
            with self.subTest(text):
                self.assertEqual(answers.premium(answered(PREMIUM_RECURRING=text)).per_year, Decimal(amount))

    def test_no_premium(self):
        for result in (
            {},
            {"PREMIUM_RECURRING": "a lot"},
            {"PREMIUM_RECURRING": "1,2,3"},
            {"PREMIUM_RECURRING": {"A": "1"}},
        ):
            with self.subTest(result):
                self.assert_unclear("not_json", answers.premium, answered(**result))

    def test_documents(self):
        expected = Document("IPID", "ipid.pdf", PDF)
        self.assertEqual(answers.documents(answered(DOCUMENT=[document(), document()])), [expected, expected])
        self.assertEqual(answers.documents(answered(DOCUMENT=document())), [expected])
        self.assertEqual(answers.documents(answered(DOCUMENTS={"DOCUMENT": document()})), [expected])
        self.assertEqual(answers.documents(answered(DOCUMENT={})), [])
        self.assertEqual(answers.documents(answered(DOCUMENT=document(CONTENT={}))), [])

    def test_wrapped_base64(self):
        content = base64.encodebytes(PDF * 20).decode()
        [found] = answers.documents(answered(DOCUMENT=document(CONTENT=content)))
        self.assertEqual(found.content, PDF * 20)

    def test_file_names(self):
        for told, name in (
            ("../../etc/passwd", "passwd.pdf"),
            ("C:\\docs\\AVB.PDF", "AVB.pdf"),
            ({}, "IPID.pdf"),
            ("..", "IPID.pdf"),
            ("Merkblatt Räder", "Merkblatt Räder.pdf"),
            ("x" * 300, "x" * 100 + ".pdf"),
        ):
            with self.subTest(name):
                [found] = answers.documents(answered(DOCUMENT=document(FILENAME=told)))
                self.assertEqual(found.filename, name)
        [found] = answers.documents(answered(DOCUMENTS={"DOCUMENT": document(FILENAME={}, DOCUMENT_TYPE={})}))
        self.assertEqual(found, Document("", "document.pdf", PDF))

    def test_no_pdf(self):
        for content in ("%%%", "abc", "Köln", base64.b64encode(b"<html>").decode()):
            with self.subTest(content):
                self.assert_unclear("document", answers.documents, answered(DOCUMENT=document(CONTENT=content)))

    def test_manufacturers(self):
        for names, expected in (
            (["Bulls", " Riese &\u00a0Müller ", "Bulls", {}, {"A": "B"}], ["Bulls", "Riese & Müller"]),
            ("Bulls", ["Bulls"]),
            ({}, []),
        ):
            self.assertEqual(answers.manufacturers(answered(MANUFACTURER_LIST={"MANUFACTURER": names})), expected)

    def test_contract_number(self):
        self.assertEqual(answers.contract_number(answered(NEWCONTRACTNUMBER=" 4711 ")), "4711")
        self.assertEqual(answers.contract_number(answers.parse(b'{"RESULT": {"NEWCONTRACTNUMBER": 4711}}')), "4711")
        for result in ({}, {"NEWCONTRACTNUMBER": {}}):
            self.assert_unclear("not_json", answers.contract_number, answered(**result))

    def test_receipt(self):
        taken = answered(STATUS_CODE="3", STATUS_TEXT="Verarbeitet")
        self.assertEqual(answers.receipt(taken), Receipt("3", "Verarbeitet"))
        self.assertEqual(answers.receipt(answered(STATUS_CODE="3", STATUS_TEXT={})), Receipt("3", ""))

    def test_no_receipt(self):
        for result, code in (
            ({"STATUS_CODE": "7", "STATUS_TEXT": "In Klärung"}, "status_code"),
            ({"STATUS_CODE": "0", "STATUS_TEXT": "Verarbeitet"}, "status_code"),
            ({"STATUS_TEXT": "Verarbeitet"}, "status_code"),
            ({}, "status_code"),
            ({"STATUS_CODE": "9", "STATUS_TEXT": "Bereits verarbeitet"}, "duplicate"),
        ):
            with self.subTest(result):
                params = self.assert_unclear(code, answers.receipt, answered(**result))
                told = {"status_code": result.get("STATUS_CODE", ""), "text": result.get("STATUS_TEXT", "")}
                self.assertEqual(params, told)
