from datetime import datetime, timedelta, timezone

from lxml import etree

from odoo.tests import tagged

from odoo.addons.dealer_insurance.connectors import bipro
from odoo.addons.dealer_insurance.connectors.errors import (
    AccountLocked,
    AuthenticationError,
    Rejected,
    Unavailable,
)

from .bipro import WSU, BiproCase, bipro_fault, envelope, refusal, soap, soap_fault
from .local_server import hang_up, reply

TRUST = "http://schemas.xmlsoap.org/ws/2005/02/trust"
CONVERSATION = "http://schemas.xmlsoap.org/ws/2005/02/sc"


def token_answer(created="", expires=""):
    lifetime = "".join(
        f"<u:{name}>{time}</u:{name}>" for name, time in (("Created", created), ("Expires", expires)) if time
    )
    return (
        f'<w:RequestSecurityTokenResponse xmlns:w="{TRUST}" xmlns:c="{CONVERSATION}" xmlns:u="{WSU}">'
        "<w:RequestedSecurityToken><c:SecurityContextToken><c:Identifier>bipro:0815</c:Identifier>"
        "</c:SecurityContextToken></w:RequestedSecurityToken>"
        f"{lifetime and f'<w:Lifetime>{lifetime}</w:Lifetime>'}</w:RequestSecurityTokenResponse>"
    )


class LoginCase(BiproCase):
    def login(self, answer=None, **options):
        return bipro.login(self.access(answer or soap(token_answer()), **options))

    def elements(self):
        """{local name: text} of what was sent"""
        root = etree.fromstring(self.server.calls[-1].body)
        return {etree.QName(element).localname: element.text for element in root.iter()}

    def headers(self):
        return self.server.calls[-1].headers


@tagged("post_install", "-at_install")
class TestBiproLogin(LoginCase):
    def test_password(self):
        token = self.login()
        self.assertEqual(token.identifier, "bipro:0815")
        sent = self.elements()
        self.assertEqual((sent["Username"], sent["Password"]), ("rmp4711", "geheim"))
        self.assertEqual(sent["RequestType"], f"{TRUST}/Issue")
        self.assertEqual(sent["TokenType"], f"{CONVERSATION}/sct")
        self.assertNotIn("BiPROVersion", sent)
        self.assertEqual(self.headers()["SOAPAction"], '"urn:RequestSecurityToken"')

    def test_version(self):
        self.login(sts_version="2.4.0.1.0")
        self.assertEqual(self.elements()["BiPROVersion"], "2.4.0.1.0")
        self.assertIn('"http://www.bipro.net/namespace/nachrichten"', self.sent())
        self.login(sts_version="2.1.5.1.0")
        self.assertIn('"http://www.bipro.net/namespace/allgemein"', self.sent())

    def test_actions(self):
        for style, action in (
            ("empty", '""'),
            ("issue", f'"{TRUST}/RST/Issue"'),
            ("issue_13", '"http://docs.oasis-open.org/ws-sx/ws-trust/200512/RST/Issue"'),
        ):
            self.login(soap_action=style)
            self.assertEqual(self.headers()["SOAPAction"], action)

    def test_own_wsdl(self):
        url = self.access(soap(token_answer())).sts_url
        own = bipro.definitions.ours("sts").decode()
        own = own.replace('location=""', f'location="{url}"').replace("urn:Request", "urn:own:Request")
        bipro.login(bipro.Access(sts_wsdl=own.encode(), user="rmp4711", password="geheim"))
        self.assertEqual(self.headers()["SOAPAction"], '"urn:own:RequestSecurityToken"')
        with self.assert_error(Rejected, "wsdl"):
            bipro.login(bipro.Access(sts_url=url, sts_wsdl=bipro.definitions.ours("transfer")))

    def test_addressing(self):
        self.login(addressing=True)
        self.assertEqual(self.elements()["Action"], f"{TRUST}/RST/SCT")

    def test_ticket(self):
        access = self.access(soap(token_answer()))
        bipro.login(bipro.Access(sts_url=access.sts_url, ticket="VElDS0VU"))
        self.assertEqual(self.elements()["BinarySecurityToken"], "VElDS0VU")
        self.assertIn('ValueType="bipro:VDGTicket"', self.sent())
        self.assertNotIn("UsernameToken", self.elements())

    def test_secrets_in_no_repr(self):
        access = bipro.Access(password="geheim", ticket="VElDS0VU", certificate=b"geheim", private_key=b"geheim")
        token = bipro.Token("bipro:0815", datetime.now(timezone.utc))
        for secret in ("geheim", "VElDS0VU", "0815"):
            self.assertNotIn(secret, repr(access) + repr(token))


