import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO

from lxml import etree

from odoo.tests import BaseCase, tagged

from odoo.addons.dealer_insurance.connectors.errors import Rejected
from odoo.addons.dealer_insurance.connectors.wertgarantie import (
    Address,
    Cancellation,
    Company,
    ExistingContract,
    ExistingCustomer,
    Lock,
    application_xml,
    cancellation_xml,
    start_of_cover,
)

from .wertgarantie_samples import (
    ACCESS,
    ADDRESS,
    APPLICATION,
    COMPANY,
    DEBIT,
    LOCK,
    ODD,
    ODD_MODEL,
    PERSON,
    application,
)

# The schema's order; what is not declared holds text.
SCHEMA = """
<!ELEMENT Antraege (Herkunft, Vertriebskanal?, Exportdatum, Antrag+)>
<!ELEMENT Antrag (Satznummer, Vorgangsnummer?, (ArchivID | Dokument)?, Antragsdatum, Vermittlernummer,
    (Bestandsvertrag | Kundennummer | Kundendaten | Firmendaten), (Geraet | Kommunikation | Rad | Gebaeude)+,
    AbwVertragsbeginn?, Vertragsnummer?, Produktdetails, Zahlung, Aktionscode?, Bemerkung?)>
<!ELEMENT Dokument (Dateityp, DateiB64)>
<!ELEMENT Produktdetails (Antragskodierung, Produkttyp, Beratungsprotokolle?)>
<!ELEMENT Zahlung ((Einzug, Intervall?, Bankverbindung) | (Selbstzahler, Intervall?) | (VMRAbrechnung, Intervall?))>
<!ELEMENT Bankverbindung (IBAN, Mandatsreferenz?)>
<!ELEMENT Kundendaten (Anrede, Titel?, Vorname, Nachname, Geburtsdatum?, EmailPrivat?, EmailGeschaeftlich?,
    TelefonPrivat?, TelefonGeschaeftlich?, MobilPrivat?, MobilGeschaeftlich?, FaxPrivat?, FaxGeschaeftlich?,
    Sprachkennzeichen?, Steuernummer?, Anschrift)>
<!ELEMENT Firmendaten (Firmenname, KontaktVorname?, KontaktNachname?, Email?, Telefon?, Mobil?, Fax?,
    Sprachkennzeichen?, UstID?, Anschrift)>
<!ELEMENT Anschrift (Strasse, Adresszusatz?, PLZ, Ort, Laenderkennzeichen?)>
<!ELEMENT Rad (Position, (Hersteller | HerstellerCode), (Geraetekennzeichen | (Mapping, Fahrradtyp)),
    Modellbezeichnung?, Rahmennummer, Akkunummer?, Kaufdatum,
    (Kaufpreis | (GebrauchtGeraet, Baujahr, (Kaufpreis | Zeitwert)?)), Risiken?, (Schloss | SchlossGeprueft)?)>
<!ELEMENT Risiken (Risikotyp)>
<!ELEMENT Schloss ((Hersteller | HerstellerCode), Art, Modellbezeichnung, Schluesselnummer)>
<!ELEMENT Kuendigung (((Antragssatznummer, Vertragsnummer?) | Vertragsnummer), Geraete?, Kuendigungsgrund?,
    Kuendigungsdatum?, Bemerkung?)>
"""


class XmlCase(BaseCase):
    def setUp(self):
        super().setUp()
        declared = set(re.findall(r"<!ELEMENT (\w+)", SCHEMA))
        leaves = set(re.findall(r"\w+", SCHEMA)) - declared - {"ELEMENT"}
        declarations = "".join(f"<!ELEMENT {name} (#PCDATA)>" for name in leaves)
        self.schema = etree.DTD(StringIO(SCHEMA + declarations))

    def read(self, content):
        root = etree.fromstring(content)
        self.assertTrue(self.schema.validate(root), self.schema.error_log)
        return root

    def written(self, access=ACCESS, **changes):
        return self.read(application_xml(access, application(**changes)))

    def leaves(self, root, path):
        """[(name, text)] in order"""
        return [(leaf.tag, leaf.text) for leaf in root.find(path).iter() if not len(leaf)]


