"""The CoverCheck simulator over real HTTP, against docs/covercheck-contract.md."""

import concurrent.futures
import html
import http.client
import json
import re
import time
import unittest
import urllib.parse
import uuid
from datetime import date
from decimal import Decimal
from pathlib import Path

import covercheck_contract as contract
from common.testing import Program
from covercheck_tariffs import BY_KEY, factors, yearly

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "covercheck-contract.md"
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
            "covercheck.py", "--check-id", CHECK_ID, "--check-id", OTHER, "--blocked", BLOCKED, "--seed", "7"
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


class TestDocument(unittest.TestCase):
    """The table of fields is the document's, line by line."""

    def rows(self):
        lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
        table = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines if re.match(r"\| \d{1,2} \|", line)]
        return [[cell.strip() for cell in row] for row in table]

    def test_fields_lengths_and_presence(self):
        marks = {"M": contract.MANDATORY, "O": contract.OPTIONAL, "–": contract.EXCLUDED}
        rows = self.rows()
        self.assertEqual([row[1].strip("`") for row in rows], [field.name for field in contract.FIELDS])
        for row, field in zip(rows, contract.FIELDS):
            with self.subTest(field.name):
                self.assertEqual(int(row[3]), field.longest)
                for mark, presence in zip(row[5:], (field.callback, field.advice, field.anonymous)):
                    if mark == "C":
                        self.assertIsInstance(presence, contract.Constant)
                    elif callable(presence):
                        self.assertIn(mark, ("M¹", "M⁵"))
                    else:
                        self.assertEqual(marks[mark.rstrip("³⁴")], presence)

    def test_constants(self):
        document = DOCUMENT.read_text(encoding="utf-8")
        for field in contract.FIELDS:
            if isinstance(field.anonymous, contract.Constant):
                rows = [line for line in document.splitlines() if line.startswith("| `") and f"`{field.name}`" in line]
                self.assertIn(f"| `{field.anonymous.value}`", rows[0])

    def test_signature_example(self):
        fields = {
            "contract": "1",
            "evb": "RVA1B2C",
            "process_number": "CC-P-2026-42",
            "reference": "0b9d1a52-6c1f-4a0e-9f57-2f6f0f7f1c11",
            "result": "concluded",
            "tariff": "Kfz Komfort für Händler",
        }
        expected = "a19ca9ecf28b754ca4711ad2541c241d639b959cadf1129f187755d16f870d6a"
        self.assertEqual(contract.sign(CHECK_ID, fields), expected)
        self.assertIn(expected, DOCUMENT.read_text(encoding="utf-8"))


