"""What `make demo` starts beside Odoo: insurers' simulators."""

import sys
from dataclasses import dataclass

from . import settings
from .odoo import INTERFACE, port_is_free
from .say import Failed

SIMULATORS = settings.CHECKOUT / "simulators"


@dataclass(frozen=True)
class Companion:
    name: str
    variable: str  # that chooses its port
    port: str  # unless chosen
    options: tuple = ()
    columns: tuple = ()  # of insurance_connection: where the demo's connections find it
    needs_packages: bool = False  # those of Odoo

    @property
    def chosen_port(self):
        return settings.port_of(self.variable, self.port)

    def command(self, odoo):
        python = odoo.python if self.needs_packages else sys.executable
        return python, SIMULATORS, self.name, "--port", self.chosen_port, *self.options


COMPANIONS = (
    Companion(
        "covercheck",
        "COVERCHECK_PORT",
        "8091",
        options=("--check-id", "PRUEF-4711"),  # that of demo/insurance_connection_demo.xml
        columns=("covercheck_portal_url", "covercheck_callback_url"),
    ),
    Companion("wertgarantie", "WERTGARANTIE_PORT", "8092", columns=("wertgarantie_base_url",), needs_packages=True),
    Companion(
        "bipro",
        "BIPRO_PORT",
        "8093",
        options=("--demo",),
        columns=("bipro_sts_url", "bipro_transfer_url", "bipro_extranet_url"),
        needs_packages=True,
    ),
)


def companions(odoo):
    """Yield (name, command, environment) of each."""
    for companion in COMPANIONS:
        port = companion.chosen_port
        if not port_is_free(port):
            other = f"{companion.variable}={port + 1}"
            raise Failed(f"Port {port} is taken by another program: choose another with {other}.")
        yield companion.name, companion.command(odoo), None


def addresses():
    """SQL that leads the demo's connections to where the companions listen this time."""
    return "UPDATE insurance_connection SET " + ", ".join(
        f"{column} = regexp_replace({column}, '^http://127\\.0\\.0\\.1:[0-9]+', "
        f"'http://{INTERFACE}:{companion.chosen_port}')"
        for companion in COMPANIONS
        for column in companion.columns
    )