@tagged("post_install", "-at_install")
class TestWertgarantieXml(XmlCase):
    def test_whole(self):
        root = self.written()
        self.assertEqual(
            self.leaves(root, "."),
            [
                ("Herkunft", "Rad & Tat"),
                ("Exportdatum", "03.08.2026"),
                ("Satznummer", "A-1"),
                ("Dateityp", "pdf"),
                ("DateiB64", "JVBERi0xLjcgc2lnbmVk"),
                ("Antragsdatum", "03.08.2026"),
                ("Vermittlernummer", "4711"),
                ("Anrede", "Frau"),
                ("Titel", "Dr."),
                ("Vorname", "Änne"),
                ("Nachname", "O'Weiß"),
                ("Geburtsdatum", "09.03.1971"),
                ("EmailPrivat", "aenne@privat.example"),
                ("EmailGeschaeftlich", "aenne@firma.example"),
                ("TelefonPrivat", "0221 1"),
                ("TelefonGeschaeftlich", "0221 2"),
                ("MobilPrivat", "0171 3"),
                ("MobilGeschaeftlich", "0171 4"),
                ("Strasse", "Große Straße 1 a"),
                ("Adresszusatz", "2. Stock"),
                ("PLZ", "51643"),
                ("Ort", "Köln"),
                ("Laenderkennzeichen", "DE"),
                ("Position", "1"),
                ("Hersteller", "Riese & Müller"),
                ("Geraetekennzeichen", "270009"),
                ("Modellbezeichnung", "Charger4"),
                ("Rahmennummer", "RM-1"),
                ("Akkunummer", "AK-1"),
                ("Kaufdatum", "30.07.2026"),
                ("Kaufpreis", "4399,90"),
                ("SchlossGeprueft", "true"),
                ("Vertragsnummer", "V-1"),
                ("Antragskodierung", "ANT1"),
                ("Produkttyp", "KOMPLETTSCHUTZ_EBIKE_M_2018"),
                ("Einzug", "true"),
                ("Intervall", "1"),
                ("IBAN", "DE89370400440532013000"),
                ("Mandatsreferenz", "M-1"),
            ],
        )

    def test_company(self):
        root = self.written(customer=COMPANY)
        self.assertEqual(
            self.leaves(root, "Antrag/Firmendaten")[:7],
            [
                ("Firmenname", "Weiß & Söhne GmbH"),
                ("KontaktVorname", "Änne"),
                ("KontaktNachname", "Weiß"),
                ("Email", "post@firma.example"),
                ("Telefon", "1"),
                ("Mobil", "2"),
                ("UstID", "DE123"),
            ],
        )

    def test_known_to_the_insurer(self):
        for customer, name in (
            (ExistingCustomer("4712"), "Kundennummer"),
            (ExistingContract("4713"), "Bestandsvertrag"),
        ):
            with self.subTest(name):
                self.assertEqual(self.written(customer=customer).findtext(f"Antrag/{name}"), customer.number)

    def test_used(self):
        used = {"build_year": 2023}
        for changes, expected in (
            (used, [("GebrauchtGeraet", "true"), ("Baujahr", "2023"), ("Kaufpreis", "4399,90")]),
            ({**used, "price": None}, [("GebrauchtGeraet", "true"), ("Baujahr", "2023")]),
            (
                {**used, "price": None, "current_value": Decimal(900)},
                [("GebrauchtGeraet", "true"), ("Baujahr", "2023"), ("Zeitwert", "900,00")],
            ),
        ):
            with self.subTest(expected):
                bike = self.leaves(self.written(object=changes), "Antrag/Rad")
                self.assertEqual(bike[7:-1], expected)

    def test_lock(self):
        lock = self.leaves(self.written(object={"lock": LOCK, "lock_checked": False}), "Antrag/Rad/Schloss")
        self.assertEqual([text for _, text in lock], ["Abus", "Faltschloss", "Bordo 6000", "K-1"])

    def test_battery_alone(self):
        battery = {"kind": "battery", "lock_checked": False, "lock_required": False, "model": ""}
        self.assertEqual(self.leaves(self.written(object=battery), "Antrag/Rad")[-1], ("Kaufpreis", "4399,90"))

    def test_immediate_cover(self):
        root = self.written(object={"risks": ("SOFORTSCHUTZ",)})
        self.assertEqual(root.findtext("Antrag/Rad/Risiken/Risikotyp"), "SOFORTSCHUTZ")

    def test_payment(self):
        for kind, expected in (("self", "Selbstzahler"), ("dealer", "VMRAbrechnung")):
            with self.subTest(kind):
                payment = self.written(payment={"collection_type": kind, "interval": 0})
                self.assertEqual(self.leaves(payment, "Antrag/Zahlung"), [(expected, "true"), ("Intervall", "0")])
        payment = self.written(payment={"interval": None, "mandate_reference": ""})
        self.assertEqual(
            self.leaves(payment, "Antrag/Zahlung"), [("Einzug", "true"), ("IBAN", "DE89370400440532013000")]
        )

    def test_days_and_remark(self):
        root = self.written(
            start_date=date(2026, 10, 1), export_date=date(2026, 8, 5), remark=" Bitte \x00anrufen. \n\nDanke! "
        )
        self.assertEqual(root.findtext("Exportdatum"), "05.08.2026")
        self.assertEqual(root.findtext("Antrag/AbwVertragsbeginn"), "01.10.2026")
        self.assertEqual(root.findtext("Antrag/Bemerkung"), "Bitte anrufen.\n\nDanke!")

    def test_agent_number_is_a_number(self):
        self.assertEqual(self.written(agent_number=" 0004711").findtext("Antrag/Vermittlernummer"), "4711")

    def test_odd_characters_everywhere(self):
        """Every text as it was typed, in both encodings, the model at its full length."""
        odd = dict.fromkeys(("first_name", "last_name", "salutation", "title", "phone_private"), ODD)
        address = Address(ODD, "51643", ODD, ODD, "DE")
        bike = {
            "maker": ODD,
            "model": ODD_MODEL,
            "frame_number": ODD,
            "battery_number": ODD,
            "lock": Lock(ODD, ODD, ODD_MODEL, ODD),
        }
        changes = {"object": bike, "sequence_number": ODD, "contract_number": ODD, "remark": ODD}
        changes |= {"application_code": ODD, "product_type": ODD, "payment": {"mandate_reference": ODD}}
        company = Company(ODD, address, ODD, ODD, "", ODD, ODD, ODD)
        for encoding in ("utf-8", "iso-8859-1"):
            access = replace(ACCESS, encoding=encoding, origin=ODD)
            for customer, count in ((replace(PERSON, address=address, **odd), 21), (company, 22)):
                with self.subTest(encoding, count=count):
                    content = application_xml(access, application(customer=customer, **changes))
                    self.assertIn(f"encoding='{encoding.upper()}'".encode(), content.splitlines()[0])
                    self.assertIn("Müller".encode(encoding), content)
                    texts = [text for _, text in self.leaves(self.read(content), ".")]
                    self.assertEqual(texts.count(ODD), count)
                    self.assertEqual(texts.count(ODD_MODEL), 2)

    def test_hidden_characters(self):
        """Blanks of copied texts, zero widths, controls, letters in two parts."""
        typed = "\ufeff\u00a0Mu\u0308l\u200bler\u00ad \t\u2009von\x0b\u202e Ko\u0308ln\ufffe\ud800\x00 "
        root = self.written(customer=replace(PERSON, last_name=typed))
        self.assertEqual(root.findtext("Antrag/Kundendaten/Nachname"), "Müller von Köln")

    def test_lines_become_one(self):
        root = self.written(customer=replace(PERSON, address=replace(ADDRESS, street="Weg 1\r\n\x02c/o Weiß")))
        self.assertEqual(root.findtext("Antrag/Kundendaten/Anschrift/Strasse"), "Weg 1 c/o Weiß")

    def test_only_what_is_right_is_written(self):
        for access in (
            replace(ACCESS, origin=""),
            replace(ACCESS, encoding="utf-7"),
            replace(ACCESS, tax_country="CH"),
        ):
            with self.assertRaises(Rejected) as raised:
                application_xml(access, APPLICATION)
            self.assertEqual((raised.exception.code, len(raised.exception.params["faults"])), ("fields", 1))

    def test_persons_are_not_shown(self):
        shown = f"{APPLICATION!r} {PERSON!r} {COMPANY!r} {DEBIT!r} {ACCESS!r}"
        for secret in ("Weiß", "Köln", "DE89", "secret"):
            self.assertNotIn(secret, shown)


