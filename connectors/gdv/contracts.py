"""The records of one policy number -> one contract."""

import hashlib

from .codes import BUNDLED, CANCELLED, CONTINUED, HOLDER, MOTOR, MOTOR_COVERS, SEVERAL_LINES
from .lazy import lazy
from .model import Claim, Partner, Payment, Section, Terms
from .records import Record, build
from .values import first_day, last_day
from .vehicles import vehicles_and_covers

# What happens to a contract, which stays the same by it.
_EVENTS = frozenset(('0400', '0500'))


class Contract:
    """A contract as one package tells it; its records are read when they are asked for.

    Some have payments or claims only: then ``terms`` is ``None``.

    :ivar Package package:
    """

    def __init__(self, package, items):
        """:param items: ``reader.items``"""
        self.package = package
        self._items = items

    @property
    def first_line(self):
        """Where it begins in the file."""
        _key, _type, line, _text = self._items[0]
        return line

    @property
    def digest(self):
        """The same for the same records, payments and claims aside: 32 hexadecimal digits."""
        texts = [text for _key, type_, _line, text in self._items if type_ not in _EVENTS]
        return hashlib.blake2b("".join(texts).encode(), digest_size=16).hexdigest()

    @lazy
    def records(self):
        layout, findings = self.package.layout, self.package.findings
        return [Record(line, text, layout, findings) for _key, _type, line, text in self._items]

    @property
    def insurer_number(self):
        return self.records[0]['insurer_number']

    @property
    def number(self):
        """Policy number (VSNR), without the blanks before it."""
        return self.records[0]['number']

    @property
    def agency(self):
        """Number of the intermediary, with the insurer's branch."""
        return self.records[0]['agency']

    @lazy
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
    def motor_end(self):
        """The day on which motor insurance left a bundle that goes on without it; ``None`` if it did not."""
        return next((section.end for section in self.cancelled_sections if section.line == MOTOR), None)

    @property
    def is_continued(self):
        """Whether it left because it goes on under another number."""
        return bool(self.terms) and self.terms.leaving_reason == CONTINUED

    @property
    def is_bundle(self):
        """Several lines in one contract. Line 000 without the mark is no bundle (R+V)."""
        return any(record['bundled'] == BUNDLED for record in self._of('0200'))

    @lazy
    def lines(self):
        """Lines of business: those of 0210 tell; else those of 0200, and of the covers. Those that have left a bundle do not."""
        specific = self._lines_of('0210', '0211', '0212', '0230')
        lines = specific or self._lines_of('0200') or self._lines_of('0220', '0221') or self._lines_of(*self._by_type)
        gone = {section.line for section in self.cancelled_sections}
        return tuple(line for line in lines if line not in gone)

    @lazy
    def sections(self):
        """The lines of business within the contract, as far as the insurer tells when they began and ended: (Section, ...)"""
        records = [record for record in self._of('0210') if record.part.number == 1 and 'status' in record.part.fields]
        motor = [_motor_section(self.vehicles)] if self.is_bundle and self.vehicles else []
        return (*motor, *(build(Section, [record]) for record in records))

    @property
    def cancelled_sections(self):
        """Parts of a bundle that have left it, while the others go on: (Section, ...)"""
        return () if self.is_cancelled else tuple(section for section in self.sections if section.is_cancelled)

    @lazy
    def partners(self):
        """Everybody, in the order of the file: (Partner, ...)"""
        people = []
        for record in self._of('0100'):
            if record.part.number == 1 or not people:
                people.append([])
            people[-1].append(record)
        return tuple([build(Partner, records) for records in people])

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

    @lazy
    def payments(self):
        return tuple([build(Payment, [record]) for record in self._of('0400')])

    @lazy
    def claims(self):
        return tuple([build(Claim, [record]) for record in self._of('0500') if record.part.number == 1])

    @lazy
    def _vehicles_and_covers(self):
        return vehicles_and_covers(self.records)

    @lazy
    def _by_type(self):
        types = {}
        for record in self.records:
            type_ = record.part.record
            if type_ in types:
                types[type_].append(record)
            else:
                types[type_] = [record]
        return types

    def _of(self, type_):
        return self._by_type.get(type_, ())

    def _lines_of(self, *types):
        lines = (record.part.line for type_ in types for record in self._of(type_))
        motor = (MOTOR if line in MOTOR_COVERS else line for line in lines)
        return tuple(dict.fromkeys(line for line in motor if line.strip() and line != SEVERAL_LINES))


def _motor_section(vehicles):
    """Motor insurance, whose 0210 tells of no end: it has left with the last of its covers."""
    covers = [cover for vehicle in vehicles for cover in vehicle.covers]
    ends = [cover.end for cover in covers]
    has_left = bool(ends) and all(ends)
    return Section(
        line=MOTOR,
        status=CANCELLED if has_left else "",
        start=min((cover.start for cover in covers if cover.start), key=first_day, default=None),
        end=max(ends, key=last_day) if has_left else None,
    )
