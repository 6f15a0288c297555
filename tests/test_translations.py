import re

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path
from odoo.tools.translate import TranslationModuleReader

MODULE = 'dealer_insurance'
# Left empty in the file, as OCA wants it.
SAME_IN_GERMAN = {
    "%s km",
    "2026-01",
    "<span>/</span>",
    "BiPRO",
    "CoverCheck",
    "HSN",
    "HSN / TSN",
    "ID",
    "Prüf-ID",
    "Scan",
    "TSN",
    "Test",
    "Text",
    "Wertgarantie",
    "https://",
}
PLACEHOLDER = re.compile(r'%\(\w+\)s|%[sd]')


@tagged('post_install', '-at_install')
class TestGermanTranslation(TransactionCase):
    """German dealers read German everywhere, in the words of their trade."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.german = {
            entry.msgid: entry.msgstr
            for entry in polib.pofile(file_path(f'{MODULE}/i18n/de.po'))
            if not entry.obsolete and 'fuzzy' not in entry.flags
        }
        cls.sources = {
            source
            for _module, _type, name, _res_id, source, _value, _comments in TranslationModuleReader(
                cls.env.cr, modules=[MODULE]
            )
            if not cls._belongs_to_demo_data(name)
        }

    @staticmethod
    def _belongs_to_demo_data(name):
        """Demo data are German already; of records, only those that make up the program count."""
        model = name.split(',')[0]
        return ',' in name and not model.startswith(('ir.', 'res.groups', 'insurance.consent.wording'))

    def test_every_term_is_translated(self):
        untranslated = {source for source in self.sources if not self.german.get(source)}
        self.assertFalse(untranslated - SAME_IN_GERMAN)

    def test_no_translation_is_left_over(self):
        self.assertFalse(self.german.keys() - self.sources)

    def test_placeholders_survive(self):
        for source, german in filter(all, self.german.items()):
            with self.subTest(source=source):
                self.assertCountEqual(
                    set(PLACEHOLDER.findall(german)),
                    set(PLACEHOLDER.findall(source)),
                )

    def test_sentence_on_the_invoice(self):
        self.assertEqual(
            self.env.company._insurance_note('de_DE'),
            "Das Fahrzeug ist nicht versichert.",
        )
