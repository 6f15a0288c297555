"""What a contract consists of.

The names are those of the fields in ``layout.csv``, which also tells where each
comes from; codes are the insurer's (annexes of the GDV). Text that is missing is
"", a date, number or amount that is missing ``None``. Dates are ``date`` or
``PartialDate``, amounts ``Decimal`` in the contract's currency, premiums net.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .values import PartialDate

Day = date | PartialDate | None
Amount = Decimal | None


class Contact(NamedTuple):
    """A way to reach a partner; ``kind`` is the insurer's code."""

    kind: str
    address: str


@dataclass(frozen=True, repr=False)
class Partner:
    """Somebody who has to do with the contract (0100).

    :ivar str role: Adresskennzeichen
    :ivar str name1: last name, or the company's
    :ivar str name3: first name
    :ivar str person: number that insurers give the persons of a contract
    """

    role: str = ""
    salutation: str = ""
    name1: str = ""
    name2: str = ""
    name3: str = ""
    title: str = ""
    country: str = ""
    postcode: str = ""
    town: str = ""
    street: str = ""
    post_box: str = ""
    birth_date: Day = None
    birth_name: str = ""
    birth_place: str = ""
    nationality: str = ""
    gender: str = ""
    marital_status: str = ""
    legal_form: str = ""
    creditor_reference: str = ""
    insurer_customer_number: str = ""
    agency_customer_number: str = ""
    customer_group: str = ""
    person: str = ""
    payment_method: str = ""
    account_number: str = ""
    bank_code: str = ""
    iban1: str = ""
    bic1: str = ""
    iban2: str = ""
    bic2: str = ""
    creditor_id: str = ""
    mandate_reference: str = ""
    mandate_date: Day = None
    vat_number: str = ""
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, repr=False)
class Terms:
    """What holds for the whole contract (0200).

    :ivar share: per cent of the contract that this insurer carries
    :ivar str reference_number: the number before, if the contract got a new one
    :ivar str broker_number: policy number of the broker
    :ivar str printed_number: as it stands on the policy
    """

    collection: str = ""
    start: Day = None
    end: Day = None
    main_due_date: Day = None
    payment_interval: str = ""
    status: str = ""
    leaving_reason: str = ""
    leaving_date: Day = None
    change_reason: str = ""
    change_date: Day = None
    participation: str = ""
    share: Amount = None
    order_number: str = ""
    currency: str = ""
    net_premium: Amount = None
    gross_premium: Amount = None
    insurer_customer_number: str = ""
    agency_customer_number: str = ""
    application_date: Day = None
    application_received: Day = None
    issued: Day = None
    reference_number: str = ""
    reference_kind: str = ""
    ordering_term: str = ""
    broker_number: str = ""
    broker_key: str = ""
    connected_number: str = ""
    printed_number: str = ""
    product_form: str = ""
    product_form_since: Day = None
    product_name: str = ""
    intermediary_register_number: str = ""


@dataclass(frozen=True, repr=False)
class Cover:
    """One cover of a vehicle (0220, and 0221, which is exact where 0220 is not).

    :ivar str running_number: that of its vehicle
    :ivar str line: 051 liability, 052 comprehensive, 053 partial, 054 accident, 055 module
    :ivar no_claims_class: SF-Klasse
    :ivar premium_rate: per cent
    :ivar full_premium: at a premium rate of 100 per cent
    :ivar partial_deductible: of the partial cover within the comprehensive one
    :ivar sums: insured at most, of the liability cover: persons, things, fortunes; those that are told
    :ivar str module_key, module_name, related_line: of a module, and which cover it adds to
    """

    line: str = ""
    start: Day = None
    end: Day = None
    change_date: Day = None
    premium: Amount = None
    premium_rate: int | None = None
    full_premium: Amount = None
    deductible: Amount = None
    partial_deductible: Amount = None
    no_claims_class: str = ""
    no_claims_year: str = ""
    start_year: str = ""
    type_class: str = ""
    tariff: str = ""
    tariff_group: str = ""
    terms_edition: str = ""
    cover_kind: str = ""
    gap: str = ""
    sums: tuple[Decimal, ...] = ()
    module_key: str = ""
    module_name: str = ""
    related_line: str = ""
    running_number: str = ""


@dataclass(frozen=True, repr=False)
class Vehicle:
    """A vehicle (0210.050, 0211.050, 0230.050).

    :ivar power: kW
    :ivar str plate: umlauts may be spelled out (AE)
    :ivar str season_start, season_end: months "01" to "12"
    :ivar str running_number: tells the vehicles of one policy number apart
    :ivar str other_plate, other_insurer_number, other_number: of the vehicle that shares an
        interchangeable plate
    """

    vehicle_kind: str = ""
    vehicle_kind_name: str = ""
    vehicle_class: str = ""
    make: str = ""
    model: str = ""
    hsn: str = ""
    tsn: str = ""
    vin: str = ""
    plate: str = ""
    plate_kind: str = ""
    country: str = ""
    power: Amount = None
    first_registration: Day = None
    owner_registration: Day = None
    built: Day = None
    list_price: Amount = None
    added_value: Amount = None
    purchase_price: Amount = None
    yearly_kilometres: int | None = None
    total_mass: int | None = None
    garage: str = ""
    usage: str = ""
    municipality: str = ""
    fleet: str = ""
    security_certificate: str = ""
    season_start: str = ""
    season_end: str = ""
    cover_start: Day = None
    red_plate_end: Day = None
    short_term_days: int | None = None
    evb_number: str = ""
    premium: Amount = None
    currency: str = ""
    product_form: str = ""
    product_name: str = ""
    reference_number: str = ""
    running_number: str = ""
    insurer_customer_number: str = ""
    interchangeable_plate: str = ""
    other_plate: str = ""
    other_insurer_number: str = ""
    other_number: str = ""
    covers: tuple[Cover, ...] = ()


@dataclass(frozen=True, repr=False)
class Payment:
    """What was charged, and the commission of it (0400)."""

    line: str = ""
    booking_date: Day = None
    period_start: Day = None
    period_end: Day = None
    net: Amount = None
    tax: Amount = None
    gross: Amount = None
    commission: Amount = None


@dataclass(frozen=True, repr=False)
class Claim:
    """A loss (0500)."""

    claim_number: str = ""
    agency_claim_number: str = ""
    claim_line: str = ""
    loss_date: Day = None
    reported: Day = None
    amount: Amount = None
    settled: str = ""


@dataclass(frozen=True, repr=False)
class Trailer:
    """What the insurer says the package holds (9999)."""

    record_count: int | None = None
    agency: str = ""
    total_premium: Amount = None
    gross: Amount = None
    commission: Amount = None
    benefits: Amount = None
    costs: Amount = None
