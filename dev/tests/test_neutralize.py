"""A copy for tests, made by Odoo's own command: it holds no key to an insurer and reaches none."""

import contextlib
import json
import os
import socketserver
import subprocess
import threading
import unittest
from pathlib import Path

from workbench import settings
from workbench.databases import Databases, literal, quoted
from workbench.odoo import ready

WORK = Path(__file__).parent / "neutralize_work.py"


class Listener(socketserver.ThreadingTCPServer):
    """Where the insurers would be: hangs up, and counts who has called."""

    daemon_threads = True
    calls = 0

    def verify_request(self, request, client_address):
        self.calls += 1
        return False


@contextlib.contextmanager
def listening():
    with Listener(("127.0.0.1", 0), socketserver.BaseRequestHandler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class TestNeutralize(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.odoo = cls.enterClassContext(ready())
        cls.databases = Databases(cls.odoo)
        cls.name = f"{settings.ADDON}-test-{settings.CHECKOUT_KEY}-neutralize-{os.getpid()}"
        cls.enterClassContext(cls.databases.temporary(cls.databases.template(), cls.name))
        cls.databases.refuse_more_demo_data(cls.name)
        cls.insurers = cls.enterClassContext(listening())
        cls.run_odoo("-d", cls.name, "-i", settings.ADDON, "--stop-after-init", "--no-http", "--max-cron-threads=0")
        cls.before = cls.work("make")
        cls.calls_before = cls.insurers.calls
        cls.certificates = cls.sql("SELECT count(*) FROM ir_attachment WHERE res_model LIKE 'certificate.%'")
        cls.places_before = cls.places_of("SECRET-")
        cls.run_odoo("neutralize", "-d", cls.name)
        # Before anything else is done with it: what is left is what the command has left.
        cls.places_after = cls.places_of("SECRET-")

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

    @classmethod
    def work(cls, step):
        """Use all connections as employees and scheduled actions do, after making them in the first step."""
        variables = {"STEP": step, "ADDRESS": f"http://127.0.0.1:{cls.insurers.server_address[1]}"}
        said = cls.run_odoo(
            "shell",
            "-d",
            cls.name,
            "--no-http",
            stdin=f"globals().update({variables!r})\n" + WORK.read_text(encoding="utf-8"),
        )
        told = [line for line in said.splitlines() if line.startswith("FOUND ")]
        if not told:
            raise AssertionError(said[-3000:])
        return json.loads(told[0].removeprefix("FOUND "))

    @classmethod
    def sql(cls, query):
        return cls.databases.sql(query, database=cls.name)

    @classmethod
    def places_of(cls, words):
        """Names of the tables in which these words stand, wherever in a row."""
        tables = cls.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return cls.sql(
            " UNION ALL ".join(
                f"SELECT {literal(table)} WHERE EXISTS"
                f" (SELECT FROM {quoted(table)} AS line WHERE line::text LIKE {literal(f'%{words}%')})"
                for table in tables
            )
        )

    def test_before_everything_was_in_use(self):
        """Else the rest would prove nothing."""
        self.assertEqual(self.before["usable"], 4)
        self.assertGreaterEqual(self.calls_before, 3)
        ours, certificates = (
            ["insurance_connection", "insurance_session"],
            ["certificate_certificate", "certificate_key"],
        )
        self.assertEqual(set(self.places_before), {*ours, *certificates})
        self.assertGreater(int(self.certificates[0]), 0)

    def test_no_secret_is_left_anywhere(self):
        self.assertEqual(self.places_after, [])
        self.assertEqual(self.sql("SELECT id FROM ir_attachment WHERE res_model LIKE 'certificate.%'"), [])

    def test_every_secret_is_empty(self):
        """A new one, too: it is found by who may read it."""
        columns = self.before["columns"]
        self.assertGreaterEqual(len(columns), 5)
        for column in columns:
            with self.subTest(column):
                self.assertEqual(self.sql(f"SELECT id FROM insurance_connection WHERE {column} IS NOT NULL"), [])

    def test_no_connection_is_in_production_or_active(self):
        self.assertEqual(
            self.sql("SELECT DISTINCT environment || ' ' || state FROM insurance_connection"), ["test draft"]
        )

    def test_no_scheduled_action_is_active(self):
        ours = "SELECT res_id FROM ir_model_data WHERE module = 'dealer_insurance' AND model = 'ir.cron'"
        self.assertGreater(len(self.sql(ours)), 4)
        self.assertEqual(self.sql(f"SELECT id FROM ir_cron WHERE active AND id IN ({ours})"), [])

    def test_nothing_is_sent(self):
        calls = self.insurers.calls
        after = self.work("use")
        self.assertEqual((after["usable"], self.insurers.calls), (0, calls))


if __name__ == "__main__":
    unittest.main()
