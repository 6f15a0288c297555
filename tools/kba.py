"""KBA number: maker (HSN, field 2.1) and type (TSN, field 2.2) of the
registration document, as the Kraftfahrt-Bundesamt numbers them.

Which of the letter O and the digit 0 a TSN holds cannot be told from its
spelling, so both are taken as typed.
"""

from .errors import InvalidIdentifier
from .text import (
    DIGITS,
    LETTERS,
    check_characters,
    check_filled,
    check_length,
    fold,
    without_blanks,
)

CODES = {
    "empty": "part: HSN or TSN; nothing typed",
    "characters": "part; characters: those that do not belong there",
    "length": "part; length: characters typed; expected: 4 (HSN), 3 or 9 (TSN)",
}

HSN_LENGTH = 4
TSN_LENGTH = 3

# What field 2.2 shows: type 3, variant and version 5, check digit 1. Vehicles
# typed before 1 October 2005 show type 3, version 3, check digit 1.
TSN_ENTRY_LENGTHS = (TSN_LENGTH, 7, 9)


def normalize_hsn(text):
    """``"0 603"`` -> ``"0603"``

    :raise InvalidIdentifier: any of ``CODES``, part ``HSN``
    """
    hsn = without_blanks(fold(text))
    check_filled(hsn, part="HSN")
    check_characters(hsn, DIGITS, part="HSN")
    check_length(hsn, HSN_LENGTH, part="HSN")
    return hsn


def normalize_tsn(text):
    """``"bjm"`` -> ``"BJM"``, ``"BJM 00123 4"`` -> ``"BJM001234"``

    :raise InvalidIdentifier: any of ``CODES``, part ``TSN``
    """
    tsn = without_blanks(fold(text))
    check_filled(tsn, part="TSN")
    check_characters(tsn, LETTERS + DIGITS, part="TSN")
    _check_tsn_length(tsn)
    return tsn


def tsn_for_insurer(tsn):
    """The type alone, by which insurers classify: ``"BJM001234"`` -> ``"BJM"``

    :raise InvalidIdentifier: as ``normalize_tsn``
    """
    return normalize_tsn(tsn)[:TSN_LENGTH]


def _check_tsn_length(tsn):
    if len(tsn) not in TSN_ENTRY_LENGTHS:
        raise InvalidIdentifier("length", length=len(tsn), expected="3 / 9", part="TSN")
