"""From a hand-over to the fields of the form (sections 4 to 6)."""

import re
import unicodedata
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from ...tools import kba
from ...tools.errors import InvalidIdentifier
from ...tools.text import fold, without_blanks
from ..errors import Rejected
from .model import (
    ADVICE,
    ANONYMOUS,
    CALLBACK,
    COMPANY,
    CONSENT,
    CONTRACT,
    CUSTOMER_PHONE,
    MODES,
    ORIGINS,
    PHONES,
    SALUTATIONS,
    Consent,
    Customer,
    Fault,
)
from .patterns import CHARACTER, UUID

ANONYMOUS_PHONE = "Anonym-Telefon"
ANONYMOUS_VIN = "ANONYM99999999999"


class _Field(NamedTuple):
    """A row of section 4.

    :ivar pattern: regular expression, or the values allowed
    :ivar callback, advice, anonymous: M, O, C, or - as there
    """

    name: str
    max_length: int
    pattern: str | tuple
    callback: str
    advice: str
    anonymous: str


_GRANTED, _REFUSED = "granted", "refused"
_TEXT = f"{CHARACTER}+"
_DATE = r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}"
_PHONE = r"(?=([^0-9]*[0-9]){5})\+?[0-9 ()/.\-]{5,29}"
_LOOPBACK = r"(localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]+)?"
_RETURN_URL = rf"(https://[^/?#@\s]+|http://{_LOOPBACK})(/[^?#\s]*)?"
_ANSWERS = (_GRANTED, _REFUSED)
_PLATE = rf"(?=.*[0-9]){_TEXT}"

FIELDS = tuple(
    _Field(*row)
    for row in (
        ("mode", 9, MODES, "M", "M", "M"),
        ("origin", 16, ORIGINS, "M", "M", "M"),
        ("reference", 36, UUID, "M", "M", "M"),
        ("return_url", 1000, _RETURN_URL, "-", "O", "O"),
        ("customer_salutation", 7, SALUTATIONS, "M", "M", "-"),
        ("customer_first_name", 60, _TEXT, "O", "O", "C"),
        ("customer_last_name", 100, _TEXT, "M", "M", "C"),
        ("customer_street", 100, _TEXT, "M", "M", "C"),
        ("customer_postcode", 5, r"[0-9]{4,5}", "M", "M", "M"),
        ("customer_town", 60, _TEXT, "M", "M", "M"),
        ("customer_birth_date", 10, _DATE, "M", "M", "M"),
        *((f"customer_{phone}", 30, _PHONE, "O", "O", "C") for phone in PHONES),
        *((f"consent_{phone}", 7, _ANSWERS, "M", "M", "C") for phone in PHONES),
        ("vehicle_hsn", 4, r"[0-9]{4}", "M", "M", "M"),
        ("vehicle_tsn", 3, r"[0-9A-Z]{3}", "M", "M", "M"),
        ("vehicle_make", 40, _TEXT, "O", "O", "M"),
        ("vehicle_model", 80, _TEXT, "O", "O", "M"),
        ("vehicle_plate", 20, _PLATE, "M", "M", "-"),
        ("vehicle_odometer", 7, r"0|[1-9][0-9]{0,6}", "M", "M", "O"),
        ("vehicle_first_registration", 10, _DATE, "M", "M", "M"),
        ("vehicle_owner_registration", 10, _DATE, "M", "M", "-"),
        ("vehicle_vin", 64, _TEXT, "O", "O", "C"),
    )
)

# Footnotes 1 and 5 of section 4.
_OPTIONAL_WHEN = {
    "customer_birth_date": lambda hand_over: hand_over.customer.salutation == COMPANY,
    "vehicle_owner_registration": lambda hand_over: hand_over.origin == "offer",
}

# Section 5: the district alone will do.
_PATTERN_BY_ORIGIN = {
    ("vehicle_plate", origin): rf"[A-ZÄÖÜ]{{1,3}}|{_PLATE}" for origin in ("stock", "offer", "invoice")
}

_PARTS = ("customer", "consent", "vehicle")
NAMES = ("contract", "check_id", CUSTOMER_PHONE, *(row.name for row in FIELDS))

_CHECK_ID = re.compile(r"[!-~]{1,64}")


def is_check_id(text):
    """Whether this can be a Prüf-ID (section 4)."""
    return bool(_CHECK_ID.fullmatch(text))


def anonymise(hand_over):
    """The same query about nobody in particular (section 6)."""
    customer, vehicle = hand_over.customer, hand_over.vehicle
    return replace(
        hand_over,
        mode=ANONYMOUS,
        customer=Customer(
            first_name="Anonym-Vorname",
            last_name="Anonym-Nachname",
            street="Anonym-Straße xy",
            postcode=customer.postcode,
            town=customer.town,
            birth_date=customer.birth_date and date(customer.birth_date.year, 7, 1),
            **dict.fromkeys(PHONES, ANONYMOUS_PHONE),
        ),
        vehicle=replace(vehicle, plate="", owner_registration=None, vin=ANONYMOUS_VIN),
        consent=Consent(),
    )


