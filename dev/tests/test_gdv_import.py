"""Imports of portfolio data that are killed, and large ones: each contract comes once, whatever happens."""

import json
import os
import subprocess
import unittest
from pathlib import Path

from workbench import settings
from workbench.databases import Databases
from workbench.odoo import ready

KILLED_CONTRACTS, RUNS = 300, 25
CONTRACTS = 10_000
HERE = Path(__file__).parent
PATHS = [str(HERE), str(settings.CHECKOUT / "tests")]


class TestGdvImport(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        odoo = cls.enterClassContext(ready())
        databases = Databases(odoo)
        name = f"{settings.ADDON}-test-{settings.CHECKOUT_KEY}-gdv-import-{os.getpid()}"
        cls.enterClassContext(databases.temporary(databases.template(), name))
        databases.refuse_more_demo_data(name)
        cls.odoo, cls.name = odoo, name
        cls.run_odoo("-d", name, "-i", settings.ADDON, "--stop-after-init", "--no-http", "--max-cron-threads=0")

    @classmethod
    def run_odoo(cls, *arguments, stdin=""):
        done = subprocess.run(
            cls.odoo.command(*arguments),
            env=cls.odoo.environment(),
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        if done.returncode:
            raise AssertionError(done.stdout[-3000:])
        return done.stdout

    def work(self, worker, **variables):
        """What a worker has found."""
        settings_of_test = f"import sys\nsys.path[:0] = {PATHS!r}\nglobals().update({variables!r})\n"
        script = settings_of_test + (HERE / worker).read_text(encoding="utf-8")
        said = self.run_odoo("shell", "-d", self.name, "--no-http", stdin=script)
        self.assertNotIn("BROKEN", said)
        told = [line for line in said.splitlines() if line.startswith("FOUND ")]
        self.assertTrue(told, said[-3000:])
        return json.loads(told[0].removeprefix("FOUND "))

    def assertEachOnce(self, counted, count):
        self.assertEqual(counted, dict.fromkeys(counted, count))

    def test_killed_at_any_point(self):
        found = self.work("gdv_kill_worker.py", CONTRACTS=KILLED_CONTRACTS, RUNS=RUNS)
        self.assertGreater(found["killed"], RUNS * 0.8)
        self.assertEqual((found["state"], found["last"]), ("done", 0))
        self.assertEqual(found["position"], KILLED_CONTRACTS)
        self.assertEachOnce(found["results"], KILLED_CONTRACTS)
        self.assertEachOnce(found["counted"], KILLED_CONTRACTS)

    def test_many_contracts_twice(self):
        found = self.work("gdv_twice_worker.py", CONTRACTS=CONTRACTS)
        first, second = found["first"], found["second"]
        print(f"{CONTRACTS:,} contracts: {first['seconds']} s, once more: {second['seconds']} s")
        self.assertEqual((first["state"], first["lines"]), ("done", CONTRACTS))
        self.assertEachOnce(first["results"], CONTRACTS)
        self.assertEqual((second["state"], second["lines"]), ("done", 0))
        self.assertEqual(second["results"], {"unchanged": CONTRACTS, "partners": 0, "vehicles": 0, "payments": 0})
        self.assertTrue(found["is_same"])


if __name__ == "__main__":
    unittest.main()
