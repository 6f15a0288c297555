import re

import polib
from lxml import etree

from odoo.modules import Manifest
from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path
from odoo.tools.translate import TranslationModuleReader

MODULE = 'dealer_insurance'
# Left empty in the file, as OCA wants it: `make translations` keeps this comment.
SAME = 'the same in German'
PLACEHOLDER = re.compile(r'%\(\w+\)s|%[sd]|{{.*?}}')
TAG = re.compile(r'<[^>]+>')
READ_ALOUD = re.compile(r'(title|aria-label)="[^"]*"')


@tagged('post_install', '-at_install')
class TestGermanTranslation(TransactionCase):
    """German dealers read German everywhere, in the words of their trade."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        entries = [
            entry
            for entry in polib.pofile(file_path(f'{MODULE}/i18n/de.po'))
            if not entry.obsolete and 'fuzzy' not in entry.flags
        ]
        cls.german = {entry.msgid: entry.msgstr for entry in entries}
        cls.same = {entry.msgid for entry in entries if entry.tcomment == SAME}
        demo = cls._demo_records()
        cls.sources = {
            source
            for _module, _type, _name, record, source, _value, _comments in TranslationModuleReader(
                cls.env.cr, modules=[MODULE]
            )
            if record not in demo
        }

    @classmethod
    def _demo_records(cls):
        """External ids of the demo data, which are German already."""
        trees = [etree.parse(file_path(f'{MODULE}/{name}')) for name in Manifest.for_addon(MODULE)['demo']]
        names = {name for tree in trees for name in tree.xpath('//*[self::record or self::template]/@id')}
        return {f'{MODULE}.{name}{suffix}' for name in names for suffix in ('', '_product_template')}

    def test_every_term_is_translated(self):
        untranslated = {source for source in self.sources if not self.german.get(source)}
        self.assertFalse(untranslated - self.same)

    def test_no_translation_is_left_over(self):
        self.assertFalse(self.german.keys() - self.sources)

    def test_placeholders_survive(self):
        self._assert_kept(PLACEHOLDER.findall)

    def test_markup_survives(self):
        self._assert_kept(lambda text: [READ_ALOUD.sub('', tag) for tag in TAG.findall(text)])

    def test_blanks_around_survive(self):
        self._assert_kept(lambda text: [text[0].isspace(), text[-1].isspace()])

    def _assert_kept(self, parts):
        for source, german in filter(all, self.german.items()):
            with self.subTest(source=source):
                self.assertCountEqual(parts(german), parts(source))

    def test_sentence_on_the_invoice(self):
        self.assertEqual(
            self.env.company._insurance_note('de_DE'),
            "Das Fahrzeug ist nicht versichert.",
        )
