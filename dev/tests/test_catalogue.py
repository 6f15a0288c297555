"""`make translations` keeps what is translated, drops what is gone, and names what is missing."""

import subprocess
import tempfile
import textwrap
import unittest
from pathlib import Path

from workbench import packages, settings
from workbench.shell import clean_environment

HEADER = """\
msgid ""
msgstr ""
"POT-Creation-Date: {day}\\n"
"PO-Revision-Date: {day}\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"""


def catalogue(day, *entries):
    return "\n".join([HEADER.format(day=day), *(textwrap.dedent(entry) for entry in entries)])


def entry(term, german="", comment=""):
    return f'{comment}#. module: shop\n#: model:shop:{term}\nmsgid "{term}"\nmsgstr "{german}"\n'


class TestCatalogue(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.terms = Path(scratch.name, "shop.pot")
        self.folder = Path(scratch.name, "i18n")
        self.folder.mkdir()
        self.german = self.folder / "de.po"

    def merge(self, terms, german):
        self.terms.write_text(catalogue("new", *terms), encoding="utf-8")
        self.german.write_text(catalogue("old", *german), encoding="utf-8")
        done = subprocess.run(
            [packages.odoo_python(), "-m", "workbench.catalogue", self.terms, self.folder],
            env=clean_environment(PYTHONPATH=settings.DEV),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        self.assertFalse(done.stderr)
        return done.returncode, done.stdout.splitlines()

    def test_keeps_adds_and_drops(self):
        told = self.merge([entry("Bicycle"), entry("Lock")], [entry("Bicycle", "Fahrrad"), entry("Car", "Auto")])
        self.assertEqual(told, (1, ["'Lock'"]))
        text = self.german.read_text(encoding="utf-8")
        self.assertIn('msgid "Bicycle"\nmsgstr "Fahrrad"', text)
        self.assertIn('msgid "Lock"\nmsgstr ""', text)
        self.assertNotIn("Car", text)
        self.assertIn('msgid "Lock"', (self.folder / "shop.pot").read_text(encoding="utf-8"))

    def test_same_word_in_both_languages(self):
        """Empty, and still not missing, in this run and in the next."""
        self.assertEqual(self.merge([entry("Text")], [entry("Text", "Text")]), (0, []))
        self.assertIn('msgid "Text"\nmsgstr ""', self.german.read_text(encoding="utf-8"))
        marked = entry("Text", comment="# the same in German\n")
        self.assertEqual(self.merge([entry("Text"), entry("Lock")], [marked, entry("Lock", "Schloss")]), (0, []))

    def test_nothing_new(self):
        """A new date alone is no reason to touch a file."""
        self.merge([entry("Lock")], [entry("Lock", "Schloss")])
        self.assertIn("old", self.german.read_text(encoding="utf-8"))
        self.assertFalse((self.folder / "shop.pot").exists())
