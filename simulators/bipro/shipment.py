"""One shipment: what it is about, how it will look on the wire, and what became of it.

As JSON (all but `category` may be missing):
    user                who has it in the queue (rmp100001)
    id                  up to 25 characters; else a new number
    count               that many alike, each with an id and content of its own
    category            nine digits (Kategorie, GeVo)
    delivery_kind       four digits (ArtDerLieferung)
    policy_number, former_policy_number, claim_number, line, agency, amount, plate, vin, evb, text
    holder              [first name, last name]
    available_until     YYYY-MM-DD (VerfuegbarBis)
    size                of its one document of filler, if `documents` is missing
    documents           a number, or a list of {name, kind, size, key, title, lines, content (base64), document_kind};
                        kinds in documents.py; equal `key` and `size` mean equal content
    shape               words of shapes.py as a text, or "random" (by --seed)
"""

import base64
import binascii
import re
from dataclasses import dataclass, field, fields
from datetime import date, datetime

from common.faults import NotAFault

from . import shapes
from .documents import KINDS, Document

DEFAULT_USER = "rmp100001"


@dataclass
class Books:
    """What happened to a shipment; `whole` counts answers of which the last byte was sent."""

    listed: int = 0
    asked: int = 0
    whole: int = 0
    acknowledged: int = 0  # those that counted
    repeated: int = 0  # those that came when it was acknowledged already
    unseen: bool = False  # acknowledged before it was delivered whole even once
    by_list: bool = False  # acknowledged by BestaetigeLieferungen


@dataclass
class Shipment:
    id: str
    user: str
    category: str
    delivery_kind: str = "1006"
    holder: tuple = ()
    available_until: str = ""
    documents: list = field(default_factory=list)
    shape: frozenset = frozenset()
    policy_number: str = ""
    former_policy_number: str = ""
    claim_number: str = ""
    line: str = "050"
    agency: str = "4711"
    amount: str = ""
    plate: str = ""
    vin: str = ""
    evb: str = ""
    text: str = ""
    created: datetime = field(default_factory=datetime.now)
    books: Books = field(default_factory=Books)

    @property
    def is_acknowledged(self):
        return self.books.acknowledged > 0

    @property
    def is_sound(self):
        """A client can store it and may acknowledge it."""
        return not self.shape & shapes.SPOILED.keys()

    @property
    def is_over(self):
        return bool(self.available_until) and date.fromisoformat(self.available_until) < date.today()

    def acknowledge(self, by_list=False):
        books = self.books
        if not books.acknowledged:
            books.unseen = not books.whole
            books.by_list = by_list
        books.acknowledged += 1

    def finding(self):
        """What a good client never lets happen, or empty."""
        if not self.is_acknowledged:
            return ""
        if self.books.unseen:
            return "acknowledged, but never delivered whole"
        return "" if self.is_sound else "acknowledged, although it cannot be stored"

    def as_json(self):
        return {
            "id": self.id,
            "user": self.user,
            "category": self.category,
            "policy_number": self.policy_number,
            "shape": " ".join(sorted(self.shape)),
            "documents": [document.name for document in self.documents],
            **vars(self.books),
            "finding": self.finding(),
        }


def from_json(members, new_id, chance):
    """The shipments that `members` describe; `chance` is a random.Random.

    :raise NotAFault:
    """
    if not isinstance(members, dict):
        raise NotAFault("a shipment is an object")
    members = dict(members)
    count = members.pop("count", 1)
    if "created" in members:
        members["created"] = _moment(members["created"])
    allowed = {member.name for member in fields(Shipment)} - {"books"} | {"size"}
    if unknown := set(members) - allowed:
        raise NotAFault(f"unknown: {', '.join(sorted(unknown))}")
    if not re.fullmatch("[0-9]{9}", str(members.setdefault("category", "100007000"))):
        raise NotAFault("category must have nine digits")
    if not isinstance(count, int) or not 1 <= count <= 100_000 or (count > 1 and "id" in members):
        raise NotAFault("count must be 1 to 100000, and more than 1 only without id")
    return [_one(dict(members), new_id, chance) for _ in range(count)]


def _moment(words):
    try:
        return datetime.fromisoformat(words)
    except (TypeError, ValueError):
        raise NotAFault("created must be a date and time, such as 2026-07-01T00:30:00") from None


def _one(members, new_id, chance):
    size, documents = members.pop("size", 1000), members.pop("documents", 1)
    shape = members.pop("shape", "")
    shipment = Shipment(
        **{
            **members,
            "id": str(members.get("id") or new_id()),
            "user": members.get("user", DEFAULT_USER),
            "shape": shapes.by_chance(chance) if shape == "random" else shapes.from_words(shape),
            "holder": tuple(members.get("holder", ())),
        }
    )
    if isinstance(documents, int):
        documents = [{"name": f"Dokument {number + 1}.pdf", "size": size} for number in range(documents)]
    shipment.documents = [_document(one, f"{shipment.id}-{number}") for number, one in enumerate(documents)]
    return shipment


def _document(members, key):
    if not isinstance(members, dict) or members.get("kind", "filler") not in KINDS:
        raise NotAFault(f"a document is an object; kinds: {', '.join(KINDS)}")
    try:
        members = {"key": key, **members}
        members["content"] = base64.b64decode(members.get("content", ""), validate=True)
        return Document(**members)
    except (binascii.Error, TypeError) as error:
        raise NotAFault(str(error)) from None
