import re
import unicodedata
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import parse_qsl, quote, quote_plus, urlencode

from odoo.tests import BaseCase, tagged

from odoo.addons.dealer_insurance.connectors import covercheck
from odoo.addons.dealer_insurance.connectors.covercheck import (
    Access,
    Acknowledgement,
    Consent,
    Customer,
    Fault,
    HandOver,
    Return,
    Vehicle,
)
from odoo.addons.dealer_insurance.connectors.covercheck.fields import FIELDS
from odoo.addons.dealer_insurance.connectors.errors import (
    AccountLocked,
    AuthenticationError,
    OutcomeUnknown,
    Rejected,
    Unavailable,
)

from .local_server import ServerCase, break_off, free_port, hang_up, reply, reply_json, stay_silent

CHECK_ID = "PRUEF-4711"
REFERENCE = "0b9d1a52-6c1f-4a0e-9f57-2f6f0f7f1c11"
RETURN_URL = "https://dealer.example/return/token"
ACCESS = Access("https://portal.example/", "https://callback.example/", CHECK_ID)

CUSTOMER = Customer(
    salutation="ms",
    first_name="Jörg-Änne",
    last_name="Weiß & Söhne",
    street="Große Überfahrt 12 a",
    postcode="51643",
    town="Gummersbach",
    birth_date=date(1971, 3, 9),
    phone_private="+49 2261 123456",
    phone_business="02261/777888",
    mobile_private="(0171) 5556667",
)
VEHICLE = Vehicle(
    hsn="0603",
    tsn="BJM001234",
    make="Škoda",
    model="Octavia 1,5 + Paket",
    plate="GM-ÄB 123E",
    odometer=0,
    first_registration=date(2019, 5, 2),
    owner_registration=date(2021, 12, 31),
    vin="wvw zzz 1jz xw 000001",
)
CONSENT = Consent(phone_private=True, mobile_business=True)

CALLBACK_BODY = (
    b"contract=1&check_id=PRUEF-4711&mode=callback&origin=customer_vehicle"
    b"&reference=0b9d1a52-6c1f-4a0e-9f57-2f6f0f7f1c11"
    b"&customer_salutation=ms&customer_first_name=J%C3%B6rg-%C3%84nne"
    b"&customer_last_name=Wei%C3%9F+%26+S%C3%B6hne&customer_street=Gro%C3%9Fe+%C3%9Cberfahrt+12+a"
    b"&customer_postcode=51643&customer_town=Gummersbach&customer_birth_date=1971-03-09"
    b"&customer_phone_private=%2B49+2261+123456"
    b"&consent_phone_private=granted&consent_phone_business=refused"
    b"&consent_mobile_private=refused&consent_mobile_business=granted"
    b"&vehicle_hsn=0603&vehicle_tsn=BJM&vehicle_make=%C5%A0koda"
    b"&vehicle_model=Octavia+1%2C5+%2B+Paket&vehicle_plate=GM-%C3%84B+123E&vehicle_odometer=0"
    b"&vehicle_first_registration=2019-05-02&vehicle_owner_registration=2021-12-31"
    b"&vehicle_vin=WVWZZZ1JZXW000001"
)

ADVICE_FORM = [
    ("contract", "1"),
    ("check_id", "PRUEF-4711"),
    ("mode", "advice"),
    ("origin", "customer_vehicle"),
    ("reference", REFERENCE),
    ("return_url", RETURN_URL),
    ("customer_salutation", "ms"),
    ("customer_first_name", "Jörg-Änne"),
    ("customer_last_name", "Weiß & Söhne"),
    ("customer_street", "Große Überfahrt 12 a"),
    ("customer_postcode", "51643"),
    ("customer_town", "Gummersbach"),
    ("customer_birth_date", "1971-03-09"),
    ("customer_phone_private", "+49 2261 123456"),
    ("customer_phone_business", "02261/777888"),
    ("customer_mobile_private", "(0171) 5556667"),
    ("consent_phone_private", "granted"),
    ("consent_phone_business", "refused"),
    ("consent_mobile_private", "refused"),
    ("consent_mobile_business", "granted"),
    ("vehicle_hsn", "0603"),
    ("vehicle_tsn", "BJM"),
    ("vehicle_make", "Škoda"),
    ("vehicle_model", "Octavia 1,5 + Paket"),
    ("vehicle_plate", "GM-ÄB 123E"),
    ("vehicle_odometer", "0"),
    ("vehicle_first_registration", "2019-05-02"),
    ("vehicle_owner_registration", "2021-12-31"),
    ("vehicle_vin", "WVWZZZ1JZXW000001"),
]

