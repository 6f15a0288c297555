"""Each rule of docs/covercheck-contract.md for hand-overs, by requests that keep or break it."""

import concurrent.futures
import json
import re
import time
import unittest
from pathlib import Path

from .. import contract
from .case import BLOCKED, CHECK_ID, FORM, OTHER, PHONES, SimulatorCase, encode, errors, handover

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "covercheck-contract.md"


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
        self.assertEqual(self.program.call("POST", "/check-ids", '{"x": ["active"]}').status, 400)

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
