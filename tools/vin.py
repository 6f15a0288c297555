"""VIN (Fahrgestellnummer, FIN; ISO 3779) and the frame numbers of everything else.

The check digit at position 9 is a North American duty; European makers use the
place freely, so it is not looked at.
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
    without_blanks,
    without_blanks_and_hyphens,
)

CODES = {
    "empty": "nothing typed",
    "length": "length: characters typed; expected (VIN) or maximum (frame number)",
    "characters": "characters: those that are neither A-Z nor 0-9",
    "letters_ioq": "letters: which of I, O, Q were typed; 1 or 0 is meant",
}

# Model year from which makers number their cars by ISO 3779 (49 CFR 565 demands
# it in the USA); older vehicles carry frame numbers of the maker's own making.
STANDARD_SINCE = 1981

LENGTH = 17
FRAME_NUMBER_MAX_LENGTH = 64

_CONFUSABLE = "IOQ"


def normalize(text):
    """``"wvw zzz-1jz xw000001"`` -> ``"WVWZZZ1JZXW000001"``, unchecked."""
    return without_blanks_and_hyphens(fold(text))


def check_vin(text):
    """The normalised VIN.

    :raise InvalidIdentifier: any of ``CODES``
    """
    vin = normalize(text)
    check_filled(vin)
    check_length(vin, LENGTH)
    check_characters(vin, LETTERS + DIGITS)
    check_not_confusable(vin, _CONFUSABLE, "letters_ioq")
    return vin


def normalize_frame_number(text):
    """Upper case without blanks; bikes and older vehicles know no other rule.

    :raise InvalidIdentifier: ``empty``, ``length`` (over 64 characters)
    """
    number = without_blanks(fold(text))
    check_filled(number)
    if len(number) > FRAME_NUMBER_MAX_LENGTH:
        raise InvalidIdentifier("length", length=len(number), maximum=FRAME_NUMBER_MAX_LENGTH)
    return number
