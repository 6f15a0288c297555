"""The XML that goes to Wertgarantie, in the order of its schema."""

import base64

from lxml import etree

from ...tools import iban
from ..errors import Rejected
from .access import access_faults
from .application import DEALER, DEBIT, SELF_PAYER, Company, ExistingContract, ExistingCustomer, Person
from .faults import cancellation_faults, faults
from .texts import amount_text, clean, clean_lines, date_text

_TRUE = "true"
_POSITION = "1"
_PDF = "pdf"
_WAYS = {DEBIT: "Einzug", SELF_PAYER: "Selbstzahler", DEALER: "VMRAbrechnung"}


def application_xml(access, application):
    """bytes in the access's encoding

    :raise Rejected: ``fields``
    """
    _check([*access_faults(access), *faults(application)])
    root = _node(
        "Antraege",
        _leaf("Herkunft", access.origin),
        _leaf("Exportdatum", application.export_date or application.date, date_text),
        _application(application),
    )
    return _written(access, root)


def cancellation_xml(access, cancellation):
    """bytes in the access's encoding

    :raise Rejected: ``fields``
    """
    _check(cancellation_faults(cancellation))
    root = _node(
        "Kuendigung",
        _leaf("Antragssatznummer", cancellation.sequence_number),
        _leaf("Vertragsnummer", cancellation.contract_number),
        _leaf("Kuendigungsgrund", cancellation.reason),
        _leaf("Kuendigungsdatum", cancellation.date, date_text),
        _leaf("Bemerkung", cancellation.remark, clean_lines),
    )
    return _written(access, root)


def premium_xml(access, query):
    """bytes in the access's encoding

    :param PremiumQuery query:
    """
    root = _node(
        "PARAMETERS",
        _leaf("APPLICATION_CODE", query.product.application_code),
        _leaf("TAX_COUNTRY_CODE", access.tax_country),
        _leaf("PRODUCTTYPE", query.product.type),
        _leaf("DATE", query.date, date_text),
        _leaf("APPLICATION_DATE", query.date, date_text),
        _leaf("PAYMENT_INTERVAL", query.interval),
        _node("DEVICES", _device(query)),
    )
    return _written(access, root)


def _device(query):
    risks = [query.product.basic_risk, *query.risks]
    return _node(
        "DEVICE",
        _leaf("OBJECT_CODE", query.object_code),
        _leaf("OBJECT_PRICE", query.price, amount_text),
        _leaf("PURCHASE_DATE", query.purchase_date, date_text),
        _leaf("MANUFACTURER_YEAR", query.build_year or query.purchase_date.year),
        _node("RISKS", _node("RISK", *(_leaf("RISIKOTYP", risk) for risk in risks))),
    )


def _application(application):
    return _node(
        "Antrag",
        _leaf("Satznummer", application.sequence_number),
        _document(application.document),
        _leaf("Antragsdatum", application.date, date_text),
        _leaf("Vermittlernummer", int(clean(application.agent_number))),
        _CUSTOMERS[type(application.customer)](application.customer),
        _bike(application.object),
        _leaf("AbwVertragsbeginn", application.start_date, date_text),
        _leaf("Vertragsnummer", application.contract_number),
        _node(
            "Produktdetails",
            _leaf("Antragskodierung", application.application_code),
            _leaf("Produkttyp", application.product_type),
        ),
        _payment(application.payment),
        _leaf("Bemerkung", application.remark, clean_lines),
    )


def _document(content):
    encoded = base64.b64encode(content).decode()
    return _node("Dokument", _leaf("Dateityp", _PDF), _leaf("DateiB64", encoded, str))


def _existing_contract(contract):
    return _leaf("Bestandsvertrag", contract.number)


def _existing_customer(customer):
    return _leaf("Kundennummer", customer.number)


