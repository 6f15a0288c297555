"""What the tests of Wertgarantie's connector send and are answered. All persons are invented."""

import base64
from dataclasses import replace
from datetime import date
from decimal import Decimal

from odoo.addons.dealer_insurance.connectors.wertgarantie import (
    Access,
    Address,
    Application,
    Bike,
    Company,
    Lock,
    Payment,
    Person,
)

ODD = "Müller & Söhne <'Rad\"> – Ω ǚ ☂ 🚲"
ODD_MODEL = ("Räder & 'Co' ☂ " * 4)[:59] + "ß"

ACCESS = Access("https://insurer.example/", "shop", "secret", origin="Rad & Tat")
ADDRESS = Address("Große Straße 1 a", "51643", "Köln", "2. Stock", "DE")
PERSON = Person(
    salutation="Frau",
    first_name="Änne",
    last_name="O'Weiß",
    address=ADDRESS,
    title="Dr.",
    birth_date=date(1971, 3, 9),
    email_private="aenne@privat.example",
    email_business="aenne@firma.example",
    phone_private="0221 1",
    phone_business="0221 2",
    mobile_private="0171 3",
    mobile_business="0171 4",
)
COMPANY = Company("Weiß & Söhne GmbH", ADDRESS, "Änne", "Weiß", "post@firma.example", "1", "2", "DE123")
LOCK = Lock("Abus", "Faltschloss", "Bordo 6000", "K-1")
EBIKE = Bike(
    kind="ebike",
    object_code="270009",
    maker="Riese & Müller",
    model="Charger4",
    frame_number="RM-1",
    battery_number="AK-1",
    purchase_date=date(2026, 7, 30),
    price=Decimal("4399.9"),
    lock_checked=True,
)
DEBIT = Payment("debit", 1, "DE89 3704 0044 0532 0130 00", "M-1")
APPLICATION = Application(
    sequence_number="A-1",
    contract_number="V-1",
    agent_number="4711",
    date=date(2026, 8, 3),
    customer=PERSON,
    object=EBIKE,
    application_code="ANT1",
    product_type="KOMPLETTSCHUTZ_EBIKE_M_2018",
    payment=DEBIT,
    document=b"%PDF-1.7 signed",
)


def application(**changes):
    """Changes of ``object`` and ``payment`` are given as dicts."""
    for part in ("object", "payment"):
        if isinstance(changes.get(part), dict):
            changes[part] = replace(getattr(APPLICATION, part), **changes[part])
    return replace(APPLICATION, **changes)


PDF = b"%PDF-1.4 conditions"

PRODUCT = {
    "PRODUCT_NAME": "Komplettschutz E-Bike",
    "PRODUCT_TYPE": "KOMPLETTSCHUTZ_EBIKE_M_2018",
    "APPLICATION_CODE": "ANT1",
    "BASIC_RISK": "KOMPLETT",
    "RISKS": {"RISK": {"RISK_NAME": "Sofortschutz", "RISK_TYPE": "SOFORTSCHUTZ"}},
    "TERM": "12",
    "PAYMENTINTERVALS": {
        "INTERVAL": [{"VALUE": "1", "DESCRIPTION": "monatlich"}, {"VALUE": "12", "DESCRIPTION": "jährlich"}]
    },
    "COLLECTIONTYPES": {"Einzug": "true", "Selbstzahler": "true", "VMRAbrechnung": "true"},
    "PURCHASE_PRICE_LIMITATIONS": {
        "MAX_PRICE": [
            {"OBJECT_DESCRIPTION": "E-Bike", "OBJECT_CODE": "270009", "AMOUNT": "10.000,00"},
            {"OBJECT_CODE": {}, "AMOUNT": "4000"},
        ]
    },
    "MAX_DEVICES_EACH_CONTRACT": "1",
    "SIGNATURES": "2",
}


def answered(**result):
    envelope = {
        "REQUEST_ID": "1",
        "LANGUAGE": "DE",
        "PAGE": "1",
        "AMOUNT": "1",
        "MAXAMOUNT": "1",
        "SORT": {},
        "ORDERBY": {},
    }
    return {"STATUS": "OK", "STATUSCODE": "0", "RESULT": result, **envelope}


def document(**changes):
    return {"DOCUMENT_TYPE": "IPID", "FILENAME": "ipid.pdf", "CONTENT": base64.b64encode(PDF).decode(), **changes}
