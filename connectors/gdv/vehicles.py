"""Which records make a vehicle, and which cover is whose.

The records of a vehicle follow each other, its covers follow it. Where several
vehicles come before their covers, the running number (laufende Nummer) or else
the sequence number (Folgenummer) tells whose a cover is; where none does,
nobody can.
"""

from .codes import MOTOR, MOTOR_COVERS
from .model import Cover, Vehicle
from .records import build

def vehicles_and_covers(records):
    """([Vehicle with its covers], [Cover that cannot be assigned])"""
    sorter = _Sorter()
    for record in records:
        take = _TAKERS.get(record.part.subject)
        if take:
            take(sorter, record)
    vehicles = tuple([_vehicle(group) for group in sorter.vehicles])
    return vehicles, tuple([build(Cover, records) for records in sorter.unassigned])


class _Group:
    """The records of one vehicle, and of its covers."""

    def __init__(self, record):
        self.records = [record]
        self.covers = []


class _Sorter:
    def __init__(self):
        self.vehicles = []
        self.unassigned = []
        # Vehicles that came together: the covers that follow are theirs.
        self._waiting = []
        self._covers_followed = False

    def vehicle(self, record):
        if record.part.number == 1 or not self.vehicles:
            self._begin(record)
        else:
            self.supplement(record)

    def _begin(self, record):
        if self._covers_followed:
            self._waiting = []
            self._covers_followed = False
        self._waiting.append(_Group(record))
        self.vehicles.append(self._waiting[-1])

    def supplement(self, record):
        if len(self.vehicles) > 1:
            (self._same(record, 'sequence') or self.vehicles[-1]).records.append(record)
        elif self.vehicles:
            self.vehicles[0].records.append(record)

    def cover(self, record):
        if record.part.number != 1:
            return
        self._covers_followed = True
        group = self._waiting[0] if len(self._waiting) == 1 else self._numbered(record)
        _pair(group.covers if group else self.unassigned, record)

    def _numbered(self, record):
        group = self._same(record, 'running_number') or self._same(record, 'sequence')
        if not group and self._waiting:
            record.findings.add(record.line, 'covers_unassigned', record=record.part.kind)
        return group

    def _same(self, record, name):
        """The one vehicle of those waiting that has the record's number."""
        number = record[name]
        same = [group for group in self._waiting if number and group.records[0][name] == number]
        return same[0] if len(same) == 1 else None


def _pair(covers, record):
    """Adds a 0220, or a 0221 to the 0220 it belongs to: the one before it, else the first without one."""
    if record.part.record == '0220':
        covers.append([record])
        return
    alone = [cover for cover in covers if len(cover) == 1 and _is_counterpart(cover[0].part, record.part)]
    if not alone:
        covers.append([record])
    elif covers[-1] in alone:
        covers[-1].append(record)
    else:
        alone[0].append(record)


def _is_counterpart(part, of_exact):
    return part.record == '0220' and part.line == of_exact.line


def _vehicle(group):
    return build(Vehicle, group.records, covers=tuple([build(Cover, records) for records in group.covers]))


_TAKERS = {
    f'0210.{MOTOR}': _Sorter.vehicle,
    **dict.fromkeys([f'{type_}.{MOTOR}' for type_ in ('0211', '0212', '0230')], _Sorter.supplement),
    **dict.fromkeys([f'{type_}.{line}' for type_ in ('0220', '0221') for line in MOTOR_COVERS], _Sorter.cover),
}
