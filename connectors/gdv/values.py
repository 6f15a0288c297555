"""The kinds of values in the records: text -> what it means.

Blank is empty everywhere, and so are dates of zeros. What is no value of its
kind raises ``ValueError``.
"""

import calendar
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import NamedTuple

from .known import Known

# Dates and amounts repeat from record to record: most conversions are look-ups.
_KNOWN = 8192
# Earlier ones are slips, or the first day that another program knows; databases and people read them otherwise.
_OLDEST_YEAR = 1800
_MINUS = {"+": False, "-": True, " ": False, "0": False}


class PartialDate(NamedTuple):
    """A date whose day, or day and month, the insurer does not know ("00").

    :ivar month: 1 to 12, or None
    """

    year: int
    month: int | None

    @property
    def first_day(self):
        return date(self.year, self.month or 1, 1)

    @property
    def last_day(self):
        month = self.month or 12
        return date(self.year, month, calendar.monthrange(self.year, month)[1])


def first_day(day_):
    """The first day that a date may mean; ``None`` stays."""
    return day_.first_day if isinstance(day_, PartialDate) else day_


def last_day(day_):
    """The last day that a date may mean; ``None`` stays."""
    return day_.last_day if isinstance(day_, PartialDate) else day_


def day(raw):
    """TTMMJJJJ -> date, PartialDate or None"""
    try:
        usual = date.fromisoformat(f"{raw[4:]}-{raw[2:4]}-{raw[:2]}")
    except ValueError:
        return _unusual_day(raw)
    _check_year(usual.year)
    return usual


def _unusual_day(raw):
    digits = _digits(raw)
    if not digits or not int(digits):
        return None
    if len(digits) != 8:
        raise ValueError
    day_, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    if month and day_:
        return date(year, month, day_)
    return _partial_date(year, month)


def month(raw):
    """MMJJJJ -> PartialDate or None"""
    digits = _digits(raw)
    if not digits or not int(digits):
        return None
    if len(digits) != 6:
        raise ValueError
    return _partial_date(int(digits[2:]), int(digits[:2]))


def number(raw):
    digits = _digits(raw)
    return int(digits) if digits else None


def amount(decimals, raw):
    """Digits with implied decimals -> Decimal or None"""
    digits = raw if raw.isdigit() and raw.isascii() else _digits(raw)
    return Decimal(f"{digits}E-{decimals}") if digits else None


def signed(decimals, raw):
    """An amount whose sign is a byte of its own, the last one."""
    value = amount(decimals, raw[:-1])
    if raw[-1] not in _MINUS:
        raise ValueError
    return -value if value and _MINUS[raw[-1]] else value


@lru_cache
def converter(type_, decimals):
    """The function that reads values of a type of ``layout.csv``."""
    if type_ == 'text':
        return str.strip
    convert = partial(_AMOUNTS[type_], decimals) if type_ in _AMOUNTS else _OTHERS[type_]
    return Known(convert, _KNOWN).__getitem__


def _digits(raw):
    digits = raw.strip()
    if digits and not (digits.isascii() and digits.isdigit()):
        raise ValueError
    return digits


def _check_year(year):
    if year < _OLDEST_YEAR:
        raise ValueError


def _partial_date(year, month_):
    _check_year(year)
    if month_ > 12:
        raise ValueError
    return PartialDate(year, month_ or None)


_AMOUNTS = {'amount': amount, 'signed': signed}
_OTHERS = {'date': day, 'month': month, 'number': number}
