"""What the Wertgarantie simulator takes as an application, and what it refuses."""

import base64
from datetime import date, timedelta
from itertools import pairwise

from .case import (
    ADDRESS,
    AGENT,
    AUSTRIAN,
    BATTERY,
    BICYCLE,
    BIKE,
    DEBIT,
    EBIKE,
    NOTHING_TO_SELL,
    PAPER,
    PERSON,
    TODAY,
    WertgarantieCase,
    application,
    changed,
    element,
    extended,
    pdf,
    serialized,
)

LONG = "Ä" * 60
LOCK = {"Hersteller": "Abus", "Art": "Faltschloss", "Modellbezeichnung": "X1", "Schluesselnummer": "77"}


def with_battery(code, number="A-1"):
    return {
        name: value
        for key, own in BIKE.items()
        for name, value in (
            (key, code if key == "Geraetekennzeichen" else own),
            *([("Akkunummer", number)] if key == "Rahmennummer" else []),
        )
    }


def used(**more):
    """A used bicycle."""
    start = {name: value for name, value in BIKE.items() if name not in ("Kaufpreis", "Risiken", "SchlossGeprueft")}
    return {**start, "GebrauchtGeraet": "true", "Baujahr": "2019", **more, "SchlossGeprueft": "true"}


def day(days):
    return (date.today() + timedelta(days)).strftime("%d.%m.%Y")


class TestTaken(WertgarantieCase):
    def test_application(self):
        number = self.reserve()
        root = application("S-1", number)
        answer = self.send(root)
        self.assertTaken(answer)
        self.assertEqual(answer["RESULT"]["STATUS_TEXT"], "Verarbeitet")
        books = self.books()
        taken = books["applications"]["S-1"]
        self.assertEqual(books["contract_numbers"], {number: "S-1"})
        self.assertEqual(base64.b64decode(taken["document"]), pdf())
        self.assertEqual((taken["agent"], taken["product"]), (AGENT, "KOMPLETTSCHUTZ_RAD_M_2018"))
        self.assertEqual((taken["contract_number"], taken["status_code"], taken["copies"]), (number, "3", 0))

    def test_both_encodings(self):
        for encoding in ("UTF-8", "ISO-8859-1"):
            root = changed(application(encoding), "Rad/Modellbezeichnung", LONG)
            self.assertTaken(self.send(changed(root, "Kundendaten/Nachname", "Žižek & d'Ö <ß>"), encoding))
            xml = self.books()["applications"][encoding]["xml"]
            self.assertIn("Žižek &amp; d'Ö &lt;ß&gt;", xml)
            self.assertIn(LONG, xml)

    def test_objects(self):
        ebike = with_battery(EBIKE)
        self.assertTaken(self.send(application(product="EBIKE-M", type_="KOMPLETTSCHUTZ_EBIKE_M_2018", bike=ebike)))
        battery = {name: value for name, value in with_battery(BATTERY).items() if name not in ("SchlossGeprueft",)}
        self.assertTaken(self.send(application(product="AKKU", type_="AKKUSCHUTZ_EBIKE_2018", bike=battery)))
        for price in ({"Kaufpreis": "900"}, {"Zeitwert": "800,50"}):
            self.assertTaken(self.send(application(bike=used(**price))))

    def test_customers(self):
        company = {"Firmenname": "Beispiel & Töchter GmbH", "Email": "rad@example.com", "Anschrift": ADDRESS}
        for name, content in (
            ("Firmendaten", company), ("Kundennummer", "70012345"), ("Bestandsvertrag", "50012345"),
            ("Kundendaten", {**PERSON, "Anschrift": {**ADDRESS, "Laenderkennzeichen": "DE"}}),
        ):  # fmt: skip
            root = extended(application(), "Kundendaten", name, content)
            old = root.findall("Antrag/Kundendaten")[-1]
            old.getparent().remove(old)
            self.assertTaken(self.send(root))

    def test_austria(self):
        session = self.login(**AUSTRIAN)["SESSION"]
        root = changed(application(product="AT-RAD-M"), "Vermittlernummer", "4722001")
        austrian = {**ADDRESS, "PLZ": "6020", "Ort": "Innsbruck", "Laenderkennzeichen": "AT"}
        self.assertTaken(self.send(changed(root, "Kundendaten/Anschrift", austrian), session=session))
        self.assertFails(self.send(changed(root, "Kundendaten/Anschrift", ADDRESS), session=session), "NOT OK")

    def test_payments(self):
        for payment in (DEBIT, {"Selbstzahler": "true", "Intervall": "12"}, {"VMRAbrechnung": "true"}):
            self.assertTaken(self.send(changed(application(), "Zahlung", payment)))

    def test_lock(self):
        bike = {name: value for name, value in BIKE.items() if name != "SchlossGeprueft"}
        self.assertTaken(self.send(application(bike={**bike, "Schloss": LOCK})))
        self.assertFails(self.send(application(bike=bike)), "NOT OK: Die Angaben zum Schloss")

    def test_remark_means_work_by_hand(self):
        root = application()
        root.find("Antrag").append(element("Bemerkung", "Bitte anrufen"))
        answer = self.send(root)
        self.assertTaken(answer, "2")
        self.assertEqual(answer["RESULT"]["STATUS_TEXT"], "Manuelle Bearbeitung")


