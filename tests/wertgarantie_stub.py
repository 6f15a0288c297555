"""Wertgarantie as far as a test tells what it answers."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qsl

from odoo.addons.dealer_insurance.connectors.wertgarantie import (
    Access,
    Client,
    PremiumQuery,
    Product,
)

from .local_server import ServerCase, reply_json
from .wertgarantie_samples import answered

PASSWORD = "geheim & größer"
ACCESS = Access("", "händler", PASSWORD, origin="Rad & Tat")
LIMITS = {"connect_seconds": 0.3, "read_seconds": 0.3}

EXPIRED = reply_json(200, {"STATUS": "user not verified", "STATUSCODE": "21"})
TECHNICAL = reply_json(200, {"STATUS": "Technischer Fehler", "STATUSCODE": "65"})
TAKEN = reply_json(200, answered(STATUS_CODE="3", STATUS_TEXT="Verarbeitet"))
NUMBER = reply_json(200, answered(NEWCONTRACTNUMBER="V-1"))

BIKE_PRODUCT = Product("Rad", "KOMPLETTSCHUTZ_RAD_M_2018", "ANT1", basic_risk="KOMPLETT")
QUERY = PremiumQuery(
    product=BIKE_PRODUCT,
    date=date(2026, 8, 3),
    interval=1,
    object_code="27",
    price=Decimal("999.5"),
    purchase_date=date(2026, 7, 30),
    risks=("SOFORTSCHUTZ",),
)


class Service:
    """Wertgarantie's three addresses.

    :param answer: to ``callservice.pl``; or several, one after the other, the last again and again
    :param login: likewise, None gives a new session each time
    """

    def __init__(self, *answer, login=None, valid=True):
        self.answers = list(answer)
        self.login = login
        self.valid = valid
        self.keys = []

    def __call__(self, handler):
        place = handler.path.rpartition("/")[2]
        {"login.pl": self._log_in, "checksession.pl": self._check, "callservice.pl": self._answer}[place](handler)

    def _log_in(self, handler):
        if self.login:
            return self.login(handler)
        self.keys.append(f"key-{len(self.keys) + 1}")
        return reply_json(200, {"STATUS": "OK", "STATUSCODE": "0", "SESSION": self.keys[-1]})(handler)

    def _check(self, handler):
        reply_json(200, {"STATUS": "OK", "STATUSCODE": "0" if self.valid else "21"})(handler)

    def _answer(self, handler):
        answer = self.answers[0] if len(self.answers) == 1 else self.answers.pop(0)
        answer(handler)


def form(call, encoding="utf-8"):
    return dict(parse_qsl(call.body.decode("ascii"), encoding=encoding, keep_blank_values=True, strict_parsing=True))


class ClientCase(ServerCase):
    def client(self, service, session_key="", **changes):
        self.server = self.serve(service)
        self.kept = []
        access = replace(ACCESS, base_url=self.server.url("/wg/"), **changes)
        return Client(access, session_key, self.kept.append, **LIMITS)

    def asked(self):
        return [(call.path.rpartition("/")[2], form(call)) for call in self.server.calls]

    def places(self):
        return [place.removesuffix(".pl") for place, _ in self.asked()]