class TestStatuses(SimulatorCase):
    """Section 8: each status, and their order."""

    def test_callback_is_acknowledged(self):
        fields = handover()
        reply = self.post(fields)
        self.assertEqual(reply.status, 201)
        self.assertEqual(reply.headers["Content-Type"], "application/json")
        answer = reply.json()
        self.assertEqual(set(answer), {"contract", "reference", "acknowledgement", "accepted_at"})
        self.assertEqual((answer["contract"], answer["reference"]), ("1", fields["reference"]))
        self.assertRegex(answer["acknowledgement"], r"^[A-Z0-9-]{1,40}$")
        self.assertRegex(answer["accepted_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")

    def test_portal_leads_to_a_page_without_data(self):
        for mode in ("advice", "anonymous"):
            location = self.start(mode)
            self.assertRegex(location, r"^/process/[\w-]{32}$")
            page = self.program.call("GET", location)
            self.assertEqual(page.status, 200)
            self.assertIn("Drei Angebote für Ihren Beispielwagen Kombi", page.text)

    def test_unknown_address(self):
        self.assertRefused(self.post(handover(), "/callbacks"), 404, "address")
        self.assertRefused(self.post(handover(), "/callback/"), 404, "address")
        self.assertRefused(self.post("", "/elsewhere?a=b", "text/plain"), 404, "address")

    def test_other_methods(self):
        for address in ("/callback", "/portal"):
            for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"):
                with self.subTest(address=address, method=method):
                    reply = self.program.call(method, address + "?a=b")
                    self.assertEqual((reply.status, reply.headers["Allow"]), (405, "POST"))

    def test_media_types(self):
        for right in (FORM, FORM + "; charset=UTF-8", FORM.upper() + ";Charset=utf-8", FORM + " ;  charset = utf-8"):
            with self.subTest(right):
                self.assertEqual(self.post(handover(), media_type=right).status, 201)
        for wrong in ("text/plain", "application/json", "multipart/form-data", FORM + "; charset=latin-1",
                      FORM + "; charset=utf-8; a=b", FORM + ";", ""):  # fmt: skip
            with self.subTest(wrong):
                self.assertRefused(self.post(handover(), media_type=wrong), 415, "media_type")
        self.assertRefused(self.program.call("POST", "/callback", encode(handover())), 415, "media_type")

    def test_too_large(self):
        fields = handover()
        room = contract.LONGEST_BODY - len(encode(fields)) - len("&x=")
        self.assertRefused(self.post(encode(fields) + "&x=" + "y" * room), 422, "fields")
        self.assertRefused(self.post(encode(fields) + "&x=" + "y" * (room + 1)), 413, "too_large")
        self.assertRefused(self.post("y" * 3_000_000), 413, "too_large")

    def test_malformed(self):
        right = encode(handover())
        self.assertRefused(self.post(right, "/callback?"), 400, "malformed")
        self.assertRefused(self.post(right, "/callback?source=odoo"), 400, "malformed")
        for body in (right + "&x=%", right + "&x=%4", right + "&x=%zz", right + "&%FF=x", right + "&x=%ED%A0%80",
                     right.encode() + b"&x=\xff"):  # fmt: skip
            self.assertRefused(self.post(body), 400, "malformed")
        chunked = self.program.call("POST", "/callback", iter([right.encode()]), Content_Type=FORM)
        self.assertRefused(chunked, 400, "malformed")

    def test_raw_utf_8_is_decoded(self):
        fields = handover()
        body = "&".join(f"{name}={value.replace('+', '%2B')}" for name, value in fields.items())
        self.assertEqual(self.post(body.encode()).status, 201)

    def test_check_id(self):
        for wrong in (None, "", "PRUEF-9999", "pruef-4711", "PRUEF 4711", "x" * 65, CHECK_ID + " "):
            with self.subTest(wrong):
                self.assertRefused(self.post(handover(check_id=wrong)), 401, "check_id")
        self.assertRefused(self.post(encode(handover()) + "&check_id=" + CHECK_ID), 401, "check_id")
        self.assertRefused(self.post(""), 401, "check_id")

    def test_blocked(self):
        self.assertRefused(self.post(handover(check_id=BLOCKED)), 403, "blocked")

    def test_check_ids_change_at_run_time(self):
        def change(state):
            return self.program.call("POST", "/check-ids", json.dumps({OTHER: state})).json()

        self.assertEqual(change("blocked")[OTHER], "blocked")
        self.assertRefused(self.post(handover(check_id=OTHER)), 403, "blocked")
        self.assertNotIn(OTHER, change("unknown"))
        self.assertRefused(self.post(handover(check_id=OTHER)), 401, "check_id")
        change("active")
        self.assertEqual(self.post(handover(check_id=OTHER)).status, 201)
        self.assertEqual(self.program.call("POST", "/check-ids", '{"x": "maybe"}').status, 400)

    def test_order(self):
        """Each request breaks the rule named and every one after it."""
        accepted = handover()
        self.post(accepted)
        reused = encode(accepted | {"customer_town": "Köln"})
        wrong = reused.replace("BTE", "bte")
        unknown = wrong.replace(CHECK_ID, "nobody")
        blocked = wrong.replace(CHECK_ID, BLOCKED)
        broken, large = unknown + "&x=%", unknown + "&x=%" + "y" * contract.LONGEST_BODY
        self.program.fault("busy", times="always")
        for status, method, target, media_type, body in (
            (404, "PUT", "/nowhere?q", "text/plain", large),
            (405, "PUT", "/callback?q", "text/plain", large),
            (415, "POST", "/callback?q", "text/plain", large),
            (413, "POST", "/callback?q", FORM, large),
            (400, "POST", "/callback?q", FORM, unknown),
            (400, "POST", "/callback", FORM, broken),
            (401, "POST", "/callback", FORM, unknown),
            (403, "POST", "/callback", FORM, blocked),
            (429, "POST", "/callback", FORM, wrong),
        ):
            with self.subTest(status):
                self.assertEqual(self.program.call(method, target, body, Content_Type=media_type).status, status)
        self.program.forget()
        self.assertEqual(self.post(wrong).status, 422)
        self.assertEqual(self.post(reused).status, 409)

    def test_portal_refuses_by_a_german_page(self):
        fields = handover("advice", customer_last_name=None, vehicle_hsn="<script>alert(1)</script>", extra="geheim")
        reply = self.post(fields, "/portal")
        self.assertEqual(reply.status, 422)
        self.assertEqual(reply.headers["Content-Type"], "text/html; charset=utf-8")
        for part in ("customer_last_name", "missing", "vehicle_hsn", "too_long", "extra", "unknown", "fehlt"):
            self.assertIn(part, reply.text)
        for value in ("<script>", "alert", "geheim", "Beispiel", "1981"):
            self.assertNotIn(value, reply.text)
        for status, changes in ((401, {"check_id": "x"}), (403, {"check_id": BLOCKED})):
            reply = self.post(handover("advice", **changes), "/portal")
            self.assertEqual(reply.status, status)
            self.assertIn(f"Fehler {status}", reply.text)
        self.assertEqual(self.program.call("GET", "/portal").headers["Allow"], "POST")

    def test_many_faults_fit_into_an_answer(self):
        names = "&".join(f"{number:x}" for number in range(3000))
        reply = self.post(encode(handover()) + "&" + names)
        self.assertRefused(reply, 422, "fields")
        self.assertLessEqual(len(reply.body), contract.LONGEST_ANSWER)


class TestFields(SimulatorCase):
    """Sections 3 to 6: each reason, in its place."""

    def test_right_hand_overs(self):
        for mode in contract.MODES:
            for origin in contract.ORIGINS:
                with self.subTest(mode=mode, origin=origin):
                    self.assertAccepted(handover(mode, origin=origin))

    def test_every_mandatory_field(self):
        for mode in contract.MODES:
            for field in contract.FIELDS:
                presence = getattr(field, mode)
                if presence in (contract.OPTIONAL, contract.EXCLUDED) or field.name in ("check_id", "mode", "origin"):
                    continue
                with self.subTest(mode=mode, field=field.name):
                    self.assertFaults(handover(mode, **{field.name: None}), **{field.name: "missing"})
                    reason = "not_anonymous" if isinstance(presence, contract.Constant) else "missing"
                    self.assertFaults(handover(mode, **{field.name: ""}), **{field.name: reason})

    def test_every_optional_field(self):
        for mode in contract.MODES:
            for field in contract.FIELDS:
                if getattr(field, mode) != contract.OPTIONAL or field.consent:
                    continue
                with self.subTest(mode=mode, field=field.name):
                    self.assertAccepted(handover(mode, **{field.name: None}))
                    self.assertFaults(handover(mode, **{field.name: ""}), **{field.name: "format"})

    def test_every_excluded_field(self):
        for mode in contract.MODES:
            for field in contract.FIELDS:
                if getattr(field, mode) == contract.EXCLUDED:
                    for value in ("", "x"):
                        self.assertFaults(handover(mode, **{field.name: value}), **{field.name: "not_allowed"})

    def test_every_field_repeated(self):
        for mode in ("callback", "anonymous"):
            for name in handover(mode):
                if name in ("check_id", "mode", "origin"):
                    continue
                with self.subTest(mode=mode, field=name):
                    fields = [*handover(mode).items(), (name, "anything"), (name, "")]
                    self.assertFaultsOf(fields, mode, **{name: "repeated"})

    def assertFaultsOf(self, pairs, sent_as, /, **expected):
        reply = self.post(encode(pairs), "/callback" if sent_as == "callback" else "/portal")
        self.assertEqual(reply.status, 422)
        self.assertEqual(self.take()["errors"], errors(**expected))

    def test_every_length(self):
        for field in contract.FIELDS:
            if field.name in ("check_id", "return_url") or not callable(field.form):
                continue
            with self.subTest(field.name):
                fields = handover("advice", **{field.name: "9" * (field.longest + 1)})
                self.assertFaults(fields, **{field.name: "too_long"})
        for name, longest in (("customer_last_name", 100), ("customer_town", 60), ("vehicle_model", 80)):
            self.assertAccepted(handover(**{name: "ß" * longest}))

    def test_every_constant(self):
        for field in contract.FIELDS:
            if isinstance(field.anonymous, contract.Constant):
                for value in ("x", " ", "granted", "\n", "y" * 200, field.anonymous.value + " "):
                    with self.subTest(field=field.name, value=value):
                        self.assertFaults(handover("anonymous", **{field.name: value}), **{field.name: "not_anonymous"})

    def test_text(self):
        for wrong in (" x", "x ", "\u00a0x", "a\nb", "a\x7fb", "a\x85b", "a\x00b", "a\ufffdb", "u\u0308"):
            for name in ("customer_last_name", "vehicle_make", "customer_first_name"):
                with self.subTest(name=name, wrong=wrong):
                    self.assertFaults(handover(**{name: wrong}), **{name: "format"})
        for right in ("O’Hara-Øst", "李 明", "a&b=c+d%e", "🚗"):
            self.assertAccepted(handover(customer_last_name=right))

    def test_formats(self):
        wrong = {
            "reference": ("0B9D1A52-6C1F-4A0E-9F57-2F6F0F7F1C11", "0b9d1a52-6c1f-1a0e-9f57-2f6f0f7f1c11", "x"),
            "customer_postcode": ("123", "1234a", "١٢٣٤٥"),
            "customer_birth_date": ("1981-02-29", "17.04.1981", "1899-12-31", "2100-01-01", "1981-4-17", "19810417"),
            "vehicle_hsn": ("603", "abcd"),
            "vehicle_tsn": ("bte", "BT", "ÄBC"),
            "vehicle_odometer": ("007", "-1", "1.000", "1,5"),
            "vehicle_first_registration": ("2021-13-01",),
            "vehicle_owner_registration": ("2021-00-10",),
            "vehicle_vin": ("WXX 123", "W\u00a0X"),
            "vehicle_plate": ("GM", "Überführung", "gm"),
            "customer_mobile_private": ("1234", "12-34", "0151/abc", "++4915100", "(((((((", "0049151;12"),
        }
        for name, values in wrong.items():
            for value in values:
                with self.subTest(name=name, value=value):
                    self.assertFaults(handover(**{name: value}), **{name: "format"})

    def test_right_values(self):
        right = {
            "customer_postcode": ("1010", "01067"),
            "customer_birth_date": ("1900-01-01", "2000-02-29", "2099-12-31"),
            "vehicle_odometer": ("0", "9999999"),
            "vehicle_vin": ("123", "x" * 64, "rahmen-ß"),
            "vehicle_plate": ("GM-AB 123", "Ü 1"),
            "customer_mobile_private": ("12345", "+49 (0) 151/00-0.0"),
        }
        for name, values in right.items():
            for value in values:
                with self.subTest(name=name, value=value):
                    self.assertAccepted(handover(**{name: value}))

    def test_values(self):
        for name in ("contract", "customer_salutation", "consent_phone_business"):
            self.assertFaults(handover(**{name: "x" * 20}), **{name: "not_allowed"})
        self.assertFaults(handover(consent_phone_private="Granted"), consent_phone_private="not_allowed")

    def test_return_address(self):
        for wrong in ("http://example.com/r", "ftp://127.0.0.1/", "https://user@example.com/", "https://example.com/?a",
                      "https://example.com/#a", "https:///r", "/r", "https://exa mple.com/", "http://127.0.0.1.example/",
                      "http://128.0.0.1/", "https://example.com:port/", "https://ex;ample.com/", "http://[::2]/",
                      "https://example.com\\r", "http://localhost@example.com/"):  # fmt: skip
            with self.subTest(wrong):
                self.assertFaults(handover("advice", return_url=wrong), return_url="format")
        for right in ("https://example.com/r/token", "http://localhost/r", "http://127.1.2.3:8069/r", "http://[::1]:8069/r",
                      "https://127.0.0.1", "https://example.com/" + "x" * 980):  # fmt: skip
            self.assertAccepted(handover("anonymous", return_url=right))
        self.assertFaults(handover("advice", return_url="https://example.com/" + "x" * 981), return_url="too_long")

    def test_mode_at_the_wrong_address(self):
        for mode, address in (("advice", "/callback"), ("anonymous", "/callback"), ("callback", "/portal")):
            self.assertEqual(self.post(handover(mode), address).status, 422)
            self.assertEqual(self.take()["errors"], errors(mode="not_allowed"))

    def test_head_at_fault_hides_the_rest(self):
        rest = {"vehicle_hsn": "x", "customer_town": None, "zz": "1", "aa": "1"}
        self.assertFaults(
            handover(origin="garage", contract="2", reference="x", **rest),
            contract="not_allowed", origin="not_allowed", reference="format", aa="unknown", zz="unknown",
        )  # fmt: skip
        self.assertFaults(handover(origin=None, **rest), origin="missing", aa="unknown", zz="unknown")
        self.assertFaultsOf([*handover(**rest).items(), ("mode", "callback")], "callback",
                            mode="repeated", aa="unknown", zz="unknown")  # fmt: skip
        reply = self.post(handover(mode=None, **rest))
        self.assertEqual(reply.json()["errors"], errors(mode="missing", aa="unknown", zz="unknown"))

    def test_all_faults_in_the_order_of_the_table(self):
        fields = handover(
            zebra="1", vehicle_vin="a b", vehicle_hsn="12345", customer_town=None, customer_salutation="dr", Aa="2",
            return_url="x", consent_mobile_business=None, customer_phone_business="0123 456",
        )  # fmt: skip
        self.assertFaults(
            dict(reversed(fields.items())),
            return_url="not_allowed", customer_salutation="not_allowed", customer_town="missing",
            customer_phone_business="not_allowed", consent_mobile_business="missing", vehicle_hsn="too_long",
            vehicle_vin="format", Aa="unknown", zebra="unknown",
        )  # fmt: skip

    def test_first_reason_holds(self):
        self.assertFaultsOf([*handover().items(), ("xx", "1"), ("xx", "2")], "callback", xx="unknown")
        self.assertFaults(handover(customer_town=" " * 61), customer_town="too_long")
        self.assertFaults(handover("anonymous", customer_birth_date="1981-07-011"), customer_birth_date="too_long")

    def test_company_needs_no_birth_date(self):
        for mode in ("callback", "advice"):
            self.assertAccepted(handover(mode, customer_salutation="company", customer_birth_date=None))
            self.assertFaults(
                handover(mode, customer_salutation="dr", customer_birth_date=None),
                customer_salutation="not_allowed", customer_birth_date="missing",
            )  # fmt: skip

    def test_plate_and_registration_by_origin(self):
        for origin, district, optional in (
            ("customer", False, False), ("customer_vehicle", False, False), ("stock", True, False),
            ("workshop_order", False, False), ("offer", True, True), ("invoice", True, False),
        ):  # fmt: skip
            for mode in ("callback", "advice"):
                with self.subTest(origin=origin, mode=mode):
                    for plate in ("GM", "TÜ", "K"):
                        fields = handover(mode, origin=origin, vehicle_plate=plate)
                        self.assertAccepted(fields) if district else self.assertFaults(fields, vehicle_plate="format")
                    for plate in ("GMUN", "gm", "G M"):
                        fields = handover(mode, origin=origin, vehicle_plate=plate)
                        self.assertFaults(fields, vehicle_plate="format")
                    fields = handover(mode, origin=origin, vehicle_owner_registration=None)
                    if optional:
                        self.assertAccepted(fields)
                    else:
                        self.assertFaults(fields, vehicle_owner_registration="missing")

    def test_phone_is_needed(self):
        for mode in ("callback", "advice"):
            self.assertFaults(handover(mode, customer_mobile_private=None), customer_phone="missing")
            self.assertFaults(
                handover(mode, customer_mobile_private="", customer_town=None),
                customer_town="missing", customer_phone="missing", customer_mobile_private="format",
            )  # fmt: skip
            self.assertFaults(handover(mode, customer_mobile_private="x"), customer_mobile_private="format")

    def test_consent_of_a_callback(self):
        self.assertFaults(handover(customer_phone_private="02261 12345"), customer_phone_private="not_allowed")
        refused = {f"consent_{phone}": "not_allowed" for phone in PHONES}
        self.assertFaults(handover(consent_mobile_private="refused"), customer_mobile_private="not_allowed", **refused)
        self.assertFaults(handover(consent_mobile_private="refused", customer_mobile_private=None), **refused)
        self.assertFaults(
            handover(consent_phone_private="granted", consent_mobile_private="refused", customer_mobile_private=None),
            customer_phone="missing",
        )

    def test_advice_needs_no_consent(self):
        self.assertAccepted(handover("advice", consent_mobile_private="refused", customer_phone_private="02261 12345"))

    def test_birthday_is_not_anonymous(self):
        for value, reason in (("1981-04-17", "not_anonymous"), ("1899-07-01", "format"), ("1981-06-31", "format")):
            self.assertFaults(handover("anonymous", customer_birth_date=value), customer_birth_date=reason)

    def test_anonymous_odometer(self):
        self.assertAccepted(handover("anonymous", vehicle_odometer=None))
        self.assertFaults(handover("anonymous", vehicle_odometer="1.0"), vehicle_odometer="format")


class TestOnce(SimulatorCase):
    """Section 7."""

    def test_callback_again(self):
        fields = handover()
        first = self.post(fields)
        time.sleep(1.1)
        again = self.post(dict(reversed(fields.items())))
        self.assertEqual((first.status, again.status), (201, 200))
        self.assertEqual(first.json(), again.json())

    def test_portal_again(self):
        fields = handover("advice")
        locations = {self.post(fields, "/portal").headers["Location"] for _ in range(3)}
        self.assertEqual(len(locations), 1)

    def test_reused(self):
        fields = handover()
        first = self.post(fields).json()
        self.assertRefused(self.post(fields | {"customer_town": "Köln"}), 409, "reference_reused")
        self.assertRefused(
            self.post(handover(reference=fields["reference"], vehicle_vin=None)), 409, "reference_reused"
        )
        portal = self.post(handover("advice", reference=fields["reference"]), "/portal")
        self.assertEqual(portal.status, 409)
        self.assertEqual(self.post(fields).json(), first)

    def test_refused_leaves_no_trace(self):
        fields = handover()
        self.assertEqual(self.post(fields | {"vehicle_hsn": "x"}).status, 422)
        self.assertEqual(self.post(fields | {"check_id": "x"}).status, 401)
        self.assertEqual(self.post(fields).status, 201)

    def test_each_check_id_has_its_own(self):
        fields = handover()
        acknowledgements = {
            self.post(fields | {"check_id": check_id}).json()["acknowledgement"] for check_id in (CHECK_ID, OTHER)
        }
        self.assertEqual(len(acknowledgements), 2)

    def test_at_the_same_time(self):
        fields = handover()
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            replies = list(pool.map(lambda _: self.post(fields), range(48)))
        self.assertEqual(len({reply.json()["acknowledgement"] for reply in replies}), 1)
        self.assertEqual(sorted(reply.status for reply in replies), [200] * 47 + [201])


class TestPortal(SimulatorCase):
    """What a person does, and section 9."""

    def end(self, location, **choice):
        return self.program.call("POST", location, encode(choice), Content_Type=FORM)

    def form(self, page):
        action = re.search(r'<form id="return" method="post" action="([^"]*)"', page.text)[1]
        fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.text)
        return html.unescape(action), {name: html.unescape(value) for name, value in fields}

    def finish(self, mode="advice", **choice):
        reply = self.end(self.start(mode), **choice)
        self.assertEqual(reply.status, 303)
        return self.program.call("GET", reply.headers["Location"])

    def assertSigned(self, fields):
        unsigned = {name: value for name, value in fields.items() if name != "signature"}
        self.assertEqual(fields["signature"], contract.sign(CHECK_ID, unsigned))

    def test_concluded(self):
        page = self.finish(tariff="komfort", result="concluded")
        action, fields = self.form(page)
        self.assertEqual(action, RETURN_URL)
        self.assertEqual(
            set(fields), {"contract", "reference", "process_number", "result", "tariff", "evb", "signature"}
        )
        self.assertEqual((fields["result"], fields["tariff"]), ("concluded", "Ahornwacht Kfz Komfort"))
        self.assertRegex(fields["evb"], r"^[A-HJ-NP-Z0-9]{7}$")
        self.assertRegex(fields["process_number"], r"^[A-Z0-9-]{1,40}$")
        self.assertSigned(fields)
        self.assertEqual(self.program.received()[-1]["returned"], fields)

    def test_offer(self):
        for mode in ("advice", "anonymous"):
            _, fields = self.form(self.finish(mode, tariff="basis", result="offer"))
            self.assertEqual((fields["result"], fields["tariff"]), ("offer", "Seelotse Direkt Kfz Basis"))
            self.assertNotIn("evb", fields)
            self.assertSigned(fields)

    def test_cancelled(self):
        _, fields = self.form(self.finish(tariff="basis", result="cancelled"))
        self.assertEqual(set(fields), {"contract", "reference", "process_number", "result", "signature"})
        self.assertSigned(fields)

    def test_anonymous_cannot_conclude(self):
        location = self.start("anonymous")
        self.assertNotIn('value="concluded"', self.program.call("GET", location).text)
        self.assertEqual(self.end(location, tariff="komfort", result="concluded").headers["Location"], location)
        self.assertIsNone(self.program.received()[-1]["returned"])

    def test_ends_once(self):
        location = self.start()
        self.assertEqual(self.end(location, tariff="nothing", result="concluded").headers["Location"], location)
        self.end(location, tariff="premium", result="concluded")
        first = self.program.received()[-1]["returned"]
        self.end(location, result="cancelled")
        self.assertEqual(self.program.received()[-1]["returned"], first)

    def test_returns_by_itself_once_and_by_button_always(self):
        location = self.start() + "/return"
        self.assertEqual(self.program.call("GET", location).status, 303)
        self.end(location.removesuffix("/return"), result="cancelled")
        first, again = self.program.call("GET", location), self.program.call("GET", location)
        self.assertIn("requestSubmit", first.text)
        self.assertNotIn("<script>", again.text)
        self.assertEqual(self.form(first), self.form(again))

    def test_policy_allows_only_the_way_back(self):
        policy = self.finish(result="cancelled").headers["Content-Security-Policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertIn("form-action http://127.0.0.1:8069;", policy)
        self.assertNotIn("unsafe", policy)

    def test_without_return_address(self):
        location = self.start(return_url=None)
        self.assertEqual(self.end(location, tariff="basis", result="concluded").headers["Location"], location)
        self.assertIn("eVB-Nummer", self.program.call("GET", location).text)
        self.assertEqual(self.program.call("GET", location + "/return").status, 303)

    def test_values_are_escaped(self):
        page = self.program.call("GET", self.start(customer_last_name="<b>{0}&x</b>", vehicle_model='"><script>'))
        self.assertIn("&lt;b&gt;{0}&amp;x&lt;/b&gt;", page.text)
        self.assertNotIn("<script>", page.text)
        overview = self.program.call("GET", "/")
        self.assertIn("&lt;b&gt;{0}", overview.text)

    def test_every_hand_over_has_a_page(self):
        for mode in ("advice", "anonymous"):
            rare = {"customer_postcode": "1010", "vehicle_first_registration": "2099-12-31"}
            self.assertEqual(self.program.call("GET", self.start(mode, **rare)).status, 200)
        bare = {"customer_salutation": "company", "customer_birth_date": None, "vehicle_make": None,
                "vehicle_model": None, "vehicle_vin": None, "customer_first_name": None}  # fmt: skip
        self.assertIn("Firma", self.program.call("GET", self.start(**bare)).text)

    def test_unknown_process(self):
        for address in ("/process/", "/process/x", self.start() + "/x"):
            self.assertEqual(self.program.call("GET", address).status, 404)

    def test_price_follows_the_visible_rule(self):
        given = {"customer_birth_date": "2005-01-01", "customer_postcode": "90402",
                 "vehicle_first_registration": "2020-06-01"}  # fmt: skip
        applied = factors(given, date(2026, 8, 3))
        self.assertEqual([factor.value for factor in applied], [Decimal("1.60"), Decimal("1.08"), Decimal("1.02")])
        self.assertEqual(yearly(BY_KEY["basis"], applied), Decimal("423.01"))


class TestFaults(SimulatorCase):
    def kept(self):
        return ["acknowledgement" in record for record in self.program.received()]

    def test_drop(self):
        for after in (False, True):
            self.program.forget()
            self.program.fault("drop", after=after)
            with self.assertRaises(http.client.RemoteDisconnected):
                self.post(fields := handover())
            self.assertEqual((self.kept(), self.program.received()[0]["status"]), ([after], 0))
            self.assertEqual(self.post(fields).status, 200 if after else 201)

    def test_statuses(self):
        for status in (500, 503):
            for after in (False, True):
                self.program.forget()
                self.program.fault(str(status), after=after)
                self.assertEqual(self.post(handover()).status, status)
                self.assertEqual(self.kept(), [after])

    def test_rubbish(self):
        self.program.fault("rubbish")
        reply = self.post(handover())
        self.assertEqual((reply.status, reply.headers["Content-Type"]), (201, "text/html; charset=utf-8"))
        self.assertEqual(self.kept(), [True])

    def test_oversized(self):
        self.program.fault("oversized")
        self.assertGreater(len(self.post(handover()).body), contract.LONGEST_ANSWER)

    def test_truncated(self):
        self.program.fault("truncated")
        with self.assertRaises(http.client.IncompleteRead):
            self.post(handover())

    def test_altered(self):
        self.program.fault("altered", members={"reference": "other", "acknowledgement": None})
        answer = self.post(handover()).json()
        self.assertEqual((answer["reference"], "acknowledgement" in answer), ("other", False))

    def test_busy(self):
        self.program.fault("busy")
        reply = self.post(handover())
        self.assertRefused(reply, 429, "busy")
        self.assertEqual(reply.headers["Retry-After"], "30")
        self.assertEqual(self.kept(), [False])

    def test_redirect(self):
        self.program.fault("redirect")
        reply = self.post(handover())
        self.assertEqual((reply.status, reply.headers["Location"]), (307, "/redirected"))
        self.assertEqual(self.kept(), [False])

    def test_slow(self):
        self.program.fault("slow", seconds=0.4)
        begin = time.monotonic()
        self.assertEqual(self.post(handover()).status, 201)
        self.assertGreater(time.monotonic() - begin, 0.4)

    def test_time_out_before_and_after_acceptance(self):
        for after in (False, True):
            self.program.forget()
            self.program.fault("slow", seconds=0.4, after=after)
            with self.assertRaises(TimeoutError):
                self.program.call("POST", "/callback", encode(handover()), 0.2, Content_Type=FORM)
            time.sleep(0.4)
            self.assertEqual(self.kept(), [after])

    def test_times(self):
        self.program.fault("503", times=2)
        self.assertEqual([self.post(handover()).status for _ in range(3)], [503, 503, 201])
        self.program.fault("503", times="always")
        self.assertEqual({self.post(handover()).status for _ in range(5)}, {503})
        self.program.call("DELETE", "/faults")
        self.assertEqual(self.post(handover()).status, 201)

    def test_one_address_only(self):
        self.program.fault("503", address="/portal")
        self.assertEqual(self.post(handover()).status, 201)
        self.assertEqual(self.post(handover("advice"), "/portal").status, 503)

    def test_chance_can_be_repeated(self):
        def statuses():
            program = Program("covercheck.py", "--seed", "3", "--fault", "503:times=always,probability=0.5")
            try:
                body = encode(handover())
                return [program.call("POST", "/callback", body, Content_Type=FORM).status for _ in range(20)]
            finally:
                program.stop()

        first = statuses()
        self.assertEqual(set(first), {201, 200, 503} & set(first))
        self.assertGreater(first.count(503), 3)
        self.assertEqual(first, statuses())

    def test_form_and_list(self):
        self.program.call("POST", "/faults", "fault=slow&after=&times=always&seconds=0.5", Content_Type=FORM)
        self.program.call("POST", "/faults", json.dumps([{"fault": "500"}, {"fault": "drop", "after": True}]))
        active = self.program.call("GET", "/faults").json()
        self.assertEqual([fault["fault"] for fault in active], ["slow", "500", "drop"])
        self.assertEqual((active[0]["times"], active[0]["seconds"], active[1]["times"]), ("always", 0.5, 1))
        self.program.call("POST", "/faults", "fault=none", Content_Type=FORM)
        self.assertEqual(self.program.call("GET", "/faults").json(), [])

    def test_no_faults(self):
        for wrong in ('{"fault": "fire"}', "{}", "[1]", "x", '{"fault": "500", "times": 0}', '{"fault": "500", "a": 1}',
                      '{"fault": "slow", "seconds": -1}', '{"fault": "500", "probability": 2}',
                      '{"fault": "busy", "after": true}', '{"fault": ["x"]}'):  # fmt: skip
            self.assertEqual(self.program.call("POST", "/faults", wrong).status, 400, wrong)
        self.assertEqual(self.program.call("GET", "/faults").json(), [])


class TestInterface(SimulatorCase):
    def test_received_byte_for_byte(self):
        body = encode(handover(customer_last_name="Ärger & Söhne"))
        self.post(body)
        self.post(b"x=\xff\x00")
        first, second = self.program.received()
        self.assertEqual(first["body"], body)
        self.assertEqual(second["body"].encode("latin-1"), b"x=\xff\x00")
        self.assertEqual(encode([tuple(pair) for pair in first["fields"]]), body)
        self.assertEqual((first["method"], first["target"], first["mode"]), ("POST", "/callback", "callback"))
        self.assertIn(["Accept", "application/json"], first["headers"])
        self.assertEqual((first["status"], second["status"], second["error"]), (201, 400, "malformed"))
        self.assertEqual(first["remarks"], [])

    def test_remarks(self):
        body = encode(dict(reversed(handover().items())))
        self.program.call("POST", "/callback", body, Content_Type=FORM, Accept="*/*")
        self.assertEqual(len(self.program.received()[0]["remarks"]), 2)

    def test_forget(self):
        self.post(handover())
        self.assertEqual(self.program.call("DELETE", "/received").json(), [])
        self.assertEqual(self.program.call("POST", "/received", "").status, 405)

    def test_overview(self):
        self.post(handover(customer_last_name="Sonnenschein", customer_town=None))
        self.start()
        page = self.program.call("GET", "/").text
        self.assertLess(page.index("Eigene Beratung"), page.index("Sonnenschein"))
        for part in ("abgelehnt (422)", "angenommen (303)", "fehlt", CHECK_ID, "/portal"):
            self.assertIn(part, page)

    def test_other_sites_are_kept_out(self):
        self.assertEqual(self.program.call("GET", "/received", Host="evil.example:8091").status, 403)
        self.assertEqual(self.program.call("POST", "/faults", "{}", Sec_Fetch_Site="cross-site").status, 403)
        self.assertEqual(self.program.call("GET", "/", Sec_Fetch_Site="cross-site").status, 200)

    def test_broken_request_is_no_request(self):
        self.assertEqual(self.program.raw(b"POST /callback HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc"), b"")
        self.assertEqual(self.program.received(), [])
        answer = self.program.raw(
            b"POST /callback HTTP/1.1\r\nContent-Type: " + FORM.encode() + b"\r\nContent-Length: -3\r\n\r\n"
        )
        self.assertIn(b" 400 ", answer)

    def test_log_names_no_person(self):
        program = Program("covercheck.py")
        fields = handover()
        headers = {"Content_Type": FORM}
        program.call("POST", "/callback?name=Beispiel", encode(fields), **headers)
        program.call("POST", "/callback", encode(fields), **headers)
        program.call("POST", "/Beispiel", encode(fields), **headers)
        location = program.call("POST", "/portal", encode(handover("advice")), **headers).headers["Location"]
        program.call("GET", location)
        log = program.stop()
        self.assertEqual(program.returncode, 0)
        for value in ("Beispiel", "Gummersbach", "1981", "151", location, CHECK_ID):
            self.assertNotIn(value, log)
        self.assertIn(f"POST /callback 201 {fields['reference']}", log)
        self.assertIn("POST (unknown) 404 -", log)

    def test_listens_on_loopback_only(self):
        self.assertTrue(self.program.address.startswith("http://127.0.0.1:"))


if __name__ == "__main__":
    unittest.main()
