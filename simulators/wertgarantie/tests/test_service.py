"""Access, products, premiums and papers of the Wertgarantie simulator."""

import base64
import io

import pypdf
from common.testing import Program

from .case import (
    AGENT,
    AUSTRIAN,
    BATTERY,
    EBIKE,
    FORM,
    NOTHING_TO_SELL,
    ONE_PRODUCT,
    WertgarantieCase,
    parameters,
    serialized,
)

RAD_M = {"APPLICATION_CODE": "RAD-M", "PRODUCT_TYPE": "KOMPLETTSCHUTZ_RAD_M_2018"}
EBIKE_M = {"code": EBIKE, "product": "EBIKE-M", "type_": "KOMPLETTSCHUTZ_EBIKE_M_2018"}
AKKU = {"code": BATTERY, "product": "AKKU", "type_": "AKKUSCHUTZ_EBIKE_2018", "risks": ["AKKUSCHUTZ"]}
RAD_J = {"product": "RAD-J", "type_": "KOMPLETTSCHUTZ_RAD_J_2018"}


class TestAccess(WertgarantieCase):
    def test_login(self):
        answer = self.login()
        self.assertEqual((answer["STATUS"], answer["STATUSCODE"]), ("OK", "0"))
        self.assertLessEqual({"REQUEST_ID", "LANGUAGE", "PAGE", "AMOUNT", "MAXAMOUNT", "SORT", "ORDERBY"}, set(answer))
        self.assertEqual(self.post("/checksession.pl", SESSION=answer["SESSION"]).json()["STATUSCODE"], "0")

    def test_wrong_login(self):
        for wrong in ({"PASSWORD": "other"}, {"COMPANY": "XX"}, {"USER": "nobody"}, {"USER": "größe"}):
            self.assertFails(self.login(**wrong), "User not verified", "21")
        self.assertEqual(self.books()["logins"], {"right": 0, "wrong": 4})

    def test_three_wrong_logins_lock(self):
        for _ in range(2):
            self.login(PASSWORD="other")
        self.assertEqual(self.login()["STATUSCODE"], "0")
        session = self.login()["SESSION"]
        for _ in range(3):
            self.login(PASSWORD="other")
        self.assertFails(self.login(), "User not verified: Benutzer gesperrt", "21")
        self.assertFails(self.post("/checksession.pl", SESSION=session).json(), "User not verified", "21")
        self.program.call("POST", "/accounts", '{"musterrad": "active"}')
        self.assertEqual(self.login()["STATUSCODE"], "0")

    def test_locked_by_switch(self):
        self.program.call("POST", "/accounts", '{"musterrad": "locked"}')
        self.assertFails(self.login(), "User not verified", "21")
        accounts = self.program.call("GET", "/accounts").json()
        self.assertEqual(accounts["musterrad"], {"state": "locked", "wrong": 1})
        self.assertEqual(self.program.call("POST", "/accounts", '{"nobody": "active"}').status, 400)

    def test_session(self):
        session = self.login()["SESSION"]
        self.program.call("DELETE", "/sessions")
        for key in (session, "unknown"):
            self.assertFails(self.post("/checksession.pl", SESSION=key).json(), "User not verified", "21")
            self.assertFails(self.call("GET_NEW_CONTRACTNUMBER", session=key), "User not verified", "21")
        self.assertEqual(self.books()["contract_numbers"], {})

    def test_session_expires_by_itself(self):
        program = Program("wertgarantie", "--session-seconds", "0")
        self.addCleanup(program.stop)
        login = "FUNCTION=LOGIN&USER=musterrad&PASSWORD=Speichen-2026&COMPANY=WG&API=JSON"
        session = program.call("POST", "/login.pl", login, Content_Type=FORM).json()["SESSION"]
        answer = program.call("POST", "/checksession.pl", f"SESSION={session}&API=JSON", Content_Type=FORM).json()
        self.assertFails(answer, "User not verified: Session abgelaufen", "21")

    def test_only_forms(self):
        post = self.program.call
        self.assertEqual(post("GET", "/login.pl").status, 405)
        self.assertEqual(post("POST", "/login.pl", "{}", Content_Type="application/json").status, 415)
        self.assertEqual(post("POST", "/login.pl?USER=x", "API=JSON", Content_Type=FORM).status, 400)
        self.assertEqual(post("POST", "/other.pl", "API=JSON", Content_Type=FORM).status, 404)
        self.assertFails(post("POST", "/login.pl", "API=JSON&API=JSON", Content_Type=FORM).json(), "NOT OK")
        self.assertEqual(post("POST", "/login.pl", "USER=x", Content_Type=FORM).headers.get_content_type(), "text/xml")

    def test_unknown_call(self):
        self.assertFails(self.call("GET_POLICY"), "NOT OK")
        self.assertFails(self.call("GET_PRODUCT_DATA", "DEFAULT"), "NOT OK")
        self.assertFails(self.call("GET_AGENT_DATA", "AVAILABLE_PRODUCTS"), "NOT OK: Das Feld AGENT_NR fehlt")


