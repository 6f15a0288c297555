"""What benchmarks need around them: databases without and with the addon, processes, simulators, scratch space."""

import contextlib
import itertools
import json
import os
import subprocess
import tempfile
from pathlib import Path

from workbench import settings
from workbench.databases import Databases
from workbench.say import Failed, step
from workbench.shell import locked
from workbench.source import addon_fingerprint

FOLDER = Path(__file__).resolve().parents[1]
SIMULATORS = settings.CHECKOUT / "simulators"
PREFIX = f"{settings.ADDON}-bench-{settings.CHECKOUT_KEY}-"
INSTALLED = f"{PREFIX}installed-"


class Laboratory:
    """
    :ivar quick: small sizes, to try a benchmark out; its figures mean little
    """

    def __init__(self, odoo, quick=False):
        self.odoo = odoo
        self.quick = quick
        self.databases = Databases(odoo)
        self._numbers = itertools.count(1)
        self.databases.forget_the_gone(PREFIX)
        self.log = settings.log_folder() / "bench.log"
        self.log.write_text("", encoding="utf-8")

    def size(self, full, quick):
        return quick if self.quick else full

    # Databases

    @contextlib.contextmanager
    def database(self, with_addon):
        """A fresh database; all are copies of the same template, of which one got the addon."""
        source = self._installed() if with_addon else self.databases.template()
        name = f"{PREFIX}{next(self._numbers)}-{os.getpid()}"
        with self.databases.temporary(source, name):
            yield name

    def _installed(self):
        template = self.databases.template()
        name = INSTALLED + settings.fingerprint(template, addon_fingerprint())
        with locked(settings.of_checkout("bench.lock")):
            if not self.databases.exists(name):
                self._install(template, name)
        return name

    def _install(self, template, name):
        for old in self.databases.ours():
            if old.startswith(INSTALLED):
                self.databases.drop(old)
        draft = f"{PREFIX}draft-{os.getpid()}"
        with step("Installing the addon into a copy of the template"):
            self.databases.copy(template, draft)
            self.databases.refuse_more_demo_data(draft)
            options = ("--stop-after-init", "--no-http", "--max-cron-threads=0")
            with open(self.log, "a", encoding="utf-8") as log:
                child = self.odoo.start("-d", draft, "-i", settings.ADDON, *options, stdout=log, stderr=log)
                child.wait()
            states = self.databases.sql(
                f"SELECT state FROM ir_module_module WHERE name = '{settings.ADDON}'", database=draft
            )
            if child.returncode or states != ["installed"]:
                raise Failed(f"The addon could not be installed: read {self.log}.")
            self.databases.rename(draft, name)

    # Processes

    @contextlib.contextmanager
    def worker(self, database, module):
        with open(self.log, "a", encoding="utf-8") as log:
            child = subprocess.Popen(
                [self.odoo.python, "-m", "common.worker", database, module],
                env=self.environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                encoding="utf-8",
                pass_fds=[self.odoo.server.lock] if self.odoo.server.lock is not None else [],
            )
        with _ended(child):
            yield Worker(child, self.log)

    @contextlib.contextmanager
    def both(self, module):
        """A worker beside the addon and one without it."""
        with (
            self.database(with_addon=True) as ours,
            self.database(with_addon=False) as plain,
            self.worker(ours, module) as our_worker,
            self.worker(plain, module) as plain_worker,
        ):
            yield our_worker, plain_worker

    @contextlib.contextmanager
    def simulator(self, name, *options):
        """:return: its address"""
        with tempfile.TemporaryFile("w+") as log:
            child = subprocess.Popen(
                [self.odoo.python, SIMULATORS, name, "--port", "0", *options],
                stdout=subprocess.PIPE,
                stderr=log,
                encoding="utf-8",
            )
            with _ended(child):
                yield child.stdout.readline().strip()

    def run(self, module, *arguments):
        """A program of a benchmark, in a process of its own; what it prints as JSON."""
        done = subprocess.run(
            [str(self.odoo.python), "-m", module, *map(str, arguments)],
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
        )
        if done.returncode:
            raise Failed(f"{module} failed: {done.stderr[-2000:]}")
        return json.loads(done.stdout)

    def environment(self):
        environment = self.odoo.environment()
        environment["PYTHONPATH"] = os.pathsep.join([str(FOLDER), environment["PYTHONPATH"]])
        return environment

    # Files

    @contextlib.contextmanager
    def folder(self):
        """Scratch space on the disk that holds the filestores, too."""
        with tempfile.TemporaryDirectory(dir=settings.of_checkout("log").parent, prefix="bench-") as name:
            yield Path(name)


class Worker:
    """Odoo in a process of its own: `common/worker.py`."""

    def __init__(self, child, log):
        self.pid = child.pid
        self._child = child
        self._log = log

    def do(self, function, *arguments):
        """What it writes is kept; the function's result."""
        return self._ask(function, arguments, keep=True)["result"]

    def measure(self, function, *arguments, keep=False):
        """What it writes is rolled back; {"result", "seconds", "queries", "apart"}"""
        return self._ask(function, arguments, keep)

    def _ask(self, function, arguments, keep):
        question = {"function": function, "arguments": arguments, "keep": keep}
        try:
            self._child.stdin.write(json.dumps(question) + "\n")
            self._child.stdin.flush()
            line = self._child.stdout.readline()
        except BrokenPipeError:
            line = ""
        answer = json.loads(line) if line else {"error": f"Odoo ended by itself: read {self._log}."}
        if "error" in answer:
            raise Failed(f"{function}: {answer['error']}")
        return answer


@contextlib.contextmanager
def _ended(child):
    try:
        yield
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        for pipe in filter(None, (child.stdin, child.stdout)):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
