"""How amounts, dates and texts are spelled for Wertgarantie, and cleaned."""

import re
import unicodedata

_FORBIDDEN_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text):
    """One line in normal form C, without control characters, hidden characters and spare blanks."""
    return " ".join(_visible(text).split())


def clean_lines(text):
    """The same, line by line."""
    return "\n".join(clean(line) for line in _text(text).splitlines()).strip()


def date_text(date):
    return f"{date:%d.%m.}{date.year:04}"


def amount_text(amount):
    """1399.9 -> 1399,90"""
    return f"{amount:.2f}".replace(".", ",")


def _visible(text):
    composed = unicodedata.normalize("NFC", _text(text))
    blanked = "".join(" " if char.isspace() else char for char in composed)
    allowed = _FORBIDDEN_IN_XML.sub("", blanked)
    return "".join(char for char in allowed if unicodedata.category(char) not in ("Cc", "Cf"))


def _text(value):
    """Odoo's False is no text, 0 is."""
    return "" if value is None or value is False else str(value)
