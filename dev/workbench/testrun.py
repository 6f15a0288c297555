"""`make test`: every test there is, two Odoo processes side by side, one line at the end."""

import concurrent.futures
import contextlib
import json
import os
import shutil
import subprocess
import time

from . import packages, settings
from .databases import Databases
from .known import CORE_EXCLUDED, CORE_WARNINGS
from .logs import Outcome, judge
from .odoo import free_port, ready
from .say import Failed, tell
from .shell import locked
from .source import addon_fingerprint

CORES = 2
JOB_SECONDS = 40 * 60  # no part may hang a whole run
CORE_MODULES = ("sale", "repair", "fleet", "account_fleet")
LONG_CORE_TESTS = ("TestTaxesDownPaymentSale", "TestTaxesGlobalDiscountSale", "TestTaxesTaxTotalsSummarySale")
KEPT_RUNS = 5
TESTS = settings.DEV / "tests"
SIMULATORS = settings.CHECKOUT / "simulators"
PREFIX = f"{settings.ADDON}-test-{settings.CHECKOUT_KEY}-"


def main(arguments):
    tags = settings.variable("TAGS")
    started = time.monotonic()
    total = Outcome()
    logs = _log_folder()
    try:
        with ready() as odoo:
            run = Run(odoo, logs)
            if tags:
                total.add(run.kept(tags))
            else:
                run.everything(total)
    except Failed as failure:
        total.fail("The tests could not be run", str(failure))
    report(total, time.monotonic() - started, logs)
    return 1 if total.failed or not total.passed else 0


def _log_folder():
    """A new folder for each run; the last few are kept."""
    runs = sorted(settings.log_folder().glob("test-*"), key=lambda path: path.stat().st_mtime)
    for path in runs[:-KEPT_RUNS]:
        shutil.rmtree(path, ignore_errors=True)
    folder = settings.log_folder() / f"test-{os.getpid()}"
    folder.mkdir(exist_ok=True)
    return folder


def report(total, seconds, logs):
    if not total.passed and not total.failed:
        total.fail("No test ran")
    print()
    for title, excerpt in total.failures:
        print(f"✗ {title}")
        if excerpt:
            print("    " + excerpt.replace("\n", "\n    "))
        print()
    print(f"{seconds:.0f} seconds; whole logs in {logs}")
    print(total.line, flush=True)


def _shares():
    """The files of the addon's tests, dealt out to as many parts as run side by side; longer files take longer."""
    shares = [[] for _core in range(CORES)]
    for path in sorted((settings.CHECKOUT / "tests").glob("test_*.py"), key=lambda path: -path.stat().st_size):
        min(shares, key=lambda share: sum(file.stat().st_size for file in share)).append(path)
    return shares


