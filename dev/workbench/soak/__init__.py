"""`make soak`: four people work, insurers are faulty, processes are killed; at the end the books must balance."""

import contextlib
import json
import os
import random
import re
import secrets
import subprocess
import tempfile
import time
from pathlib import Path

from .. import settings
from ..companions import SIMULATORS
from ..databases import Databases
from ..odoo import ready
from ..say import Failed, step, tell
from ..stage import stage
from .books import Books, Line
from .client import Client, Site
from .people import OPEN, Adviser, Manager, Seller
from .server import Server, log_of
from .shop import Shop
from .trouble import Trouble, is_sound

MINUTES, MOST_MINUTES = 10, 12  # at work; what is interrupted then waits for five minutes more
SETTLING_SECONDS = 7 * 60
COUNT = 150  # customers, each with a car and a bicycle
PREFIX = f"{settings.ADDON}-soak-{settings.CHECKOUT_KEY}-"
PREPARE = Path(__file__).with_name("prepare.py")
PLAN = re.compile(r"^PLAN (.+)$", re.MULTILINE)
HEADINGS = ("what", "Odoo", "insurer", "balances")
SHOWN = 8  # differences of each line


def main(arguments):
    seed = int(settings.variable("SEED") or secrets.randbelow(10**6))
    seconds = min(float(settings.variable("SOAK_MINUTES") or MINUTES), MOST_MINUTES) * 60
    tell(f"SEED={seed}")
    with ready() as odoo, contextlib.ExitStack() as running:
        databases = Databases(odoo)
        folder = running.enter_context(tempfile.TemporaryDirectory(prefix="soak-"))
        databases.forget_the_gone(PREFIX)
        name = running.enter_context(databases.temporary(databases.template(), f"{PREFIX}{os.getpid()}"))
        environment = environment_of_now(odoo, Path(folder))
        soak = Soak(odoo, environment, databases, name, random.Random(seed), running)  # noqa: S311  chances, no secrets
        soak.prepare(seed)
        soak.work(seconds)
        soak.settle()
        lines = soak.balance()
    print(report(lines, soak))
    return 0 if all(line.balances for line in lines) else 1


def environment_of_now(odoo, folder):
    """Of an Odoo with the addon as it is now: it starts often, and somebody may go on writing meanwhile."""
    stage(folder)
    _checkout, *others = odoo.addons_path
    return odoo.environment(ODOO_ADDONS_PATH=",".join(map(str, [folder, *others])))


