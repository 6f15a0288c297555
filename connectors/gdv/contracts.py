"""The records of one policy number -> one contract."""

import hashlib
from collections import defaultdict
from functools import cached_property

from .codes import BUNDLED, CANCELLED, CONTINUED, HOLDER, MOTOR, MOTOR_COVERS, SEVERAL_LINES
from .layout import HEAD
from .model import Claim, Contact, Partner, Payment, Terms
from .records import Record, build, make, merged, names_of
from .vehicles import vehicles_and_covers

_HEAD = frozenset(HEAD)
_TYPE = HEAD['record'].place
# What happens to a contract, which stays the same by it.
_EVENTS = frozenset(('0400', '0500'))
_CONTACTS = [(f"contact{number}_kind", f"contact{number}") for number in range(1, 8)]
_PARTNER_NAMES = names_of(Partner).union(*_CONTACTS)


class Contract:
    """A contract as one package tells it; its records are read when they are asked for.

    Some have payments or claims only: then ``terms`` is ``None``.

    :ivar Package package:
    """

    def __init__(self, package, lines):
        """:param lines: [(line in the file, text)]"""
        self.package = package
        self._lines = lines

    @property
    def first_line(self):
        """Where it begins in the file."""
        return self._lines[0][0]

    @property
    def digest(self):
        """The same for the same records, payments and claims aside: 32 hexadecimal digits."""
        digest = hashlib.blake2b(digest_size=16)
        for _line, text in self._lines:
            if text[_TYPE] not in _EVENTS:
                digest.update(text.encode())
        return digest.hexdigest()

    @cached_property
    def records(self):
        layout, findings = self.package.layout, self.package.findings
        return [Record(line, text, layout, findings) for line, text in self._lines]

    @property
    def insurer_number(self):
        return self._head.get('insurer_number', "")

    @property
    def number(self):
        """Policy number (VSNR), without the blanks before it."""
        return self._head.get('number', "")

    @property
    def agency(self):
        """Number of the intermediary, with the insurer's branch."""
        return self._head.get('agency', "")

    @cached_property
    def terms(self):
        records = self._of('0200')
        return build(Terms, records) if records else None

    @property
    def old_number(self):
        """The policy number before, or ""."""
        reference = self.terms.reference_number if self.terms else ""
        return "" if reference == self.number else reference

    @property
    def is_cancelled(self):
        return bool(self.terms) and self.terms.status == CANCELLED

    @property
    def is_continued(self):
        """Whether it left because it goes on under another number."""
        return bool(self.terms) and self.terms.leaving_reason == CONTINUED

    @property
    def is_bundle(self):
        """Several lines in one contract. Line 000 without the mark is no bundle (R+V)."""
        return any(record['bundled'] == BUNDLED for record in self._of('0200'))

    @cached_property
    def lines(self):
        """Lines of business: those of 0210 tell; else those of 0200, and of the covers."""
        specific = self._lines_of('0210', '0211', '0212', '0230')
        return specific or self._lines_of('0200') or self._lines_of('0220', '0221') or self._lines_of(*self._by_type)

    @cached_property
    def partners(self):
        """Everybody, in the order of the file: (Partner, ...)"""
        people = []
        for record in self._of('0100'):
            if record.part.number == 1 or not people:
                people.append([])
            people[-1].append(record)
        return tuple(map(_partner, people))

    @property
    def holder(self):
        """The partner whose role says so; else the first. ``None`` without partners."""
        holders = [partner for partner in self.partners if partner.role.zfill(2) == HOLDER]
        return next(iter((*holders, *self.partners)), None)

    @property
    def vehicles(self):
        """(Vehicle, ...), each with its covers"""
        return self._vehicles_and_covers[0]

    @property
    def unassigned_covers(self):
        """Covers whose vehicle cannot be told: (Cover, ...)"""
        return self._vehicles_and_covers[1]

    @property
    def evb_number(self):
        return next((vehicle.evb_number for vehicle in self.vehicles if vehicle.evb_number), "")

    @cached_property
    def payments(self):
        return tuple(build(Payment, [record]) for record in self._of('0400'))

    @cached_property
    def claims(self):
        return tuple(build(Claim, [record]) for record in self._of('0500') if record.part.number == 1)

    @cached_property
    def _head(self):
        return self.records[0].values(_HEAD)

    @cached_property
    def _vehicles_and_covers(self):
        return vehicles_and_covers(self.records)

    @cached_property
    def _by_type(self):
        types = defaultdict(list)
        for record in self.records:
            types[record.part.record].append(record)
        return types

    def _of(self, *types):
        return [record for type_ in types for record in self._by_type.get(type_, ())]

    def _lines_of(self, *types):
        lines = (record.part.line for record in self._of(*types))
        motor = (MOTOR if line in MOTOR_COVERS else line for line in lines)
        return tuple(dict.fromkeys(line for line in motor if line.strip() and line != SEVERAL_LINES))


def _partner(records):
    values = merged(records, _PARTNER_NAMES)
    contacts = (Contact(values.pop(kind, ""), values.pop(address, "")) for kind, address in _CONTACTS)
    values['contacts'] = tuple(contact for contact in contacts if contact.address)
    return make(Partner, values)
