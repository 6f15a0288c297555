from dataclasses import replace

from odoo.tests import tagged

from odoo.addons.dealer_insurance.connectors.errors import (
    OutcomeUnknown,
    Rejected,
    Unavailable,
)
from odoo.addons.dealer_insurance.connectors.wertgarantie import (
    Client,
)

from .local_server import break_off, free_port, hang_up, reply, reply_json, stay_silent
from .wertgarantie_samples import APPLICATION, answered
from .wertgarantie_stub import ACCESS, EXPIRED, LIMITS, TAKEN, TECHNICAL, ClientCase, Service


@tagged("post_install", "-at_install")
class TestWertgarantieSubmission(ClientCase):
    def submit(self, *answers, key="old", valid=True):
        return self.client(Service(*answers, valid=valid), key).submit(APPLICATION)

    def test_session_is_made_sure_of(self):
        self.submit(TAKEN)
        self.assertEqual(self.places(), ["checksession", "callservice"])
        self.submit(TAKEN, valid=False)
        self.assertEqual(self.places(), ["checksession", "login", "callservice"])
        self.submit(TAKEN, key="")
        self.assertEqual(self.places(), ["login", "callservice"])

    def test_session_expires_between(self):
        """Not verified means not taken, so it may go out once more, the same to the letter."""
        self.submit(EXPIRED, TAKEN)
        self.assertEqual(self.places(), ["checksession", "callservice", "login", "callservice"])
        first, second = (fields["DATA"] for place, fields in self.asked() if place == "callservice.pl")
        self.assertEqual(first, second)

    def test_never_known(self):
        with self.assert_error(Unavailable, "session"):
            self.submit(EXPIRED)
        self.assertEqual(self.places().count("callservice"), 2)

    def test_refused(self):
        for status in ({"STATUS": "Antrag fehlerhaft", "STATUSCODE": "17"}, {"STATUS": "Fehler: Antrag fehlerhaft"}):
            with self.subTest(status), self.assert_error(Rejected, "refused") as raised:
                self.submit(reply_json(200, status))
            self.assertEqual(raised.exception.params["text"], status["STATUS"])
            self.assertEqual(self.places().count("callservice"), 1)

    def test_unknown(self):
        """Sent once, and nobody here can tell whether it was taken."""
        for answer, code in (
            (hang_up, "connection"),
            (break_off, "connection"),
            (stay_silent, "timeout"),
            (reply(500), "status"),
            (reply(502, b"<html>"), "status"),
            (reply(302, Location="/elsewhere"), "status"),
            (reply(200, b"<html>"), "not_json"),
            (reply(200, b""), "not_json"),
            (reply_json(200, []), "not_json"),
            (reply_json(200, {}), "status_code"),
            (reply_json(200, {"STATUS": "OK", "RESULT": {"STATUS_CODE": "3"}}), "status_code"),
            (reply_json(200, answered()), "status_code"),
            (reply_json(200, answered(STATUS_CODE="7", STATUS_TEXT="In Klärung")), "status_code"),
            (reply_json(200, {"STATUS": "Satznummer bereits bekannt", "STATUSCODE": "33"}), "duplicate"),
            (TECHNICAL, "technical"),
            (reply(200, b" " * (1024 * 1024 + 1)), "oversize"),
        ):
            with self.subTest(code), self.assert_error(OutcomeUnknown, code):
                self.submit(answer)
            self.assertEqual(self.places().count("callservice"), 1)

    def test_unknown_code_is_told(self):
        with self.assertRaises(OutcomeUnknown) as raised:
            self.submit(reply_json(200, answered(STATUS_CODE="7", STATUS_TEXT="In Klärung")))
        told = {"host": "127.0.0.1", "status_code": "7", "text": "In Klärung"}
        self.assertEqual(raised.exception.params, told)

    def test_nobody_there(self):
        access = replace(ACCESS, base_url=f"http://127.0.0.1:{free_port()}/")
        with self.assert_error(Unavailable, "connection"):
            Client(access, "old", **LIMITS).submit(APPLICATION)

    def test_gateway_refuses(self):
        for status, error in ((404, Unavailable), (413, Rejected), (429, Unavailable)):
            with self.subTest(status), self.assert_error(error, "status"):
                self.submit(reply(status))
