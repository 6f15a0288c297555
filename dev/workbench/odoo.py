"""Odoo's command line with this project's configuration."""

import os
import signal
import socket
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass

from . import packages, postgres, settings
from .say import Failed

INTERFACE = "127.0.0.1"


@dataclass
class Odoo:
    """A prepared Odoo beside a running PostgreSQL server."""

    source: packages.OdooSource
    server: postgres.Server
    python: os.PathLike
    config: os.PathLike

    @property
    def addons_path(self):
        return addons_path(self.source)

    @property
    def data_folder(self):
        """Filestores are named after databases, so every database server has a folder for them."""
        return settings.cache() / "-".join(filter(None, ("data", self.server.name)))

    def filestore(self, database):
        return self.data_folder / "filestore" / database

    def command(self, *arguments):
        return [str(part) for part in (self.python, "-m", "odoo", *arguments)]

    def environment(self, **extra):
        search = [packages.wkhtmltopdf(), packages.odoo_python().parent, os.environ.get("PATH", os.defpath)]
        variables = {
            "PYTHONPATH": self.source.python_path,
            # Odoo's dependencies are pinned; what they deprecate tells our users nothing.
            "PYTHONWARNINGS": "ignore::DeprecationWarning",
            "ODOO_RC": self.config,
            "ODOO_ADDONS_PATH": ",".join(map(str, self.addons_path)),
            "ODOO_DATA_DIR": self.data_folder,
            "ODOO_HTTP_PORT": settings.port(),
            "PATH": os.pathsep.join(map(str, search)),
        }
        return self.server.environment(**{**variables, **extra})

    def start(self, *arguments, environment=None, **options):
        """Start Odoo as a child that counts as a user of the database server."""
        inherited = [self.server.lock] if self.server.lock is not None else []
        return subprocess.Popen(
            self.command(*arguments),
            env=environment or self.environment(),
            pass_fds=inherited,
            **options,
        )


@contextmanager
def ready():
    """An Odoo to work with: everything fetched, PostgreSQL running."""
    packages.prepare()
    source = packages.odoo_source()
    with postgres.server() as server:
        yield Odoo(source, server, packages.odoo_python(), write_configuration())


def addons_path(source):
    """Odoo wants an addon's folder to carry its name, whatever the checkout is called."""
    link = settings.of_checkout("addons", settings.ADDON)
    if not link.is_symlink() or link.readlink() != settings.CHECKOUT:
        link.unlink(missing_ok=True)
        link.symlink_to(settings.CHECKOUT)
    return [link.parent, packages.oca_addons(), *source.addons]


def write_configuration():
    """What is the same for every run; the rest is in the environment."""
    options = {
        "bin_path": packages.wkhtmltopdf(),
        "http_interface": INTERFACE,
        "screenshots": settings.log_folder() / "screenshots",
        # A demo database is no customer of Odoo's: it calls nobody.
        "publisher_warranty_url": f"http://{INTERFACE}:9/",
    }
    path = settings.of_checkout("odoo.conf")
    text = "[options]\n" + "".join(f"{name} = {value}\n" for name, value in options.items())
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return path


def free_port():
    with socket.socket() as probe:
        probe.bind((INTERFACE, 0))
        return probe.getsockname()[1]


def port_is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((INTERFACE, port))
        except PermissionError:
            raise Failed(f"Port {port} is reserved for root: choose one above 1023 with PORT=8070.") from None
        except OSError:
            return False
    return True


def interactive(arguments):
    """`dev/odoo …`: exactly Odoo's own command line; returns its exit code."""
    with ready() as odoo:
        extra = {}
        if not port_is_free(settings.port()) and not _chooses_port(arguments):
            if _serves(arguments):
                raise Failed(port_taken())
            # The demo may be running: tests get another port.
            extra["ODOO_HTTP_PORT"] = free_port()
        return wait(odoo.start(*arguments, environment=odoo.environment(**extra)))


def _chooses_port(arguments):
    return any(word.startswith(("-p", "--http-port")) for word in arguments)


def _serves(arguments):
    subcommand = bool(arguments) and not arguments[0].startswith("-") and arguments[0] != "server"
    return not subcommand and not {"--stop-after-init", "--no-http", "--version", "--help", "-h"} & set(arguments)


def port_taken():
    port = settings.port()
    return f"Port {port} is taken by another program: end that one, or choose another port with PORT={port + 1}."


def wait(child):
    """Wait for a child in the foreground: it gets the terminal's Ctrl-C itself, we outlive it."""
    earlier = signal.signal(signal.SIGINT, signal.SIG_IGN)
    handed_on = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    try:
        return child.wait()
    finally:
        signal.signal(signal.SIGINT, earlier)
        signal.signal(signal.SIGTERM, handed_on)
