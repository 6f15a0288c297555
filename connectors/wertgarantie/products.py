"""What Wertgarantie offers, asks for and answers, made regular.

Amounts are ``Decimal`` in EUR incl. insurance tax.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Product:
    """A product that an agent may sell. The list also holds other trades' products.

    :ivar str type: PRODUCT_TYPE; with ``application_code`` it names the product
    :ivar str basic_risk: "" if the product tells none
    :ivar risks: optional ones, ((name, type), ...)
    :ivar int term: months; 0 if not told
    :ivar intervals: ways to pay, ((months, description), ...); 0 months is a single premium
    :ivar collection_types: of ``application.COLLECTION_TYPES``
    :ivar price_limits: highest prices, ((object code, amount), ...); "" is any object
    :ivar int max_devices, signatures: None if not told
    """

    name: str
    type: str
    application_code: str
    basic_risk: str = ""
    risks: tuple = ()
    term: int = 0
    intervals: tuple = ()
    collection_types: frozenset = frozenset()
    price_limits: tuple = ()
    max_devices: int | None = None
    signatures: int | None = None

    def covers_price(self, object_code, price):
        """Whether the price limits let this object in, its own before those of any object.

        A product with limits for other objects only does not insure this one.
        """
        limits = self._limits(object_code) or self._limits("")
        return price <= max(limits) if limits else not self.price_limits

    def _limits(self, object_code):
        return [amount for code, amount in self.price_limits if code == object_code]


@dataclass(frozen=True)
class PremiumQuery:
    """
    :ivar date date: of application
    :ivar int interval: months between payments, 0 for a single premium
    :ivar Decimal price: paid, incl. VAT
    :ivar int build_year: None for a new one
    :ivar risks: types of the optional risks chosen
    """

    product: Product
    date: datetime.date
    interval: int
    object_code: str
    price: Decimal
    purchase_date: datetime.date
    build_year: int | None = None
    risks: tuple = ()


@dataclass(frozen=True)
class Premium:
    """
    :ivar Decimal per_interval, per_year, single: None where not told
    :ivar str message: why there is none, in the insurer's words
    """

    per_interval: Decimal | None
    per_year: Decimal | None
    single: Decimal | None
    message: str = ""


@dataclass(frozen=True)
class Document:
    """A PDF.

    :ivar str type: DOCUMENT_TYPE (GTCI, IPID, ...), "" if not told
    :ivar str filename: without folders
    """

    type: str
    filename: str
    content: bytes


@dataclass(frozen=True)
class Receipt:
    """An application was taken.

    :ivar str status_text: in the insurer's words
    """

    status_code: str
    status_text: str
