"""Telephone numbers: one key for one line, however it is written."""

import re

_TRUNK = re.compile(r"\(\s*0\s*\)")  # +49 (0) 2261 …
_NO_DIGITS = re.compile(r"[^0-9]")


def phone_key(number, country_code=""):
    """The number with its country's code, digits only: "" for no number.

    :param str number: as typed, national or international
    :param country_code: of the country in which the national number is dialled, such as 49
    """
    text = _TRUNK.sub("", number or "").strip()
    digits = _NO_DIGITS.sub("", text)
    if text.startswith("+"):
        return digits
    if digits.startswith("00"):
        return digits[2:]
    if digits.startswith("0") and country_code:
        return f"{country_code}{digits[1:]}"
    return digits
