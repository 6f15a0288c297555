"""SET_XML_INTERFACE: what an application must fulfil beyond the schema before it is taken."""

import io
import re
from datetime import date

import pypdf
from stdnum import iban

from .access import agent
from .answers import not_ok
from .tariffs import BATTERY, INTERVALS, WITH_BATTERY, NotInsurable, sold_by
from .xml import day, file_content, is_future, price, text

KNOWN_CUSTOMERS = ("70012345",)
KNOWN_CONTRACTS = ("50012345",)
POSTCODES = {"DE": "[0-9]{5}", "AT": "[1-9][0-9]{3}"}
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
EMAILS = ("EmailPrivat", "EmailGeschaeftlich", "Email")
PDF_TYPES = ("pdf", "application/pdf")
NEW_BATTERY_MONTHS = 12


def check(application, account, contracts):
    """The product applied for; `contracts` are the numbers of contracts that exist.

    :raise Refused: "NOT OK: …"
    """
    product = _product(application, account)
    _check_document(application)
    _check_dates(application)
    _check_customer(application, product, contracts)
    _check_payment(application, product)
    for device in _devices(application):
        _check_device(device, product)
        _check_bicycle(device, product, day(application.find("Antragsdatum")))
    return product


def _product(application, account):
    assortment = agent(account, text(application, "Vermittlernummer"))
    details = application.find("Produktdetails")
    offered = {product.code: product for product in sold_by(account.country, assortment)}
    product = offered.get(text(details, "Antragskodierung"))
    if product is None:
        raise not_ok("Diese Antragskodierung ist für den Vermittler nicht freigeschaltet")
    if product.type != text(details, "Produkttyp"):
        raise not_ok("Der Produkttyp gehört nicht zur Antragskodierung")
    return product


def _check_document(application):
    """The paper that bears the signature."""
    file = application.find("Dokument")
    if file is None:
        raise not_ok("Der unterschriebene Antrag fehlt (Dokument)")
    content = file_content(file, "DateiB64")
    if text(file, "Dateityp").lower() not in PDF_TYPES or not _is_pdf(content):
        raise not_ok("Der unterschriebene Antrag ist kein lesbares PDF")


def _is_pdf(content):
    if not content.startswith(b"%PDF-"):
        return False
    try:
        return bool(len(pypdf.PdfReader(io.BytesIO(content)).pages))
    except (pypdf.errors.PyPdfError, ValueError, KeyError, TypeError):
        return False


def _check_dates(application):
    applied = day(application.find("Antragsdatum"))
    if is_future(applied):
        raise not_ok("Das Antragsdatum liegt in der Zukunft")
    begin = day(application.find("AbwVertragsbeginn"))
    if begin and begin < applied:
        raise not_ok("Der abweichende Vertragsbeginn liegt vor dem Antragsdatum")


def _check_customer(application, product, contracts):
    customer = text(application, "Kundennummer")
    if customer and customer not in KNOWN_CUSTOMERS:
        raise not_ok("Diese Kundennummer gibt es nicht")
    contract = text(application, "Bestandsvertrag")
    if contract and contract not in (*KNOWN_CONTRACTS, *contracts):
        raise not_ok("Diesen Bestandsvertrag gibt es nicht")
    for element in application.iter(*EMAILS):
        if not EMAIL.fullmatch(element.text):
            raise not_ok("Eine E-Mail-Adresse ist keine")
    born = day(application.find("Kundendaten/Geburtsdatum"))
    if born and not date(1900, 1, 1) <= born <= date.today():
        raise not_ok("Dieses Geburtsdatum kann nicht sein")
    for address in application.iter("Anschrift"):
        _check_address(address, product)


def _check_address(address, product):
    country = text(address, "Laenderkennzeichen") or "DE"
    if country != product.country:
        raise not_ok("Das Land der Anschrift passt nicht zur Antragskodierung")
    if not re.fullmatch(POSTCODES[country], text(address, "PLZ")):
        raise not_ok("Die PLZ passt nicht zum Land")


def _check_payment(application, product):
    payment = application.find("Zahlung")
    if payment[0].tag not in product.collection:
        raise not_ok("Diese Zahlungsart gibt es bei diesem Produkt nicht")
    months = text(payment, "Intervall")
    if months and int(months) not in product.intervals:
        raise not_ok(f"Die Zahlung geht bei diesem Produkt nicht {INTERVALS[int(months)]}")
    account = text(payment, "Bankverbindung/IBAN")
    if account and (account != iban.compact(account) or not iban.is_valid(account)):
        raise not_ok("Die IBAN ist falsch")


def _devices(application):
    devices = [*application.iterchildren("Geraet", "Kommunikation", "Rad", "Gebaeude")]
    if any(device.tag != "Rad" for device in devices):
        raise not_ok("Über diesen Zugang werden nur Räder versichert")
    if len(devices) > 1:
        raise not_ok("Ein Vertrag dieses Produkts versichert höchstens ein Gerät")
    return devices


def _check_device(device, product):
    """Object, price and risks, by the product."""
    code = text(device, "Geraetekennzeichen")
    if not code:
        raise not_ok("Dieses Mapping ist nicht vereinbart")
    value = text(device, "Kaufpreis") or text(device, "Zeitwert")
    if not value:
        raise not_ok("Kaufpreis oder Zeitwert fehlt")
    try:
        product.check(code, price(value))
    except NotInsurable as reason:
        raise not_ok(reason) from None
    risks = [element.text for element in device.iter("Risikotyp")]
    if not set(risks) <= {product.basic_risk, *product.risks} or len(set(risks)) < len(risks):
        raise not_ok("Ein Risiko gehört nicht zum Produkt oder ist doppelt")


def _check_bicycle(device, product, applied):
    """Numbers, dates and lock."""
    code, bought = text(device, "Geraetekennzeichen"), day(device.find("Kaufdatum"))
    if code in WITH_BATTERY and not text(device, "Akkunummer").strip():
        raise not_ok("Die Akkunummer fehlt")
    if not text(device, "Rahmennummer").strip():
        raise not_ok("Die Rahmennummer fehlt")
    if is_future(bought):
        raise not_ok("Das Kaufdatum liegt in der Zukunft")
    if text(device, "Baujahr") and int(text(device, "Baujahr")) > bought.year + 1:
        raise not_ok("Das Baujahr liegt nach dem Kauf")
    if code == BATTERY and _months(bought, applied) >= NEW_BATTERY_MONTHS:
        raise not_ok("Der Akku ist älter als 12 Monate")
    has_lock = device.find("Schloss") is not None or device.find("SchlossGeprueft") is not None
    if product.has_theft_cover and not has_lock:
        raise not_ok("Die Angaben zum Schloss fehlen")


def _months(start, end):
    """Whole months; a battery is still new on the day that it becomes a year old."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day <= start.day)