ANONYMOUS_FORM = [
    ("contract", "1"),
    ("check_id", "PRUEF-4711"),
    ("mode", "anonymous"),
    ("origin", "customer_vehicle"),
    ("reference", REFERENCE),
    ("return_url", RETURN_URL),
    ("customer_first_name", "Anonym-Vorname"),
    ("customer_last_name", "Anonym-Nachname"),
    ("customer_street", "Anonym-Straße xy"),
    ("customer_postcode", "51643"),
    ("customer_town", "Gummersbach"),
    ("customer_birth_date", "1971-07-01"),
    ("customer_phone_private", "Anonym-Telefon"),
    ("customer_phone_business", "Anonym-Telefon"),
    ("customer_mobile_private", "Anonym-Telefon"),
    ("customer_mobile_business", "Anonym-Telefon"),
    ("consent_phone_private", "refused"),
    ("consent_phone_business", "refused"),
    ("consent_mobile_private", "refused"),
    ("consent_mobile_business", "refused"),
    ("vehicle_hsn", "0603"),
    ("vehicle_tsn", "BJM"),
    ("vehicle_make", "Škoda"),
    ("vehicle_model", "Octavia 1,5 + Paket"),
    ("vehicle_odometer", "0"),
    ("vehicle_first_registration", "2019-05-02"),
    ("vehicle_vin", "ANONYM99999999999"),
]

PERSONAL = (
    CUSTOMER.first_name,
    CUSTOMER.last_name,
    "Weiß",
    CUSTOMER.street,
    "Überfahrt",
    CUSTOMER.phone_private,
    CUSTOMER.phone_business,
    CUSTOMER.mobile_private,
    VEHICLE.plate,
    VEHICLE.vin,
    "WVWZZZ1JZXW000001",
    "1971-03-09",
    "09.03.1971",
    "9.3.1971",
    "2021-12-31",
)

TRANSLITERATIONS = (
    str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}),
    str.maketrans("äöüÄÖÜß", "aouAOUs"),
)


def hand_over(mode="advice", origin="customer_vehicle", customer=None, vehicle=None, **changes):
    """A complete one but for the changes."""
    known = {"reference": REFERENCE, "consent": CONSENT, "return_url": RETURN_URL}
    return HandOver(
        mode,
        origin,
        customer=replace(CUSTOMER, **(customer or {})),
        vehicle=replace(VEHICLE, **(vehicle or {})),
        **{**known, **changes},
    )


def missing(handed_over):
    """Names of what ``faults`` finds ``missing``."""
    return [fault.field for fault in covercheck.faults(handed_over) if fault.reason == "missing"]


def spellings(text):
    """Every way in which the text might be written in a form's body."""
    written = {text, unicodedata.normalize("NFD", text), re.sub(r"[^\w]", "", text)}
    written |= {text.translate(table) for table in TRANSLITERATIONS}
    if digits := re.sub(r"\D", "", text).removeprefix("49").lstrip("0"):
        written |= {digits} if len(digits) > 5 else set()
    encoded = {
        encode(word, encoding=encoding, errors="ignore")
        for word in written
        for encode in (quote, quote_plus)
        for encoding in ("utf-8", "latin-1")
    }
    return {word.casefold() for word in written | encoded}


