"""What goes wrong during `make soak`: insurers' faults, new passwords, killed processes. Seeded."""

import contextlib
import os
import signal
import threading
from collections import Counter
from pathlib import Path

EARLY = ("slow", "drop", "500", "503", "busy", "redirect")  # before the insurer has done anything
LATE = ("slow", "drop", "500", "503", "rubbish", "oversized", "truncated")  # after it has
OF_WERTGARANTIE = ("technical", "not_ok", "fehler", "expired")
EARLY_CHANCE, LATE_CHANCE = 0.008, 0.008  # of each, on every call
SLOW_SECONDS = {"early": 1.5, "late": 3}
# A login whose refusal is lost on the way cannot be told from one that never arrived: no faults after it.
PLACES = {
    "covercheck": ("/callback", "/portal"),
    "wertgarantie": ("/callservice.pl", "/checksession.pl"),
    "bipro": ("/transfer", "/extranet"),
}
LOGINS = {"wertgarantie": ("/login.pl",), "bipro": ("/sts",)}
BIPRO_CODES = ("00940", "00001", "04002")
FIRST_ACCESS = {"covercheck": "PRUEF-4711", "wertgarantie": "Speichen-2026", "bipro": "Musterwald-1"}
ENTRIES = {
    "covercheck": "covercheck_check_id_entry",
    "wertgarantie": "wertgarantie_password_entry",
    "bipro": "bipro_password_entry",
}
SHIPMENTS_EVERY = 12  # seconds
SPOILED = ("wrong-checksum", "mtom missing-part", "bad-base64")


def faults(simulator):
    """What a simulator is told to do by chance on every call."""

    def fault(kind, place, after, chance):
        seconds = SLOW_SECONDS["late" if after else "early"] if kind == "slow" else 0
        common = {"times": "always", "probability": chance, "address": place, "seconds": seconds}
        return {"fault": kind, "after": after, **common}

    for place in PLACES[simulator]:
        yield from (fault(kind, place, False, EARLY_CHANCE) for kind in EARLY)
        yield from (fault(kind, place, True, LATE_CHANCE) for kind in LATE)
        if simulator == "wertgarantie":
            yield from (fault(kind, place, False, EARLY_CHANCE) for kind in OF_WERTGARANTIE)
    for place in LOGINS.get(simulator, ()):
        yield from (fault(kind, place, False, EARLY_CHANCE) for kind in EARLY)


def is_sound(shipment):
    """Whether it can be stored, as the insurer's books tell its shape."""
    return not any(set(words.split()) <= set(shipment["shape"].split()) for words in SPOILED)


class Trouble(threading.Thread):
    """
    :ivar done: Counter of what it did
    """

    def __init__(self, shop, server, chance, seconds):
        super().__init__(name="trouble", daemon=True)
        self.shop, self.server, self.chance, self.seconds = shop, server, chance, seconds
        self.done, self.stopped = Counter(), threading.Event()
        self._passwords = dict(FIRST_ACCESS)
        self._lock = threading.Lock()

    def run(self):
        for name, simulator in self.shop.simulators.items():
            simulator.json("POST", "/faults", list(faults(name)))
        doings = self._plan()
        now = 0
        for moment, act in doings:
            if self.stopped.wait(moment - now):
                return
            now = moment
            act()

    def _plan(self):
        """[(second, what is done then)]"""
        chance, end = self.chance, self.seconds
        plan, moment = [], 0
        while (moment := moment + chance.uniform(12, 30)) < end:
            plan.append((moment, chance.choices((self._kill_worker, self._kill_odoo, self._forget), (6, 2, 3))[0]))
        plan += [(second, self._deliver) for second in range(2, int(end), SHIPMENTS_EVERY)]
        for name, share in (("bipro", 0.3), ("wertgarantie", 0.45), ("covercheck", 0.6), ("bipro", 0.75)):
            plan.append((end * share, lambda name=name: self._change_access(name)))
        return sorted(plan, key=lambda item: item[0])

    # Processes

    def _kill_worker(self):
        children = self.server.children()
        if children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.chance.choice(children), signal.SIGKILL)
                self.done["workers killed"] += 1

    def _kill_odoo(self):
        self.server.kill()
        self.done["Odoo killed"] += 1
        self.stopped.wait(self.chance.uniform(0.5, 3))
        self.server.start()

    # Insurers

    def _forget(self):
        """Insurers end sessions and tokens, and say for once what they else never say."""
        self.shop.simulators["wertgarantie"].json("DELETE", "/sessions")
        self.shop.simulators["bipro"].json("DELETE", "/tokens")
        message = {"operation": "getShipment", "code": self.chance.choice(BIPRO_CODES[:2])}
        self.shop.simulators["bipro"].json("POST", "/messages", message)
        self.done["sessions ended"] += 1

    def _deliver(self):
        """Some documents about known contracts, some about none, some that are spoiled."""
        policies, chance = self.shop.plan["policies"], self.chance
        shipments = []
        for _number in range(chance.randint(2, 8)):
            policy = chance.choice(policies)
            about = chance.choice(({"policy_number": policy["number"]}, {"plate": policy["plate"]}, {}))
            size = chance.randrange(1_000, 60_000)
            shape = chance.choices(("", "random", chance.choice(SPOILED)), (6, 3, 1))[0]
            shipments.append({"category": "100007000", "size": size, "shape": shape, **about})
        self.shop.simulators["bipro"].json("POST", "/shipments", shipments)
        self.done["shipments delivered"] += len(shipments)

    # Access data

    def _change_access(self, provider):
        """The insurer refuses from now on what Odoo knows, until somebody enters what is right."""
        simulators = self.shop.simulators
        with self._lock:
            if provider == "bipro":
                self._passwords["bipro"] = f"Soakwald-{self.chance.randrange(10**6):06}"
                simulators["bipro"].json("POST", "/users", {"rmp100001": {"password": self._passwords["bipro"]}})
                simulators["bipro"].json("DELETE", "/tokens")
            elif provider == "wertgarantie":
                simulators["wertgarantie"].json("POST", "/accounts", {"musterrad": "locked"})
                simulators["wertgarantie"].json("DELETE", "/sessions")
            else:
                simulators["covercheck"].json("POST", "/check-ids", {FIRST_ACCESS["covercheck"]: "blocked"})
        self.done["access data refused"] += 1

    def heal(self, provider):
        """What the insurer does when it is called: the account is open again."""
        if provider == "wertgarantie":
            self.shop.simulators[provider].json("POST", "/accounts", {"musterrad": "active"})
        elif provider == "covercheck":
            self.shop.simulators[provider].json("POST", "/check-ids", {FIRST_ACCESS[provider]: "active"})

    def access(self, provider):
        with self._lock:
            return {ENTRIES[provider]: self._passwords[provider]}

    @property
    def secrets(self):
        return set(self._passwords.values()) | set(FIRST_ACCESS.values())

    def end(self):
        """No faults any more."""
        self.stopped.set()
        self.join()
        for simulator in self.shop.simulators.values():
            simulator.json("DELETE", "/faults")
        self.shop.simulators["bipro"].json("DELETE", "/messages")
        for provider in ("wertgarantie", "covercheck"):
            self.heal(provider)


def children_of(process):
    """Process numbers of the children, grandchildren not."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = status.read_text().rpartition(")")[2].split()
            if int(fields[1]) == process:
                found.append(int(status.parent.name))
    return found