@tagged("post_install", "-at_install")
class TestBiproTokenLife(LoginCase):
    def assert_minutes(self, minutes, **times):
        token = self.login(soap(token_answer(**times)))
        left = token.expires - datetime.now(timezone.utc)
        self.assertAlmostEqual(left / timedelta(minutes=1), minutes, delta=1)

    def test_created_and_expires(self):
        """What counts is the time between, whatever the zone or the insurer's clock."""
        for zone in ("", "Z", "+01:00", ".123456789Z"):
            self.assert_minutes(20, created=f"2020-01-01T10:00:00{zone}", expires=f"2020-01-01T10:20:00{zone}")

    def test_expires_alone(self):
        later = datetime.now(timezone.utc) + timedelta(minutes=15)
        self.assert_minutes(15, expires=later.strftime("%Y-%m-%dT%H:%M:%SZ"))
        offset = later.astimezone(timezone(timedelta(hours=3)))
        self.assert_minutes(15, expires=offset.isoformat(timespec="seconds"))

    def test_unknown(self):
        self.assert_minutes(10)
        self.assert_minutes(10, expires="bald")
        self.assert_minutes(10, expires="2020-01-01T10:00:00Z")

    def test_longest(self):
        self.assert_minutes(30, created="2026-01-01T10:00:00Z", expires="2026-01-02T10:00:00Z")

    def test_fresh(self):
        now = datetime.now(timezone.utc)
        self.assertTrue(bipro.Token("", now + timedelta(seconds=61)).is_fresh(now))
        self.assertFalse(bipro.Token("", now + timedelta(seconds=59)).is_fresh(now))


@tagged("post_install", "-at_install")
class TestBiproLoginRefused(LoginCase):
    def assert_refused(self, answer, error, code):
        with self.assert_error(error, code) as raised:
            self.login(answer)
        self.assertEqual(len(self.server.calls), 1, "a wrong attempt more may lock the account")
        return raised.exception

    def test_codes(self):
        for message_id, error, code in (
            ("00960", AuthenticationError, "credentials"),
            ("00961", AuthenticationError, "credentials"),
            ("00963", AuthenticationError, "credentials"),
            ("00964", AccountLocked, "locked"),
            ("00965", AccountLocked, "locked"),
            ("00966", AuthenticationError, "password_expired"),
            ("00962", Rejected, "refused"),
            ("00007", Rejected, "refused"),
            ("00905", Rejected, "refused"),
            ("00911", Rejected, "refused"),
            ("00920", Rejected, "permission"),
            ("00932", Unavailable, "outage"),
            ("00940", Unavailable, "outage"),
            ("00949", Unavailable, "outage"),
        ):
            for body, status in ((bipro_fault(message_id), 500), (refusal(message_id), 200)):
                with self.subTest(message_id, status=status):
                    raised = self.assert_refused(soap(body, status), error, code)
                    self.assertEqual(raised.params, {"message_id": message_id, "text": "Das geht nicht."})

    def test_worst_of_several(self):
        self.assert_refused(soap(bipro_fault("00940", "00961", "00965")), AccountLocked, "locked")

    def test_reason_untold(self):
        """Better to ask a person than to lose the account."""
        for body in (
            bipro_fault(""),
            bipro_fault("77777"),
            refusal(),
            soap_fault(code="s:Client"),
        ):
            with self.subTest(body):
                self.assert_refused(soap(body, 500), AuthenticationError, "refused")

    def test_faults_of_ws_security(self):
        for code in ("wsse:FailedAuthentication", "x:InvalidSecurityToken"):
            self.assert_refused(soap(soap_fault(code=code), 500), AuthenticationError, "credentials")

    def test_http(self):
        self.assert_refused(reply(401), AuthenticationError, "credentials")
        self.assert_refused(reply(403), AuthenticationError, "credentials")
        self.assert_refused(reply(429), Unavailable, "status")
        self.assert_refused(reply(500, b"<html><br></html>"), Unavailable, "status")
        self.assert_refused(reply(503, b"<!DOCTYPE html><html></html>"), Unavailable, "status")
        self.assert_refused(soap(soap_fault(), 500), Unavailable, "outage")
        self.assert_refused(hang_up, Unavailable, "connection")

    def test_no_token(self):
        for answer in (
            reply(200, b""),
            reply(200, b"<html/>"),
            reply(200, envelope("<a/>").encode()[:-5]),
            soap(f'<w:RequestSecurityTokenResponse xmlns:w="{TRUST}"/>'),
        ):
            self.assert_refused(answer, Unavailable, "not_soap")

    def test_text_is_cleaned_and_cut(self):
        raised = self.assert_refused(
            soap(bipro_fault("00961", text="a\n\tb\u202ec " + "x" * 1000)), AuthenticationError, "credentials"
        )
        self.assertEqual(raised.params["text"][:7], "a b c x")
        self.assertEqual(len(raised.params["text"]), 300)
        self.assertEqual(str(raised), "credentials")
