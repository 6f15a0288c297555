"""`make upgrade-test`: a database of the first release, worked with, is updated to now; nothing may be lost."""

import ast
import contextlib
import io
import json
import os
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

from . import settings
from .databases import Databases
from .logs import loud
from .odoo import ready
from .say import Failed, step
from .snapshot import Snapshot

FIRST_RELEASE = settings.DEV / "first-release"
SCRIPTS = settings.DEV / "upgrade"
PREFIX = f"{settings.ADDON}-upgrade-{settings.CHECKOUT_KEY}-"
SAID = re.compile(r"^(?:LACKS|WRONG) (.+)", re.MULTILINE)
PRINTED = re.compile(r"^PRINTED (.+)", re.MULTILINE)


def main(arguments):
    revision = settings.variable("REVISION") or first_release()
    with ready() as odoo, tempfile.TemporaryDirectory(prefix="first-release-") as folder:
        databases = Databases(odoo)
        databases.forget_the_gone(PREFIX)
        release = Release(odoo, revision, Path(folder) / settings.ADDON)
        template = databases.template(depends=release.manifest["depends"])
        with databases.temporary(template, f"{PREFIX}{os.getpid()}") as name:
            findings = Upgrade(odoo, databases, release, name).run()
    for finding in findings:
        print(f"✗ {finding}")
    print(f"{len(findings)} lost or wrong after the update" if findings else "Nothing is lost.")
    return 1 if findings else 0


def first_release():
    return FIRST_RELEASE.read_text(encoding="utf-8").strip()


class Release:
    """An earlier version of the addon, unpacked beside this one."""

    def __init__(self, odoo, revision, folder):
        self._odoo = odoo
        self.revision = revision
        archive = subprocess.run(["git", "-C", settings.CHECKOUT, "archive", revision], capture_output=True)
        if archive.returncode:
            raise Failed(f"The revision {revision} is not in this checkout: fetch the whole history.")
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
            tar.extractall(folder, filter="data")
        self.manifest = ast.literal_eval((folder / "__manifest__.py").read_text(encoding="utf-8"))
        self.folder = folder

    @property
    def environment(self):
        _ours, *others = self._odoo.addons_path
        return self._odoo.environment(ODOO_ADDONS_PATH=",".join(map(str, [self.folder.parent, *others])))


class Upgrade:
    def __init__(self, odoo, databases, release, name):
        self.odoo, self.databases, self.release, self.name = odoo, databases, release, name
        self.findings = []

    def run(self):
        """:return: a sentence for each thing that was lost, or is wrong"""
        release, now = self.release, settings.manifest()
        with step(f"Installing version {release.manifest['version']} ({release.revision[:7]}) with its demo data"):
            self._server("-i", environment=release.environment)
        with step("Working with it"):
            self._script("work", release.environment)
            printed = self._printed(release.environment)
        snapshot = Snapshot(self.databases, self.name)
        with step("Keeping what is in it"):
            snapshot.take()
        with step(f"Updating to version {now['version']}"):
            self.databases.refuse_more_demo_data(self.name)  # it insures vehicles of the old one
            self._server("-u")
        with step("Comparing"):
            compared = snapshot.compare()
            self.findings += compared.lost
            self._compare_printed(printed, self._printed())
        with step("Working on"):
            self._script("go_on")
        if release.revision == first_release():  # demo data between releases changed at will
            with step("Updating once more, with today's demo data beside the old"):
                self.databases.sql("UPDATE ir_module_module SET demo = true", database=self.name)
                self._server("-u")
        print(f"Compared: {compared}, and the words of {len(printed)} printed invoices.")
        return self.findings

    # Odoo

    def _server(self, option, environment=None):
        options = ("--stop-after-init", "--no-http", "--max-cron-threads=0")
        said = self._odoo("-d", self.name, option, settings.ADDON, *options, environment=environment)
        (state,) = self.databases.sql(
            f"SELECT state || ' ' || latest_version FROM ir_module_module WHERE name = '{settings.ADDON}'",
            database=self.name,
        )
        if not state.startswith("installed"):
            raise Failed(f"The addon is {state}: {said[-2000:]}")

    def _script(self, script, environment=None):
        """Run one of dev/upgrade in Odoo's shell; what it complains of is found."""
        text = (SCRIPTS / f"{script}.py").read_text(encoding="utf-8")
        said = self._odoo("shell", "-d", self.name, "--no-http", environment=environment, stdin=text)
        self.findings += SAID.findall(said)
        return said

    def _odoo(self, *arguments, environment=None, stdin=""):
        done = subprocess.run(
            self.odoo.command(*arguments),
            env=environment or self.odoo.environment(),
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        _before, is_broken, trace = done.stdout.rpartition("Traceback")
        if done.returncode or is_broken:
            raise Failed(f"odoo {' '.join(arguments)} failed: {(trace or done.stdout)[:4000]}")
        self.findings += [f"said {record.text.splitlines()[0]}" for record in loud(done.stdout)]
        return done.stdout

    # What invoices say

    def _printed(self, environment=None):
        return dict(map(json.loads, PRINTED.findall(self._script("printed", environment))))

    def _compare_printed(self, before, after):
        for move, words in before.items():
            if after.get(move) != words:
                self.findings.append(f"invoice {move} says now: {_difference(words, after.get(move, ''))}")


def _difference(before, after):
    before, after = before.split(), after.split()
    with contextlib.suppress(StopIteration):
        first = next(place for place, pair in enumerate(zip(before, after)) if pair[0] != pair[1])
        return f"“{' '.join(after[first : first + 12])}” instead of “{' '.join(before[first : first + 12])}”"
    return f"{len(after)} words instead of {len(before)}"
