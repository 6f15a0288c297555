"""Documents come exactly once, however often and wherever the process that fetches them is killed."""

import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

from workbench import settings
from workbench.databases import Databases
from workbench.odoo import ready

sys.path.insert(0, str(settings.CHECKOUT / "simulators"))
from common.testing import Program

SHIPMENTS, RUNS = 500, 50
WORKER = Path(__file__).with_name("bipro_kill_worker.py")


class TestBiproKill(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        odoo = cls.enterClassContext(ready())
        databases = Databases(odoo)
        name = f"{settings.ADDON}-test-{settings.CHECKOUT_KEY}-bipro-kill-{os.getpid()}"
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

    def test_killed_at_any_point(self):
        simulator = Program("bipro", "--fill", f"{SHIPMENTS}:2000")
        try:
            settings_of_test = f"ADDRESS, RUNS = {simulator.address!r}, {RUNS}\n"
            said = self.run_odoo(
                "shell", "-d", self.name, "--no-http", stdin=settings_of_test + WORKER.read_text(encoding="utf-8")
            )
        finally:
            simulator.stop()
        self.assertNotIn("BROKEN", said)
        told = [line for line in said.splitlines() if line.startswith("FOUND ")]
        self.assertTrue(told, said[-3000:])
        found = json.loads(told[0].removeprefix("FOUND "))
        books, user = found["books"], found["books"]["users"]["rmp100001"]
        self.assertGreater(found["killed"], RUNS * 0.8)
        with self.subTest("none is lost, none comes twice"):
            self.assertEqual(found["states"], {"acknowledged": SHIPMENTS})
            self.assertEqual(
                (found["shipments"], found["documents"], found["most_documents"]), (SHIPMENTS, SHIPMENTS, 1)
            )
            self.assertEqual(found["same_contents"], SHIPMENTS)
        with self.subTest("none is acknowledged unstored"):
            self.assertEqual(found["unstored"], 0)
            self.assertEqual(books["findings"], [])
        with self.subTest("acknowledged once, but for those killed before they could note it"):
            self.assertEqual(books["totals"]["acknowledged"], SHIPMENTS)
            self.assertLess(books["totals"]["repeated"], found["killed"])
        with self.subTest("one login for all"):
            self.assertEqual((user["logins"], user["wrong_logins"]), (1, 0))


if __name__ == "__main__":
    unittest.main()
