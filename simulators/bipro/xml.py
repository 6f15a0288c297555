"""SOAP 1.1 as BiPRO speaks it: names, envelopes read and written, the hand-written schema of requests."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

BIPRO = "http://www.bipro.net/namespace"
OASIS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
NAMES = {
    "soap": "http://schemas.xmlsoap.org/soap/envelope/",
    "wsse": OASIS + "wssecurity-secext-1.0.xsd",
    "wsu": OASIS + "wssecurity-utility-1.0.xsd",
    "wst": "http://schemas.xmlsoap.org/ws/2005/02/trust",
    "wsc": "http://schemas.xmlsoap.org/ws/2005/02/sc",
    "wsa": "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "bip": BIPRO,
    "tran": BIPRO + "/transfer",
    "nac": BIPRO + "/nachrichten",
    "all": BIPRO + "/allgemein",
    "gevo": BIPRO + "/gevo",
    "part": BIPRO + "/partner",
    "xmime": "http://www.w3.org/2005/05/xmlmime",
    "xop": "http://www.w3.org/2004/08/xop/include",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
GEVO_OF_TRANSFER = BIPRO + "/transfer/gevo"
PASSWORD_TEXT = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText"  # noqa: S105
SCT = "http://schemas.xmlsoap.org/ws/2005/02/sc/sct"
SHORT = {"soap": "S", "nac": "n", "all": "a", "gevo": "g", "part": "p", "tran": None, "bip": None}
XML = "text/xml; charset=utf-8"
SCHEMAS = {"/sts": "sts.xsd", "/transfer": "transfer.xsd", "/extranet": "extranet.xsd"}


class NotSoap(ValueError):
    """What came is no SOAP envelope with one element in its body."""


@dataclass
class Envelope:
    header: etree._Element | None
    content: etree._Element  # the one element of the body

    @property
    def operation(self):
        """`getShipment` also for `GetShipment`."""
        name = etree.QName(self.content).localname
        return name[0].lower() + name[1:] if name != "RequestSecurityToken" else name

    def text(self, path):
        """Of the element at `path` of local names below the content, or None."""
        found = _local_path(path)(self.content)
        return (found[0].text or "").strip() if found else None

    def security(self):
        """The element wsse:Security, or None."""
        return None if self.header is None else self.header.find(tag("wsse:Security"))


def tag(name):
    prefix, _, local = name.partition(":")
    return f"{{{NAMES[prefix]}}}{local}"


def read(body):
    """:raise NotSoap:"""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise NotSoap(f"not well-formed, line {error.lineno}") from None
    if root.getroottree().docinfo.doctype:
        raise NotSoap("SOAP forbids a document type")
    if root.tag != tag("soap:Envelope"):
        raise NotSoap("not an envelope of SOAP 1.1")
    children = list(root)
    header = children.pop(0) if children and children[0].tag == tag("soap:Header") else None
    if len(children) != 1 or children[0].tag != tag("soap:Body") or len(children[0]) != 1:
        raise NotSoap("the envelope needs one body with one element")
    return Envelope(header, children[0][0])


@cache
def _local_path(path):
    return etree.XPath("/".join(f"*[local-name()='{name}']" for name in path.split("/")))


@cache
def _schema(name):
    return etree.XMLSchema(file=str(Path(__file__).resolve().parent / "schemas" / name))


def schema_fault(address, content):
    """What is wrong with a body's element, without its values, or None."""
    schema = _schema(SCHEMAS[address])
    if schema.validate(etree.ElementTree(content)):
        return None
    error = schema.error_log[0]
    return f"{error.type_name} at {error.path}"


class Writer:
    """An envelope under way; `gevo` is the namespace of business-process elements."""

    def __init__(self, short=False, gevo=NAMES["gevo"], encoding="UTF-8"):
        self.names = {**NAMES, "gevo": gevo}
        self.encoding = encoding
        prefixes = {name: SHORT.get(name, name) if short else name for name in NAMES}
        used = [name for name in ("soap", "tran", "nac", "all", "gevo", "part", "xsi", "xmime") if name in prefixes]
        nsmap = {prefixes[name]: self.names[name] for name in used}
        self.envelope = etree.Element(self.tag("soap:Envelope"), nsmap=nsmap)
        self.body = self.add(self.envelope, "soap:Body")

    def tag(self, name):
        prefix, _, local = name.partition(":")
        return f"{{{self.names[prefix]}}}{local}"

    def add(self, parent, name, text=None, **attributes):
        child = etree.SubElement(parent, self.tag(name), attributes)
        child.text = text
        return child

    def maybe(self, parent, name, text):
        if text not in (None, ""):
            self.add(parent, name, text)

    def bytes(self, doctype=None):
        return etree.tostring(self.envelope, encoding=self.encoding, xml_declaration=True, doctype=doctype)
