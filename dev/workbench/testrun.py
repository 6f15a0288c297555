"""`make test`: every test there is, two Odoo processes side by side, one line at the end."""

import concurrent.futures
import json
import os
import subprocess
import time

from . import packages, settings
from .databases import Databases
from .known import CORE_EXCLUDED, CORE_WARNINGS
from .logs import Outcome, judge
from .odoo import free_port, ready
from .say import Failed, tell
from .source import addon_fingerprint

CORES = 2
JOB_SECONDS = 40 * 60  # no part may hang a whole run
CORE_MODULES = ("sale", "repair", "fleet", "account_fleet")
LONG_CORE_TESTS = ("TestTaxesDownPaymentSale", "TestTaxesGlobalDiscountSale", "TestTaxesTaxTotalsSummarySale")
TESTS = settings.DEV / "tests"
PREFIX = f"{settings.ADDON}-test-{settings.CHECKOUT_KEY}-"


def main(arguments):
    tags = settings.variable("TAGS")
    started = time.monotonic()
    total = Outcome()
    with ready() as odoo:
        run = Run(odoo)
        if tags:
            total.add(run.kept(tags))
        else:
            run.everything(total)
    report(total, time.monotonic() - started)
    return 1 if total.failed or not total.passed else 0


def report(total, seconds):
    if not total.passed and not total.failed:
        total.fail("No test ran")
    print()
    for title, excerpt in total.failures:
        print(f"✗ {title}")
        if excerpt:
            print("    " + excerpt.replace("\n", "\n    "))
        print()
    print(f"{seconds:.0f} seconds; whole logs in {settings.log_folder()}")
    print(total.line, flush=True)


class Run:
    def __init__(self, odoo):
        self.odoo = odoo
        self.databases = Databases(odoo)
        self.template = self.databases.template()

    # --- all parts -----------------------------------------------------------------------------

    def everything(self, total):
        jobs = {
            "core taxes": self.core_taxes,
            "core": self.core,
            "addon": self.addon,
            **{f"outside {path.stem}": self._outside(path) for path in sorted(TESTS.glob("test_*.py"))},
        }
        tell(f"Testing in {len(jobs)} parts, {CORES} at a time: {', '.join(jobs)}")
        with concurrent.futures.ThreadPoolExecutor(CORES) as pool:
            waiting = {pool.submit(self._timed, name, job): name for name, job in jobs.items()}
            try:
                for done in concurrent.futures.as_completed(waiting):
                    total.add(done.result())
            except BaseException:
                for job in waiting:
                    job.cancel()
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

    def addon(self):
        """The addon's own tests, on a database that it was just installed into."""
        with self._database("addon") as name:
            tags = f"/{settings.ADDON}"
            return self._odoo("addon", name, "-i", settings.ADDON, "--test-tags", tags)

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
            result = settings.log_folder() / f"{path.stem}.json"
            result.unlink(missing_ok=True)
            log = settings.log_folder() / f"{path.stem}.log"
            command = [packages.odoo_python(), "-m", "workbench.outside", path, result]
            environment = self.odoo.environment()
            environment["PYTHONPATH"] = str(settings.DEV)
            _wait(command, log, environment, self.odoo.server.lock)
            if not result.exists():
                outcome = Outcome()
                outcome.fail(f"{path.name} did not finish", _tail(log))
                return outcome
            return Outcome(**json.loads(result.read_text(encoding="utf-8")))

        return job

    # --- a part, quickly, again and again ------------------------------------------------------

    def kept(self, tags):
        """Chosen tests on a database that is kept, and updated when more than tests changed."""
        name = f"{PREFIX}kept"
        note = settings.of_checkout("kept.json")
        state = {"template": self.template, "addon": addon_fingerprint()}
        known = json.loads(note.read_text(encoding="utf-8")) if note.exists() else {}
        outcome = Outcome()
        if known.get("template") != self.template or not self.databases.exists(name):
            self.databases.copy(self.template, name)
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

    def _database(self, part):
        return self.databases.temporary(self.template, f"{PREFIX}{part}-{os.getpid()}")

    def _odoo(self, part, database, *arguments, allowed=(), tested=True, show=False):
        log = settings.log_folder() / f"{part}.log"
        command = self.odoo.command("-d", database, *arguments, "--stop-after-init", "--max-cron-threads=0")
        if tested:
            command += ["--http-port", str(free_port()), "--screenshots", str(settings.log_folder() / "screenshots")]
        else:
            command += ["--no-http"]
        code = _wait(command, log, self.odoo.environment(), self.odoo.server.lock)
        text = log.read_text(encoding="utf-8", errors="replace")
        outcome = judge(text, allowed) if tested else clean(text, part)
        if code and not outcome.failed:
            outcome.fail(f"{part}: Odoo ended with code {code}", _tail(log))
        if show:
            tell(f"{log}: {outcome.line}")
        return outcome


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


def _wait(command, log, environment, lock):
    with open(log, "w", encoding="utf-8") as file:
        child = subprocess.Popen(
            list(map(str, command)),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            pass_fds=[lock] if lock is not None else [],
        )
        try:
            return child.wait(JOB_SECONDS)
        except subprocess.TimeoutExpired:
            file.write(f"\nEnded: took more than {JOB_SECONDS // 60} minutes.\n")
            return 1
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()


def _tail(log, lines=25):
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
