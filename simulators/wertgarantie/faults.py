"""Failures of Wertgarantie's own, beside those of every simulator."""

from common.faults import KINDS, Kind

from .answers import TECHNICAL, Refused, refusal

EXPIRED = "expired"


def _saying(status, code=""):
    return lambda answer, fault: refusal(Refused(status, code))


KINDS.update(
    {
        "technical": Kind("technischer Fehler (65)", _saying("Technischer Fehler", TECHNICAL)),
        "not_ok": Kind("„NOT OK“ ohne Code", _saying("NOT OK: zurzeit nicht möglich")),
        "fehler": Kind("„Fehler“ ohne Code", _saying("Fehler bei der Verarbeitung")),
        EXPIRED: Kind("Sitzung abgelaufen (21)", None),
    }
)
