"""What the tests of the Wertgarantie simulator share: the running program, right calls and right applications."""

import base64
import io
import unittest
import urllib.parse
import uuid
from datetime import date

from common.testing import Program
from lxml import etree
from reportlab.pdfgen.canvas import Canvas

FORM = "application/x-www-form-urlencoded"
USER, PASSWORD, COMPANY = "musterrad", "Speichen-2026", "WG"
AGENT, NOTHING_TO_SELL, ONE_PRODUCT = "4711002", "4711008", "4711009"
AUSTRIAN = {"USER": "alpenrad", "PASSWORD": "Gipfel-2026"}
BICYCLE, EBIKE, BATTERY = "27", "270009", "270010"
IBAN = "DE02120300000000202051"
TODAY = date.today().strftime("%d.%m.%Y")


def pdf():
    file = io.BytesIO()
    canvas = Canvas(file, invariant=True)
    canvas.drawString(100, 700, "Antrag")
    canvas.save()
    return file.getvalue()


PAPER = base64.b64encode(pdf()).decode()
ADDRESS = {"Strasse": "Lindenweg 4", "PLZ": "51643", "Ort": "Gummersbach"}
PERSON = {"Anrede": "Frau", "Vorname": "Jördis", "Nachname": "O'Beispiel & Söhne", "Anschrift": ADDRESS}
BIKE = {
    "Position": "1",
    "Hersteller": "Müller & Söhne Zweirad",
    "Geraetekennzeichen": BICYCLE,
    "Modellbezeichnung": "Straße 7",
    "Rahmennummer": "WX-0815",
    "Kaufdatum": TODAY,
    "Kaufpreis": "1399,99",
    "Risiken": {"Risikotyp": "SOFORTSCHUTZ"},
    "SchlossGeprueft": "true",
}
DEBIT = {"Einzug": "true", "Intervall": "1", "Bankverbindung": {"IBAN": IBAN}}


def element(name, content):
    made = etree.Element(name)
    if isinstance(content, str):
        made.text = content
        return made
    for child, value in content.items():
        made.append(element(child, value))
    return made


def application(number=None, contract_number=None, product="RAD-M", type_="KOMPLETTSCHUTZ_RAD_M_2018", bike=BIKE):
    """An `Antraege` element with one right `Antrag`."""
    content = {
        "Satznummer": number or str(uuid.uuid4()),
        "Dokument": {"Dateityp": "PDF", "DateiB64": PAPER},
        "Antragsdatum": TODAY,
        "Vermittlernummer": AGENT,
        "Kundendaten": PERSON,
        "Rad": bike,
        **({"Vertragsnummer": contract_number} if contract_number else {}),
        "Produktdetails": {"Antragskodierung": product, "Produkttyp": type_},
        "Zahlung": DEBIT,
    }
    return element("Antraege", {"Herkunft": "Test", "Exportdatum": TODAY, "Antrag": content})


def changed(root, path, content):
    """With another content at `path` below Antrag; None: without it."""
    old = root.find(f"Antrag/{path}")
    new = None if content is None else element(old.tag, content)
    if new is None:
        old.getparent().remove(old)
    else:
        old.getparent().replace(old, new)
    return root


def extended(root, before, name, content):
    """With one element more, before that at the path `before` below Antrag."""
    root.find(f"Antrag/{before}").addprevious(element(name, content))
    return root


def parameters(price="1399,99", code=BICYCLE, product="RAD-M", type_="KOMPLETTSCHUTZ_RAD_M_2018", **more):
    """DATA of INSURANCE_PREMIUM; `risks` are the first and those that follow."""
    risks = more.pop("risks", ["KOMPLETTSCHUTZ"])
    device = {
        "OBJECT_CODE": code,
        "OBJECT_PRICE": price,
        "PURCHASE_DATE": TODAY,
        "MANUFACTURER_YEAR": str(date.today().year),
        "RISKS": {},
    }
    content = {
        "APPLICATION_CODE": product,
        "TAX_COUNTRY_CODE": "DE",
        "PRODUCTTYPE": type_,
        "DATE": TODAY,
        "APPLICATION_DATE": TODAY,
        "PAYMENT_INTERVAL": "1",
        "DEVICES": {"DEVICE": device},
    }
    root = element("PARAMETERS", {**content, **more})
    for risk in risks:
        root.find("DEVICES/DEVICE/RISKS").append(element("RISK", {"RISIKOTYP": risk}))
    return root


def serialized(root, encoding="UTF-8"):
    return etree.tostring(root, xml_declaration=True, encoding=encoding)


class WertgarantieCase(unittest.TestCase):
    options = ()

    @classmethod
    def setUpClass(cls):
        cls.program = Program("wertgarantie", *cls.options)
        cls.addClassCleanup(cls.program.stop)

    def setUp(self):
        self.program.forget()
        self.program.call("DELETE", "/books")

    def post(self, path, **fields):
        body = urllib.parse.urlencode({"API": "JSON", **fields})
        return self.program.call("POST", path, body, Content_Type=FORM)

    def login(self, **other):
        access = {"USER": USER, "PASSWORD": PASSWORD, "COMPANY": COMPANY}
        return self.post("/login.pl", FUNCTION="LOGIN", **{**access, **other}).json()

    def call(self, function, shaping="DEFAULT", session=None, **fields):
        """The answer's content; a session of its own unless one is given."""
        session = session or self.login()["SESSION"]
        reply = self.post("/callservice.pl", SESSION=session, FUNCTION=function, SHAPING=shaping, **fields)
        self.assertEqual(reply.status, 200)
        return reply.json()

    def result(self, *arguments, **fields):
        answer = self.call(*arguments, **fields)
        self.assertEqual(answer.get("STATUSCODE"), "0", answer["STATUS"])
        return answer["RESULT"]

    def reserve(self, session=None):
        return self.result("GET_NEW_CONTRACTNUMBER", session=session)["NEWCONTRACTNUMBER"]

    def send(self, root, encoding="UTF-8", session=None):
        return self.call("SET_XML_INTERFACE", session=session, DATA=serialized(root, encoding))

    def books(self):
        return self.program.call("GET", "/books").json()

    def assertFails(self, answer, begin, code=None):
        self.assertEqual((answer["STATUS"][: len(begin)], answer.get("STATUSCODE")), (begin, code), answer["STATUS"])

    def assertTaken(self, answer, code="3"):
        self.assertEqual((answer.get("STATUSCODE"), answer["STATUS"]), ("0", "OK"))
        self.assertEqual(answer["RESULT"]["STATUS_CODE"], code)

    def assertNothingTaken(self):
        self.assertEqual(self.books()["applications"], {})
