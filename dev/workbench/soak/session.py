"""The dealer's shop of `make soak`: made, opened, and worked in until the time is up."""

import json
import random
import re
import secrets
import subprocess
import time
from pathlib import Path

from .. import settings
from ..companions import SIMULATORS
from ..say import Failed, step
from ..stage import stage
from .client import Site
from .people import Adviser, Manager, Seller
from .server import Server, log_of
from .shop import Shop
from .trouble import Trouble

COUNT = 150  # customers, each with a car and a bicycle
PREPARE = Path(__file__).with_name("prepare.py")
PLAN = re.compile(r"^PLAN (.+)$", re.MULTILINE)
TROUBLED = 0.8  # of the time; then what was interrupted can become old enough to be noticed


def environment_of_now(odoo, folder):
    """Of an Odoo with the addon as it is now: it starts often, and somebody may go on writing meanwhile."""
    stage(folder)
    _checkout, *others = odoo.addons_path
    return odoo.environment(ODOO_ADDONS_PATH=",".join(map(str, [folder, *others])))


class Session:
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
        shop.trouble = Trouble(shop, self.server, chances[4], seconds * TROUBLED)
        with step(f"Working for {seconds / 60:.0f} minutes") as current:
            for thread in (*self.people, shop.trouble):
                thread.start()
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                time.sleep(5)
                shop.received()
                self.note_tokens()
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

    def note_tokens(self):
        self.tokens.update(self.databases.sql("SELECT key FROM insurance_session", database=self.name))


def _end(child):
    child.kill()
    child.wait()
    child.stdout.close()
