"""CoverCheck: the only implementation of ``docs/covercheck-contract.md``.

A ``HandOver`` becomes the fields of a form, which the user's browser posts to the
portal (``form_fields``) or this server to the callback address
(``request_callback``). Sections named here are those of the contract.
"""

import hashlib
import hmac
import re
import unicodedata
import uuid
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from ..tools import kba
from ..tools.errors import InvalidIdentifier
from ..tools.text import fold, without_blanks
from . import http
from .errors import AccountLocked, AuthenticationError, Rejected, Unavailable

CODES = {
    **http.CODES,
    "malformed": "the receiver could not read the hand-over at all",
    "check_id": "the Prüf-ID was refused",
    "blocked": "the Prüf-ID is blocked",
    "address": "not an address to hand over to",
    "method": "the address takes no hand-overs",
    "reference_reused": "another hand-over went out under this reference",
    "too_large": "the hand-over is too large",
    "media_type": "the receiver expects another kind of body",
    "fields": "faults: list of Fault",
    "busy": "too many calls",
    "signature": "a return that CoverCheck did not sign, or of another hand-over",
}

CONTRACT = "1"
MODES = (CALLBACK, ADVICE, ANONYMOUS) = ("callback", "advice", "anonymous")
ORIGINS = ("customer", "customer_vehicle", "stock", "workshop_order", "offer", "invoice")
SALUTATIONS = (MR, MS, COMPANY, NO_SALUTATION) = ("mr", "ms", "company", "none")
RESULTS = (CONCLUDED, OFFERED, CANCELLED) = ("concluded", "offer", "cancelled")
PHONES = ("phone_private", "phone_business", "mobile_private", "mobile_business")
REASONS = ("unknown", "repeated", "missing", "not_allowed", "too_long", "format", "not_anonymous")

# Stand for several fields in ``missing``: any number; the consent to call one of the numbers.
CUSTOMER_PHONE = "customer_phone"
CONSENT = "consent"

ANONYMOUS_PHONE = "Anonym-Telefon"
ANONYMOUS_VIN = "ANONYM99999999999"

MAX_ANSWER_BYTES = 65536

_GRANTED, _REFUSED = "granted", "refused"
_RETURN_KEY_OF = b"CoverCheck return v1"
_UTC_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Access:
    """Where to hand over, and as whom. The Prüf-ID is a secret."""

    portal_url: str
    callback_url: str
    check_id: str = field(repr=False)


@dataclass(frozen=True, repr=False)
class Customer:
    """
    :ivar str salutation: one of ``SALUTATIONS``
    :ivar str last_name: the company's name with salutation ``company``
    :ivar str street: with house number
    :ivar birth_date: of an anonymous customer only the year leaves
    """

    salutation: str = ""
    first_name: str = ""
    last_name: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    birth_date: date = None
    phone_private: str = ""
    phone_business: str = ""
    mobile_private: str = ""
    mobile_business: str = ""


@dataclass(frozen=True)
class Consent:
    """Which of the customer's numbers CoverCheck may call."""

    phone_private: bool = False
    phone_business: bool = False
    mobile_private: bool = False
    mobile_business: bool = False


@dataclass(frozen=True, repr=False)
class Vehicle:
    """
    :ivar str tsn: of any length; only the type leaves (three characters)
    :ivar str plate: whole, or the district alone where the origin allows it
    :ivar int odometer: kilometres; 0 is known, None is not
    """

    hsn: str = ""
    tsn: str = ""
    make: str = ""
    model: str = ""
    plate: str = ""
    odometer: int = None
    first_registration: date = None
    owner_registration: date = None
    vin: str = ""


@dataclass(frozen=True)
class HandOver:
    """
    :ivar str mode: one of ``MODES``
    :ivar str origin: one of ``ORIGINS``
    :ivar str reference: of ``new_reference``; repeated, it is the same hand-over (section 7)
    :ivar str return_url: https (this machine: http), without query; "" where Odoo is
        not reached like that. Leaves in every mode but ``callback``, so nothing in it
        may tell who the customer is
    """

    mode: str
    origin: str
    reference: str
    customer: Customer = Customer()
    vehicle: Vehicle = Vehicle()
    consent: Consent = Consent()
    return_url: str = ""


