"""After the work: people resolve what is open, then the books and the log are read."""

import re
import time

from ..logs import loud
from ..say import Failed, step
from .books import Books, Line
from .client import Client, Gone
from .people import OPEN
from .trouble import is_sound

SECONDS = 7 * 60  # at most; what was interrupted is noticed after five minutes
OWN = "odoo.addons.dealer_insurance"


class Closing:
    """
    :param session: soak.session.Session, whose people have stopped
    """

    def __init__(self, session):
        self.session, self.shop = session, session.shop
        self.manager, self.seller = session.manager, session.people[0]
        self.admin = Client(self.shop.address, session.name, "admin", self.shop.passwords["admin"])

    def settle(self):
        """What people would do until nothing is open any more."""
        for person in self.session.people:
            person.stopped.clear()
        end = time.monotonic() + SECONDS
        with step("Resolving what is open") as current:
            while (still := self._open()) and time.monotonic() < end:
                current.progress(", ".join(f"{name} {count}" for name, count in still.items()))
                self._tidy_up()
                time.sleep(3)

    def _tidy_up(self):
        for task in (self.manager.unblock, self.manager.fetch, self.manager.resolve_callbacks):
            self.manager.attempt(task)
        for cron in self.shop.plan["crons"]:
            self.manager.attempt(self.admin.call, "ir.cron", "method_direct_trigger", [cron])
        begun = self.admin.find("insurance.application", [("state", "in", OPEN)], "vehicle_id", limit=500)
        for application in begun:
            if application["vehicle_id"] and application["vehicle_id"][0] in self.shop.plan["bikes"]:
                self.seller.insure(application["vehicle_id"][0], steps=20)

    def _open(self):
        """{what: how many}, without those that are there for good: shipments that are spoiled."""
        bikes, bipro = self.shop.plan["bikes"], self.shop.plan["connections"]["bipro"]
        shipments = self.shop.simulators["bipro"].json("GET", "/books")["shipments"]
        waiting = sum(is_sound(one) and not one["acknowledged"] for one in shipments)
        counts = {
            "applications": [("state", "in", OPEN), ("vehicle_id", "in", bikes)],
            "policies": [("state", "=", "submitted"), ("policy_id", "=", False), ("vehicle_id", "in", bikes)],
            "callbacks": [("mode", "=", "callback"), ("state", "in", ("prepared", "unknown"))],
            "runs": [("state", "in", ("waiting", "running")), ("connection_id", "=", bipro)],
            "blocked": [("state", "=", "blocked")],
        }
        models = (
            "insurance.application",
            "insurance.application",
            "insurance.handover",
            "insurance.transfer.run",
            "insurance.connection",
        )
        found = {
            name: self.manager.attempt(self.admin.call, model, "search_count", domain)
            for (name, domain), model in zip(counts.items(), models, strict=True)
        }
        return {name: count for name, count in (found | {"shipments": waiting}).items() if count != 0}

    def balance(self):
        """:return: the lines of the table"""
        with step("Comparing the books"):
            try:
                lines = Books(self.shop, self.admin, self.manager).lines()
            except Gone as error:
                raise Failed(f"Odoo does not answer any more: read {self.session.log}.") from error
            self.session.note_tokens()
            log = self.session.log.read_text(encoding="utf-8", errors="replace")
        return [*lines, *self._leaks(log), self._errors(log)]

    # Logs

    def _leaks(self, text):
        hidden = self.shop.trouble.secrets | set(self.shop.passwords.values()) | self.session.tokens
        for name, values in (("personal data", self._personal()), ("secrets", hidden)):
            found = sorted(value for value in values if value in text)
            places = [f"{value!r} in: {_line_with(text, value)}" for value in found]
            yield Line(f"{name} in {len(text.splitlines())} lines of the log", len(found), len(values), places)

    def _personal(self):
        """All values used, in the notations in which they may be written."""
        plan = self.shop.plan
        values = {*plan["vehicles"], *plan["ibans"], *(" ".join(re.findall(".{1,4}", iban)) for iban in plan["ibans"])}
        for person in plan["persons"]:
            values |= {str(value) for name, value in person.items() if name != "id" and value}
            values |= {".".join(reversed(person["birthdate_date"].split("-"))), person["phone"].replace(" ", "")}
        return values

    def _errors(self, text):
        """What users should never see, and the addon never log."""
        seen = [error for person in self.session.people for error in person.wrong]
        logged = [
            f"{record.logger}: {record.text}"
            for record in loud(text)
            if record.logger.startswith(OWN) and record.level != "WARNING"
        ]
        return Line("errors shown to users, logged by the addon", len(seen), len(logged), [*seen, *logged])


def _line_with(text, value):
    place = text.index(value)
    return text[text.rfind("\n", 0, place) + 1 : place + 60][:300]