class TestTwice(WertgarantieCase):
    def test_same_content(self):
        root = application("S-1", self.reserve())
        self.assertTaken(self.send(root))
        root.find("Exportdatum").text = day(1)
        for copies in (1, 2):
            answer = self.send(root)
            self.assertTaken(answer, "5")
            self.assertEqual(answer["RESULT"]["STATUS_TEXT"], "Bereits verarbeitet")
            self.assertEqual(self.books()["applications"]["S-1"]["copies"], copies)

    def test_other_content(self):
        root = application("S-1", self.reserve())
        self.assertTaken(self.send(root))
        self.assertFails(self.send(changed(root, "Rad/Rahmennummer", "other")), "NOT OK: Diese Satznummer")
        self.assertIn("WX-0815", self.books()["applications"]["S-1"]["xml"])

    def test_contract_number(self):
        number = self.reserve()
        self.assertTaken(self.send(application("S-1", number)))
        self.assertFails(self.send(application("S-2", number)), "NOT OK: Diese Vertragsnummer ist schon vergeben")
        self.assertFails(self.send(application("S-3", "4711")), "NOT OK: Diese Vertragsnummer ist nicht reserviert")
        self.assertNotEqual(self.reserve(), number)

    def test_all_or_none(self):
        root = application("S-1")
        root.append(changed(application("S-2"), "Vermittlernummer", "1").find("Antrag"))
        self.assertFails(self.send(root), "NOT OK")
        self.assertNothingTaken()