class Fault(NamedTuple):
    """One field of a hand-over or return, and why it cannot be taken.

    :ivar str field: name in section 4 or 9; ``CUSTOMER_PHONE``, ``CONSENT``
    :ivar str reason: one of ``REASONS``
    """

    field: str
    reason: str


@dataclass(frozen=True)
class Acknowledgement:
    """
    :ivar datetime accepted_at: UTC, naive
    :ivar bool repeated: the hand-over had been accepted before
    """

    number: str
    accepted_at: datetime
    repeated: bool


@dataclass(frozen=True)
class Return:
    """
    :ivar str result: one of ``RESULTS``
    :ivar str tariff: "" when cancelled
    :ivar str evb: "" if there is none
    """

    reference: str
    process_number: str
    result: str
    tariff: str = ""
    evb: str = ""


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


_CHARACTER = r"[^\x00-\x1f\x7f-\x9f\ufffd]"
_TEXT = f"{_CHARACTER}+"
_DATE = r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}"
_PHONE = r"(?=([^0-9]*[0-9]){5})\+?[0-9 ()/.\-]{5,29}"
_LOOPBACK = r"(localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]+)?"
_RETURN_URL = rf"(https://[^/?#@\s]+|http://{_LOOPBACK})(/[^?#\s]*)?"
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_ANSWERS = (_GRANTED, _REFUSED)
_PLATE = rf"(?=.*[0-9]){_TEXT}"

