"""Policy number (Versicherungsscheinnummer, VSNR) in the notations of the insurers.

Each insurer numbers in a scheme of its own, one of ``SCHEMES``. The functions take
the number as somebody typed, printed or sent it (None counts as nothing), the scheme,
and, where it helps, the line of business: the GDV's Sparte, three digits such as "051".

What a number leaves open stays open: it has several candidates, never a chosen one.
"""

import csv
from pathlib import Path

from .policy_number_schemes import MAX_KEY_LENGTH, Area, AreaScheme, Notation, PlainScheme
from .text import fold

__all__ = [
    "SCHEMES",
    "Area",
    "Notation",
    "areas",
    "explain",
    "is_complete",
    "key",
    "matches",
    "part",
    "readings",
    "shown",
]

# Fewer characters are a part of most numbers.
MIN_PART = 3

SCHEMES = {
    "plain": "Letters and digits",
    "ruv": "R+V group: Arbeitsgebiet (2 digits) and number (9 digits)",
}


def explain(text, scheme, line=None):
    """What kind of notation it is, and which numbers it may stand for.

    :rtype: Notation
    """
    return _RULES[scheme].explain(text or "", line)


def key(text, scheme, line=None):
    """The normal form, by which numbers are stored and looked up: ``"32/123.456.789"`` ->
    ``"32123456789"``; "" where nothing is left, or more than any number has.

    An incomplete number has a key as well, the digits that are known.
    """
    normal = explain(text, scheme, line).key
    return normal if len(normal) <= MAX_KEY_LENGTH else ""


def is_complete(text, scheme, line=None):
    """Whether the insurer's services find the contract by it alone."""
    return explain(text, scheme, line).is_complete


def readings(text, scheme, line=None):
    """The keys under which the contract may be stored, the surest first.

    The number itself, then what it may stand for, then the less that somebody may have
    typed of it. A contract is certain only where all readings lead to no other one.
    """
    normal = key(text, scheme, line)
    if not normal:
        return []
    notation = explain(text, scheme, line)
    return list(dict.fromkeys([normal, *notation.candidates, *_RULES[scheme].looser(notation)]))


def part(text):
    """The characters by which a part of a number is found in keys: ``"471.100"`` -> ``"471100"``.

    "" where it is none: a name, too much, or too little to find one number by.
    """
    normal = "".join(filter(str.isalnum, fold(text or "")))
    is_part = MIN_PART <= len(normal) <= MAX_KEY_LENGTH and any(map(str.isdigit, normal))
    return normal if is_part else ""


def matches(one, other, scheme):
    """Whether both may be the same contract's number: nothing in them contradicts it."""
    return _meets(one, other, scheme) or _meets(other, one, scheme)


def areas(scheme, line=None):
    """The Arbeitsgebiete of a scheme, those of a line of business if any name it.

    Bundles name no line: whoever must not miss one asks without a line.

    :rtype: list[Area]
    """
    return _RULES[scheme].areas_of(line)


def shown(normal, scheme):
    """A key as people read it: ``"32123456789"`` -> ``"32 123456789"``"""
    return _RULES[scheme].shown(normal or "")


def _meets(one, other, scheme):
    certain = {key(one, scheme), *_alternatives(explain(one, scheme))} - {""}
    return not certain.isdisjoint(readings(other, scheme))


def _alternatives(notation):
    return notation.candidates if notation.kind == "ambiguous" else ()


def _read_areas(scheme):
    """Area by its digits, with the beginnings of the Sparten that it insures."""
    path = Path(__file__).with_name("policy_number_areas.csv")
    with path.open(encoding="utf-8", newline="") as table:
        return {
            Area(row["area"], row["words"], row["insurer"]): tuple(row["lines"].split())
            for row in csv.DictReader(table)
            if row["scheme"] == scheme
        }


_RULES = {
    "plain": PlainScheme(),
    "ruv": AreaScheme(_read_areas("ruv"), number_length=9, branch_length=3),
}