class Soak:
    """
    :param environment: of Odoo's processes
    """

    def __init__(self, odoo, environment, databases, name, chance, running):
        self.odoo, self.environment, self.databases, self.name = odoo, environment, databases, name
        self.chance, self.running = chance, running
        self.log = log_of("soak.log")
        self.tokens = set()

    # Before

    def prepare(self, seed):
        with step("Installing the addon with its demo data"):
            self._odoo("-d", self.name, "-i", settings.ADDON, "--stop-after-init", "--no-http", "--max-cron-threads=0")
        self.server = Server(self.odoo.python, self.environment, self.name, self.log)
        addresses = {name: self._simulator(name, seed) for name in ("covercheck", "wertgarantie", "bipro")}
        passwords = {name: secrets.token_urlsafe(12) for name in ("sabine", "tim", "walter", "manuela", "admin")}
        with step("Making customers, vehicles and policies"):
            values = {
                "SEED": seed,
                "ADDRESSES": addresses,
                "PASSWORDS": passwords,
                "ADDRESS": self.server.address,
                "COUNT": COUNT,
            }
            header = "".join(f"{name} = {value!r}\n" for name, value in values.items())
            script = header + PREPARE.read_text(encoding="utf-8")
            said = self._odoo("shell", "-d", self.name, "--no-http", stdin=script)
        plan = PLAN.search(said)
        if not plan:
            raise Failed(f"Nothing was made: {said[-3000:]}")
        simulators = {name: Site(address) for name, address in addresses.items()}
        self.shop = Shop(self.server.address, self.name, passwords, json.loads(plan[1]), simulators)

    def _odoo(self, *arguments, stdin=""):
        done = subprocess.run(
            self.odoo.command(*arguments),
            env=self.environment,
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        if done.returncode:
            raise Failed(f"odoo {' '.join(arguments)} failed: {done.stdout[-3000:]}")
        return done.stdout

    def _simulator(self, name, seed):
        child = subprocess.Popen(
            [self.odoo.python, SIMULATORS, name, "--port", "0", "--seed", str(seed)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        self.running.callback(_end, child)
        return child.stdout.readline().strip()

    # At work

    def work(self, seconds):
        shop, plan = self.shop, self.shop.plan
        self.running.callback(self.server.kill)
        self.server.start()
        half = COUNT // 2
        chances = [random.Random(self.chance.random()) for _person in range(5)]  # noqa: S311
        self.manager = Manager("manuela", shop, chances[3])
        self.people = [
            Seller("sabine", shop, chances[0], plan["bikes"][:half]),
            Seller("tim", shop, chances[1], plan["bikes"][half:]),
            Adviser("walter", shop, chances[2], plan["cars"]),
            self.manager,
        ]
        shop.trouble = Trouble(shop, self.server, chances[4], seconds * 0.8)
        with step(f"Working for {seconds / 60:.0f} minutes") as current:
            for thread in (*self.people, shop.trouble):
                thread.start()
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                time.sleep(5)
                shop.received()
                self._note_tokens()
                current.progress(", ".join(f"{what} {count}" for what, count in self.done.most_common(6)))
            for person in self.people:
                person.stopped.set()
            for person in self.people:
                person.join()
            shop.trouble.end()

    @property
    def done(self):
        total = self.shop.trouble.done.copy()
        for person in self.people:
            total += person.done
        return total

    def _note_tokens(self):
        self.tokens.update(self.databases.sql("SELECT key FROM insurance_session", database=self.name))

    # Afterwards

    def settle(self):
        """What people would do until nothing is open any more."""
        for person in self.people:
            person.stopped.clear()
        self.admin = Client(self.shop.address, self.name, "admin", self.shop.passwords["admin"])
        end = time.monotonic() + SETTLING_SECONDS
        with step("Resolving what is open") as current:
            while (still := self._open()) and time.monotonic() < end:
                current.progress(", ".join(f"{name} {count}" for name, count in still.items()))
                self._tidy_up()
                time.sleep(3)

    def _tidy_up(self):
        for task in (self.manager._unblock, self.manager._fetch, self.manager.resolve_callbacks):
            self.manager.attempt(task)
        for cron in self.shop.plan["crons"]:
            self.manager.attempt(self.admin.call, "ir.cron", "method_direct_trigger", [cron])
        seller = self.people[0]
        begun = self.admin.find("insurance.application", [("state", "in", OPEN)], "vehicle_id", limit=500)
        for application in begun:
            if application["vehicle_id"] and application["vehicle_id"][0] in self.shop.plan["bikes"]:
                seller.insure(application["vehicle_id"][0], steps=20)

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
        with step("Comparing the books"):
            lines = Books(self.shop, self.admin, self.manager).lines()
            self._note_tokens()
        return [*lines, *self._leaks(), self._errors()]

    # Logs

    def _leaks(self):
        text = self.log.read_text(encoding="utf-8", errors="replace")
        hidden = self.shop.trouble.secrets | set(self.shop.passwords.values()) | self.tokens
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

    def _errors(self):
        """What users should never see, and the addon never log."""
        wrong = [error for person in self.people for error in person.wrong]
        return Line("errors instead of sentences", len(wrong), 0, wrong)


def _line_with(text, value):
    place = text.index(value)
    return text[text.rfind("\n", 0, place) + 1 : place + 60][:300]


def _end(child):
    child.kill()
    child.wait()
    child.stdout.close()


def report(lines, soak):
    rows = [
        HEADINGS,
        *((line.name, str(line.here), str(line.there), "yes" if line.balances else "NO") for line in lines),
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, tuple("-" * width for width in widths))
    table = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    done = [f"- {what}: {count}" for what, count in soak.done.most_common()]
    sentences = [f"- {count} × {sentence}" for sentence, count in soak.shop.sentences.most_common(12)]
    wrong = [f"✗ {line.name}: {difference}" for line in lines for difference in line.wrong[:SHOWN]]
    return "\n".join([*table, "", "What was done:", *done, "", "What users were told:", *sentences, "", *wrong])
