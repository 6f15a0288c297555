"""Answers of the transfer service in the shapes of shapes.py."""

import itertools
from dataclasses import dataclass

from common.exchange import Answer, Pieces, pieces

from . import documents, xml
from .messages import add_message, add_status, add_version

PATHS = (
    "../../../etc/cron.d/police.pdf",
    "..\\..\\Autostart\\police.pdf",
    "C:\\Windows\\police.pdf",
    "/etc/police.pdf",
)
HUGE = 1 << 30
TOKENS = {"huge": "@@huge@@", "entity": "@@entity@@"}
GROWING = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE bomb [<!ENTITY e0 "0123456789">{GROWING}]>'
BOUNDARY = "uuid:4711d0c5-0000-4000-8000-000000000001"
ROOT = "root.message@simulator.example.com"


@dataclass
class Part:
    """Of an MTOM answer."""

    identifier: str
    media_type: str
    body: bytes | Pieces


class Rendering:
    """One answer of the transfer service; `address` is the simulator's own."""

    def __init__(self, operation, shape, address):
        self.shape = shape
        self.address = address
        self.parts = []
        self.inserted = {}  # token in the XML -> bytes or Pieces that stand there
        self.writer = xml.Writer(
            short="prefixes" in shape,
            gevo=xml.GEVO_OF_TRANSFER if "transfer-gevo" in shape else xml.NAMES["gevo"],
            encoding="ISO-8859-1" if "latin1" in shape else "UTF-8",
        )
        name = operation[0].upper() + operation[1:] if "capital" in shape else operation
        wrapper = self.writer.add(self.writer.body, f"tran:{name}Response")
        self.response = self.writer.add(wrapper, "tran:Response")
        add_version(self.writer, self.response, shape)

    @property
    def is_sparse(self):
        return "sparse" in self.shape

    def status(self, code, status="OK"):
        node = add_status(self.writer, self.response, status, code, sparse=self.is_sparse)
        if "messages" in self.shape:
            add_message(self.writer, node, "Warnung", "00001", "Am Wochenende wird gewartet.")
            node.append(node[-2])  # the one that counts is the last

    def shipment(self, shipment, with_transfers):
        add, rest = self.writer.add, self._optional
        node = add(self.response, "tran:Lieferung")
        if "unknown" in self.shape:
            add(add(node, "tran:Erweiterung"), "tran:Neuerung", "noch nicht bekannt")
        add(node, "tran:ID", shipment.id)
        rest(node, "tran:Einstellzeitpunkt", shipment.created.isoformat(timespec="seconds"))
        add(node, "tran:Kategorie", shipment.category)
        add(node, "tran:ArtDerLieferung", shipment.delivery_kind)
        rest(node, "tran:VerfuegbarBis", shipment.available_until)
        only_data = all(document.is_data for document in shipment.documents)
        rest(node, "tran:EnthaeltNurDaten", str(only_data).lower())
        rest(node, "tran:PeriodischeLieferung", str(shipment.category.startswith("999")).lower())
        rest(node, "tran:Sparte", shipment.line)
        groups = [[one] for one in enumerate(shipment.documents)] if "split" in self.shape else []
        groups = groups or [list(enumerate(shipment.documents))]
        rest(node, "tran:AnzahlTransfers", str(len(groups) + ("announced" in self.shape)))
        for group in groups if with_transfers and "void" not in self.shape else ():
            self._transfer(node, shipment, group)

    def answer(self):
        """:return: Answer, streamed where it is large"""
        if "huge" in self.shape:
            self.writer.add(self.response, "tran:Auffuellung", TOKENS["huge"])
            step = b" " * (1 << 20)
            self.inserted[TOKENS["huge"]] = Pieces(HUGE, lambda: itertools.repeat(step, HUGE // len(step)))
        root = _spliced(self._root(), self.inserted)
        media_type = f"text/xml; charset={self.writer.encoding.lower()}"
        if "mtom" in self.shape:
            root, media_type = self._multipart(root)
        answer = Answer(200, root, media_type, announced="unannounced" not in self.shape)
        if "cut" in self.shape:
            answer.cut = len(root) // 2
        return answer

    # Contents --------------------------------------------------------------------

    def _optional(self, parent, name, text):
        if not self.is_sparse:
            self.writer.maybe(parent, name, text)

    def _transfer(self, parent, shipment, numbered):
        add, maybe = self.writer.add, self.writer.maybe
        node = add(parent, "tran:Transfer")
        node.set(
            xml.tag("xsi:type"), ("g" if "prefixes" in self.shape else "gevo") + ":CT_AllgemeinerGeschaeftsvorgang"
        )
        if "unknown" in self.shape:
            add(add(node, "gevo:Erweiterung"), "gevo:Neuerung", "noch nicht bekannt")
        self._optional(node, "gevo:Vorgangsnummer", f"V-{shipment.id}")
        self._optional(node, "gevo:Erstelldatum", shipment.created.date().isoformat())
        maybe(node, "gevo:Freitext", shipment.text)
        self._optional(node, "gevo:ArtID", shipment.category)
        self._optional(node, "gevo:Vermittler", shipment.agency)
        self._optional(node, "gevo:Sparte", shipment.line)
        for name, text in _subject(shipment):
            maybe(node, f"gevo:{name}", text)
        if shipment.holder:
            first, last = shipment.holder
            holder = add(node, "gevo:Versicherungsnehmer")
            add(holder, "part:Name", last)
            maybe(holder, "part:Vorname", first)
        if self.shape & {"entity-bomb", "external-entity"}:
            add(node, "gevo:Freitext", TOKENS["entity"])
        for number, document in numbered:
            self._document(node, number, document)

    def _document(self, parent, number, document):
        add = self.writer.add
        content, sent, is_zip = document.body(), document.body(), bool(self.shape & {"zip", "zip-paths"})
        name = PATHS[number % len(PATHS)] if "paths" in self.shape else document.name
        if is_zip:
            inside = "../../" + document.name if "zip-paths" in self.shape else document.name
            sent = documents.zipped(content, [inside])
        if "zip-bomb" in self.shape:
            sent = documents.zip_bomb()
        node = add(parent, "gevo:Datei")
        self._optional(node, "all:DateiID", str(number + 1))
        add(node, "all:Dateiname", name)
        kind = (
            name.rpartition(".")[2] if "extension" in self.shape else "Nettodaten" if document.is_data else "Dokument"
        )
        self._optional(node, "all:Dateityp", kind)
        if "link" in self.shape:
            add(node, "all:Datenlink", f"{self.address}/entity")
        else:
            self._data(node, number, document, sent)
        if is_zip or self.shape & {"zip-bomb", "not-zip"}:
            add(node, "all:Komprimierungstyp", "ZIP")
        else:
            self._optional(node, "all:Komprimierungstyp", "KEINE")
        self._optional(node, "all:DokumentartID", document.document_kind)
        self._optional(node, "all:Kurzbeschreibung", document.title or document.name)
        self._checksum(node, content if "checksum-inside" in self.shape else sent)

    def _data(self, parent, number, document, sent):
        media_type = "application/octet-stream" if "octet-stream" in self.shape else document.media_type
        node = self.writer.add(parent, "all:Daten", **{xml.tag("xmime:contentType"): media_type})
        if "mtom" in self.shape:
            part = Part(f"document-{number}@simulator.example.com", media_type, sent)
            address = part.identifier.replace("@", "%40" if "percent" in self.shape else "@")
            self.writer.add(node, "xop:Include", href=f"cid:{address}")
            self.parts.append(part)
            return
        node.text = token = f"@@document{number}@@"
        if "bad-base64" in self.shape:
            self.inserted[token] = b"JVBERi0xLjQ*NICHT*BASE64!"
        else:
            self.inserted[token] = documents.in_lines(sent) if "lines" in self.shape else documents.in_base64(sent)

    def _checksum(self, parent, body):
        kind = "MD5" if "md5" in self.shape else "SHA1"
        if not self.shape & {"md5", "sha1", "wrong-checksum"}:
            return
        value = documents.digest(kind, b"another" if "wrong-checksum" in self.shape else body)
        node = self.writer.add(parent, "all:Pruefsumme")
        self.writer.add(node, "all:Typ", kind)
        self.writer.add(node, "all:Wert", value.upper() if "upper" in self.shape else value)

    # Bytes -----------------------------------------------------------------------

    def _root(self):
        if "entity-bomb" in self.shape:
            return self.writer.bytes(BOMB).replace(TOKENS["entity"].encode(), b"&e9;")
        if "external-entity" in self.shape:
            doctype = f'<!DOCTYPE out [<!ENTITY out SYSTEM "{self.address}/entity">]>'
            return self.writer.bytes(doctype).replace(TOKENS["entity"].encode(), b"&out;")
        return self.writer.bytes()

    def _multipart(self, root):
        charset = self.writer.encoding
        kind = f'application/xop+xml; charset={charset}; type="text/xml"'
        sections = [_section(kind, "binary", ROOT, root)]
        for part in self.parts if "missing-part" not in self.shape else ():
            sections.append(_section(part.media_type, "binary", part.identifier, part.body))
        body = _joined([*itertools.chain(*sections), f"\r\n--{BOUNDARY}--\r\n".encode()])
        media_type = (
            'multipart/related; type="application/xop+xml"; start-info="text/xml"; '
            f'start="<{ROOT}>"; boundary="{BOUNDARY}"'
        )
        return body, media_type


def _subject(shipment):
    """What a transfer is about, by element."""
    return (
        ("Versicherungsscheinnummer", shipment.policy_number),
        ("VersicherungsscheinnummerAlt", shipment.former_policy_number),
        ("Schadennummer", shipment.claim_number),
        ("Betrag", shipment.amount),
        ("AmtlichesKennzeichen", shipment.plate),
        ("Fahrgestellnummer", shipment.vin),
        ("EVBNummer", shipment.evb),
    )


def _section(media_type, encoding, identifier, body):
    head = (
        f"\r\n--{BOUNDARY}\r\nContent-Type: {media_type}\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\nContent-ID: <{identifier}>\r\n\r\n"
    )
    return head.encode(), body


def _spliced(root, inserted):
    """`root` with what is to stand at its tokens."""
    bodies = []
    for token, body in inserted.items():
        before, _, root = root.partition(token.encode())
        bodies += [before, body]
    return _joined([*bodies, root])


def _joined(bodies):
    return Pieces(sum(map(len, bodies)), lambda: itertools.chain.from_iterable(map(pieces, bodies)))
