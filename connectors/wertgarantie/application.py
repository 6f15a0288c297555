"""What an application tells: the words of the XML schema, in English.

Texts may hold hidden blanks and characters that XML forbids: ``markup`` cleans
them on their way out and ``faults`` judges what would leave.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

KINDS = (BIKE, EBIKE, BATTERY) = ("bike", "ebike", "battery")
COLLECTION_TYPES = (DEBIT, SELF_PAYER, DEALER) = ("debit", "self", "dealer")
INTERVALS = (0, 1, 3, 6, 12)
IMMEDIATE_COVER = "SOFORTSCHUTZ"

REASONS = ("missing", "too_long", "format", "not_allowed", "date")

MAX_LABEL = 128
MAX_MODEL = 60
MAX_REMARK = 2000


class Fault(NamedTuple):
    """One value that keeps an application from leaving, and why.

    :ivar str field: path in ``Application`` ("customer.address.postcode"), or name in ``Access``
    :ivar str reason: one of ``REASONS``; ``date`` is a day that cannot be
    """

    field: str
    reason: str


@dataclass(frozen=True, repr=False)
class Address:
    """
    :ivar str street: with house number
    :ivar str country: ISO alpha-2
    """

    street: str = ""
    postcode: str = ""
    town: str = ""
    supplement: str = ""
    country: str = "DE"


@dataclass(frozen=True, repr=False)
class Person:
    """:ivar str salutation: as it will be written (Herr, Frau)"""

    salutation: str = ""
    first_name: str = ""
    last_name: str = ""
    address: Address = Address()
    title: str = ""
    birth_date: datetime.date | None = None
    email_private: str = ""
    email_business: str = ""
    phone_private: str = ""
    phone_business: str = ""
    mobile_private: str = ""
    mobile_business: str = ""


@dataclass(frozen=True, repr=False)
class Company:
    """:ivar str contact_first_name, contact_last_name: whom to ask there"""

    name: str = ""
    address: Address = Address()
    contact_first_name: str = ""
    contact_last_name: str = ""
    email: str = ""
    phone: str = ""
    mobile: str = ""
    vat: str = ""


@dataclass(frozen=True, repr=False)
class ExistingCustomer:
    """Known to Wertgarantie by number; nothing else of them leaves."""

    number: str = ""


@dataclass(frozen=True, repr=False)
class ExistingContract:
    """:ivar str number: of a contract the bicycle is added to"""

    number: str = ""


@dataclass(frozen=True)
class Lock:
    maker: str = ""
    kind: str = ""
    model: str = ""
    key_number: str = ""


@dataclass(frozen=True)
class Bike:
    """Bicycle, e-bike, or its battery alone.

    :ivar str kind: one of ``KINDS``
    :ivar str object_code: Geraetekennzeichen
    :ivar str maker: from the service's list
    :ivar str frame_number: of the battery's e-bike where only that is insured
    :ivar Decimal price: paid, incl. VAT, EUR; a used one may lack it
    :ivar int build_year: of a used one, None for a new one
    :ivar Decimal current_value: of a used one, instead of its price
    :ivar risks: types of the optional risks chosen (``IMMEDIATE_COVER``)
    :ivar bool lock_checked: the dealer has seen an approved lock; instead of ``lock``
    :ivar bool lock_required: the product covers theft
    """

    kind: str = BIKE
    object_code: str = ""
    maker: str = ""
    model: str = ""
    frame_number: str = ""
    battery_number: str = ""
    purchase_date: datetime.date | None = None
    price: Decimal | None = None
    build_year: int | None = None
    current_value: Decimal | None = None
    risks: tuple = ()
    lock: Lock | None = None
    lock_checked: bool = False
    lock_required: bool = True


@dataclass(frozen=True, repr=False)
class Payment:
    """
    :ivar str collection_type: one of ``COLLECTION_TYPES``
    :ivar int interval: months, one of ``INTERVALS``; None is as the product has it
    :ivar str iban, mandate_reference: with ``DEBIT`` only
    """

    collection_type: str = DEBIT
    interval: int | None = None
    iban: str = ""
    mandate_reference: str = ""


@dataclass(frozen=True, repr=False)
class Application:
    """
    :ivar str sequence_number: Satznummer; free, unique, tells nothing of persons; the log shows it
    :ivar str contract_number: reserved by ``Client.new_contract_number``
    :ivar str agent_number: Vermittlernummer of the employee or, failing that, the shop
    :ivar date date: of application
    :ivar customer: ``Person``, ``Company``, ``ExistingCustomer`` or ``ExistingContract``
    :ivar bytes document: the signed application, PDF
    :ivar date start_date: only where it differs from ``start_of_cover``
    :ivar date export_date: day of sending; None is the day of application
    :ivar str remark: any word of it makes Wertgarantie process the application by hand
    """

    sequence_number: str = ""
    contract_number: str = ""
    agent_number: str = ""
    date: datetime.date | None = None
    customer: Person | Company | ExistingCustomer | ExistingContract = Person()
    object: Bike = Bike()
    application_code: str = ""
    product_type: str = ""
    payment: Payment = Payment()
    document: bytes = b""
    start_date: datetime.date | None = None
    export_date: datetime.date | None = None
    remark: str = ""


@dataclass(frozen=True, repr=False)
class Cancellation:
    """Of a contract, or of an application known by its Satznummer.

    :ivar int reason: Kuendigungsgrund; None is Wertgarantie's default (99)
    """

    contract_number: str = ""
    sequence_number: str = ""
    reason: int | None = None
    date: datetime.date | None = None
    remark: str = ""


def start_of_cover(application_date, immediate):
    """The 1st of the following month; with Sofortschutz the day of application (conditions)."""
    if immediate:
        return application_date
    return (application_date.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
