"""Shipments as they stand in an answer; fields of business processes: ``data_fields.csv``."""

import re
from functools import cache

from ...tools import evb
from .documents import read_documents
from .namespaces import is_bipro
from .shipments import BusinessProcess, Shipment
from .tables import rows
from .times import read_date, read_moment

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_MAX_VALUES = 50
_MAX_LENGTH = 100
_LAST_NAMES = ("Name", "Nachname", "Firmenname")
_BEARS_NAME = re.compile(r"partner|person|firma|halter|versicherungsnehmer|vertragspartner", re.IGNORECASE)
# ``Kennzeichen`` and ``Versicherungsbestaetigung`` are also words for flags.
_MEANINGFUL = {
    "plates": re.compile(r"(?=.*[0-9])(?=.*[A-Za-zÄÖÜäöü]).{4,}").fullmatch,
    "evb_numbers": evb.is_evb,
}


def read_shipment(lieferung):
    """:param Node lieferung:"""
    transfers = lieferung.text_of("AnzahlTransfers")
    return Shipment(
        id=lieferung.text_of("ID"),
        category=lieferung.text_of("Kategorie"),
        kind=lieferung.text_of("ArtDerLieferung"),
        line=lieferung.text_of("Sparte"),
        posted_at=read_moment(lieferung.text_of("Einstellzeitpunkt")),
        available_until=read_date(lieferung.text_of("VerfuegbarBis")),
        transfers=int(transfers) if transfers.isdecimal() else None,
        data_only=_BOOLEANS.get(lieferung.text_of("EnthaeltNurDaten")),
        periodic=_BOOLEANS.get(lieferung.text_of("PeriodischeLieferung")),
    )


def read_process(transfer, attachments, unpacker):
    """:param Node transfer: a ``Transfer``, or what documents lie in instead"""
    data = list(_without_documents(transfer))
    documents = [
        document
        for node in transfer
        if node.name == "Datei" and is_bipro(node.namespace)
        for document in read_documents(node, attachments, unpacker)
    ]
    return BusinessProcess(
        kind=transfer.text_of("ArtID"),
        number=transfer.text_of("Vorgangsnummer"),
        text="\n".join(node.text for node in transfer.all("Freitext") if node.text),
        line=transfer.text_of("Sparte"),
        created_at=read_moment(transfer.text_of("Erstelldatum")),
        names=tuple(_names(data)),
        documents=tuple(documents),
        **_values(data),
    )


def has_documents(node):
    return any(each.name == "Datei" and is_bipro(each.namespace) for each in node)


def _without_documents(node):
    yield node
    for child in node.children:
        if child.name != "Datei":
            yield from _without_documents(child)


def _values(nodes):
    """{field: (value)}"""
    values = {row["field"]: {} for row in rows("data_fields")}
    for node in nodes:
        field = _fields().get(node.name.lower())
        if (
            field
            and is_bipro(node.namespace)
            and not node.children
            and _is_value(field, node.text)
            and len(values[field]) < _MAX_VALUES
        ):
            values[field][node.text] = None
    return {field: tuple(found) for field, found in values.items()}


def _is_value(field, text):
    return 0 < len(text) <= _MAX_LENGTH and (field not in _MEANINGFUL or bool(_MEANINGFUL[field](text)))


def _names(nodes):
    """[(first name or "", last name or company)]"""
    found = {}
    for node in nodes:
        first = node.text_of("Vorname")
        last = next((node.text_of(name) for name in _LAST_NAMES if node.text_of(name)), "")
        if last and (first or _BEARS_NAME.search(node.name)) and len(found) < _MAX_VALUES:
            found[first[:_MAX_LENGTH], last[:_MAX_LENGTH]] = None
    return list(found)


@cache
def _fields():
    return {row["element"]: row["field"] for row in rows("data_fields")}