class TestProducts(WertgarantieCase):
    def products(self, agent=AGENT, **access):
        session = self.login(**access)["SESSION"]
        fields = {"AGENT_NR": agent, "EXTENDED_RESULT": "true", "session": session}
        return self.result("GET_AGENT_DATA", "AVAILABLE_PRODUCTS", **fields)["PRODUCT_LIST"]

    def test_products(self):
        products = {product["APPLICATION_CODE"]: product for product in self.products()["PRODUCT"]}
        self.assertEqual([*products], ["RAD-M", "RAD-J", "EBIKE-M", "EBIKE-J", "AKKU", "MIETE", "FINANZ", "HANDY"])
        self.assertEqual(
            [entry["VALUE"] for entry in products["RAD-M"]["PAYMENTINTERVALS"]["INTERVAL"]], ["1", "3", "6", "12"]
        )
        self.assertEqual(products["RAD-J"]["PAYMENTINTERVALS"]["INTERVAL"]["VALUE"], "12")
        self.assertEqual(products["RAD-M"]["RISKS"]["RISK"]["RISK_TYPE"], "SOFORTSCHUTZ")
        limit = products["EBIKE-M"]["PURCHASE_PRICE_LIMITATIONS"]["MAX_PRICE"]
        self.assertEqual(limit, {"OBJECT_CODE": {}, "AMOUNT": "10000,00"})
        self.assertEqual((products["MIETE"]["RISKS"], "BASIC_RISK" in products["MIETE"]), ({}, False))
        self.assertEqual(products["AKKU"]["COLLECTIONTYPES"], {"Einzug": "true", "Selbstzahler": "true"})

    def test_lists_of_one_and_of_none(self):
        self.assertEqual(self.products(ONE_PRODUCT)["PRODUCT"]["APPLICATION_CODE"], "RAD-M")
        self.assertEqual(self.products(NOTHING_TO_SELL), {})

    def test_austria(self):
        codes = {product["APPLICATION_CODE"] for product in self.products("4722002", **AUSTRIAN)["PRODUCT"]}
        self.assertTrue(all(code.startswith("AT-") for code in codes))

    def test_wrong_agent(self):
        for agent in ("4722002", "1", "0", "-1", "4711002.0", "abc", "²", "9" * 5000):
            answer = self.call("GET_AGENT_DATA", "AVAILABLE_PRODUCTS", AGENT_NR=agent, EXTENDED_RESULT="true")
            self.assertFails(answer, "NOT OK")

    def test_without_extended_result(self):
        answer = self.result("GET_AGENT_DATA", "AVAILABLE_PRODUCTS", AGENT_NR=AGENT)
        self.assertEqual([*answer["PRODUCT_LIST"]["PRODUCT"][0]], ["PRODUCT_NAME", "PRODUCT_TYPE", "APPLICATION_CODE"])

    def test_advertising(self):
        texts = self.result("GET_PRODUCT_DATA", "ADVERTISING_TEXT", **RAD_M)["ADVERTISING_TEXTS"]["ADVERTTISING_TEXT"]
        self.assertEqual([text["NAME"] for text in texts], ["Leistungen", "Sofortschutz", "Schloss"])
        battery = {"APPLICATION_CODE": "AKKU", "PRODUCT_TYPE": "AKKUSCHUTZ_EBIKE_2018"}
        text = self.result("GET_PRODUCT_DATA", "ADVERTISING_TEXT", **battery)["ADVERTISING_TEXTS"]["ADVERTTISING_TEXT"]
        self.assertEqual(text["NAME"], "Leistungen")
        phone = {"APPLICATION_CODE": "HANDY", "PRODUCT_TYPE": "SMARTPHONESCHUTZ_2018"}
        self.assertEqual(self.result("GET_PRODUCT_DATA", "ADVERTISING_TEXT", **phone)["ADVERTISING_TEXTS"], {})

    def test_unknown_product(self):
        for wrong in ({"APPLICATION_CODE": "other"}, {"PRODUCT_TYPE": "KOMPLETTSCHUTZ_RAD_J_2018"}):
            self.assertFails(self.call("GET_PRODUCT_DATA", "ADVERTISING_TEXT", **{**RAD_M, **wrong}), "NOT OK")

    def test_makers(self):
        makers = self.result("GET_OBJECT_DETAILS", "MANUFACTURERS")["MANUFACTURER_LIST"]["MANUFACTURER"]
        self.assertEqual((len(makers), len(set(makers))), (540, 540))
        self.assertLessEqual({"Sonstige", "O'Hara Cycles", "Müller & Söhne Zweirad", "Riese & Müller"}, set(makers))


