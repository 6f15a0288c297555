"""Account numbers of SEPA (IBAN, ISO 13616).

Not ``stdnum.iban``, which cannot find its table of countries once Odoo has patched stdnum.
"""

import re
import unicodedata

from .text import fold

_STRUCTURES = {"DE": r"DE[0-9]{20}", "AT": r"AT[0-9]{18}"}
_ANY_STRUCTURE = r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}"
_SEPARATORS = re.compile(r"[\s.\-]")
_UNSEEN = ("Cc", "Cf")


def compact(number):
    """As it is sent: without separators and what nobody sees, in capitals."""
    seen = (char for char in fold(number or "") if unicodedata.category(char) not in _UNSEEN)
    return _SEPARATORS.sub("", "".join(seen))


def spelled(number):
    """In groups of four, as people read it."""
    return " ".join(re.findall(".{1,4}", compact(number)))


def is_valid(number):
    """Structure, for Germany and Austria with its length, and check digits (ISO 7064, mod 97-10)."""
    text = compact(number)
    structure = _STRUCTURES.get(text[:2], _ANY_STRUCTURE)
    return bool(re.fullmatch(structure, text)) and _number(text[4:] + text[:4]) % 97 == 1


def _number(text):
    """Letters count as two digits, from A, which is 10."""
    return int("".join(str(int(char, 36)) for char in text))
