"""`make demo` and `make stop`: a dealer's Odoo to click through."""

import contextlib
import fcntl
import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request

from . import postgres, settings
from .companions import addresses, companions
from .databases import Databases, literal
from .logs import loud, shortened
from .odoo import INTERFACE, port_is_free, port_taken, ready, wait
from .say import Failed, step, tell
from .source import addon_fingerprint

START_SECONDS = 120
STOP_SECONDS = 20
NO_DEMO_DATA = "demo data failed to install"  # for Odoo a warning, for a demo the end
FIRST_STEPS = settings.DEV / "first-steps.txt"


def main(arguments):
    try:
        _serve()
    except KeyboardInterrupt:
        tell("Ended.")


def _serve():
    with _only_one(), ready() as odoo, serving(odoo, settings.demo_database()) as (base, processes):
        _welcome(base, processes[-1])
        _watch(processes)


@contextlib.contextmanager
def serving(odoo, name):
    """Odoo on that database and the insurers' simulators: the address, and the processes."""
    if not port_is_free(settings.port()):
        raise Failed(port_taken())
    with contextlib.ExitStack() as running:
        _prepare(odoo, name)
        base = f"http://{INTERFACE}:{settings.port()}"
        processes = [running.enter_context(Process(odoo, *companion)) for companion in companions(odoo)]
        serve = odoo.command("-d", name, "--db-filter", f"^{re.escape(name)}$")
        server = running.enter_context(Process(odoo, "odoo", serve, odoo.environment()))
        processes.append(server)
        with step("Starting Odoo"):
            _wait_until_up(f"{base}/web/health", server)
        yield base, processes


# --- the database ------------------------------------------------------------------------------


def _prepare(odoo, name):
    """The demo database: made when missing, updated when the addon has changed."""
    databases = Databases(odoo)
    databases.refuse_if_foreign(name)
    note = settings.of_checkout(f"demo-{name}.json")
    state = {"addon": addon_fingerprint()}
    if not databases.exists(name):
        draft = f"{name}-draft"
        template = databases.template()
        with step(f"Making the database {name}"):
            databases.copy(template, draft)
            _run(odoo, draft, "-i", settings.ADDON)
            databases.rename(draft, name)
    elif not note.exists() or json.loads(note.read_text(encoding="utf-8")) != state:
        with step(f"Updating the addon in the database {name}"):
            _run(odoo, name, "-u", settings.ADDON)
    note.write_text(json.dumps(state), encoding="utf-8")
    url = f"http://{INTERFACE}:{settings.port()}"
    databases.sql(
        f"""
        UPDATE res_partner SET lang = 'de_DE'
         WHERE id IN (SELECT partner_id FROM res_users UNION SELECT partner_id FROM res_company);
        -- PDFs take their style sheets from the running server, whatever its port is this time.
        INSERT INTO ir_config_parameter (key, value) VALUES ('report.url', {literal(url)}), ('web.base.url', {literal(url)})
        ON CONFLICT (key) DO UPDATE SET value = excluded.value;
        {addresses()};
        """,
        database=name,
    )


def _run(odoo, database, *arguments):
    log = settings.log_folder() / "demo-database.log"
    with open(log, "w", encoding="utf-8") as file:
        child = odoo.start(
            *("-d", database, *arguments, "--stop-after-init", "--no-http", "--max-cron-threads=0"),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
        code = wait(child)
    said = loud(log.read_text(encoding="utf-8", errors="replace"))
    if code or any(NO_DEMO_DATA in record.text for record in said):
        excerpt = "\n" + shortened(said[-1].text) if said else ""
        raise Failed(f"Odoo could not install or update the addon in {database}: read {log}.{excerpt}")


# --- processes ---------------------------------------------------------------------------------


class Process:
    """A program of the demo, with its log; ended when the demo ends."""

    def __init__(self, odoo, name, command, environment):
        self.name = name
        self.log = settings.log_folder() / f"demo-{name}.log"
        inherited = [odoo.server.lock] if odoo.server.lock is not None else []
        with open(self.log, "w", encoding="utf-8") as file:
            self.child = subprocess.Popen(
                [str(part) for part in command],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                pass_fds=inherited,
                start_new_session=True,  # the terminal's Ctrl-C is for us; we end the others in order
            )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.child.poll() is None:
            self.child.terminate()
        try:
            self.child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()

    def check(self):
        if self.child.poll() is not None:
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
            raise Failed(
                f"{self.name} ended by itself with code {self.child.returncode}: read {self.log}.\n" + "\n".join(lines)
            )


def _wait_until_up(url, server):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        server.check()
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise Failed(f"Odoo does not answer on {url} after {START_SECONDS} seconds: read {server.log}.")


def _watch(processes):
    while True:
        for process in processes:
            process.check()
        time.sleep(0.5)


def _welcome(base, server):
    tell()
    tell(f"  Odoo runs on  {base}")
    tell("  Log in with   admin / admin")
    tell(f"  Its log is    {server.log}")
    if FIRST_STEPS.exists():
        tell()
        tell(FIRST_STEPS.read_text(encoding="utf-8").rstrip())
    tell()
    tell("  Ctrl-C ends it.")


# --- from one terminal to the other ------------------------------------------------------------


@contextlib.contextmanager
def _only_one():
    with open(settings.of_checkout("demo.pid"), "a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failed("This checkout's demo runs already: open its address, or end it with `make stop`.") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def stop(arguments):
    """`make stop`: end a demo that runs elsewhere, and a database server that nobody uses."""
    with open(settings.of_checkout("demo.pid"), "a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            os.kill(int(file.read()), signal.SIGTERM)  # its lock proves that it lives
            with step("Ending the demo"):
                fcntl.flock(file, fcntl.LOCK_EX)
    if not postgres.stop():
        tell("PostgreSQL goes on: another run uses it.")
