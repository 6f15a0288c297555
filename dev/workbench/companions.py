"""What `make demo` starts beside Odoo: insurers' simulators."""

import sys

from . import settings
from .odoo import INTERFACE, port_is_free
from .say import Failed

SIMULATORS = settings.CHECKOUT / "simulators"
DEMO_CHECK_ID = "PRUEF-4711"  # that of demo/insurance_connection_demo.xml


def companions(odoo):
    """Yield (name, command, environment) of each; ports come from `settings`."""
    port = settings.covercheck_port()
    if not port_is_free(port):
        raise Failed(f"Port {port} is taken by another program: choose another with COVERCHECK_PORT={port + 1}.")
    options = ("--port", port, "--check-id", DEMO_CHECK_ID)
    yield "covercheck", (sys.executable, SIMULATORS / "covercheck.py", *options), None


def addresses():
    """SQL that leads the demo's connections to where the companions listen this time."""
    here = f"http://{INTERFACE}:{settings.covercheck_port()}/"
    return "UPDATE insurance_connection SET " + ", ".join(
        f"{column} = regexp_replace({column}, '^http://127\\.0\\.0\\.1:[0-9]+/', '{here}')"
        for column in ("covercheck_portal_url", "covercheck_callback_url")
    )