class TestPremiums(WertgarantieCase):
    def premium(self, root):
        return self.call("GET_PRODUCT_DATA", "INSURANCE_PREMIUM", DATA=serialized(root))

    def assertPremium(self, root, per_interval, per_year):
        self.assertEqual(
            self.premium(root)["RESULT"],
            {
                "PREMIUM_RECURRING_INTERVAL": per_interval,
                "PREMIUM_RECURRING": per_year,
                "PREMIUM_SINGLE_PAYMENT": {},
                "FEHLERMELDUNG": {},
            },
        )

    def assertNotInsurable(self, root, words):
        result = self.premium(root)["RESULT"]
        self.assertIn(words, result["FEHLERMELDUNG"])
        self.assertEqual((result["PREMIUM_RECURRING"], result["PREMIUM_RECURRING_INTERVAL"]), ({}, {}))

    def test_bands(self):
        for price, month, year in (
            ("500", "9,00", "108,00"), ("500,01", "12,00", "144,00"), ("1000,00", "15,00", "180,00"),
            ("1399,99", "20,00", "240,00"), ("2000", "28,00", "336,00"), ("4000", "35,00", "420,00"),
        ):  # fmt: skip
            self.assertPremium(parameters(price), month, year)
        self.assertPremium(parameters("3999,99", **EBIKE_M), "20,00", "240,00")
        self.assertPremium(parameters("749,00", **AKKU), "6,00", "72,00")

    def test_intervals(self):
        self.assertPremium(parameters(PAYMENT_INTERVAL="3"), "60,00", "240,00")
        self.assertPremium(parameters(PAYMENT_INTERVAL="12", **RAD_J), "220,00", "220,00")
        self.assertNotInsurable(parameters(PAYMENT_INTERVAL="1", **RAD_J), "Zahlungsintervall")
        self.assertNotInsurable(parameters(PAYMENT_INTERVAL="0"), "Zahlungsintervall")

    def test_immediate_cover(self):
        self.assertPremium(parameters(risks=["KOMPLETTSCHUTZ", "SOFORTSCHUTZ"]), "20,90", "250,80")
        for risks in (["SOFORTSCHUTZ"], ["KOMPLETTSCHUTZ", "OTHER"], ["KOMPLETTSCHUTZ", "KOMPLETTSCHUTZ"]):
            self.assertNotInsurable(parameters(risks=risks), "isiko")

    def test_austria(self):
        self.assertPremium(parameters(product="AT-RAD-M", TAX_COUNTRY_CODE="AT"), "18,66", "223,87")
        self.assertFails(self.premium(parameters(TAX_COUNTRY_CODE="AT")), "Fehler: Der TAX_COUNTRY_CODE")
        self.assertFails(self.premium(parameters(product="AT-RAD-M")), "Fehler: Der TAX_COUNTRY_CODE")

    def test_price_limits(self):
        for root in (parameters("4000,01"), parameters("0"), parameters("10000,01", **EBIKE_M)):
            self.assertNotInsurable(root, "Kaufpreis")
        self.assertNotInsurable(parameters(code=EBIKE), "Objekt")

    def test_broken_parameters(self):
        for root in (
            parameters("1.399,99"), parameters("1399,9"), parameters(DATE="31.02.2026"), parameters(DATE="2026-02-01"),
            parameters(TAX_COUNTRY_CODE="CH"), parameters(PAYMENT_INTERVAL="2"), parameters(EXTRA="1"), parameters(risks=[]),
        ):  # fmt: skip
            self.assertFails(self.premium(root), "Fehler")
        self.assertFails(self.call("GET_PRODUCT_DATA", "INSURANCE_PREMIUM", DATA="<PARAMETERS"), "Fehler")


class TestPapers(WertgarantieCase):
    def test_each(self):
        documents = self.result("GET_PRODUCT_DATA", "LEGAL_DOCUMENTS", DOCUMENT_TYPE="EINZELN", **RAD_M)["DOCUMENT"]
        types = [document["DOCUMENT_TYPE"] for document in documents]
        self.assertEqual(types, ["GTCI", "IPID", "GDPR", "ROW", "POLICY", "SEPA", "PIS", "LN", "VWT"])
        for document in documents:
            page = pypdf.PdfReader(io.BytesIO(base64.b64decode(document["CONTENT"]))).pages[0]
            self.assertIn("Komplettschutz Fahrrad", page.extract_text())

    def test_one(self):
        document = self.result("GET_PRODUCT_DATA", "LEGAL_DOCUMENTS", DOCUMENT_TYPE="IPID", **RAD_M)["DOCUMENT"]
        self.assertEqual(document["FILENAME"], "IPID_RAD-M.pdf")
        self.assertFails(self.call("GET_PRODUCT_DATA", "LEGAL_DOCUMENTS", DOCUMENT_TYPE="XX", **RAD_M), "NOT OK")

    def test_comparison(self):
        document = self.result("GET_PRODUCT_DATA", "COMPARISON_DOCUMENTS", **RAD_M)["DOCUMENTS"]["DOCUMENT"]
        self.assertEqual([*document], ["FILENAME", "CONTENT"])