@tagged("post_install", "-at_install")
class TestWertgarantieCancellation(XmlCase):
    def cancelled(self, **values):
        return self.leaves(self.read(cancellation_xml(ACCESS, Cancellation(**values))), ".")

    def test_of_a_contract(self):
        self.assertEqual(
            self.cancelled(contract_number="V-1", reason=12, date=date(2026, 8, 31), remark="Widerruf"),
            [
                ("Vertragsnummer", "V-1"),
                ("Kuendigungsgrund", "12"),
                ("Kuendigungsdatum", "31.08.2026"),
                ("Bemerkung", "Widerruf"),
            ],
        )

    def test_of_an_application(self):
        self.assertEqual(self.cancelled(sequence_number="A-1"), [("Antragssatznummer", "A-1")])
        self.assertEqual(
            self.cancelled(sequence_number="A-1", contract_number="V-1"),
            [("Antragssatznummer", "A-1"), ("Vertragsnummer", "V-1")],
        )

    def test_of_nothing(self):
        with self.assertRaises(Rejected) as raised:
            cancellation_xml(ACCESS, Cancellation(contract_number="\u00a0", remark="x" * 2001))
        faults = [("contract_number", "missing"), ("remark", "too_long")]
        self.assertEqual(raised.exception.params["faults"], faults)


@tagged("post_install", "-at_install")
class TestWertgarantieStartOfCover(BaseCase):
    def test_first_of_the_following_month(self):
        for applied, begins in (
            (date(2026, 8, 3), date(2026, 9, 1)),
            (date(2026, 9, 1), date(2026, 10, 1)),
            (date(2026, 12, 31), date(2027, 1, 1)),
            (date(2028, 1, 31), date(2028, 2, 1)),
        ):
            with self.subTest(applied):
                self.assertEqual(start_of_cover(applied, immediate=False), begins)
                self.assertEqual(start_of_cover(applied, immediate=True), applied)
