"""What keeps an application from leaving."""

import re
from datetime import date
from decimal import Decimal

from ...tools import iban
from .application import (
    BIKE,
    COLLECTION_TYPES,
    DEBIT,
    INTERVALS,
    KINDS,
    MAX_LABEL,
    MAX_MODEL,
    MAX_REMARK,
    Company,
    Fault,
    Person,
)
from .texts import clean, clean_lines

# As text in XML it stays below the 10 MB that XML parsers commonly allow.
MAX_DOCUMENT_BYTES = 7_000_000

OF_SIGNING = frozenset({"sequence_number", "contract_number", "document"})

_EARLIEST = date(1900, 1, 1)
_MAX_PRICE = Decimal("99999.99")
_CENT = Decimal("0.01")

_AGENT_NUMBER = r"0*[1-9][0-9]{0,17}"
_COUNTRY = r"[A-Z]{2}"
_EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}"
_POSTCODES = {"DE": r"(?!00)[0-9]{5}", "AT": r"[1-9][0-9]{3}"}
_ANY_POSTCODE = r"[0-9A-Za-z][0-9A-Za-z \-]{1,9}"


def faults(application, before_signing=False):
    """All that is missing or wrong, in the order of the schema: [Fault]

    :param before_signing: leave out what comes with the reservation and the
        signature (``OF_SIGNING``)
    """
    found = [
        *_text("sequence_number", application.sequence_number, longest=MAX_LABEL),
        *_document(application.document),
        *_day("date", application.date),
        *_text("agent_number", application.agent_number, pattern=_AGENT_NUMBER),
        *_customer(application),
        *_bike(application.object, application.date),
        *_day("start_date", application.start_date, earliest=application.date, required=False),
        *_text("contract_number", application.contract_number),
        *_text("application_code", application.application_code),
        *_text("product_type", application.product_type),
        *_payment(application.payment),
        *_longest("remark", clean_lines(application.remark), MAX_REMARK),
    ]
    return [fault for fault in found if not before_signing or fault.field not in OF_SIGNING]


def cancellation_faults(cancellation):
    """[Fault]"""
    numbers = clean(cancellation.contract_number) or clean(cancellation.sequence_number)
    return [
        *_text("contract_number", numbers),
        *_longest("sequence_number", clean(cancellation.sequence_number), MAX_LABEL),
        *_longest("remark", clean_lines(cancellation.remark), MAX_REMARK),
    ]


def _document(content):
    if not content:
        yield Fault("document", "missing")
    elif not content.startswith(b"%PDF-"):
        yield Fault("document", "format")
    elif len(content) > MAX_DOCUMENT_BYTES:
        yield Fault("document", "too_long")


def _customer(application):
    customer = application.customer
    if isinstance(customer, Person):
        yield from _person(customer, application.date)
    elif isinstance(customer, Company):
        yield from _company(customer)
    else:
        yield from _text("customer.number", customer.number)


def _person(person, today):
    yield from _text("customer.salutation", person.salutation)
    yield from _text("customer.first_name", person.first_name)
    yield from _text("customer.last_name", person.last_name)
    yield from _day("customer.birth_date", person.birth_date, latest=today, required=False)
    yield from _email("customer.email_private", person.email_private)
    yield from _email("customer.email_business", person.email_business)
    yield from _address(person.address)


def _company(company):
    yield from _text("customer.name", company.name)
    yield from _email("customer.email", company.email)
    yield from _address(company.address)


def _address(address):
    postcode = _POSTCODES.get(clean(address.country), _ANY_POSTCODE)
    yield from _text("customer.address.street", address.street)
    yield from _text("customer.address.postcode", address.postcode, pattern=postcode)
    yield from _text("customer.address.town", address.town)
    yield from _text("customer.address.country", address.country, pattern=_COUNTRY)


def _bike(bike, today):
    yield from _choice("object.kind", bike.kind, KINDS)
    yield from _text("object.maker", bike.maker)
    yield from _text("object.object_code", bike.object_code)
    yield from _longest("object.model", clean(bike.model), MAX_MODEL)
    yield from _text("object.frame_number", bike.frame_number)
    yield from _text("object.battery_number", bike.battery_number, required=bike.kind != BIKE)
    yield from _day("object.purchase_date", bike.purchase_date, latest=today)
    yield from _value(bike, today)
    yield from _lock(bike)


def _value(bike, today):
    if bike.build_year is None:
        yield from _amount("object.price", bike.price)
        return
    yield from _year("object.build_year", bike.build_year, today)
    yield from _amount("object.price", bike.price, required=False)
    yield from _amount("object.current_value", bike.current_value, required=False)


def _lock(bike):
    if bike.lock:
        for name in ("maker", "kind", "model", "key_number"):
            yield from _text(f"object.lock.{name}", getattr(bike.lock, name))
    elif bike.lock_required and not bike.lock_checked:
        yield Fault("object.lock", "missing")


def _payment(payment):
    yield from _choice("payment.collection_type", payment.collection_type, COLLECTION_TYPES)
    if payment.interval is not None:
        yield from _choice("payment.interval", payment.interval, INTERVALS)
    if payment.collection_type == DEBIT:
        yield from _iban(payment.iban)


def _iban(number):
    found = list(_text("payment.iban", number))
    return found or ([] if iban.is_valid(number) else [Fault("payment.iban", "format")])


def _text(field, value, *, required=True, longest=None, pattern=None):
    text = clean(value)
    if not text:
        return [Fault(field, "missing")] if required else []
    if pattern and not re.fullmatch(pattern, text):
        return [Fault(field, "format")]
    return _longest(field, text, longest)


def _longest(field, text, longest):
    return [Fault(field, "too_long")] if longest and len(text) > longest else []


def _email(field, value):
    return _text(field, value, required=False, pattern=_EMAIL)


def _choice(field, value, allowed):
    return [] if value in allowed else [Fault(field, "not_allowed")]


def _day(field, value, *, earliest=None, latest=None, required=True):
    if value is None:
        return [Fault(field, "missing")] if required else []
    is_possible = (earliest or _EARLIEST) <= value <= (latest or date.max)
    return [] if is_possible else [Fault(field, "date")]


def _year(field, value, today):
    if not value:
        return [Fault(field, "missing")]
    latest = (today or date.max).year
    return [] if _EARLIEST.year <= value <= latest else [Fault(field, "date")]


def _amount(field, value, *, required=True):
    """Five digits before the comma, two behind it (pattern of the schema), more than nothing."""
    if value is None:
        return [Fault(field, "missing")] if required else []
    is_amount = isinstance(value, Decimal) and value.is_finite() and 0 < value <= _MAX_PRICE
    return [] if is_amount and value == value.quantize(_CENT) else [Fault(field, "format")]
