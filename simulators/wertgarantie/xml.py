"""XML that comes in: read without entities and network, and checked against the schemas."""

import base64
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from lxml import etree

from .answers import fault

SCHEMAS_FOLDER = Path(__file__).resolve().parent / "schemas"
APPLICATION, PARAMETERS = "Antraege", "PARAMETERS"  # root elements
SCHEMAS = {
    APPLICATION: etree.XMLSchema(etree.parse(SCHEMAS_FOLDER / "application.xsd")),
    PARAMETERS: etree.XMLSchema(etree.parse(SCHEMAS_FOLDER / "parameters.xsd")),
}
MISREAD = re.compile("[ÂÃ][\x80-\xbf]")  # UTF-8 that was read as ISO-8859-1
DATES = ("DATE", "APPLICATION_DATE", "PURCHASE_DATE", "Exportdatum", "Antragsdatum", "AbwVertragsbeginn",
         "Geburtsdatum", "Kaufdatum")  # fmt: skip


def read(data, name):
    """The root element of `data` (bytes, as its declaration says), which must be called `name`.

    :raise Refused: "Fehler: …", which names places, never what stood there
    """
    root, schema = _parse(data), SCHEMAS[name]
    if root.tag != name:
        raise fault(f"Das XML ist keines von {name}")
    if not schema.validate(root):
        places = dict.fromkeys(f"{error.path} ({error.type_name})" for error in schema.error_log)
        raise fault("Das XML entspricht nicht dem Schema: " + ", ".join(list(places)[:5]))
    for element in root.iter(*DATES):
        if day(element) is None:
            raise fault(f"Dieses Datum gibt es nicht: {_path(element)}")
    return root


def _parse(data):
    # A scanned paper is longer than a text may be otherwise; the whole call is limited already.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        place = f", Zeile {error.lineno}" if getattr(error, "lineno", None) else ""
        raise fault(f"Das XML ist nicht wohlgeformt{place}") from None
    if root.getroottree().docinfo.doctype:
        raise fault("Das XML hat eine DOCTYPE")
    for element in root.iter(etree.Element):
        if MISREAD.search(element.text or ""):
            raise fault(f"Der Zeichensatz ist nicht der angegebene: {_path(element)}")
    return root


def text(element, path):
    """The text at `path`, or '' where there is no such element."""
    return element.findtext(path) or ""


def file_content(element, path):
    """The bytes of a base64 text; libxml2's own check lets everything pass."""
    try:
        return base64.b64decode("".join(text(element, path).split()), validate=True)
    except ValueError:
        raise fault("DateiB64 ist nicht base64") from None


def day(element):
    """The date of an element `TT.MM.JJJJ`; None where it has none, or one that no calendar has."""
    try:
        return datetime.strptime(element.text, "%d.%m.%Y").date()
    except (AttributeError, TypeError, ValueError):
        return None


def price(words):
    return Decimal(words.replace(",", "."))


def is_future(when):
    """Later than today anywhere on Earth, for the sender's clock may be ahead of ours."""
    return (when - date.today()).days > 1


def remarks(data, root):
    """What is taken, but goes wrong in practice."""
    found = []
    if not data.lstrip().startswith(b"<?xml"):
        found.append("ohne XML-Deklaration")
    for element in root.iter(etree.Element):
        words = element.text or ""
        if not len(element) and words != words.strip("\u200b\ufeff \t\r\n\xa0"):
            found.append(f"unsichtbare Zeichen am Rand: {_path(element)}")
    return found


def _path(element):
    return element.getroottree().getpath(element)
