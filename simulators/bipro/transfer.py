"""Transfer of norm 430: queues of shipments, and the books about them."""

import itertools
import random
import threading
from dataclasses import replace

from . import shapes
from .messages import Refused
from .rendering import Rendering
from .shipment import from_json

EVERYTHING = "999999999"
NUMBERS = itertools.count(1)  # no id comes again while the program runs


class Transfer:
    def __init__(self, settings, seed=None):
        self.settings = settings
        self.shipments = {}  # id -> Shipment
        self._chance = random.Random(seed)  # noqa: S311  repeatable shapes, no secret
        self._lock = threading.Lock()

    def answer(self, envelope, user, address):
        """The answer to a valid request of `user`; `address` is the simulator's own."""
        self._check_caller(envelope)
        operations = {
            "listShipments": self._list,
            "getShipment": self._get,
            "acknowledgeShipment": self._acknowledge,
        }
        return operations[envelope.operation](envelope, user.name, address)

    def fill(self, description):
        """:param description: one shipment or a list (shipment.py)
        :return: their ids
        """
        with self._lock:
            added = []
            for members in description if isinstance(description, list) else [description]:
                added += from_json(members, _new_id, self._chance)
            self.shipments = {**self.shipments, **{shipment.id: shipment for shipment in added}}
        return [shipment.id for shipment in added]

    def clear(self):
        with self._lock:
            self.shipments = {}

    def books(self):
        with self._lock:
            return [shipment.as_json() for shipment in self.shipments.values()]

    # Operations ------------------------------------------------------------------

    def _check_caller(self, envelope):
        rule, given = self.settings.consumer_id, envelope.text("Request/ConsumerID") is not None
        if (rule == "required" and not given) or (rule == "forbidden" and given):
            raise Refused("00007", detail=f"ConsumerID: {rule}.")

    def _list(self, envelope, user, address):
        category = envelope.text("Request/KategorieDerLieferung") or EVERYTHING
        flag = self._flag(envelope)
        if len(category) not in self.settings.category_digits:
            raise Refused("04005")
        with self._lock:
            found = [
                shipment for shipment in self.shipments.values() if self._is_listed(shipment, user, category, flag)
            ]
            for shipment in found:
                shipment.books.listed += 1
                if flag and self.settings.confirm == "confirm":
                    shipment.acknowledge(by_list=True)
        if not found and self.settings.nothing_new != "ok":
            raise Refused("04001", self.settings.nothing_new)
        rendering = Rendering("listShipments", shapes.from_words(self.settings.list_shape), address)
        rendering.status("04000" if found else "04001")
        for shipment in found:
            rendering.shipment(shipment, with_transfers=False)
        return rendering.answer()

    def _flag(self, envelope):
        flag = envelope.text("Request/BestaetigeLieferungen")
        rule = self.settings.confirm_flag
        if (rule == "required" and flag not in ("true", "1")) or (rule == "forbidden" and flag is not None):
            raise Refused("00007", detail=f"BestaetigeLieferungen: {rule}.")
        return flag in ("true", "1")

    def _is_listed(self, shipment, user, category, flag):
        if shipment.user != user or shipment.is_over:
            return False
        if shipment.is_acknowledged and not (flag and self.settings.confirm == "include"):
            return False
        return category == EVERYTHING or shipment.category.startswith(category)

    def _get(self, envelope, user, address):
        with self._lock:
            shipment = self._find(envelope, user)
            if shipment.is_acknowledged and not shipment.books.by_list:
                raise Refused("04002")
            shipment.books.asked += 1
        rendering = Rendering("getShipment", shipment.shape, address)
        rendering.status("04000")
        rendering.shipment(shipment, with_transfers=True)
        return replace(rendering.answer(), sent=lambda: self._delivered(shipment))

    def _delivered(self, shipment):
        if shipment.shape & shapes.SHORT:
            return
        with self._lock:
            shipment.books.whole += 1

    def _acknowledge(self, envelope, user, address):
        with self._lock:
            shipment = self._find(envelope, user)
            if shipment.is_acknowledged:
                shipment.books.repeated += 1
                raise Refused(self.settings.repeat_code)
            shipment.acknowledge()
        rendering = Rendering("acknowledgeShipment", shipment.shape & {"sparse", "prefixes", "capital"}, address)
        rendering.status("04000")
        return rendering.answer()

    def _find(self, envelope, user):
        shipment = self.shipments.get(envelope.text("Request/ID"))
        if shipment is None or shipment.user != user:
            raise Refused("04003")
        if shipment.is_over:
            raise Refused("04006")
        return shipment


def _new_id():
    return f"{next(NUMBERS):010}"