_FIELDS = tuple(
    _Field(*row)
    for row in (
        ("mode", 9, MODES, "M", "M", "M"),
        ("origin", 16, ORIGINS, "M", "M", "M"),
        ("reference", 36, _UUID, "M", "M", "M"),
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
_NAMES = ("contract", "check_id", CUSTOMER_PHONE, *(row.name for row in _FIELDS))

_RETURN_PATTERNS = {
    "contract": CONTRACT,
    "reference": _UUID,
    "process_number": r"[A-Z0-9-]{1,40}",
    "result": "|".join(RESULTS),
    "tariff": f"{_CHARACTER}{{1,120}}",
    "evb": r"[A-HJ-NP-Z0-9]{7}",
}
_RETURNED_ALWAYS = ("contract", "reference", "process_number", "result")
_RETURNED_WITH = {  # result -> (mandatory, optional)
    CONCLUDED: (("tariff",), ("evb",)),
    OFFERED: (("tariff",), ()),
    CANCELLED: ((), ()),
}

_CHECK_ID = re.compile(r"[!-~]{1,64}")
_ACKNOWLEDGEMENT_NUMBER = re.compile(r"[A-Z0-9-]{1,40}")
_REFUSALS = {
    400: (Rejected, "malformed"),
    401: (AuthenticationError, "check_id"),
    403: (AccountLocked, "blocked"),
    404: (Rejected, "address"),
    405: (Rejected, "method"),
    409: (Rejected, "reference_reused"),
    413: (Rejected, "too_large"),
    415: (Rejected, "media_type"),
    429: (Unavailable, "busy"),
}
_UNPROCESSABLE = 422
_ACCEPTED = (_ACCEPTED_BEFORE, _ACCEPTED_NOW) = (200, 201)


def new_reference():
    return str(uuid.uuid4())


def is_check_id(text):
    """Whether this can be a Prüf-ID (section 4)."""
    return bool(_CHECK_ID.fullmatch(text))


def check_address(address):
    """An address that a hand-over may be posted to (section 2).

    :raise Unavailable: ``address``, ``insecure``
    """
    http.check_address(address)
    parts = urlsplit(address)
    if parts.query or parts.fragment:
        raise Unavailable("address")


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


def missing(hand_over):
    """Names of what ``faults`` finds ``missing``."""
    return [fault.field for fault in faults(hand_over) if fault.reason == "missing"]


def form_fields(access, hand_over):
    """The form to post to CoverCheck: [(name, value)]

    :raise Rejected: ``fields``, with what is missing or wrong
    """
    found = faults(hand_over)
    if found:
        raise Rejected("fields", faults=found)
    return [("contract", CONTRACT), ("check_id", access.check_id), *payload(hand_over)]


def request_callback(access, hand_over, **limits):
    """Asks CoverCheck to call the customer.

    After ``OutcomeUnknown`` the same hand-over may be sent again by a person's
    command: one that had arrived gives its first acknowledgement (section 7).

    :param limits: of ``http.Session``
    :rtype: Acknowledgement
    :raise AuthenticationError, AccountLocked, Rejected, Unavailable, OutcomeUnknown:
        any of ``CODES``
    """
    if hand_over.mode != CALLBACK:
        raise ValueError("Only a callback is handed over by the server")
    check_address(access.callback_url)
    form = form_fields(access, hand_over)
    options = {"max_answer_bytes": MAX_ANSWER_BYTES, "trace": hand_over.reference, **limits}
    headers = {
        "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
    }
    with http.Session(**options) as session:
        response = session.post(access.callback_url, data=form, headers=headers)
        _check_refusal(response)
        session.check_status(response)
        return _read_acknowledgement(session, response, hand_over)


def verify_return(params, check_id, reference):
    """What the portal sent back by the user's browser (section 9).

    Whether ``reference`` may still return is for the caller to know.

    :param params: {name: value} of the posted form
    :param reference: of the hand-over that the return address stands for
    :rtype: Return
    :raise Rejected: ``signature``; ``fields``, with what is missing or wrong
    """
    returned = dict(params)
    signature = returned.pop("signature", "")
    if not _is_same(signature, sign_return(returned, check_id)):
        raise Rejected("signature")
    found = _return_faults(returned)
    if found:
        raise Rejected("fields", faults=found)
    if returned.pop("reference") != reference:
        raise Rejected("signature")
    del returned["contract"]
    return Return(reference, **returned)


def sign_return(params, check_id):
    """Signature of a return, 64 hexadecimal digits (section 9)."""
    key = hmac.digest(check_id.encode(), _RETURN_KEY_OF, "sha256")
    message = "".join(f"{name}={params[name]}\n" for name in sorted(params))
    return hmac.new(key, message.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()


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
    return [row for row in _FIELDS if getattr(row, mode) != "-"]


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


def _check_refusal(response):
    if response.status_code == _UNPROCESSABLE:
        raise Rejected("fields", faults=_read_faults(response))
    if response.status_code in _REFUSALS:
        error, code = _REFUSALS[response.status_code]
        raise error(code)


def _read_faults(response):
    """Of what the receiver says only what the contract knows, for it will be shown."""
    answer = http.parse_json(response) or {}
    errors = answer.get("errors")
    told = [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
    found = [Fault(error.get("field"), error.get("reason")) for error in told]
    return [fault for fault in found if fault.field in _NAMES and fault.reason in REASONS]


def _read_acknowledgement(session, response, hand_over):
    if response.status_code not in _ACCEPTED:
        raise session.unusable(response, "status", status=response.status_code)
    answer = session.read_json(response)
    try:
        return _acknowledgement(answer, hand_over, response.status_code == _ACCEPTED_BEFORE)
    except (KeyError, TypeError, ValueError):
        raise session.unusable(response, "not_json") from None


def _acknowledgement(answer, hand_over, repeated):
    number = answer["acknowledgement"]
    is_ours = (answer["contract"], answer["reference"]) == (CONTRACT, hand_over.reference)
    if not is_ours or not _ACKNOWLEDGEMENT_NUMBER.fullmatch(number):
        raise ValueError
    return Acknowledgement(number, datetime.strptime(answer["accepted_at"], _UTC_FORMAT), repeated)


def _is_same(signature, expected):
    return hmac.compare_digest(str(signature).encode(errors="surrogatepass"), expected.encode())


def _return_faults(returned):
    told, untold = _RETURNED_WITH.get(returned.get("result"), ((), ()))
    mandatory = (*_RETURNED_ALWAYS, *told)
    lacking = [Fault(name, "missing") for name in mandatory if not returned.get(name)]
    reasons = ((name, _return_reason(name, value, (*mandatory, *untold))) for name, value in returned.items())
    return lacking + [Fault(name, reason) for name, reason in reasons if reason]


def _return_reason(name, value, allowed):
    if name not in _RETURN_PATTERNS:
        return "unknown"
    if name not in allowed:
        return "not_allowed"
    is_sound = value == value.strip() and re.fullmatch(_RETURN_PATTERNS[name], value)
    return None if is_sound else "format"
