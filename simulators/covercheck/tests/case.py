"""What the tests of the CoverCheck simulator share: the running program and right hand-overs."""

import unittest
import urllib.parse
import uuid

from common.testing import Program

FORM = "application/x-www-form-urlencoded"
CHECK_ID, BLOCKED, OTHER = "PRUEF-4711", "PRUEF-0815", "PRUEF-0007"
PHONES = ("phone_private", "phone_business", "mobile_private", "mobile_business")
RETURN_URL = "http://127.0.0.1:8069/return/token-of-odoo"
CUSTOMER = {
    "customer_salutation": "ms",
    "customer_first_name": "Jördis",
    "customer_last_name": "Beispiel",
    "customer_street": "Lindenweg 4",
    "customer_postcode": "51643",
    "customer_town": "Gummersbach",
    "customer_birth_date": "1981-04-17",
    "customer_mobile_private": "+49 (151) 000-0000",
    "consent_phone_private": "refused",
    "consent_phone_business": "refused",
    "consent_mobile_private": "granted",
    "consent_mobile_business": "refused",
}
VEHICLE = {
    "vehicle_hsn": "0603",
    "vehicle_tsn": "BTE",
    "vehicle_make": "Beispielwagen",
    "vehicle_model": "Kombi",
    "vehicle_plate": "GM-AB 123",
    "vehicle_odometer": "0",
    "vehicle_first_registration": "2021-03-11",
    "vehicle_owner_registration": "2026-12-01",
    "vehicle_vin": "WXX0000000A000000",
}
ANONYMOUS = {
    "customer_first_name": "Anonym-Vorname",
    "customer_last_name": "Anonym-Nachname",
    "customer_street": "Anonym-Straße xy",
    "customer_postcode": "51643",
    "customer_town": "Gummersbach",
    "customer_birth_date": "1981-07-01",
    **{f"customer_{phone}": "Anonym-Telefon" for phone in PHONES},
    **{f"consent_{phone}": "refused" for phone in PHONES},
    "vehicle_hsn": "0603",
    "vehicle_tsn": "BTE",
    "vehicle_make": "Beispielwagen",
    "vehicle_model": "Kombi",
    "vehicle_odometer": "48200",
    "vehicle_first_registration": "2021-03-11",
    "vehicle_vin": "ANONYM99999999999",
}


def handover(mode="callback", **changes):
    """The fields of a right hand-over; a field changed to None is left out."""
    head = {
        "contract": "1",
        "check_id": CHECK_ID,
        "mode": mode,
        "origin": "customer_vehicle",
        "reference": str(uuid.uuid4()),
    }
    back = {} if mode == "callback" else {"return_url": RETURN_URL}
    data = ANONYMOUS if mode == "anonymous" else CUSTOMER | VEHICLE
    fields = head | back | data | changes
    return {name: value for name, value in fields.items() if value is not None}


def encode(fields):
    return urllib.parse.urlencode(fields)


def errors(**expected):
    return [{"field": field, "reason": reason} for field, reason in expected.items()]


class SimulatorCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.program = Program(
            "covercheck", "--check-id", CHECK_ID, "--check-id", OTHER, "--blocked", BLOCKED, "--seed", "7"
        )
        cls.addClassCleanup(cls.program.stop)

    def setUp(self):
        self.program.forget()

    def post(self, fields, target="/callback", media_type=FORM, **headers):
        body = fields if isinstance(fields, bytes | str) else encode(fields)
        return self.program.call("POST", target, body, Content_Type=media_type, Accept="application/json", **headers)

    def start(self, mode="advice", **changes):
        """The address of a new portal process."""
        reply = self.post(handover(mode, **changes), "/portal")
        self.assertEqual(reply.status, 303, reply.text)
        return reply.headers["Location"]

    def take(self):
        """The last request received; all are forgotten."""
        record = self.program.received()[-1]
        self.program.call("DELETE", "/received")
        return record

    def assertRefused(self, reply, status, error):
        self.assertEqual((reply.status, reply.json()["error"]), (status, error), reply.text)
        self.assertEqual(reply.json()["contract"], "1")
        self.assertEqual(reply.headers["Content-Type"], "application/json")

    def assertFaults(self, fields, **expected):
        """Refused by 422 with exactly these faults, in this order."""
        mode = dict(fields).get("mode")
        target = "/callback" if mode == "callback" else "/portal"
        reply = self.post(fields, target)
        self.assertEqual(reply.status, 422, reply.text)
        self.assertEqual(self.take()["errors"], errors(**expected))
        if target == "/callback":
            self.assertEqual(reply.json(), {"contract": "1", "error": "fields", "errors": errors(**expected)})

    def assertAccepted(self, fields):
        portal = fields["mode"] != "callback"
        reply = self.post(fields, "/portal" if portal else "/callback")
        self.assertEqual(reply.status, 303 if portal else 201, self.take().get("errors"))
        return reply
