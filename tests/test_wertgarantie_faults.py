from dataclasses import replace
from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.dealer_insurance.connectors.wertgarantie import (
    Access,
    Address,
    Application,
    Bike,
    Company,
    ExistingContract,
    ExistingCustomer,
    Lock,
    Payment,
    Person,
    access_faults,
    faults,
    propose_maker,
)

from .wertgarantie_samples import ACCESS, ADDRESS, APPLICATION, COMPANY, LOCK, PERSON, application


@tagged("post_install", "-at_install")
class TestWertgarantieFaults(BaseCase):
    def assert_faults(self, expected, **changes):
        self.assertEqual(faults(application(**changes)), expected)

    def test_none(self):
        self.assert_faults([])
        self.assert_faults([], customer=COMPANY)
        self.assert_faults([], object={"kind": "bike", "battery_number": "", "model": ""})
        self.assert_faults([], payment={"collection_type": "dealer", "iban": ""})

    def test_nothing_filled_in(self):
        missing = [
            "sequence_number",
            "document",
            "date",
            "agent_number",
            "customer.salutation",
            "customer.first_name",
            "customer.last_name",
            "customer.address.street",
            "customer.address.postcode",
            "customer.address.town",
            "object.maker",
            "object.object_code",
            "object.frame_number",
            "object.battery_number",
            "object.purchase_date",
            "object.price",
            "object.lock",
            "contract_number",
            "application_code",
            "product_type",
            "payment.iban",
        ]
        empty = Application(object=Bike(kind="ebike"))
        self.assertEqual(faults(empty), [(name, "missing") for name in missing])
        early = [name for name in missing if name not in ("sequence_number", "document", "contract_number")]
        self.assertEqual(faults(empty, before_signing=True), [(name, "missing") for name in early])

    def test_company_without_anything(self):
        names = ("name", "address.street", "address.postcode", "address.town")
        self.assert_faults([(f"customer.{name}", "missing") for name in names], customer=Company())

    def test_numbers_of_the_insurer(self):
        for kind in (ExistingCustomer, ExistingContract):
            self.assert_faults([("customer.number", "missing")], customer=kind("\u00a0"))
            self.assert_faults([], customer=kind("4711"))

    def test_only_blanks(self):
        self.assert_faults([("customer.last_name", "missing")], customer=replace(PERSON, last_name="\u200b\u00a0 \t"))

    def test_lengths(self):
        for length, expected in ((60, []), (61, [("object.model", "too_long")])):
            self.assert_faults(expected, object={"model": "ä" * length})
        for length, expected in ((128, []), (129, [("sequence_number", "too_long")])):
            self.assert_faults(expected, sequence_number="ä" * length)
        for length, expected in ((2000, []), (2001, [("remark", "too_long")])):
            self.assert_faults(expected, remark="ä" * length)
        for size, expected in ((7_000_000, []), (7_000_001, [("document", "too_long")])):
            self.assert_faults(expected, document=b"%PDF-".ljust(size))

    def test_document(self):
        self.assert_faults([("document", "format")], document=b"<html>")

    def test_agent_number(self):
        for number in ("0", "-1", "47 11", "A1", "1.5", "٣", "1" * 19):
            with self.subTest(number):
                self.assert_faults([("agent_number", "format")], agent_number=number)

    def test_postcode(self):
        for country, postcode, is_right in (
            ("DE", "51643", True),
            ("DE", "01067", True),
            ("DE", "00999", False),
            ("DE", "5164", False),
            ("DE", "516433", False),
            ("DE", "D-51643", False),
            ("DE", "٥١٦٤٣", False),
            ("AT", "1010", True),
            ("AT", "0101", False),
            ("AT", "10100", False),
            ("NL", "1012 AB", True),
            ("CH", "8001", True),
        ):
            with self.subTest(postcode):
                customer = replace(PERSON, address=replace(ADDRESS, country=country, postcode=postcode))
                expected = [] if is_right else [("customer.address.postcode", "format")]
                self.assert_faults(expected, customer=customer)

    def test_country(self):
        for country, reason in (("", "missing"), ("Deutschland", "format"), ("de", "format")):
            customer = replace(PERSON, address=replace(ADDRESS, country=country))
            self.assert_faults([("customer.address.country", reason)], customer=customer)

    def test_iban(self):
        for iban in (
            "DE89 3704 0044 0532 0130 00",
            "AT61 1904 3002 3457 3201",
            "nl91abna0417164300",
            "DE89-3704.00440532013000",
        ):
            with self.subTest(iban):
                self.assert_faults([], payment={"iban": f"\u00a0{iban}\u200b"})
        for iban in (
            "DE88370400440532013000",
            "DE8937040044053201300",
            "DE893704004405320130001",
            "AT611904300234573202",
            "XX",
            "DE89370400440532O13000",
            "GB82WEST1234569876543?",
        ):
            with self.subTest(iban):
                self.assert_faults([("payment.iban", "format")], payment={"iban": iban})

    def test_iban_is_asked_for_with_debit_only(self):
        self.assert_faults([("payment.iban", "missing")], payment={"iban": ""})
        self.assert_faults([], payment={"collection_type": "self", "iban": "DE1"})

    def test_email(self):
        for address in ("weiss", "weiss@", "weiss@firma", "we iss@firma.example", "a@b@firma.example"):
            with self.subTest(address):
                customer = replace(PERSON, email_private=address)
                self.assert_faults([("customer.email_private", "format")], customer=customer)
                self.assert_faults([("customer.email", "format")], customer=replace(COMPANY, email=address))

    def test_days(self):
        tomorrow = date(2026, 8, 4)
        self.assert_faults([("customer.birth_date", "date")], customer=replace(PERSON, birth_date=tomorrow))
        self.assert_faults([("customer.birth_date", "date")], customer=replace(PERSON, birth_date=date(1871, 3, 9)))
        self.assert_faults([("object.purchase_date", "date")], object={"purchase_date": tomorrow})
        self.assert_faults([("start_date", "date")], start_date=date(2026, 8, 2))
        self.assert_faults([], start_date=tomorrow)
        self.assert_faults([("object.build_year", "date")], object={"build_year": 2027})
        self.assert_faults([("object.build_year", "date")], object={"build_year": 23})
        self.assert_faults([("object.build_year", "missing")], object={"build_year": 0})

    def test_price(self):
        for price in ("0", "-1", "100000", "1.999", "NaN", "Infinity"):
            with self.subTest(price):
                self.assert_faults([("object.price", "format")], object={"price": Decimal(price)})
        for price in ("0.01", "99999.99", "1E+3", "1399.900"):
            with self.subTest(price):
                self.assert_faults([], object={"price": Decimal(price)})
        self.assert_faults([("object.price", "format")], object={"price": 1399.9})

    def test_used(self):
        used = {"build_year": 2023, "price": None}
        self.assert_faults([], object=used)
        wrong = {**used, "current_value": Decimal(0)}
        self.assert_faults([("object.current_value", "format")], object=wrong)

    def test_lock(self):
        self.assert_faults([], object={"lock_checked": False, "lock": LOCK})
        names = ("maker", "kind", "model", "key_number")
        self.assert_faults([(f"object.lock.{name}", "missing") for name in names], object={"lock": Lock()})
        self.assert_faults([], object={"lock_checked": False, "lock_required": False})

    def test_choices(self):
        self.assert_faults([("object.kind", "not_allowed")], object={"kind": "scooter"})
        self.assert_faults([("payment.collection_type", "not_allowed")], payment={"collection_type": ""})
        self.assert_faults([("payment.interval", "not_allowed")], payment={"interval": 2})

    def test_several_at_once(self):
        customer = replace(PERSON, first_name="", address=Address(country="AT", postcode="51643"))
        self.assertEqual(
            faults(replace(APPLICATION, customer=customer, payment=Payment("self", 13))),
            [
                ("customer.first_name", "missing"),
                ("customer.address.street", "missing"),
                ("customer.address.postcode", "format"),
                ("customer.address.town", "missing"),
                ("payment.interval", "not_allowed"),
            ],
        )

    def test_access(self):
        self.assertEqual(access_faults(ACCESS), [])
        empty = Access("", "", "", "", "", "latin", "CH")
        missing = [(name, "missing") for name in ("user", "password", "company", "origin")]
        others = [("encoding", "not_allowed"), ("tax_country", "not_allowed")]
        self.assertEqual(access_faults(empty), missing + others)
        self.assertEqual(access_faults(replace(ACCESS, origin="ä" * 129)), [("origin", "too_long")])

    def test_person_without_names_of_the_schema(self):
        names = ("salutation", "first_name", "last_name")
        customer = Person(address=ADDRESS)
        self.assert_faults([(f"customer.{name}", "missing") for name in names], customer=customer)