class TestSchema(WertgarantieCase):
    def assertBroken(self, root):
        self.assertFails(self.send(root), "Fehler")
        self.assertNothingTaken()

    def test_mandatory(self):
        for path in (
            "Satznummer", "Antragsdatum", "Vermittlernummer", "Kundendaten", "Rad", "Produktdetails", "Zahlung",
            "Dokument/Dateityp", "Dokument/DateiB64", "Kundendaten/Anrede", "Kundendaten/Vorname", "Kundendaten/Nachname",
            "Kundendaten/Anschrift", "Kundendaten/Anschrift/Strasse", "Kundendaten/Anschrift/PLZ",
            "Kundendaten/Anschrift/Ort", "Rad/Position", "Rad/Hersteller", "Rad/Geraetekennzeichen", "Rad/Rahmennummer",
            "Rad/Kaufdatum", "Rad/Kaufpreis", "Produktdetails/Antragskodierung", "Produktdetails/Produkttyp",
            "Zahlung/Bankverbindung", "Zahlung/Bankverbindung/IBAN",
        ):  # fmt: skip
            with self.subTest(path):
                self.assertBroken(changed(application(), path, None))
        root = application()
        root.remove(root.find("Herkunft"))
        self.assertBroken(root)

    def test_order(self):
        antrag = application().find("Antrag")
        for place, (one, other) in enumerate(pairwise(antrag)):
            root = application()
            root.find("Antrag").insert(place, root.find("Antrag")[place + 1])
            with self.subTest(f"{other.tag} before {one.tag}"):
                self.assertBroken(root)

    def test_types(self):
        for path, content in (
            ("Satznummer", "S" * 129), ("Satznummer", ""), ("Antragsdatum", "2026-01-31"), ("Antragsdatum", "31.02.2026"),
            ("Antragsdatum", "1.2.2026"), ("Vermittlernummer", "0"), ("Vermittlernummer", "-1"), ("Vermittlernummer", "1a"),
            ("Rad/Modellbezeichnung", "M" * 61), ("Rad/Kaufpreis", "1399.99"), ("Rad/Kaufpreis", "1.399,99"),
            ("Rad/Kaufpreis", "1399,9"), ("Rad/Kaufpreis", "100000"), ("Rad/Kaufpreis", "-1"), ("Rad/Rahmennummer", ""),
            ("Rad/SchlossGeprueft", "false"), ("Zahlung/Einzug", "1"), ("Zahlung/Intervall", "2"),
            ("Dokument/DateiB64", "§"), ("Rad/Risiken", {}),
        ):  # fmt: skip
            with self.subTest(path=path, content=content):
                self.assertBroken(changed(application(), path, content))

    def test_choices(self):
        self.assertBroken(extended(application(), "Kundendaten", "Kundennummer", "70012345"))
        self.assertBroken(extended(application(), "Dokument", "ArchivID", "1"))
        self.assertBroken(extended(application(), "Zahlung/Einzug", "Selbstzahler", "true"))
        self.assertBroken(extended(application(), "Rad/Hersteller", "HerstellerCode", "1"))
        self.assertBroken(extended(application(), "Rad/SchlossGeprueft", "Schloss", LOCK))
        self.assertBroken(extended(application(), "Rad/Kaufpreis", "Zeitwert", "1"))

    def test_remark_too_long(self):
        root = application()
        root.find("Antrag").append(element("Bemerkung", "x" * 2001))
        self.assertBroken(root)

    def test_no_cancellation(self):
        for name in ("Kuendigung", "Kuendigungen"):
            self.assertBroken(element(name, {"Vertragsnummer": "1"}))

    def test_refusal_says_where_but_not_what(self):
        status = self.send(changed(application(), "Rad/Kaufpreis", "4711,4"))["STATUS"]
        self.assertIn("/Antraege/Antrag/Rad/Kaufpreis", status)
        self.assertNotIn("4711,4", status)

    def test_dangerous_xml(self):
        entity = b'<!DOCTYPE a [<!ENTITY e "x">]>'
        data = serialized(application()).replace(b"<Antraege>", entity + b"<Antraege>", 1)
        for xml in (
            data,
            data.replace(b"WX-0815", b"&e;"),
            b"<Antraege>",
            b"\x00",
            b"<?xml version='1.0' encoding='x'?><a/>",
        ):
            self.assertFails(self.call("SET_XML_INTERFACE", DATA=xml), "Fehler")
        self.assertNothingTaken()

    def test_comments_and_instructions_say_nothing(self):
        data = serialized(application("S-1")).replace(b"Gummersbach", b"<?x?>Gummers<!-- x -->bach", 1)
        self.assertTaken(self.call("SET_XML_INTERFACE", DATA=data))
        self.assertIn("<Ort>Gummersbach</Ort>", self.books()["applications"]["S-1"]["xml"])

    def test_wrong_encoding(self):
        data = serialized(application()).replace(b"UTF-8", b"ISO-8859-1", 1)
        self.assertFails(self.call("SET_XML_INTERFACE", DATA=data), "Fehler: Der Zeichensatz")
        data = serialized(application(), "ISO-8859-1").replace(b"ISO-8859-1", b"UTF-8", 1)
        self.assertFails(self.call("SET_XML_INTERFACE", DATA=data), "Fehler: Das XML ist nicht wohlgeformt")