@tagged("post_install", "-at_install")
class TestForm(BaseCase):
    maxDiff = None

    def test_advice(self):
        self.assertEqual(covercheck.form_fields(ACCESS, hand_over()), ADVICE_FORM)

    def test_callback(self):
        """Only numbers that may be called, and no return address."""
        form = covercheck.form_fields(ACCESS, hand_over("callback"))
        self.assertEqual(urlencode(form).encode(), CALLBACK_BODY)

    def test_anonymous(self):
        self.assertEqual(covercheck.form_fields(ACCESS, hand_over("anonymous")), ANONYMOUS_FORM)

    def test_anonymous_names_nobody(self):
        form = covercheck.form_fields(ACCESS, hand_over("anonymous"))
        for body in (urlencode(form), urlencode(form, encoding="latin-1", errors="ignore"), str(form)):
            found = [word for value in PERSONAL for word in spellings(value) if word in body.casefold()]
            self.assertFalse(found)

    def test_search_finds_personal_values(self):
        """The search above is worth something: of advice it finds all."""
        body = urlencode(covercheck.form_fields(ACCESS, hand_over())).casefold()
        unfound = [value for value in PERSONAL if not any(word in body for word in spellings(value))]
        self.assertEqual(unfound, ["09.03.1971", "9.3.1971"])

    def test_anonymous_tells_nothing_by_absence(self):
        """Whether a number, plate or VIN is known does not show."""
        known, unknown = (
            covercheck.form_fields(ACCESS, query)
            for query in (
                hand_over("anonymous"),
                hand_over(
                    "anonymous",
                    customer=dict.fromkeys(("salutation", "first_name", "last_name", "street", *covercheck.PHONES), ""),
                    vehicle={"plate": "", "vin": "", "owner_registration": None},
                    consent=Consent(),
                ),
            )
        )
        self.assertEqual(known, unknown)

    def test_anonymise_is_final(self):
        anonymous = covercheck.anonymise(hand_over())
        self.assertEqual(covercheck.anonymise(anonymous), anonymous)
        self.assertEqual(anonymous.customer.birth_date, date(1971, 7, 1))
        self.assertEqual(anonymous.vehicle.vin, "ANONYM99999999999")
        self.assertEqual(anonymous.consent, Consent())

    def test_text_is_tidied(self):
        form = dict(
            covercheck.payload(hand_over(customer={"street": " Lange\u00a0Str. 1\n2. Stock\t", "town": "Ko\u0308ln"}))
        )
        self.assertEqual(form["customer_street"], "Lange Str. 1 2. Stock")
        self.assertEqual(form["customer_town"], "Köln")

    def test_payload_of_nothing(self):
        self.assertEqual(
            dict(covercheck.payload(HandOver("callback", "offer", REFERENCE))),
            {
                "mode": "callback",
                "origin": "offer",
                "reference": REFERENCE,
                **{f"consent_{phone}": "refused" for phone in covercheck.PHONES},
            },
        )

    def test_incomplete_is_refused(self):
        with self.assertRaises(Rejected) as error:
            covercheck.form_fields(ACCESS, hand_over(customer={"last_name": ""}))
        self.assertEqual(error.exception.params["faults"], [Fault("customer_last_name", "missing")])

    def test_representation_names_nobody(self):
        shown = f"{hand_over()!r} {ACCESS!r}"
        self.assertFalse([value for value in (*PERSONAL, CHECK_ID) if value in shown])

    def test_references_differ(self):
        first, second = covercheck.new_reference(), covercheck.new_reference()
        self.assertNotEqual(first, second)
        self.assertFalse(covercheck.faults(hand_over(reference=first)))


CUSTOMER_MANDATORY = [
    "customer_salutation",
    "customer_last_name",
    "customer_street",
    "customer_postcode",
    "customer_town",
    "customer_birth_date",
]
VEHICLE_MANDATORY = [
    "vehicle_hsn",
    "vehicle_tsn",
    "vehicle_plate",
    "vehicle_odometer",
    "vehicle_first_registration",
]
ANONYMOUS_MANDATORY = [
    "customer_postcode",
    "customer_town",
    "customer_birth_date",
    "vehicle_hsn",
    "vehicle_tsn",
    "vehicle_make",
    "vehicle_model",
    "vehicle_first_registration",
]


