"""Account numbers of SEPA.

Not ``stdnum.iban``, which cannot find its table of countries once Odoo has patched stdnum.
"""

import re

from stdnum.iso7064 import mod_97_10

from .texts import clean

_STRUCTURES = {"DE": r"DE[0-9]{20}", "AT": r"AT[0-9]{18}"}
_ANY_STRUCTURE = r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}"
_SEPARATORS = re.compile(r"[\s.\-]")


def compact(number):
    """As it is sent: without separators, in capitals."""
    return _SEPARATORS.sub("", clean(number)).upper()


def is_valid(number):
    """Structure, for Germany and Austria with its length, and check digits (ISO 13616)."""
    text = compact(number)
    structure = _STRUCTURES.get(text[:2], _ANY_STRUCTURE)
    return bool(re.fullmatch(structure, text)) and mod_97_10.is_valid(text[4:] + text[:4])
