"""What all identifiers share: one spelling of characters, and their checks."""

import re
import string
import unicodedata

from .errors import InvalidIdentifier

DIGITS = string.digits
LETTERS = string.ascii_uppercase
HYPHENS = r"\u2010-\u2015\u2212-"  # hyphens, dashes, minus; for use inside [...]

_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "æ": "ae"})
_WORDS = re.compile(r"[a-z0-9]+")
_BLANKS = re.compile(r"\s+")
_BLANKS_AND_HYPHENS = re.compile(rf"[\s{HYPHENS}]+")


def fold(text):
    """Upper case, one character for one ("ß" stays, for it is no "SS")."""
    composed = unicodedata.normalize("NFKC", text)
    return "".join(map(_upper, composed))


def plain(text):
    """ASCII in lower case, umlauts written out: ``"GRÖẞE"`` -> "groesse"."""
    written_out = unicodedata.normalize("NFC", text.casefold()).translate(_WRITTEN_OUT)
    return unicodedata.normalize("NFKD", written_out).encode("ascii", "ignore").decode()


def words(text):
    """Those of its ``plain`` form, without signs: ``"Müller-Weiß"`` -> ["mueller", "weiss"]."""
    return _WORDS.findall(plain(text))


def without_blanks(text):
    return _BLANKS.sub("", text)


def without_blanks_and_hyphens(text):
    return _BLANKS_AND_HYPHENS.sub("", text)


def check_filled(text, **params):
    """:raise InvalidIdentifier: ``empty``"""
    if not text:
        raise InvalidIdentifier("empty", **params)


def check_characters(text, allowed, **params):
    """:raise InvalidIdentifier: ``characters``"""
    characters = _each_once(char for char in text if char not in allowed)
    if characters:
        raise InvalidIdentifier("characters", characters=characters, **params)


def check_length(text, expected, **params):
    """:raise InvalidIdentifier: ``length``"""
    if len(text) != expected:
        raise InvalidIdentifier("length", length=len(text), expected=expected, **params)


def check_not_confusable(text, confusable, code):
    """Letters a scheme leaves out because they look like digits.

    :raise InvalidIdentifier: ``code``, with the ``letters`` typed
    """
    letters = _each_once(char for char in text if char in confusable)
    if letters:
        raise InvalidIdentifier(code, letters=letters)


def _each_once(characters):
    return "".join(dict.fromkeys(characters))


def _upper(char):
    upper = char.upper()
    return upper if len(upper) == 1 else char
