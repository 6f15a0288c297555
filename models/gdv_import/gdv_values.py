"""What a GDV contract tells, as values of our fields. Dates and amounts that are not told are False."""

import hashlib
from datetime import date

from ...connectors.gdv import codes, first_day, last_day
from ...tools import kba, license_plate, vin
from ...tools.errors import InvalidIdentifier
from ..policy.insurance_policy_gdv import PAYMENTS_PER_YEAR

INTERVALS = {'1': '12', '2': '6', '4': '3', '6': '0', '8': '1'}
COMPANIES = frozenset(('3', '6'))
TITLES = {'1': 'mr', '2': 'ms', '5': 'ms'}
# Country codes of the insurers' own customers, as they are written.
HOME = frozenset(('', 'D', 'DE', 'DEU'))
LIABILITY = '051'
ELECTRIC = '54'  # as R+V writes it
# Abbreviations of makes stay as they are.
_SHORT = 3


def policy_values(contract, insurer, currency):
    """Values of ``insurance.policy`` that every delivery tells anew, but for what it concerns.

    :param insurer: ``insurance.insurer``
    :param str currency: code of the company's currency; amounts in others are left out
    """
    terms = contract.terms
    is_motor = codes.MOTOR in contract.lines or bool(contract.vehicles)
    return {
        'line_of_business': 'car' if is_motor else 'other',
        'product_name': terms.product_name or _product(contract) or False,
        'start_date': first_day(terms.start),
        'end_date': last_day(_end(contract)),
        'main_due_date': first_day(terms.main_due_date),
        'payment_interval': INTERVALS.get(terms.payment_interval, False),
        'evb_number': contract.evb_number or False,
        'no_claims_class': _no_claims_class(contract),
        'insurer_customer_number': terms.insurer_customer_number or _customer_number(contract) or False,
        'agency_number': contract.agency or False,
        'broker_number': terms.broker_number or False,
        'is_bundle': contract.is_bundle,
        'lines_of_business': ", ".join(contract.lines) or False,
        'cancelled_lines': ", ".join(section.line for section in contract.cancelled_sections) or False,
        **(_premiums(terms, insurer.gdv_premium_period) if is_told_in(terms, currency) else {}),
    }


def _end(contract):
    """When motor insurance ends: the book is about vehicles, whatever a bundle insures besides."""
    terms = contract.terms
    if contract.is_cancelled:
        return terms.leaving_date or terms.end
    return contract.motor_end or terms.end


def is_told_in(terms, currency):
    return terms.currency in ('', currency)


def _premiums(terms, period):
    """The premiums in the book are the customer's, so gross; many insurers tell the net one only."""
    values = {'net_premium': amount(terms.net_premium)}
    gross = terms.gross_premium
    if gross and period == 'payment':
        times = PAYMENTS_PER_YEAR.get(INTERVALS.get(terms.payment_interval), 1)
        values |= {'premium': amount(gross), 'premium_per_year': amount(gross * times)}
    elif gross:
        values['premium_per_year'] = amount(gross)
    return values


def vehicle_line_values(vehicle):
    """Values of ``insurance.policy.vehicle``, its covers aside."""
    season = f"{vehicle.season_start}/{vehicle.season_end}" if vehicle.season_start.strip('0') else False
    return {
        'running_number': vehicle.running_number or False,
        'name': " ".join(filter(None, [readable(vehicle.make), readable(vehicle.model)])) or False,
        'license_plate': vehicle.plate or False,
        'vin_sn': vin.normalize(vehicle.vin) or False,
        'evb_number': vehicle.evb_number or False,
        'season': season,
        'is_electric': vehicle.plate_kind == ELECTRIC,
        'yearly_kilometres': vehicle.yearly_kilometres or 0,
        'premium': amount(vehicle.premium),
    }