MAKERS = [
    *(
        "Bulls",
        "Canyon",
        "Cube",
        "Giant",
        "Kalkhoff",
        "KTM",
        "Liv",
        "Riese & Müller",
        "Sonstige",
        "Specialized",
        "Trek",
    ),
    *("E-Bike Manufaktur", "Husqvarna", "Simplon", "Škoda", "Van Raam", "Winora"),
]


@tagged("post_install", "-at_install")
class TestWertgarantieMakers(BaseCase):
    def test_proposed(self):
        for ours, theirs in (
            ("Cube", "Cube"),
            ("CUBE Bikes", "Cube"),
            ("cube  GmbH & Co. KG", "Cube"),
            ("Riese und Mueller GmbH", "Riese & Müller"),
            ("riese&müller", "Riese & Müller"),
            ("Kalkhof", "Kalkhoff"),
            ("Specialised", "Specialized"),
            ("Trek Bicycle Corporation", "Trek"),
            ("Canyon Bicycles", "Canyon"),
            ("Skoda", "Škoda"),
            ("vanRaam", "Van Raam"),
            ("Van Raam Twin 2026", "Van Raam"),
            ("Husqvarna E-Bicycles", "Husqvarna"),
            ("e-bike manufaktur", "E-Bike Manufaktur"),
            ("Fahrradmanufaktur Weiß", "Sonstige"),
            ("Bikes", "Sonstige"),
            ("", "Sonstige"),
            ("\u00a0", "Sonstige"),
        ):
            with self.subTest(ours):
                self.assertEqual(propose_maker(ours, MAKERS), theirs)

    def test_no_entry_for_others(self):
        self.assertEqual(propose_maker("Weiß", ["Bulls"]), "")
        self.assertEqual(propose_maker("Weiß", []), "")

    def test_other_entries(self):
        for other in ("Sonstige", "Sonstiger Hersteller", "Sonstiges", "andere", "Anderer Hersteller", "OTHER"):
            with self.subTest(other):
                self.assertEqual(propose_maker("Weiß", ["Bulls", "Brother", other]), other)