def payload(hand_over):
    """What would leave, Prüf-ID aside, as far as it is known: [(field, value)].

    In the contract's order, in its spelling, unchecked; what the mode does not
    allow is left out already.
    """
    values = _values(_for_its_mode(hand_over))
    return [(name, value) for name, value in values.items() if value]


def faults(hand_over):
    """All that keeps the hand-over from leaving, in the contract's order: [Fault]

    At the end ``CUSTOMER_PHONE`` is ``missing`` if the customer has no number, and
    ``CONSENT`` if none of the numbers may be called back.
    """
    leaving = _for_its_mode(hand_over)
    values = _values(leaving)
    reasons = ((row.name, _reason(row, values[row.name], leaving)) for row in _rows(leaving.mode))
    return [Fault(name, reason) for name, reason in reasons if reason] + _contact_faults(hand_over)


def form_fields(access, hand_over):
    """The form to post to CoverCheck: [(name, value)]

    :raise Rejected: ``fields``, with what is missing or wrong
    """
    found = faults(hand_over)
    if found:
        raise Rejected("fields", faults=found)
    return [("contract", CONTRACT), ("check_id", access.check_id), *payload(hand_over)]


def _for_its_mode(hand_over):
    return _PREPARATIONS[hand_over.mode](hand_over)


def _for_callback(hand_over):
    """Only numbers that may be called leave (footnote 4 of section 4)."""
    silent = [phone for phone in PHONES if not getattr(hand_over.consent, phone)]
    customer = replace(hand_over.customer, **dict.fromkeys(silent, ""))
    return replace(hand_over, customer=customer)


_PREPARATIONS = {
    CALLBACK: _for_callback,
    ADVICE: lambda hand_over: hand_over,
    ANONYMOUS: anonymise,
}


def _rows(mode):
    return [row for row in FIELDS if getattr(row, mode) != "-"]


def _values(hand_over):
    """{field: value on the wire, or ""} in the contract's order."""
    return {row.name: _spell(row.name, _value(row.name, hand_over)) for row in _rows(hand_over.mode)}


def _value(name, hand_over):
    """The name's place: ``customer_last_name`` -> ``hand_over.customer.last_name``"""
    part, _, attribute = name.partition("_")
    if part in _PARTS:
        return getattr(getattr(hand_over, part), attribute)
    return getattr(hand_over, name)


def _spell(name, value):
    if name.startswith(CONSENT):
        return _GRANTED if value else _REFUSED
    if value is None or value is False:
        return ""
    composed = unicodedata.normalize("NFC", str(value))
    return _SPELLINGS.get(name, str)(" ".join(composed.split()))


def _unless_invalid(spell):
    """What cannot be spelled stays as typed, for ``faults`` to name it."""

    def spelled(text):
        try:
            return spell(text)
        except InvalidIdentifier:
            return text

    return spelled


_SPELLINGS = {
    "vehicle_hsn": _unless_invalid(kba.normalize_hsn),
    "vehicle_tsn": _unless_invalid(kba.tsn_for_insurer),
    "vehicle_vin": lambda text: without_blanks(fold(text)),
}


def _reason(row, value, hand_over):
    """Why the value cannot leave, None if it can."""
    use = getattr(row, hand_over.mode)
    if not value:
        return "missing" if _is_mandatory(row, hand_over) else None
    if use == "C":
        return None
    pattern = _PATTERN_BY_ORIGIN.get((row.name, hand_over.origin), row.pattern)
    if isinstance(pattern, tuple):
        return None if value in pattern else "not_allowed"
    if len(value) > row.max_length:
        return "too_long"
    return None if re.fullmatch(pattern, value) else "format"


def _is_mandatory(row, hand_over):
    is_optional = _OPTIONAL_WHEN.get(row.name, lambda hand_over: False)
    return getattr(row, hand_over.mode) in "MC" and not is_optional(hand_over)


def _contact_faults(hand_over):
    """Footnotes 3 and 4 of section 4, told apart for whoever is to mend it."""
    if hand_over.mode == ANONYMOUS:
        return []
    known = {phone for phone in PHONES if getattr(hand_over.customer, phone)}
    callable_ = {phone for phone in PHONES if getattr(hand_over.consent, phone)}
    is_silent = not (known & callable_ if known else callable_)
    lacking = {
        CUSTOMER_PHONE: not known,
        CONSENT: hand_over.mode == CALLBACK and is_silent,
    }
    return [Fault(name, "missing") for name, is_lacking in lacking.items() if is_lacking]