class Run:
    def __init__(self, odoo, logs):
        self.odoo = odoo
        self.logs = logs
        self.databases = Databases(odoo)
        self.template = self.databases.template()
        self.children = []

    # --- all parts -----------------------------------------------------------------------------

    def everything(self, total):
        self.databases.forget_the_gone(PREFIX)
        jobs = {
            **{f"addon {number}": self._addon(number, files) for number, files in enumerate(_shares(), 1)},
            "core taxes": self.core_taxes,
            "core": self.core,
            "simulators": self._outside(SIMULATORS),
            **{f"outside {path.stem}": self._outside(path) for path in sorted(TESTS.glob("test_*.py"))},
        }
        tell(f"Testing in {len(jobs)} parts, {CORES} at a time: {', '.join(jobs)}")
        with concurrent.futures.ThreadPoolExecutor(CORES) as pool:
            waiting = {pool.submit(self._timed, name, job): name for name, job in jobs.items()}
            try:
                for done in concurrent.futures.as_completed(waiting):
                    total.add(done.result())
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                self.end_children()
                raise

    def _timed(self, name, job):
        started = time.monotonic()
        try:
            outcome = job()
        except Failed as failure:
            outcome = Outcome()
            outcome.fail(name, str(failure))
        mark = "✗" if outcome.failed else "✓"
        tell(f"{mark} {name}: {outcome.line} ({time.monotonic() - started:.0f} s)")
        return outcome

    def _addon(self, number, files):
        """A share of the addon's own tests, on a database that it was just installed into."""

        def job():
            part = f"addon-{number}"
            with self._database(part) as name:
                tags = ",".join(f"/{settings.ADDON}/tests/{file.name}" for file in files)
                return self._odoo(part, name, "-i", settings.ADDON, "--test-tags", tags)

        return job

    def core(self):
        """Odoo's own tests still pass with the addon installed."""
        chosen = [f"/{module}" for module in CORE_MODULES]
        return self._core("core", [*chosen, *(f"-/sale:{name}" for name in LONG_CORE_TESTS)])

    def core_taxes(self):
        """Those of Odoo's tests that take as long as all others, beside them."""
        return self._core("core-taxes", [f"/sale:{name}" for name in LONG_CORE_TESTS])

    def _core(self, part, tags):
        tags = [*tags, "-at_install", *(f"-{excluded}" for excluded in CORE_EXCLUDED)]
        with self._database(part) as name:
            installed = self._odoo(f"{part}-install", name, "-i", settings.ADDON, tested=False)
            if installed.failed:
                return installed
            return self._odoo(part, name, "--test-tags", ",".join(tags), allowed=CORE_WARNINGS)

    def _outside(self, path):
        """Tests that drive Odoo and the Makefile from outside, a process per file."""

        def job():
            result = self.logs / f"{path.stem}.json"
            result.unlink(missing_ok=True)
            log = self.logs / f"{path.stem}.log"
            command = [packages.odoo_python(), "-m", "workbench.outside", path, result]
            environment = self.odoo.environment()
            environment["PYTHONPATH"] = str(settings.DEV)
            self._wait(command, log, environment)
            if not result.exists():
                outcome = Outcome()
                outcome.fail(f"{path.name} did not finish", _tail(log))
                return outcome
            return Outcome(**json.loads(result.read_text(encoding="utf-8")))

        return job

    # --- a part, quickly, again and again ------------------------------------------------------

    def kept(self, tags):
        """Chosen tests on a database that is kept, and updated when more than tests changed."""
        with locked(settings.of_checkout("kept.lock"), lambda: tell("Waiting for another run of chosen tests …")):
            return self._kept(tags)

    def _kept(self, tags):
        name = f"{PREFIX}kept"
        note = settings.of_checkout("kept.json")
        state = {"template": self.template, "addon": addon_fingerprint()}
        known = json.loads(note.read_text(encoding="utf-8")) if note.exists() else {}
        outcome = Outcome()
        if known.get("template") != self.template or not self.databases.exists(name):
            self.databases.copy(self.template, name)
            self.databases.refuse_more_demo_data(name)
            arguments = ["-i", settings.ADDON]
        elif known != state or "at_install" in tags:
            arguments = ["-u", settings.ADDON]
        else:
            arguments = []
        note.unlink(missing_ok=True)
        tell(f"Testing {tags} on {name} {' '.join(arguments)}")
        outcome.add(self._odoo("kept", name, *arguments, "--test-tags", tags, show=True))
        if not any("did not finish" in title for title, _excerpt in outcome.failures):
            note.write_text(json.dumps(state), encoding="utf-8")
        return outcome

    # --- one Odoo ------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _database(self, part):
        """As a dealer's: the addon brings no demo data here (its own is tested in dev/tests)."""
        with self.databases.temporary(self.template, f"{PREFIX}{part}-{os.getpid()}") as name:
            self.databases.refuse_more_demo_data(name)
            yield name

    def _odoo(self, part, database, *arguments, allowed=(), tested=True, show=False):
        log = self.logs / f"{part}.log"
        command = self.odoo.command("-d", database, *arguments, "--stop-after-init", "--max-cron-threads=0")
        if tested:
            command += ["--http-port", str(free_port()), "--log-handler", "odoo.tests.stats:DEBUG"]
        else:
            command += ["--no-http"]
        code = self._wait(command, log, self.odoo.environment())
        text = log.read_text(encoding="utf-8", errors="replace")
        outcome = judge(text, allowed) if tested else clean(text, part)
        if code and not outcome.failed:
            outcome.fail(f"{part}: Odoo ended with code {code}", _tail(log))
        if show:
            tell(f"{log}: {outcome.line}")
        return outcome

    def _wait(self, command, log, environment):
        lock = self.odoo.server.lock
        with open(log, "w", encoding="utf-8") as file:
            child = subprocess.Popen(
                list(map(str, command)),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                pass_fds=[lock] if lock is not None else [],
            )
            self.children.append(child)
            try:
                return child.wait(JOB_SECONDS)
            except subprocess.TimeoutExpired:
                file.write(f"\nEnded: took more than {JOB_SECONDS // 60} minutes.\n")
                return 1
            finally:
                _end(child)
                self.children.remove(child)

    def end_children(self):
        for child in list(self.children):
            child.terminate()


def clean(text, what):
    """One check: that a run without tests logged no warning and came to its end."""
    from .logs import loud, shortened

    outcome = Outcome()
    for record in loud(text):
        outcome.fail(f"{what}: {record.level} in the log, from {record.logger}", shortened(record.text))
    if "Initiating shutdown" not in text:
        outcome.fail(f"{what}: Odoo did not come to its end", "\n".join(text.splitlines()[-25:]))
    if not outcome.failed:
        outcome.passed = 1
    return outcome


def _end(child):
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _tail(log, lines=25):
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