def cover_values(cover):
    """Values of ``insurance.policy.cover``."""
    return {
        'line': cover.line,
        'module_name': cover.module_name or cover.module_key or False,
        'start_date': first_day(cover.start),
        'end_date': last_day(cover.end),
        'premium': amount(cover.premium),
        'premium_rate': cover.premium_rate or 0,
        'deductible': amount(cover.deductible),
        'partial_deductible': amount(cover.partial_deductible),
        'no_claims_class': cover.no_claims_class or False,
        'type_class': cover.type_class or False,
        'tariff': cover.tariff or False,
        'sums': " / ".join(f"{total:,.0f}".replace(",", " ") for total in cover.sums) or False,
        'death_sum': amount(cover.death),
        'invalidity_sum': amount(cover.invalidity),
        'has_gap': cover.gap == codes.YES,
        'has_breakdown_service': cover.breakdown_service == codes.YES,
    }


def payment_values(payments):
    """Values of ``insurance.policy.payment``, by the key under which each is known.

    The same payment may be told twice on purpose; both are payments then.
    """
    values = {}
    for payment in payments:
        told = {
            'booking_date': first_day(payment.booking_date),
            'period_start': first_day(payment.period_start),
            'period_end': last_day(payment.period_end),
            'line': payment.line or False,
            **{name: amount(getattr(payment, name)) for name in ('net', 'tax', 'gross', 'commission')},
        }
        digest = hashlib.blake2b(repr(told).encode(), digest_size=12).hexdigest()
        serial = 1 + sum(key.startswith(digest) for key in values)
        values[f"{digest}-{serial}"] = told
    return values


def partner_values(partner):
    """Values of ``res.partner``; ``salutation`` and ``country`` are to be looked up."""
    is_company = is_company_of(partner)
    names = " ".join(filter(None, [partner.name1, partner.name2]))
    email, phone = _contacts(partner.contacts)
    return {
        'is_company': is_company,
        'firstname': False if is_company else readable(partner.name3) or False,
        'lastname': " ".join(filter(None, [names, partner.name3])) if is_company else readable(names),
        'birthdate_date': partner.birth_date if isinstance(partner.birth_date, date) and not is_company else False,
        'street': readable(partner.street) or False,
        'zip': partner.postcode or False,
        'city': readable(partner.town) or False,
        'email': email,
        'phone': phone,
        'ref': partner.agency_customer_number or False,
    }


def is_company_of(partner):
    return partner.salutation in COMPANIES


def plate_of(plate, country):
    """The plate as it is registered.

    :param str country: code, "DE"; plates of others are taken as they are
    :raise InvalidIdentifier: it cannot be told which one is meant
    """
    if country != 'DE':
        return license_plate.normalize_foreign(plate)
    return license_plate.normalize_german(license_plate.with_umlauts(plate))


def type_values(vehicle):
    """HSN, TSN and registration dates of ``fleet.vehicle``; what cannot be right is left out."""
    return {
        'hsn': _valid(kba.normalize_hsn, vehicle.hsn),
        'tsn': _valid(kba.normalize_tsn, vehicle.tsn),
        'first_registration_date': first_day(vehicle.first_registration),
        'owner_registration_date': first_day(vehicle.owner_registration),
    }


def amount(value):
    """A ``Decimal`` of two decimals is exact in a monetary field."""
    return float(value or 0)


def readable(text):
    """``"GROSSE STRASSE"`` -> "Grosse Strasse"; what is not in capitals stays."""
    return text.title() if text.isupper() and len(text) > _SHORT else text


def _product(contract):
    return next((vehicle.product_name for vehicle in contract.vehicles if vehicle.product_name), "")


def _customer_number(contract):
    return contract.holder.insurer_customer_number if contract.holder else ""


def _no_claims_class(contract):
    covers = (cover for vehicle in contract.vehicles[:1] for cover in vehicle.covers)
    return next((cover.no_claims_class for cover in covers if cover.line == LIABILITY), "") or False


def _contacts(contacts):
    """(e-mail, phone) of contacts whose kinds are not public: each by what it looks like."""
    emails = (contact.address for contact in contacts if '@' in contact.address)
    phones = (
        contact.address
        for contact in contacts
        if contact.address.strip('+0')[:1].isdigit() and '@' not in contact.address
    )
    return next(emails, False), next(phones, False)


def _valid(normalize, text):
    try:
        return normalize(text) if text else False
    except InvalidIdentifier:
        return False
