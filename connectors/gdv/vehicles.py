"""Which records make a vehicle, and which cover is whose.

The records of a vehicle follow each other, its covers follow it. Where several
vehicles come before their covers, the running number (laufende Nummer) or else
the sequence number (Folgenummer) tells whose a cover is; where none does,
nobody can.
"""

from .codes import MOTOR, MOTOR_COVERS
from .model import Cover, Vehicle
from .records import build

# Orders of records that are remembered; they differ little but where fleets are.
_ORDERS_KEPT = 1024
_LONGEST_KEPT = 64
_known_orders = {}


def vehicles_and_covers(records):
    """([Vehicle with its covers], [Cover that cannot be assigned])"""
    kinds = tuple([record.part.kind for record in records])
    order = _known_orders.get(kinds) or _order(kinds, records)
    vehicles = [_vehicle(records, group) for group in order.vehicles]
    return tuple(vehicles), tuple([_cover(records, places) for places in order.unassigned])


def _vehicle(records, group):
    covers = tuple([_cover(records, places) for places in group.covers])
    return build(Vehicle, [records[place] for place in group.places], covers=covers)


def _cover(records, places):
    return build(Cover, [records[place] for place in places])


def _order(kinds, records):
    """Unless there are several vehicles, it is the same wherever the same kinds of records follow each other."""
    order = _Order(records)
    if len(order.vehicles) < 2 and len(kinds) <= _LONGEST_KEPT:
        if len(_known_orders) >= _ORDERS_KEPT:
            _known_orders.clear()
        _known_orders[kinds] = order
    return order


class _Group:
    """Where the records of one vehicle stand in its contract, and those of its covers."""

    def __init__(self, place):
        self.places = [place]
        self.covers = []


class _Order:
    """Who tells of what, by places in the contract.

    :ivar vehicles: [_Group]
    :ivar unassigned: covers: [[place]]
    """

    def __init__(self, records):
        self.vehicles = []
        self.unassigned = []
        self._records = records
        # Vehicles that came together: the covers that follow are theirs.
        self._waiting = []
        self._covers_followed = False
        for place, record in enumerate(records):
            take = _TAKERS.get(record.part.subject)
            if take:
                take(self, place)
        # An order is remembered, what somebody's contract tells is not.
        self._records = ()

    def vehicle(self, place):
        if self._part(place).number == 1 or not self.vehicles:
            self._begin(place)
        else:
            self.supplement(place)

    def _begin(self, place):
        if self._covers_followed:
            self._waiting = []
            self._covers_followed = False
        self._waiting.append(_Group(place))
        self.vehicles.append(self._waiting[-1])

    def supplement(self, place):
        group = self._same(place, 'sequence') or (self.vehicles[-1] if self.vehicles else None)
        if group:
            group.places.append(place)

    def cover(self, place):
        if self._part(place).number != 1:
            return
        self._covers_followed = True
        group = self._owner(place)
        if not group and self._waiting:
            record = self._records[place]
            record.findings.add(record.line, 'covers_unassigned', record=record.part.kind)
        self._pair(group.covers if group else self.unassigned, place)

    def _owner(self, place):
        if len(self._waiting) == 1:
            return self._waiting[0]
        return self._same(place, 'running_number') or self._same(place, 'sequence')

    def _same(self, place, name):
        """The one vehicle of those waiting that has the record's number."""
        number = self._records[place][name]
        same = [group for group in self._waiting if number and self._records[group.places[0]][name] == number]
        return same[0] if len(same) == 1 else None

    def _pair(self, covers, place):
        """Adds a 0220, or a 0221 to the 0220 it belongs to: the one before it, else the first without one."""
        part = self._part(place)
        if part.record == '0220':
            covers.append([place])
            return
        alone = [cover for cover in covers if len(cover) == 1 and _is_counterpart(self._part(cover[0]), part)]
        if not alone:
            covers.append([place])
        elif covers[-1] in alone:
            covers[-1].append(place)
        else:
            alone[0].append(place)

    def _part(self, place):
        return self._records[place].part


def _is_counterpart(part, of_exact):
    return part.record == '0220' and part.line == of_exact.line


_TAKERS = {
    f'0210.{MOTOR}': _Order.vehicle,
    **dict.fromkeys([f'{type_}.{MOTOR}' for type_ in ('0211', '0212', '0230')], _Order.supplement),
    **dict.fromkeys([f'{type_}.{line}' for type_ in ('0220', '0221') for line in MOTOR_COVERS], _Order.cover),
}
