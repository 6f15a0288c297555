"""Dates and times as insurers write them."""

from contextlib import suppress
from datetime import date, timezone
from zoneinfo import ZoneInfo

from dateutil.parser import isoparse

_LOCAL = ZoneInfo("Europe/Berlin")
_DATE_LENGTH = 10


def read_moment(text):
    """``"2026-03-09T10:00:00"`` with or without zone -> aware, UTC; None if it is none."""
    with suppress(ValueError, OverflowError):
        moment = isoparse(text)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=_LOCAL)
        return aware.astimezone(timezone.utc)


def read_date(text):
    """``"2026-03-09"``, with or without zone or time; None if it is none."""
    with suppress(ValueError):
        return date.fromisoformat(text[:_DATE_LENGTH])
