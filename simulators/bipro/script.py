"""Messages that the next calls get instead of the true answer."""

import threading
from dataclasses import asdict, dataclass, fields

from common.faults import ALWAYS, NotAFault

OPERATIONS = ("RequestSecurityToken", "listShipments", "getShipment", "acknowledgeShipment", "getLinks")


@dataclass
class Planned:
    operation: str
    code: str  # MeldungID
    way: str = ""  # fault, nok, or bare: a fault that says nothing but "Server"; empty: as set
    times: int | str = 1
    shipment: str = ""  # only about this one


class Script:
    def __init__(self):
        self._planned = []
        self._lock = threading.Lock()

    def add(self, members):
        """:raise NotAFault:"""
        if not isinstance(members, dict) or set(members) - {member.name for member in fields(Planned)}:
            raise NotAFault("an object with operation, code, way, times, shipment")
        try:
            planned = Planned(**members)
        except TypeError as error:
            raise NotAFault(str(error)) from None
        if planned.operation not in OPERATIONS:
            raise NotAFault(f"operation must be one of: {', '.join(OPERATIONS)}")
        with self._lock:
            self._planned.append(planned)

    def draw(self, operation, shipment=None):
        """What the next call of the operation gets, or None."""
        with self._lock:
            for planned in self._planned:
                if planned.operation == operation and planned.shipment in ("", shipment):
                    if planned.times != ALWAYS:
                        planned.times -= 1
                    if planned.times == 0:
                        self._planned.remove(planned)
                    return planned
        return None

    def clear(self):
        with self._lock:
            self._planned.clear()

    def as_json(self):
        with self._lock:
            return [asdict(planned) for planned in self._planned]
