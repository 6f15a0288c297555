"""What all who take part in `make soak` share."""

import threading
from collections import Counter


class Shop:
    """
    :ivar plan: ids and values that prepare.py has told of
    :ivar simulators: {name: Site}
    :ivar sentences: Counter of what users were told
    :ivar entered: Counter of new access data, by provider
    """

    def __init__(self, address, database, passwords, plan, simulators):
        self.address, self.database, self.passwords = address, database, passwords
        self.plan, self.simulators = plan, simulators
        self.sentences = Counter()
        self.entered = Counter()
        self.trouble = None
        self._customers = dict(zip(plan["bikes"], plan["customers"], strict=True))
        self._ibans = dict(zip(plan["bikes"], plan["ibans"], strict=True))
        self._received, self._lock = {}, threading.Lock()

    @property
    def wertgarantie(self):
        return self.simulators["wertgarantie"]

    def customer_of(self, bike):
        return self._customers[bike]

    def iban_of(self, bike):
        return self._ibans[bike]

    def received(self):
        """All that CoverCheck has received: it keeps the latest, so they are gathered in time."""
        with self._lock:
            for record in self.simulators["covercheck"].json("GET", "/received"):
                self._received[record["number"]] = record
            return list(self._received.values())

    def callbacks_arrived(self):
        """{reference: acknowledgement}"""
        return {
            record["reference"]: record["acknowledgement"]
            for record in self.received()
            if record.get("acknowledgement")
        }
