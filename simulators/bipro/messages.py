"""What BiPRO services say beside their data: status, messages, failures."""

from datetime import datetime

from common.exchange import Answer

from . import xml

TEXTS = {
    "00007": "Die Anfrage entspricht nicht dem Schema.",
    "00009": "Die Funktion ist nicht implementiert.",
    "00010": "Das Ergebnis ist gekürzt.",
    "00905": "Der WS-Security-Header fehlt.",
    "00906": "Der WS-Security-Header ist leer.",
    "00908": "Das UsernameToken fehlt.",
    "00909": "Der Identifier fehlt.",
    "00910": "Der TokenType ist nicht zulässig.",
    "00911": "Der RequestType ist nicht zulässig.",
    "00912": "Das Ziel des Abbruchs fehlt.",
    "00917": "Das SecurityContextToken fehlt.",
    "00919": "Das SecurityContextToken ist nicht das richtige.",
    "00920": "Für das VDG-Ticket besteht keine Berechtigung.",
    "00930": "Der Dienst ist für diesen Benutzer nicht aufrufbar.",
    "00940": "Der Dienst ist vorübergehend nicht verfügbar.",
    "00960": "Der Benutzer ist nicht authentifiziert.",
    "00961": "Die Zugangsdaten sind ungültig.",
    "00962": "Das SecurityContextToken ist ungültig.",
    "00963": "Zeitstempel oder Signatur sind ungültig.",
    "00964": "Der Zugang ist gesperrt.",
    "00965": "Der Zugang wurde nach zu vielen Fehlversuchen gesperrt.",
    "00966": "Das Kennwort ist abgelaufen.",
    "01101": "Das Objekt wurde nicht gefunden.",
    "03000": "Die Verarbeitung war erfolgreich.",
    "04000": "Die Verarbeitung war erfolgreich.",
    "04001": "Zu dieser Kategorie liegen keine Lieferungen vor.",
    "04002": "Bereits bestätigte Lieferungen können nicht abgerufen werden.",
    "04003": "Die ID ist nicht bekannt.",
    "04004": "Die Lieferung kann nicht bestätigt werden.",
    "04005": "Die Lieferung nach dieser Kategorie wird nicht unterstützt.",
    "04006": "Die Lieferung ist nicht mehr verfügbar.",
}
KINDS = {"04001": "Hinweis"}  # of failures: Fehler
OTHER = "Die Verarbeitung ist fehlgeschlagen."


class Refused(Exception):
    """The service says no; `way` is fault, nok or random, empty: as set."""

    def __init__(self, code, way="", detail=""):
        super().__init__(code)
        self.code = code
        self.way = way
        self.text = " ".join(filter(None, (TEXTS.get(code, OTHER), detail)))


class HttpRefused(Exception):
    def __init__(self, status, **headers):
        super().__init__(status)
        self.status = status
        self.headers = headers

    def answer(self):
        return Answer(self.status, b"<h1>Fehler</h1>", "text/html; charset=utf-8", self.headers)


def add_version(writer, parent, shape=frozenset()):
    if "sparse" not in shape:
        writer.add(parent, "all:BiPROVersion" if "capital" in shape else "nac:BiPROVersion", "2.6.1.1.0")


def add_status(writer, parent, status, code, kind="Hinweis", text=None, sparse=False):
    """`status` is OK or NOK; the element."""
    node = writer.add(parent, "nac:Status")
    if not sparse:
        writer.add(node, "nac:ProzessID", "simulator")
        writer.add(node, "nac:Zeitstempel", datetime.now().isoformat(timespec="seconds"))
    writer.add(node, "nac:StatusID", status)
    if not sparse:
        writer.add(node, "nac:Schwebe", "false")
    add_message(writer, node, kind, code, text)
    return node


def add_message(writer, status, kind, code, text=None):
    message = writer.add(status, "nac:Meldung")
    writer.add(message, "nac:ArtID", kind)
    writer.add(message, "nac:MeldungID", code)
    writer.add(message, "nac:Text", text or TEXTS.get(code, OTHER))


def fault(refusal, status=500):
    writer = xml.Writer()
    node = writer.add(writer.body, "soap:Fault")
    # Names of SOAP 1.1 that stand in no namespace.
    for name, text in (("faultcode", "soap:Server"), ("faultstring", refusal.text), ("detail", None)):
        child = xml.etree.SubElement(node, name)
        child.text = text
    exception = writer.add(child, "nac:BiproException")
    add_version(writer, exception)
    _add_failure(writer, exception, refusal)
    return Answer(status, writer.bytes(), xml.XML)


def bare_fault():
    """As servers say that break on the way: no BiPRO status, no reason."""
    writer = xml.Writer()
    node = writer.add(writer.body, "soap:Fault")
    for name, text in (("faultcode", "soap:Server"), ("faultstring", "Internal Error")):
        xml.etree.SubElement(node, name).text = text
    return Answer(500, writer.bytes(), xml.XML)


def nok(refusal, operation):
    """HTTP 200 with NOK in the answer of the operation."""
    prefix = "bip" if operation == "getLinks" else "tran"
    writer = xml.Writer()
    response = writer.add(writer.add(writer.body, f"{prefix}:{operation}Response"), f"{prefix}:Response")
    if prefix == "bip":
        add_plain_status(writer, response, "NOK", refusal.code, refusal.text)
    else:
        add_version(writer, response)
        _add_failure(writer, response, refusal)
    return Answer(200, writer.bytes(), xml.XML)


def add_plain_status(writer, parent, status, code, text=None):
    """As norm 440 has it, in one namespace."""
    node = writer.add(parent, "bip:Status")
    writer.add(node, "bip:StatusID", status)
    message = writer.add(node, "bip:Meldung")
    writer.add(message, "bip:MeldungID", code)
    writer.add(message, "bip:Text", text or TEXTS[code])


def _add_failure(writer, parent, refusal):
    add_status(writer, parent, "NOK", refusal.code, KINDS.get(refusal.code, "Fehler"), refusal.text)
