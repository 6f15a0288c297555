"""`make translations`: what the addon says, taken from the program itself, and what German lacks."""

import os
import subprocess
import tempfile
from pathlib import Path

from . import settings
from .databases import Databases
from .odoo import ready
from .say import step, tell
from .shell import clean_environment, run


def main(arguments):
    folder = settings.CHECKOUT / "i18n"
    with tempfile.TemporaryDirectory() as scratch, ready() as odoo:
        template = Path(scratch, f"{settings.ADDON}.pot")
        with step("Collecting the terms from a fresh database"):
            _export(odoo, template)
        # polib is one of Odoo's packages.
        merge = [odoo.python, "-m", "workbench.catalogue", template, folder]
        missing = subprocess.run(merge, env=clean_environment(PYTHONPATH=settings.DEV), check=False).returncode
    if not missing:
        tell("German lacks nothing.")
    return missing


def _export(odoo, template):
    """Without demo data, the records that have an external id are those that make up the program."""
    databases = Databases(odoo)
    name = f"{settings.ADDON}-terms-{settings.CHECKOUT_KEY}-{os.getpid()}"
    install = ["-d", name, "-i", settings.ADDON, "--stop-after-init", "--no-http", "--max-cron-threads=0"]
    export = ["i18n", "export", "-d", name, "-o", template, settings.ADDON]
    with databases.temporary(databases.template(), name):
        databases.refuse_more_demo_data(name)
        for arguments in (install, export):
            run(odoo.command(*arguments), "Odoo could not export the terms.", env=odoo.environment())
