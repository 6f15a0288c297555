"""The set-up itself, and small tools around its databases."""

import os
import shutil
import subprocess

from . import packages, settings
from .databases import Databases
from .odoo import ready, wait
from .say import Failed, tell
from .shell import clean_environment


def main(arguments):
    with ready() as odoo:
        template = Databases(odoo).template()
    tell(f"Ready: Odoo {odoo.source.version} in {odoo.source.python_path}")
    tell(f"       template database {template}")


def psql(arguments):
    with ready() as odoo:
        child = subprocess.Popen([shutil.which("psql"), *arguments], env=odoo.server.environment())
        return wait(child)


def copy(arguments):
    """`python3 dev copy NAME`: a fresh copy of the template under that name."""
    if len(arguments) != 1:
        raise Failed("Name the database to make: python3 dev copy NAME.")
    with ready() as odoo:
        databases = Databases(odoo)
        databases.refuse_if_foreign(arguments[0])
        databases.copy(databases.template(), arguments[0])
    tell(f"{arguments[0]} is a fresh copy of the template: dev/odoo -d {arguments[0]} -i {settings.ADDON}")


def screenshot(arguments):
    """`dev/screenshot`: the browser's client needs a package that only Odoo's environment has."""
    packages.prepare()
    environment = clean_environment(PYTHONPATH=settings.DEV)
    python = str(packages.odoo_python())
    os.execve(python, [python, "-m", "workbench.browser", *arguments], environment)