@tagged("post_install", "-at_install")
class TestFaults(BaseCase):
    def test_complete(self):
        for mode in covercheck.MODES:
            for origin in covercheck.ORIGINS:
                self.assertEqual(covercheck.faults(hand_over(mode, origin)), [])

    def test_missing(self):
        for origin in covercheck.ORIGINS:
            registration = [] if origin == "offer" else ["vehicle_owner_registration"]
            by_record = CUSTOMER_MANDATORY + VEHICLE_MANDATORY + registration
            for mode, expected in (
                ("callback", [*by_record, "customer_phone", "consent"]),
                ("advice", [*by_record, "customer_phone"]),
                ("anonymous", ANONYMOUS_MANDATORY),
            ):
                with self.subTest(origin=origin, mode=mode):
                    self.assertEqual(missing(HandOver(mode, origin, REFERENCE)), expected)

    def test_each_missing_alone(self):
        for mode, fields in (
            ("callback", CUSTOMER_MANDATORY + VEHICLE_MANDATORY),
            ("advice", CUSTOMER_MANDATORY + VEHICLE_MANDATORY),
            ("anonymous", ANONYMOUS_MANDATORY),
        ):
            for name in fields:
                part, attribute = name.split("_", 1)
                with self.subTest(mode=mode, field=name):
                    lacking = hand_over(mode, **{part: {attribute: None}})
                    self.assertEqual(missing(lacking), [name])

    def test_false_of_odoo_is_missing(self):
        self.assertEqual(missing(hand_over(customer={"street": False})), ["customer_street"])

    def test_birth_date_of_company(self):
        company = {"salutation": "company", "birth_date": None}
        self.assertEqual(missing(hand_over(customer=company)), [])
        self.assertEqual(missing(hand_over("anonymous", customer=company)), ["customer_birth_date"])

    def test_contact(self):
        none = dict.fromkeys(covercheck.PHONES, "")
        for phones, consent, expected in (
            (none, Consent(), ["customer_phone", "consent"]),
            (none, Consent(mobile_private=True), ["customer_phone"]),
            ({}, Consent(), ["consent"]),
            ({}, Consent(mobile_business=True), ["consent"]),
            ({}, Consent(mobile_private=True), []),
        ):
            with self.subTest(consent=consent):
                self.assertEqual(missing(hand_over("callback", customer=phones, consent=consent)), expected)

    def test_advice_needs_no_consent(self):
        self.assertEqual(missing(hand_over(consent=Consent())), [])

    def test_plate(self):
        for origin in covercheck.ORIGINS:
            expected = [] if origin in ("stock", "offer", "invoice") else [Fault("vehicle_plate", "format")]
            with self.subTest(origin):
                self.assertEqual(covercheck.faults(hand_over(origin=origin, vehicle={"plate": "GM"})), expected)
                self.assertEqual(covercheck.faults(hand_over(origin=origin, vehicle={"plate": "W-12345X"})), [])

    def test_return_address(self):
        for address, expected in (
            ("https://dealer.example:8443/return/a.b-c=", []),
            ("http://127.0.0.1:8069/return", []),
            ("http://localhost/return", []),
            ("", []),
            ("http://192.168.1.5:8069/return", ["format"]),
            ("http://127.0.0.1.dealer.example/return", ["format"]),
            ("https://dealer.example/return?name=x", ["format"]),
            ("https://dealer.example/return#name", ["format"]),
            ("https://user@dealer.example/return", ["format"]),
            ("https://dealer.example/" + "x" * 1000, ["too_long"]),
        ):
            with self.subTest(address):
                found = covercheck.faults(hand_over(return_url=address))
                self.assertEqual([fault.reason for fault in found], expected)
                self.assertEqual(covercheck.faults(hand_over("callback", return_url=address)), [])

    def test_wrong(self):
        for part, value, fault in (
            ("customer", {"salutation": "Dr."}, ("customer_salutation", "not_allowed")),
            ("customer", {"last_name": "x" * 101}, ("customer_last_name", "too_long")),
            ("customer", {"town": "Köln\x07"}, ("customer_town", "format")),
            ("customer", {"postcode": "CH-80"}, ("customer_postcode", "format")),
            ("customer", {"birth_date": date(1899, 12, 31)}, ("customer_birth_date", "format")),
            ("customer", {"phone_private": "0221 1234 abends"}, ("customer_phone_private", "format")),
            ("customer", {"phone_private": "(0221) -"}, ("customer_phone_private", "format")),
            ("vehicle", {"hsn": "603"}, ("vehicle_hsn", "format")),
            ("vehicle", {"tsn": "BJ"}, ("vehicle_tsn", "format")),
            ("vehicle", {"tsn": "BJM0"}, ("vehicle_tsn", "too_long")),
            ("vehicle", {"odometer": -1}, ("vehicle_odometer", "format")),
            ("vehicle", {"odometer": 10_000_000}, ("vehicle_odometer", "too_long")),
        ):
            with self.subTest(value):
                self.assertEqual(covercheck.faults(hand_over(**{part: value})), [fault])

    def test_contract_and_connector_agree(self):
        """The table of section 4, read from the document."""
        document = (Path(__file__).parents[1] / "docs/covercheck-contract.md").read_text()
        section = document.partition("## 4. Fields")[2].partition("## 5.")[0]
        cells = [
            [cell.strip(" `¹²³⁴⁵") for cell in re.split(r"(?<!\\)\|", line)[2:-1]]
            for line in section.splitlines()
            if re.match(r"\| \d+ ", line)
        ]
        written = [(name, int(length), *uses) for name, _, length, _, *uses in cells]
        built = [
            (row.name, row.max_length, *(getattr(row, mode).replace("-", "–") for mode in covercheck.MODES))
            for row in FIELDS
        ]
        self.assertEqual(written, [("contract", 1, *"MMM"), ("check_id", 64, *"MMM"), *built])


