"""eVB number: the insurer's electronic confirmation of cover.

Seven characters, the first two name the insurer; I and O are never used, for
they look like 1 and 0 (procedure of the GDV, since 2008 instead of paper).
"""

from .errors import InvalidIdentifier
from .text import (
    DIGITS,
    LETTERS,
    check_characters,
    check_filled,
    check_length,
    check_not_confusable,
    fold,
    without_blanks_and_hyphens,
)

CODES = {
    "empty": "nothing typed",
    "length": "length: characters typed; expected: 7",
    "characters": "characters: those that are neither A-Z nor 0-9",
    "letters_io": "letters: which of I, O were typed; 1 or 0 is meant",
}

LENGTH = 7

_CONFUSABLE = "IO"


def normalize(text):
    """``"rv a1b 2c"`` -> ``"RVA1B2C"``, unchecked."""
    return without_blanks_and_hyphens(fold(text))


def check_evb(text):
    """The normalised eVB number.

    :raise InvalidIdentifier: any of ``CODES``
    """
    number = normalize(text)
    check_filled(number)
    check_length(number, LENGTH)
    check_characters(number, LETTERS + DIGITS)
    check_not_confusable(number, _CONFUSABLE, "letters_io")
    return number


def is_evb(text):
    """Whether it has the form of an eVB number, as ``check_evb`` wants it."""
    try:
        check_evb(text)
    except InvalidIdentifier:
        return False
    return True
