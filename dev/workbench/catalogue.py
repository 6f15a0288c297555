"""The addon's translation files, brought up to date with its terms.

    python -m workbench.catalogue TERMS.pot I18N_FOLDER

Exit code 1 and the terms on standard output: German lacks these.
"""

import sys
from pathlib import Path

import polib

WIDTH = 78
# OCA wants a translation that equals its term left empty: this comment tells it from a missing one.
SAME = "the same in German"


def main(terms, folder):
    folder = Path(folder)
    template = polib.pofile(terms, wrapwidth=WIDTH)
    german = polib.pofile(folder / "de.po", wrapwidth=WIDTH)
    merged = merge(template, german)
    if _words(merged) != _words(german):
        template.save(folder / Path(terms).name)
        merged.save(folder / "de.po")
    missing = [entry.msgid for entry in merged if not entry.msgstr and entry.tcomment != SAME]
    for term in missing:
        print(repr(term))
    return bool(missing)


def merge(template, german):
    """A catalogue of the template's terms, in its order, with what the German one knows of them."""
    known = {entry.msgid: entry for entry in german if not entry.obsolete and not entry.fuzzy}
    merged = polib.POFile(wrapwidth=WIDTH)
    merged.header = german.header
    dates = {name: template.metadata[name] for name in ("POT-Creation-Date", "PO-Revision-Date")}
    merged.metadata = {**german.metadata, **dates}
    for entry in template:
        merged.append(_translated(entry, known.get(entry.msgid)))
    return merged


def _translated(entry, known):
    text = known.msgstr if known else ""
    same = text == entry.msgid or (known and known.tcomment == SAME)
    return polib.POEntry(
        msgid=entry.msgid,
        msgstr="" if same else text,
        occurrences=entry.occurrences,
        comment=entry.comment,
        tcomment=SAME if same else "",
        flags=entry.flags,
    )


def _words(catalogue):
    return [(entry.msgid, entry.msgstr, entry.tcomment, entry.occurrences) for entry in catalogue]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
