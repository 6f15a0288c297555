"""How Wertgarantie answers: HTTP 200 and JSON, in the shapes that its services are known for."""

import itertools
from decimal import ROUND_HALF_UP, Decimal

from common.exchange import json_answer

UNVERIFIED, TECHNICAL = "21", "65"
EMPTY = {}
CENT = Decimal("0.01")
_request_numbers = itertools.count(1)


class Refused(Exception):
    """A failure, which arrives with HTTP 200 like all else; without a code it has no STATUSCODE."""

    def __init__(self, status, code=""):
        super().__init__(status)
        self.status = status
        self.code = code


def not_ok(text):
    return Refused(f"NOT OK: {text}")


def fault(text):
    return Refused(f"Fehler: {text}")


def unverified(text="User not verified"):
    return Refused(text, UNVERIFIED)


def success(result=EMPTY, **more):
    return _answer({"STATUS": "OK", "STATUSCODE": "0", **more, "RESULT": result})


def refusal(refused):
    code = {"STATUSCODE": refused.code} if refused.code else {}
    return _answer({"STATUS": refused.status, **code, "RESULT": EMPTY})


def listed(entries):
    """A list, but one entry stands for itself, and none is {}."""
    entries = list(entries)
    return entries if len(entries) > 1 else entries[0] if entries else EMPTY


def amount(value):
    """Decimal to '1399,99'; None to {}."""
    return EMPTY if value is None else f"{value.quantize(CENT, ROUND_HALF_UP):f}".replace(".", ",")


def _answer(content):
    frame = {
        "REQUEST_ID": str(next(_request_numbers)), "LANGUAGE": "DE", "PAGE": "1",
        "AMOUNT": EMPTY, "MAXAMOUNT": EMPTY, "SORT": EMPTY, "ORDERBY": EMPTY,
    }  # fmt: skip
    return json_answer({**frame, **content})
