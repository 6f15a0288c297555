"""The Odoo of `make soak`: several processes, killed and started again."""

import contextlib
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request

from .. import settings
from ..odoo import INTERFACE, free_port
from ..say import Failed
from .trouble import children_of

WORKERS, CRON_WORKERS = 3, 2
START_SECONDS = 180
# With workers, Odoo starts itself once more by the path of its program, which `-m odoo` has not got.
PROGRAM = "from odoo.cli.command import main\n\nmain()\n"


class Server:
    """
    :ivar log: of all that were started
    """

    def __init__(self, python, environment, database, log):
        self._python, self._environment, self._database, self.log = python, environment, database, log
        self.port, self._gevent_port = free_port(), free_port()
        self.address = f"http://{INTERFACE}:{self.port}"
        self._process = None

    def start(self):
        program = settings.of_checkout("program", "run_odoo.py")
        program.write_text(PROGRAM, encoding="utf-8")
        command = (
            *(self._python, program),
            *("-d", self._database, "--db-filter", f"^{re.escape(self._database)}$", "--no-database-list"),
            *("--workers", WORKERS, "--max-cron-threads", CRON_WORKERS),
            *("--http-port", self.port, "--gevent-port", self._gevent_port),
        )
        with open(self.log, "a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [str(part) for part in command],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # so that all of it can be killed at once
            )
        self._wait_until_up()

    def _wait_until_up(self):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.address}/web/health", timeout=10):
                    return
            except (urllib.error.URLError, OSError):
                if self._process.poll() is not None:
                    break
                time.sleep(0.2)
        raise Failed(f"Odoo does not start: read {self.log}.")

    def children(self):
        return children_of(self._process.pid)

    def kill(self):
        """All of its processes at once, as when the power fails."""
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def log_of(name):
    path = settings.log_folder() / name
    path.write_text("", encoding="utf-8")
    return path