class Receiver:
    """CoverCheck's callback address, as far as sections 7 and 8 go."""

    def __init__(self):
        self.accepted = {}

    def __call__(self, handler):
        body = handler.server.calls[-1].body.decode()
        form = dict(parse_qsl(body, keep_blank_values=True, strict_parsing=True))
        if form["check_id"] != CHECK_ID:
            return reply_json(401, {"contract": "1", "error": "check_id"})(handler)
        first = self.accepted.setdefault(form["reference"], body)
        if first != body:
            return reply_json(409, {"contract": "1", "error": "reference_reused"})(handler)
        status = 200 if len(handler.server.calls) > 1 else 201
        return reply_json(status, acknowledgement(reference=form["reference"]))(handler)


def acknowledgement(**changes):
    return {
        "contract": "1",
        "reference": REFERENCE,
        "acknowledgement": "CC-2026-000123",
        "accepted_at": "2026-08-03T10:15:00Z",
        "not": "of this contract",
        **changes,
    }


@tagged("post_install", "-at_install")
class TestCallback(ServerCase):
    def request(self, address, check_id=CHECK_ID, **changes):
        access = Access("", address, check_id)
        limits = {"connect_seconds": 0.3, "read_seconds": 0.3}
        return covercheck.request_callback(access, hand_over("callback", **changes), **limits)

    def request_of(self, answer):
        return self.request(self.serve(answer).url("/callback"))

    def test_accepted(self):
        server = self.serve(Receiver())
        accepted_at = datetime(2026, 8, 3, 10, 15)
        address = server.url("/callback")
        self.assertEqual(self.request(address), Acknowledgement("CC-2026-000123", accepted_at, False))
        self.assertEqual(self.request(address), Acknowledgement("CC-2026-000123", accepted_at, True))
        call = server.calls[0]
        self.assertEqual((call.method, call.path, call.body), ("POST", "/callback", CALLBACK_BODY))
        self.assertEqual(call.headers["Content-Type"], "application/x-www-form-urlencoded; charset=UTF-8")
        self.assertEqual(call.headers["Accept"], "application/json")

    def test_reference_reused(self):
        address = self.serve(Receiver()).url()
        self.request(address)
        with self.assert_error(Rejected, "reference_reused"):
            self.request(address, customer={"town": "Köln"})

    def test_wrong_check_id(self):
        with self.assert_error(AuthenticationError, "check_id"):
            self.request(self.serve(Receiver()).url(), check_id="PRUEF-4712")

    def test_refusals(self):
        for status, error, code in (
            (400, Rejected, "malformed"),
            (401, AuthenticationError, "check_id"),
            (403, AccountLocked, "blocked"),
            (404, Rejected, "address"),
            (405, Rejected, "method"),
            (409, Rejected, "reference_reused"),
            (413, Rejected, "too_large"),
            (415, Rejected, "media_type"),
            (418, Rejected, "status"),
            (422, Rejected, "fields"),
            (429, Unavailable, "busy"),
            (302, OutcomeUnknown, "status"),
            (500, OutcomeUnknown, "status"),
            (503, OutcomeUnknown, "status"),
        ):
            server = self.serve(reply(status, b"<html>Mustermann", Location="/elsewhere"))
            with self.subTest(status), self.assert_error(error, code):
                self.request(server.url())
            self.assertEqual(len(server.calls), 1)

    def test_faults_told(self):
        errors = [
            {"field": "customer_last_name", "reason": "too_long"},
            {"field": "customer_phone", "reason": "missing"},
            {"field": "Mustermann", "reason": "unknown"},
            {"field": "vehicle_vin", "reason": "Mustermann"},
            {"field": ["vehicle_vin"], "reason": {}},
            "rubbish",
        ]
        with self.assert_error(Rejected, "fields") as raised:
            self.request_of(reply_json(422, {"contract": "1", "error": "fields", "errors": errors}))
        self.assertEqual(
            raised.exception.params["faults"],
            [Fault("customer_last_name", "too_long"), Fault("customer_phone", "missing")],
        )

    def test_refused_connection(self):
        with self.assert_error(Unavailable, "connection"):
            self.request(f"http://127.0.0.1:{free_port()}/callback")

    def test_lost_after_sending(self):
        """Whether it was accepted before, nobody here can tell."""
        for answer, code in ((hang_up, "connection"), (break_off, "connection"), (stay_silent, "timeout")):
            with self.subTest(answer), self.assert_error(OutcomeUnknown, code):
                self.request_of(answer)

    def test_lost_then_asked_again(self):
        """A person sends the same again and learns the first acknowledgement."""
        receiver, lost = Receiver(), [True]

        def answer(handler):
            if lost:
                receiver.accepted[REFERENCE] = handler.server.calls[-1].body.decode()
                return hang_up(handler) or lost.clear()
            return receiver(handler)

        address = self.serve(answer).url()
        with self.assert_error(OutcomeUnknown, "connection"):
            self.request(address)
        self.assertTrue(self.request(address).repeated)

    def test_rubbish(self):
        for answer, code in (
            (reply(200, b"<html>Danke", "text/html"), "not_json"),
            (reply(201, b"<html>Danke", "application/json"), "not_json"),
            (reply_json(201, []), "not_json"),
            (reply_json(201, {}), "not_json"),
            (reply_json(201, acknowledgement(contract="2")), "not_json"),
            (reply_json(201, acknowledgement(reference="another")), "not_json"),
            (reply_json(201, acknowledgement(acknowledgement="<b>")), "not_json"),
            (reply_json(201, acknowledgement(acknowledgement=7)), "not_json"),
            (reply_json(201, acknowledgement(accepted_at="today")), "not_json"),
            (reply_json(202, acknowledgement()), "status"),
            (reply_json(201, acknowledgement(rest="x" * 70_000)), "oversize"),
        ):
            with self.subTest(code=code), self.assert_error(OutcomeUnknown, code):
                self.request_of(answer)

    def test_redirect_is_not_followed(self):
        elsewhere = self.serve(reply_json(201, acknowledgement()))
        with self.assert_error(OutcomeUnknown, "status"):
            self.request_of(reply(307, Location=elsewhere.url("/callback")))
        self.assertFalse(elsewhere.calls)

    def test_nothing_leaves_incomplete(self):
        server = self.serve(Receiver())
        with self.assert_error(Rejected, "fields"):
            self.request(server.url(), consent=Consent())
        with self.assertRaises(ValueError):
            covercheck.request_callback(Access("", server.url(), CHECK_ID), hand_over())
        self.assertFalse(server.calls)

    def test_addresses(self):
        for address, code in (
            ("http://covercheck.example/callback", "insecure"),
            ("https://covercheck.example/callback?id=1", "address"),
            ("https://covercheck.example/callback#id", "address"),
            ("covercheck.example", "address"),
        ):
            with self.subTest(address), self.assert_error(Unavailable, code):
                self.request(address)

    def test_log_names_nobody(self):
        with self.assertLogs(level="DEBUG") as logs:
            self.request_of(Receiver())
            for answer in (hang_up, stay_silent, reply(500, b"Mustermann")):
                with self.assertRaises(OutcomeUnknown):
                    self.request_of(answer)
        log = "\n".join(logs.output).casefold()
        self.assertEqual(log.count(REFERENCE), 4)
        personal = {word for value in (*PERSONAL, CHECK_ID, "Mustermann") for word in spellings(value)}
        self.assertFalse([word for word in personal if word in log])