class TestRules(WertgarantieCase):
    def assertRefused(self, root, words):
        answer = self.send(root)
        self.assertFails(answer, "NOT OK")
        self.assertIn(words, answer["STATUS"])
        self.assertNothingTaken()

    def test_values(self):
        for path, content, words in (
            ("Dokument", None, "unterschriebene Antrag fehlt"),
            ("Dokument/DateiB64", base64.b64encode(b"GIF89a").decode(), "kein lesbares PDF"),
            ("Dokument/DateiB64", base64.b64encode(b"%PDF-1.4 cut").decode(), "kein lesbares PDF"),
            ("Dokument/DateiB64", PAPER[: len(PAPER) // 8 * 4], "kein lesbares PDF"),
            ("Dokument/Dateityp", "TIF", "kein lesbares PDF"),
            ("Antragsdatum", day(3), "Zukunft"),
            ("Vermittlernummer", "4722001", "Vermittlernummer"),
            ("Vermittlernummer", NOTHING_TO_SELL, "nicht freigeschaltet"),
            ("Produktdetails/Antragskodierung", "AT-RAD-M", "nicht freigeschaltet"),
            ("Produktdetails/Antragskodierung", "RAD-J", "Produkttyp"),
            ("Kundendaten/Anschrift/PLZ", "5164", "PLZ"),
            ("Kundendaten/Anschrift/PLZ", "51643 ", "PLZ"),
            ("Zahlung/Bankverbindung/IBAN", "DE02120300000000202052", "IBAN"),
            ("Zahlung/Bankverbindung/IBAN", "DE02 1203 0000 0000 2020 51", "IBAN"),
            ("Zahlung/Intervall", "0", "Zahlung"),
            ("Rad/Kaufpreis", "4000,01", "Kaufpreis"),
            ("Rad/Kaufpreis", "0", "Kaufpreis"),
            ("Rad/Geraetekennzeichen", EBIKE, "Objekt"),
            ("Rad/Rahmennummer", " ", "Rahmennummer"),
            ("Rad/Kaufdatum", day(3), "Kaufdatum"),
            ("Rad/Risiken/Risikotyp", "OTHER", "Risiko"),
        ):
            with self.subTest(path=path, content=content):
                self.assertRefused(changed(application(), path, content), words)

    def test_customer(self):
        self.assertRefused(extended(application(), "Kundendaten/Anschrift", "Geburtsdatum", day(2)), "Geburtsdatum")
        self.assertRefused(extended(application(), "Kundendaten/Anschrift", "EmailPrivat", "a@b"), "E-Mail")
        for name in ("Kundennummer", "Bestandsvertrag"):
            root = extended(application(), "Kundendaten", name, "1")
            self.assertRefused(changed(root, "Kundendaten", None), name.removesuffix("nummer")[:8])

    def test_battery(self):
        bikes = {EBIKE: ("EBIKE-M", "KOMPLETTSCHUTZ_EBIKE_M_2018"), BATTERY: ("AKKU", "AKKUSCHUTZ_EBIKE_2018")}
        for code, (product, type_) in bikes.items():
            bike = {**BIKE, "Geraetekennzeichen": code}
            self.assertRefused(application(product=product, type_=type_, bike=bike), "Akkunummer")
        old = application(product="AKKU", type_="AKKUSCHUTZ_EBIKE_2018", bike=with_battery(BATTERY))
        self.assertRefused(changed(old, "Rad/Kaufdatum", day(-370)), "12 Monate")

    def test_payment_not_offered(self):
        root = application(product="AKKU", type_="AKKUSCHUTZ_EBIKE_2018", bike=with_battery(BATTERY))
        self.assertRefused(changed(root, "Zahlung", {"VMRAbrechnung": "true"}), "Zahlungsart")
        yearly = application(product="RAD-J", type_="KOMPLETTSCHUTZ_RAD_J_2018")
        self.assertRefused(yearly, "monatlich")

    def test_used(self):
        self.assertRefused(application(bike=used()), "Kaufpreis oder Zeitwert")
        self.assertRefused(changed(application(bike=used(Zeitwert="500")), "Rad/Baujahr", "2099"), "Baujahr")

    def test_objects(self):
        self.assertRefused(extended(application(), "Produktdetails", "Rad", {**BIKE, "Position": "2"}), "höchstens ein")
        self.assertRefused(extended(application(), "Rad", "Geraet", {"Position": "2"}), "nur Räder")
        mapped = {
            key: value
            for name, own in BIKE.items()
            for key, value in ((("Mapping", "X"), ("Fahrradtyp", "Y")) if own == BICYCLE else ((name, own),))
        }
        self.assertRefused(application(bike=mapped), "Mapping")

    def test_begin(self):
        self.assertRefused(extended(application(), "Produktdetails", "AbwVertragsbeginn", day(-1)), "Vertragsbeginn")
        self.assertTaken(self.send(extended(application(), "Produktdetails", "AbwVertragsbeginn", TODAY)))


class TestOrigin(WertgarantieCase):
    options = ("--origin", "Vereinbart")

    def test_origin(self):
        root = application()
        self.assertFails(self.send(root), "NOT OK: Diese Herkunft")
        root.find("Herkunft").text = "Vereinbart"
        self.assertTaken(self.send(root))
