import json
import os
import subprocess
import unittest
from pathlib import Path

from workbench import settings
from workbench.databases import Databases
from workbench.odoo import ready

HERE = Path(__file__).parent
PATHS = [str(HERE), str(settings.CHECKOUT / "tests")]


class ShellCase(unittest.TestCase):
    """Tests by workers: files of this folder that run in Odoo's shell, on a database of the test's own.

    :cvar topic: in the database's name
    """

    topic = ""

    @classmethod
    def setUpClass(cls):
        odoo = cls.enterClassContext(ready())
        databases = Databases(odoo)
        name = f"{settings.ADDON}-test-{settings.CHECKOUT_KEY}-{cls.topic}-{os.getpid()}"
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
        """What a worker has found: it prints FOUND and JSON, or BROKEN.

        :param variables: which it finds as its globals
        """
        settings_of_test = f"import sys\nsys.path[:0] = {PATHS!r}\nglobals().update({variables!r})\n"
        script = settings_of_test + (HERE / worker).read_text(encoding="utf-8")
        said = self.run_odoo("shell", "-d", self.name, "--no-http", stdin=script)
        self.assertNotIn("BROKEN", said)
        told = [line for line in said.splitlines() if line.startswith("FOUND ")]
        self.assertTrue(told, said[-3000:])
        return json.loads(told[0].removeprefix("FOUND "))
