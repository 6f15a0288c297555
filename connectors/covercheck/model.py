"""What is handed over and what comes back, and the words of the contract."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from .. import http

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


@dataclass(frozen=True)
class Access:
    """Where to hand over, and as whom. The Prüf-ID is a secret."""

    portal_url: str
    callback_url: str
    check_id: str = field(repr=False)

    @property
    def identity(self):
        """What CoverCheck accepts or refuses: (str)"""
        return (self.check_id,)


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


def new_reference():
    return str(uuid.uuid4())
