"""`make screenshots`: the pictures of README, handbook and app list, anew from a fresh demo."""

import subprocess

from . import packages, settings
from .databases import Databases
from .demo import serving
from .odoo import ready
from .shell import clean_environment

FOLDER = settings.CHECKOUT / "docs" / "images"
DATABASE = f"{settings.ADDON}-pictures-{settings.CHECKOUT_KEY}"


def main(arguments):
    """All pictures, or those that NAME names; a database of its own shows the same each time."""
    names = settings.variable("NAME").replace(",", " ").split()
    with ready() as odoo:
        databases = Databases(odoo)
        databases.drop(DATABASE)
        try:
            with serving(odoo, DATABASE) as (base, _processes):
                return _take(base, names)
        finally:
            databases.drop(DATABASE)


def _take(base, names):
    """The camera's client needs packages that only Odoo's environment has."""
    command = [packages.odoo_python(), "-m", "workbench.camera", base, FOLDER, *names]
    return subprocess.run(command, env=clean_environment(PYTHONPATH=settings.DEV), check=False).returncode
