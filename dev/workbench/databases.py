"""Databases and their filestores: templates made once, copies made in seconds."""

import contextlib
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from . import settings
from .odoo import Odoo
from .say import Failed, step, tell
from .shell import locked

TEMPLATE_PREFIX = f"{settings.ADDON}-template-"
OLD_SECONDS = 14 * 24 * 3600  # a template that nobody has used for so long
OWNER = f"{settings.ADDON} checkout "  # what marks a database as ours, in its comment


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def literal(text):
    return "'" + str(text).replace("'", "''") + "'"


class Databases:
    def __init__(self, odoo: Odoo):
        self.odoo = odoo
        self.sql = odoo.server.sql

    # --- templates -----------------------------------------------------------------------------

    def template(self, extra=(), depends=None):
        """The name of the database that holds all the addon builds on; made when missing.

        :param depends: what another version of the addon builds on
        """
        if depends is None:
            depends = settings.manifest().get("depends", ())
        modules = sorted({*depends, *settings.COMPANIONS, *extra})
        name = TEMPLATE_PREFIX + settings.fingerprint(self.odoo.source.version, settings.LANGUAGES, *modules)
        waiting = "Waiting for another run that makes the same template database …"
        with locked(settings.cache() / "locks" / f"{name}.lock", lambda: tell(waiting)):
            if not self.exists(name):
                self._make_template(name, modules)
        return name

    def _make_template(self, name, modules):
        draft = f"{name}-draft"
        self._drop_old_templates()
        settings.require_disk_space(settings.cache(), 2)
        self.drop(draft)
        with step(f"Making the template database ({len(modules)} addons and what they need, once)") as current:
            self.create(draft)
            log = settings.cache() / f"{name}.log"
            arguments = ["-d", draft, "-i", ",".join(modules), "--with-demo", f"--load-language={settings.LANGUAGES}"]
            child = self.odoo.start(
                *arguments,
                "--stop-after-init",
                "--no-http",
                "--max-cron-threads=0",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
            )
            with child, open(log, "w", encoding="utf-8") as file:
                for line in child.stdout:
                    file.write(line)
                    loading = re.search(r"Loading module (\S+) \((\d+)/(\d+)\)", line)
                    if loading:
                        current.progress("{} ({} of {})".format(*loading.groups()))
            states = self.sql(
                "SELECT name FROM ir_module_module WHERE state = 'installed'",
                database=draft,
                failure=f"The template database could not be made: read {log}.",
            )
            missing = sorted(set(modules) - set(states))
            if child.returncode or missing:
                raise Failed(
                    f"The template database could not be made ({', '.join(missing)} not installed): read {log}."
                )
            self.rename(draft, name)

    # --- copies --------------------------------------------------------------------------------

    def copy(self, source, target):
        """Copy a database with its filestore; the copy belongs to this checkout."""
        self.drop(target)
        self.sql(
            f"CREATE DATABASE {quoted(target)} TEMPLATE {quoted(source)} STRATEGY file_copy",
            failure=f"The database {source} could not be copied to {target}: is somebody connected to it, or the disk full?",
        )
        self._claim(target)
        self.sql(
            "UPDATE ir_config_parameter SET value = gen_random_uuid() WHERE key = 'database.uuid'", database=target
        )
        if self.odoo.filestore(source).exists():
            # Files are named after their content and never rewritten: links are copies enough.
            shutil.copytree(self.odoo.filestore(source), self.odoo.filestore(target), copy_function=os.link)
        return target

    def refuse_more_demo_data(self, name):
        """Odoo installs an addon's demo data wherever its dependencies have theirs; here, no longer."""
        self.sql("UPDATE ir_module_module SET demo = false", database=name)

    @contextlib.contextmanager
    def temporary(self, source, name):
        """A copy that is gone afterwards."""
        self.copy(source, name)
        try:
            yield name
        finally:
            self.drop(name)

    def create(self, name):
        self.sql(
            f"CREATE DATABASE {quoted(name)} ENCODING 'UTF8' LC_COLLATE 'C' TEMPLATE template0",
            failure=f"The database {name} could not be created.",
        )
        self._claim(name)

    def rename(self, old, new):
        self.sql(f"ALTER DATABASE {quoted(old)} RENAME TO {quoted(new)}", failure=f"{old} could not be renamed.")
        shutil.rmtree(self.odoo.filestore(new), ignore_errors=True)  # of a database that is gone
        with contextlib.suppress(FileNotFoundError):
            self.odoo.filestore(old).rename(self.odoo.filestore(new))

    def drop(self, name):
        self.sql(
            f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)", failure=f"The database {name} could not be dropped."
        )
        shutil.rmtree(self.odoo.filestore(name), ignore_errors=True)

    def exists(self, name):
        return bool(self.sql(f"SELECT 1 FROM pg_database WHERE datname = {literal(name)}"))

    # --- whose ---------------------------------------------------------------------------------

    def _claim(self, name):
        self.sql(f"COMMENT ON DATABASE {quoted(name)} IS {literal(OWNER + str(settings.CHECKOUT))}")

    def ours(self):
        """Databases that this checkout made; templates are everyone's."""
        rows = self.sql(
            "SELECT datname FROM pg_database WHERE shobj_description(oid, 'pg_database') = "
            + literal(OWNER + str(settings.CHECKOUT))
        )
        return [name for name in rows if not name.startswith(TEMPLATE_PREFIX)]

    def templates(self):
        return self.sql(f"SELECT datname FROM pg_database WHERE datname LIKE {literal(TEMPLATE_PREFIX + '%')}")

    def forget_the_gone(self, prefix):
        """Drop what runs that were killed, and checkouts that exist no more, have left behind."""
        for name in self.ours():
            number = name.removeprefix(prefix).rpartition("-")[2]
            if name.startswith(prefix) and number.isdigit() and not Path("/proc", number).exists():
                self.drop(name)
        comments = "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database"
        for name, _bar, comment in (row.partition("|") for row in self.sql(comments)):
            gone = comment.startswith(OWNER) and not Path(comment.removeprefix(OWNER)).exists()
            if gone and not name.startswith(TEMPLATE_PREFIX):
                self.drop(name)
        for link in settings.cache().glob(f"checkouts/*/addons/{settings.ADDON}"):
            if not link.exists():
                shutil.rmtree(link.parents[1], ignore_errors=True)

    def _drop_old_templates(self):
        for name in self.templates():
            lock = settings.cache() / "locks" / f"{name}.lock"
            if not lock.exists() or time.time() - lock.stat().st_mtime > OLD_SECONDS:
                self.drop(name)

    def refuse_if_foreign(self, name):
        """A database of somebody else is never touched."""
        for comment in self.sql(
            f"SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = {literal(name)}"
        ):
            checkout = comment.removeprefix(OWNER)
            if not comment.startswith(OWNER):
                raise Failed(f"The database {name} was not made by this project: choose another name with DB=name.")
            if checkout != str(settings.CHECKOUT) and Path(checkout).exists():
                raise Failed(
                    f"The database {name} belongs to the checkout {checkout}: choose another name with DB=name."
                )
