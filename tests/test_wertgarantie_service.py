"""The connector and Wertgarantie's simulator, each built from the published interface without the other."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

from lxml import etree
from reportlab.pdfgen.canvas import Canvas

from odoo.tests import tagged

from odoo.addons.dealer_insurance.connectors.errors import (
    AccountLocked,
    AuthenticationError,
    OutcomeUnknown,
    Rejected,
    Unavailable,
)
from odoo.addons.dealer_insurance.connectors.wertgarantie import (
    Access,
    Client,
    ExistingContract,
    ExistingCustomer,
    Payment,
    PremiumQuery,
)

from .local_server import ServerCase
from .simulator import start
from .wertgarantie_samples import ADDRESS, COMPANY, DEBIT, LOCK, ODD, ODD_MODEL, PERSON, application

SHOP = {"user": "musterrad", "password": "Speichen-2026", "origin": "Rad & Tat"}
AUSTRIAN_SHOP = {**SHOP, "user": "alpenrad", "password": "Gipfel-2026", "tax_country": "AT"}
EMPLOYEE, AUSTRIAN_EMPLOYEE = "4711002", "4722002"
BIKE, EBIKE, BATTERY = "27", "270009", "270010"
LIMITS = {"connect_seconds": 5, "read_seconds": 5}


def signed_paper():
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.drawString(72, 720, "Antrag")
    canvas.save()
    return file.getvalue()


class ServiceCase(ServerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = start("wertgarantie")
        cls.addClassCleanup(cls.service.stop)
        cls.paper = signed_paper()

    def setUp(self):
        super().setUp()
        self.service.call("DELETE", "/books")
        self.service.forget()
        self.today = date.today()
        self.client = self.new_client(SHOP)

    def new_client(self, shop, **changes):
        return Client(Access(self.service.address, **{**shop, **changes}), **LIMITS)

    def books(self):
        return self.service.call("GET", "/books").json()

    def product(self, kind, client=None, agent_number=EMPLOYEE):
        found = (client or self.client).products(agent_number)
        return next(product for product in found if kind in product.type)

    def application(self, product, client=None, **changes):
        """With a contract number of its own; changes of ``object`` are given as a dict."""
        bike = {"purchase_date": self.today, "object_code": EBIKE, **changes.pop("object", {})}
        number = (client or self.client).new_contract_number()
        values = {"sequence_number": f"A-{number}", "contract_number": number, "agent_number": EMPLOYEE}
        values |= {"date": self.today, "document": self.paper}
        values |= {"application_code": product.application_code, "product_type": product.type}
        return application(object=bike, **{**values, **changes})

    def assert_taken(self, application, client=None):
        self.assertEqual((client or self.client).submit(application).status_code, "3")
        taken = self.books()["applications"][application.sequence_number]
        self.assertEqual(taken["contract_number"], application.contract_number)
        self.assertEqual(taken["copies"], 0)


@tagged("post_install", "-at_install")
class TestWertgarantieOffer(ServiceCase):
    def test_products(self):
        products = {product.application_code: product for product in self.client.products(EMPLOYEE)}
        bike = products["RAD-M"]
        self.assertEqual(bike.basic_risk, "KOMPLETTSCHUTZ")
        self.assertEqual([risk for _, risk in bike.risks], ["SOFORTSCHUTZ"])
        self.assertEqual([months for months, _ in bike.intervals], [1, 3, 6, 12])
        self.assertEqual(bike.collection_types, {"debit", "self", "dealer"})
        self.assertEqual(bike.price_limits, ((BIKE, Decimal("4000.00")),))
        self.assertEqual(products["EBIKE-M"].price_limits, (("", Decimal("10000.00")),))
        self.assertEqual(products["AKKU"].collection_types, {"debit", "self"})
        self.assertEqual(products["FINANZ"].intervals, ((0, "Einmalbeitrag"),))

    def test_few_products(self):
        self.assertEqual(self.client.products("4711008"), [])
        self.assertEqual(len(self.client.products("4711009")), 1)
        with self.assert_error(Rejected, "refused"):
            self.client.products("1")

    def test_premium(self):
        query = PremiumQuery(self.product("RAD_M"), self.today, 1, BIKE, Decimal("999.9"), self.today)
        premium = self.client.premium(query)
        self.assertEqual((premium.per_interval, premium.per_year), (Decimal("15.00"), Decimal("180.00")))
        immediate = self.client.premium(replace(query, risks=("SOFORTSCHUTZ",)))
        self.assertGreater(immediate.per_interval, premium.per_interval)
        refused = self.client.premium(replace(query, price=Decimal("4000.01")))
        self.assertIsNone(refused.per_interval)
        self.assertIn("4000,00", refused.message)

    def test_texts_and_documents(self):
        product = self.product("RAD_M")
        self.assertIn("Unfall & Sturz", dict(self.client.advertising_texts(product))["Leistungen"])
        documents = self.client.legal_documents(product)
        self.assertLessEqual({"GTCI", "IPID", "ROW", "POLICY"}, {document.type for document in documents})
        self.assertEqual([len(self.client.comparison_documents(product))], [1])

    def test_makers(self):
        self.assertGreater(len(self.client.manufacturers()), 500)


@tagged("post_install", "-at_install")
class TestWertgarantieTaking(ServiceCase):
    def test_objects(self):
        battery = {"object_code": BATTERY, "kind": "battery", "price": Decimal(800), "lock_checked": False}
        for kind, bike in (
            ("RAD_M", {"object_code": BIKE, "kind": "bike", "battery_number": "", "price": Decimal("999.9")}),
            ("EBIKE_M", {"risks": ("SOFORTSCHUTZ",), "lock": LOCK}),
            ("AKKU", {**battery, "lock_required": False}),
            ("EBIKE_M", {"build_year": 2023}),
            ("EBIKE_M", {"build_year": 2023, "price": None, "current_value": Decimal("900.5")}),
        ):
            with self.subTest(kind, **bike):
                self.assert_taken(self.application(self.product(kind), object=bike))

    def test_customers(self):
        for customer in (PERSON, COMPANY, ExistingCustomer("70012345"), ExistingContract("50012345")):
            with self.subTest(type(customer).__name__):
                self.assert_taken(self.application(self.product("EBIKE_M"), customer=customer))

    def test_austrian(self):
        client = self.new_client(AUSTRIAN_SHOP)
        product = self.product("EBIKE_M", client, AUSTRIAN_EMPLOYEE)
        address = replace(ADDRESS, postcode="1010", town="Wien", country="AT")
        changes = {"customer": replace(PERSON, address=address), "agent_number": AUSTRIAN_EMPLOYEE}
        changes["payment"] = replace(DEBIT, iban="AT61 1904 3002 3457 3201")
        self.assert_taken(self.application(product, client, **changes), client)

    def test_payments(self):
        for payment in (DEBIT, Payment("self", 12), Payment("dealer", 3), Payment("self")):
            with self.subTest(payment.collection_type):
                self.assert_taken(self.application(self.product("EBIKE_M"), payment=payment))

    def test_odd_characters(self):
        """Arrive as they were typed."""
        address = replace(ADDRESS, street=ODD, town=ODD)
        customer = replace(PERSON, first_name=ODD, last_name=ODD, address=address)
        for encoding in ("utf-8", "iso-8859-1"):
            client = self.new_client(SHOP, encoding=encoding)
            bike = {"maker": ODD, "model": ODD_MODEL, "frame_number": ODD, "risks": ("SOFORTSCHUTZ",)}
            sent = self.application(self.product("EBIKE_M"), client, customer=customer, object=bike)
            with self.subTest(encoding):
                self.assert_taken(sent, client)
                arrived = etree.fromstring(self.books()["applications"][sent.sequence_number]["xml"])
                texts = [leaf.text for leaf in arrived.iter()]
                self.assertEqual((texts.count(ODD), texts.count(ODD_MODEL)), (6, 1))
        self.assertEqual([call["remarks"] for call in self.service.received() if call["remarks"]], [])

    def test_sent_twice(self):
        sent = self.application(self.product("EBIKE_M"))
        self.assert_taken(sent)
        with self.assert_error(OutcomeUnknown, "duplicate"):
            self.client.submit(sent)
        with self.assert_error(OutcomeUnknown, "duplicate"):
            self.client.submit(replace(sent, customer=COMPANY))
        self.assertEqual(len(self.books()["applications"]), 1)

    def test_refused(self):
        sent = self.application(self.product("EBIKE_M"), object={"price": Decimal("10000.01")})
        with self.assert_error(Rejected, "refused") as raised:
            self.client.submit(sent)
        self.assertIn("Kaufpreis", raised.exception.params["text"])

    def test_by_hand(self):
        with self.assert_error(OutcomeUnknown, "status_code") as raised:
            self.client.submit(self.application(self.product("EBIKE_M"), remark="Bitte anrufen"))
        self.assertEqual(raised.exception.params["text"], "Manuelle Bearbeitung")


@tagged("post_install", "-at_install")
class TestWertgarantieTroubles(ServiceCase):
    def test_session_expired(self):
        sent = self.application(self.product("EBIKE_M"))
        self.service.call("DELETE", "/sessions")
        self.assert_taken(sent)
        self.service.fault("expired", address="SET_XML_INTERFACE")
        self.assert_taken(self.application(self.product("EBIKE_M")))
        self.assertEqual(self.books()["logins"], {"right": 3, "wrong": 0})

    def test_wrong_password(self):
        client = self.new_client(SHOP, password="wrong")
        with self.assert_error(AuthenticationError, "login"):
            client.products(EMPLOYEE)
        self.assertEqual(self.books()["logins"]["wrong"], 1)

    def test_locked(self):
        self.client.check()
        self.service.call("POST", "/accounts", '{"musterrad": "locked"}')
        with self.assert_error(AccountLocked, "locked"):
            self.client.new_contract_number()

    def test_lost_after_taking(self):
        """The application was taken, and only asking again may tell."""
        for fault in ("drop", "500", "503", "rubbish", "oversized", "truncated", "technical"):
            sent = self.application(self.product("EBIKE_M"))
            self.service.fault(fault, after=True, address="SET_XML_INTERFACE")
            with self.subTest(fault):
                with self.assertRaises(OutcomeUnknown):
                    self.client.submit(sent)
                self.assertIn(sent.sequence_number, self.books()["applications"])
                with self.assert_error(OutcomeUnknown, "duplicate"):
                    self.client.submit(sent)

    def test_each_call_in_trouble(self):
        product = self.product("EBIKE_M")
        query = PremiumQuery(product, self.today, 1, EBIKE, Decimal(2000), self.today)
        for function, call in (
            ("GET_AGENT_DATA", lambda: self.client.products(EMPLOYEE)),
            ("ADVERTISING_TEXT", lambda: self.client.advertising_texts(product)),
            ("INSURANCE_PREMIUM", lambda: self.client.premium(query)),
            ("LEGAL_DOCUMENTS", lambda: self.client.legal_documents(product)),
            ("COMPARISON_DOCUMENTS", lambda: self.client.comparison_documents(product)),
            ("GET_OBJECT_DETAILS", self.client.manufacturers),
            ("GET_NEW_CONTRACTNUMBER", self.client.new_contract_number),
            ("/login.pl", self.client.check),
        ):
            address = function if function.startswith(("GET_", "/")) else f"GET_PRODUCT_DATA/{function}"
            for fault in ("drop", "500", "503", "rubbish", "truncated", "technical", "busy", "redirect"):
                self.service.fault(fault, address=address, **({} if fault == "busy" else {"times": "always"}))
                with self.subTest(function, fault=fault), self.assertRaises(Unavailable):
                    call()
                self.service.call("DELETE", "/faults")