def _person(person):
    return _node(
        "Kundendaten",
        _leaf("Anrede", person.salutation),
        _leaf("Titel", person.title),
        _leaf("Vorname", person.first_name),
        _leaf("Nachname", person.last_name),
        _leaf("Geburtsdatum", person.birth_date, date_text),
        _leaf("EmailPrivat", person.email_private),
        _leaf("EmailGeschaeftlich", person.email_business),
        _leaf("TelefonPrivat", person.phone_private),
        _leaf("TelefonGeschaeftlich", person.phone_business),
        _leaf("MobilPrivat", person.mobile_private),
        _leaf("MobilGeschaeftlich", person.mobile_business),
        _address(person.address),
    )


def _company(company):
    return _node(
        "Firmendaten",
        _leaf("Firmenname", company.name),
        _leaf("KontaktVorname", company.contact_first_name),
        _leaf("KontaktNachname", company.contact_last_name),
        _leaf("Email", company.email),
        _leaf("Telefon", company.phone),
        _leaf("Mobil", company.mobile),
        _leaf("UstID", company.vat),
        _address(company.address),
    )


_CUSTOMERS = {
    ExistingContract: _existing_contract,
    ExistingCustomer: _existing_customer,
    Person: _person,
    Company: _company,
}


def _address(address):
    return _node(
        "Anschrift",
        _leaf("Strasse", address.street),
        _leaf("Adresszusatz", address.supplement),
        _leaf("PLZ", address.postcode),
        _leaf("Ort", address.town),
        _leaf("Laenderkennzeichen", address.country),
    )


def _bike(bike):
    return _node(
        "Rad",
        _leaf("Position", _POSITION),
        _leaf("Hersteller", bike.maker),
        _leaf("Geraetekennzeichen", bike.object_code),
        _leaf("Modellbezeichnung", bike.model),
        _leaf("Rahmennummer", bike.frame_number),
        _leaf("Akkunummer", bike.battery_number),
        _leaf("Kaufdatum", bike.purchase_date, date_text),
        *_value(bike),
        _node("Risiken", *(_leaf("Risikotyp", risk) for risk in bike.risks)),
        *_lock(bike),
    )


def _value(bike):
    if bike.build_year is not None:
        yield _leaf("GebrauchtGeraet", _TRUE)
        yield _leaf("Baujahr", bike.build_year)
    if bike.price is not None:
        yield _leaf("Kaufpreis", bike.price, amount_text)
    elif bike.current_value is not None:
        yield _leaf("Zeitwert", bike.current_value, amount_text)


def _lock(bike):
    lock = bike.lock
    if lock:
        yield _node(
            "Schloss",
            _leaf("Hersteller", lock.maker),
            _leaf("Art", lock.kind),
            _leaf("Modellbezeichnung", lock.model),
            _leaf("Schluesselnummer", lock.key_number),
        )
    elif bike.lock_checked:
        yield _leaf("SchlossGeprueft", _TRUE)


def _payment(payment):
    return _node(
        "Zahlung",
        _leaf(_WAYS[payment.collection_type], _TRUE),
        _leaf("Intervall", payment.interval),
        _bank_account(payment) if payment.collection_type == DEBIT else None,
    )


def _bank_account(payment):
    return _node(
        "Bankverbindung",
        _leaf("IBAN", iban.compact(payment.iban)),
        _leaf("Mandatsreferenz", payment.mandate_reference),
    )


def _leaf(name, value, spell=clean):
    """None, which ``_node`` leaves out, where there is no value (0 is one)."""
    text = "" if value is None else spell(value)
    if not text:
        return None
    leaf = etree.Element(name)
    leaf.text = text
    return leaf


def _node(name, *children):
    """None where it would be empty."""
    node = etree.Element(name)
    node.extend(child for child in children if child is not None)
    return node if len(node) else None


def _written(access, root):
    return etree.tostring(root, encoding=access.encoding.upper(), xml_declaration=True)


def _check(found):
    if found:
        raise Rejected("fields", faults=found)
