"""What of a contract comes into the book; the other fields of its records are there for those who ask for them.

The names are those of the fields in ``layout.csv``, which also tells where each
comes from; codes are the insurer's (annexes of the GDV). Text that is missing is
"", a date, number or amount that is missing ``None``. Dates are ``date`` or
``PartialDate``, amounts ``Decimal`` in the contract's currency, premiums net.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .codes import CANCELLED
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
    """

    role: str = ""
    salutation: str = ""
    name1: str = ""
    name2: str = ""
    name3: str = ""
    country: str = ""
    postcode: str = ""
    town: str = ""
    street: str = ""
    birth_date: Day = None
    insurer_customer_number: str = ""
    agency_customer_number: str = ""
    contact1_kind: str = ""
    contact1: str = ""
    contact2_kind: str = ""
    contact2: str = ""
    contact3_kind: str = ""
    contact3: str = ""
    contact4_kind: str = ""
    contact4: str = ""
    contact5_kind: str = ""
    contact5: str = ""
    contact6_kind: str = ""
    contact6: str = ""
    contact7_kind: str = ""
    contact7: str = ""

    @property
    def contacts(self):
        """(Contact, ...)"""
        told = (
            Contact(getattr(self, f"contact{number}_kind"), getattr(self, f"contact{number}")) for number in range(1, 8)
        )
        return tuple(contact for contact in told if contact.address)


@dataclass(frozen=True, repr=False)
class Terms:
    """What holds for the whole contract (0200).

    :ivar str reference_number: the number before, if the contract got a new one
    :ivar str broker_number: policy number of the broker
    """

    start: Day = None
    end: Day = None
    main_due_date: Day = None
    payment_interval: str = ""
    status: str = ""
    leaving_reason: str = ""
    leaving_date: Day = None
    currency: str = ""
    net_premium: Amount = None
    gross_premium: Amount = None
    insurer_customer_number: str = ""
    agency_customer_number: str = ""
    reference_number: str = ""
    broker_number: str = ""
    product_name: str = ""


@dataclass(frozen=True, repr=False)
class Section:
    """A line of business within a contract, which may leave a bundle before the others (0210)."""

    line: str = ""
    status: str = ""
    start: Day = None
    end: Day = None
    change_date: Day = None

    @property
    def is_cancelled(self):
        return self.status == CANCELLED


@dataclass(frozen=True, repr=False)
class Cover:
    """One cover of a vehicle (0220, and 0221, which is exact where 0220 is not).

    :ivar str running_number: that of its vehicle
    :ivar str line: 051 liability, 052 comprehensive, 053 partial, 054 accident, 055 module, 059 luggage
    :ivar no_claims_class: SF-Klasse
    :ivar premium_rate: per cent
    :ivar partial_deductible: of the partial cover within the comprehensive one
    :ivar sum1, sum2, sum3: insured at most, of the liability cover: persons, things, fortunes
    :ivar death, invalidity: sums insured by the accident cover
    :ivar str module_key, module_name, related_line: of a module, and which cover it adds to
    """

    line: str = ""
    start: Day = None
    end: Day = None
    premium: Amount = None
    premium_rate: int | None = None
    deductible: Amount = None
    partial_deductible: Amount = None
    no_claims_class: str = ""
    type_class: str = ""
    tariff: str = ""
    gap: str = ""
    breakdown_service: str = ""
    sum1: Amount = None
    sum2: Amount = None
    sum3: Amount = None
    death: Amount = None
    invalidity: Amount = None
    module_key: str = ""
    module_name: str = ""
    related_line: str = ""
    running_number: str = ""

    @property
    def sums(self):
        """Those of the liability cover that are told: (Decimal, ...)"""
        return tuple(filter(None, (self.sum1, self.sum2, self.sum3)))


@dataclass(frozen=True, repr=False)
class Vehicle:
    """A vehicle (0210.050).

    :ivar str plate: umlauts may be spelled out (AE)
    :ivar str season_start, season_end: months "01" to "12"
    :ivar str running_number: tells the vehicles of one policy number apart
    """

    make: str = ""
    model: str = ""
    hsn: str = ""
    tsn: str = ""
    vin: str = ""
    plate: str = ""
    plate_kind: str = ""
    first_registration: Day = None
    owner_registration: Day = None
    yearly_kilometres: int | None = None
    season_start: str = ""
    season_end: str = ""
    evb_number: str = ""
    premium: Amount = None
    product_name: str = ""
    running_number: str = ""
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