RETURNED = {
    "contract": "1",
    "reference": REFERENCE,
    "process_number": "CC-P-2026-42",
    "result": "concluded",
    "tariff": "Kfz Komfort für Händler",
    "evb": "RVA1B2C",
    "signature": "a19ca9ecf28b754ca4711ad2541c241d639b959cadf1129f187755d16f870d6a",
}


@tagged("post_install", "-at_install")
class TestReturn(BaseCase):
    def returned(self, **changes):
        """Signed by CoverCheck, with other values; None leaves a field out."""
        params = {name: value for name, value in {**RETURNED, **changes}.items() if value is not None}
        del params["signature"]
        return {**params, "signature": covercheck.sign_return(params, CHECK_ID)}

    def refusal(self, params, check_id=CHECK_ID, reference=REFERENCE):
        with self.assertRaises(Rejected) as error:
            covercheck.verify_return(params, check_id, reference)
        return error.exception

    def test_example_of_the_contract(self):
        self.assertEqual(
            covercheck.verify_return(RETURNED, CHECK_ID, REFERENCE),
            Return(REFERENCE, "CC-P-2026-42", "concluded", "Kfz Komfort für Händler", "RVA1B2C"),
        )

    def test_other_results(self):
        for changes in (
            {"evb": None},
            {"result": "offer", "evb": None},
            {"result": "cancelled", "tariff": None, "evb": None},
        ):
            with self.subTest(changes):
                back = covercheck.verify_return(self.returned(**changes), CHECK_ID, REFERENCE)
                self.assertEqual(back.result, changes.get("result", "concluded"))
                self.assertEqual(back.evb, "")

    def test_forged(self):
        for params in (
            {},
            {**RETURNED, "signature": ""},
            {**RETURNED, "signature": "ä" * 64},
            {**RETURNED, "signature": RETURNED["signature"].upper()},
            {**RETURNED, "evb": "RVA1B2D"},
            {**RETURNED, "tariff": "Kfz Komfort für Händler\ud800"},
            {**RETURNED, "more": ""},
            {name: value for name, value in RETURNED.items() if name != "evb"},
        ):
            with self.subTest(params):
                self.assertEqual(self.refusal(params).code, "signature")

    def test_of_another(self):
        self.assertEqual(self.refusal(RETURNED, check_id="PRUEF-4712").code, "signature")
        self.assertEqual(self.refusal(RETURNED, reference=covercheck.new_reference()).code, "signature")

    def test_against_the_contract(self):
        for changes, fault in (
            ({"contract": "2"}, ("contract", "format")),
            ({"process_number": None}, ("process_number", "missing")),
            ({"process_number": "cc 1"}, ("process_number", "format")),
            ({"tariff": None}, ("tariff", "missing")),
            ({"tariff": "x" * 121}, ("tariff", "format")),
            ({"tariff": "one\ntwo"}, ("tariff", "format")),
            ({"tariff": " Komfort"}, ("tariff", "format")),
            ({"evb": "RVA1B2O"}, ("evb", "format")),
            ({"result": "offer"}, ("evb", "not_allowed")),
            ({"result": "cancelled", "evb": None}, ("tariff", "not_allowed")),
            ({"premium": "1"}, ("premium", "unknown")),
        ):
            with self.subTest(changes):
                refusal = self.refusal(self.returned(**changes))
                self.assertEqual((refusal.code, refusal.params["faults"]), ("fields", [fault]))
