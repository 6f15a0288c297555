import time
from contextlib import ExitStack

LARGEST = 100
BYTES = 8 * 1024 * 1024
# A scheduled action that takes too long is killed, and what it has fetched by then comes once more.
SECONDS = 10


class Group:
    """Shipments that are fetched, stored and acknowledged together; a context manager.

    Iterating takes one after the other until the group is large enough.

    :param shipments: not more than ``LARGEST``
    :ivar taken: those of them that belong to the group
    :ivar deliveries: {insurance.shipment: connectors.bipro.Delivery}; contents live as long as the context
    """

    def __init__(self, shipments):
        self.shipments, self.taken = shipments, shipments.browse()
        self.deliveries = {}
        self._files = ExitStack()
        self._size, self._begin = 0, time.monotonic()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._files.close()

    def __iter__(self):
        for shipment in self.shipments:
            if self._size >= BYTES or time.monotonic() - self._begin >= SECONDS:
                return
            self.taken += shipment
            yield shipment

    def add(self, shipment, fetched):
        """:param fetched: what ``connectors.bipro.Transfer.fetch`` returns"""
        delivery = self._files.enter_context(fetched)
        self.deliveries[shipment] = delivery
        self._size += sum(document.size for document in delivery.documents)
