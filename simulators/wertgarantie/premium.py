"""INSURANCE_PREMIUM: from its parameters to premiums."""

from .answers import EMPTY, amount, fault, not_ok
from .tariffs import IMMEDIATE, PRODUCTS, NotInsurable
from .xml import PARAMETERS, day, is_future, price, read, text


def product_of(code, type_):
    product = PRODUCTS.get(code)
    if product is None:
        raise not_ok("Diese Antragskodierung gibt es nicht")
    if product.type != type_:
        raise not_ok("Der Produkttyp gehört nicht zur Antragskodierung")
    return product


def premium(data):
    """What INSURANCE_PREMIUM answers to `data` (bytes)."""
    parameters = read(data, PARAMETERS)
    product = product_of(text(parameters, "APPLICATION_CODE"), text(parameters, "PRODUCTTYPE"))
    if text(parameters, "TAX_COUNTRY_CODE") != product.country:
        raise fault("Der TAX_COUNTRY_CODE passt nicht zur Antragskodierung")
    months = int(text(parameters, "PAYMENT_INTERVAL"))
    try:
        insured = [_insured(product, device) for device in parameters.iter("DEVICE")]
        _check_contract(product, months, insured)
    except NotInsurable as reason:
        return _answer(message=str(reason))
    return _answer(
        sum(product.per_interval(*one, months) for one in insured), sum(product.yearly(*one) for one in insured)
    )


def _insured(product, device):
    """(price, whether cover begins at once) of a device."""
    amount_paid = price(text(device, "OBJECT_PRICE"))
    product.check(text(device, "OBJECT_CODE"), amount_paid)
    risks = [element.text for element in device.iter("RISIKOTYP")]
    if risks[0] != product.basic_risk:
        raise NotInsurable("Das erste Risiko muss das Grundrisiko des Produkts sein.")
    if not set(risks[1:]) <= set(product.risks) or len(set(risks)) < len(risks):
        raise NotInsurable("Ein Risiko gehört nicht zum Produkt oder ist doppelt.")
    if is_future(day(device.find("PURCHASE_DATE"))):
        raise NotInsurable("Das Kaufdatum liegt in der Zukunft.")
    return amount_paid, IMMEDIATE in risks


def _check_contract(product, months, insured):
    if months not in product.intervals:
        raise NotInsurable("Dieses Zahlungsintervall gibt es bei diesem Produkt nicht.")
    if len(insured) > 1:
        raise NotInsurable("Ein Vertrag dieses Produkts versichert höchstens ein Gerät.")


def _answer(per_interval=None, per_year=None, message=EMPTY):
    return {
        "PREMIUM_RECURRING_INTERVAL": amount(per_interval),
        "PREMIUM_RECURRING": amount(per_year),
        "PREMIUM_SINGLE_PAYMENT": EMPTY,
        "FEHLERMELDUNG": message,
    }
