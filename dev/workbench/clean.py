"""`make clean`: away with what this checkout made; with ALL=1, with the whole cache."""

import shutil

from . import packages, postgres, settings
from .databases import Databases
from .demo import stop
from .odoo import Odoo
from .say import step, tell


def main(arguments):
    stop([])
    shutil.rmtree(settings.CHECKOUT / "dist", ignore_errors=True)
    everything = settings.variable("ALL") not in ("", "0")
    if packages.postgres_folder() or not packages.own_server_needed():
        with step("Dropping this checkout's databases"), postgres.server() as server:
            # Only the database server is needed here, so nothing is fetched for this.
            databases = Databases(Odoo(source=None, server=server, python=None, config=None))
            names = databases.ours() + (databases.templates() if everything else [])
            for name in names:
                databases.drop(name)
    shutil.rmtree(settings.of_checkout(), ignore_errors=True)
    if everything:
        postgres.remove()
        with step(f"Removing {settings.cache()}"):
            shutil.rmtree(settings.cache(), ignore_errors=True)
    tell(
        "Clean."
        if everything
        else f"Clean; the downloads stay in {settings.cache()} (`make clean ALL=1` removes them)."
    )
