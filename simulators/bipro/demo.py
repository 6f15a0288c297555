"""What an insurer would have for the customers of the demo: every way a document finds its contract, and some that do not."""

import base64
from datetime import date, timedelta

from . import gdv

RV, KRAVAG, CONDOR = "30471100815", "32123456789", "74555000111"
CARE = {"holder": ["", "Muster Pflegedienst GmbH"], "plate": "MUS-PF 1", "vin": "VF1ZZZDEM0BC00014"}
BERND = {"holder": ["Bernd", "Birke"], "plate": "MUS-BB 71", "vin": "W0VZZZDEM0PC00012"}
INES = {"holder": ["Ines", "Iris"], "plate": "MUS-IR 12E", "vin": "WVWZZZDEM0E100022"}
CONTRACTS = [  # as gdv.file has them, but days ago instead of dates, as in the demo's records
    {
        "policy_number": RV, "salutation": "3", "first_name": "", "last_name": CARE["holder"][1],
        "street": "Gewerbepark 10", "postcode": "54321", "town": "Beispielhausen", "born": "", "begin": 74,
        "premium": "48230", "make": "RENAULT", "model": "Twingo", "hsn": "3333", "tsn": "BFZ", "vin": CARE["vin"],
        "plate": CARE["plate"], "registered": 74,
    },
    {
        "policy_number": KRAVAG, "salutation": "1", "first_name": "Bernd", "last_name": "Birke",
        "street": "Birkenallee 27", "postcode": "12345", "town": "Musterstadt", "born": "02111971", "begin": 44,
        "premium": "35110", "make": "OPEL", "model": "Corsa", "hsn": "0035", "tsn": "BGT", "vin": BERND["vin"],
        "plate": BERND["plate"], "registered": 880,
    },
]  # fmt: skip


def shipments():
    """For Transfer.fill."""
    police = _letter("Versicherungsschein", RV, "Vielen Dank für Ihr Vertrauen.", "Police")
    return [
        _shipment("100007000", "1006", police, "mtom sha1", policy_number=RV, **CARE),
        _shipment("100007000", "1006", police, "md5", policy_number="30 471.100.815", **CARE),
        _shipment("120018000", "1004", _letter("Nachtrag", "471100815", "Neue Zahlungsweise: jährlich.", "Nachtrag"),
                  "mtom percent octet-stream latin1", policy_number="471100815", holder=CARE["holder"]),
        _shipment("120010106", "1004", _letter("Nachtrag", "30-471100815-120", "Neues Kennzeichen: MUS-PF 11", "Nachtrag"),
                  "zip prefixes", policy_number="30-471100815-120", holder=CARE["holder"], vin=CARE["vin"],
                  plate="MUS-PF 11", text="Neues Kennzeichen: MUS-PF 11"),
        _shipment("140010000", "1203", _letter("Beitragsrechnung", RV, "Bitte zahlen Sie 482,30 EUR.", "Rechnung"),
                  "capital latin1", policy_number=RV, amount="482.30", holder=CARE["holder"]),
        _shipment("140012000", "1205", _letter("Mahnung", KRAVAG, "Der Beitrag von 351,10 EUR ist offen.", "Erinnerung"),
                  "sparse transfer-gevo", policy_number="32-123456789", amount="351.10", **BERND),
        _shipment("160011000", "1006", _letter("Kündigung", CONDOR, "Wir kündigen zum Ablauf.", "SonstigesDokument"),
                  "unknown", policy_number=CONDOR, text="Kündigung durch die Gesellschaft", **INES),
        _shipment("200010000", "1006", _letter("Versicherungsbestätigung", "RV4K7P2", "eVB-Nummer: RV4K7P2",
                  "Versicherungsbestaetigung"), "mtom", evb="RV4K7P2", text="eVB-Nummer: RV4K7P2",
                  holder=CARE["holder"], vin=CARE["vin"]),
        _shipment("170011000", "1006", _letter("Ersatzpolice", BERND["plate"], "Ihr Versicherungsschein.", "Police"),
                  "lines", plate=BERND["plate"], text="Kennzeichen MUS-BB 71"),
        _shipment("150013000", "2001", _letter("Schadenmeldung", INES["vin"], "Ihr Schaden ist gemeldet.", "Schadenmeldung"),
                  "extension", claim_number="S-2026-004711", vin=INES["vin"]),
        _shipment("110011000", "1006", _letter("Anschriftenänderung", "Hans Hasel", "Ihre Anschrift ist geändert.",
                  "SonstigesDokument"), "", holder=["Hans", "Hasel"], line="000"),
        _shipment("100002000", "1006", _letter("Eingangsbestätigung", "30999888777", "Ihr Antrag ist da.",
                  "Eingangsbestaetigung"), "sparse prefixes", policy_number="30999888777", holder=["Udo", "Ulme"]),
        {"category": "999010010", "delivery_kind": "1001", "line": "000", "shape": "zip sha1", "documents": [_gdv()]},
    ]  # fmt: skip


def _shipment(category, kind, document, shape, **subject):
    return {"category": category, "delivery_kind": kind, "documents": [document], "shape": shape, **subject}


def _letter(title, about, sentence, document_kind):
    return {
        "name": f"{title}.pdf",
        "kind": "letter",
        "title": title,
        "lines": (f"Zu {about}", sentence),
        "document_kind": document_kind,
    }


def _gdv():
    contracts = [
        {**contract, "begin": _day(contract["begin"]), "registered": _day(contract["registered"])}
        for contract in CONTRACTS
    ]
    content = gdv.file(contracts, _day(0))
    return {
        "name": "bestand.gdv",
        "kind": "gdv",
        "title": "GDV-Gesamtbestand",
        "content": base64.b64encode(content).decode(),
    }


def _day(ago):
    return (date.today() - timedelta(days=ago)).strftime("%d%m%Y")
