"""Login at the BiPRO simulator."""

import base64
from datetime import datetime, timedelta, timezone

from .case import POWERLESS, TRUST, USER, BiproCase, context_token, issue, username_token

WRONG = (USER[0], "geraten")
VERSION_2_1 = '<a:BiPROVersion xmlns:a="http://www.bipro.net/namespace/allgemein">2.1.5.1.0</a:BiPROVersion>'


class TestLogin(BiproCase):
    def user(self, name=USER[0]):
        return self.books()["users"][name]

    def test_token(self):
        told = self.login()
        self.assertTrue(told.text("Identifier").startswith("bipro:"))
        self._tokens[USER] = told.text("Identifier")
        self.assertEqual(self.transfer("listShipments").code, "04001")
        self.assertEqual((self.user()["logins"], self.user()["wrong_logins"]), (1, 0))

    def test_version_of_either_release(self):
        self.assertEqual(self.login(body=issue(more=VERSION_2_1)).status, 200)
        self.post("/settings", {"login_version": "forbidden"})
        self.assertRefused(self.login(body=issue(more=VERSION_2_1)), "00007")
        self.post("/settings", {"login_version": "required"})
        self.assertRefused(self.login(), "00007")

    def test_three_wrong_passwords_lock(self):
        codes = [self.login(WRONG).code for _ in range(4)]
        self.assertEqual(codes, ["00961", "00961", "00965", "00964"])
        self.assertEqual(self.login().code, "00964")
        self.assertEqual(self.user()["state"], "locked")
        self.assertEqual((self.user()["wrong_logins"], self.user()["repeated_refused_logins"]), (3, 3))
        self.post("/users", {USER[0]: {"state": "active"}})
        self.assertEqual(self.login().status, 200)

    def test_a_right_password_forgives_wrong_ones(self):
        for _ in range(2):
            self.login(WRONG)
        self.login()
        self.assertRefused(self.login(WRONG), "00961")
        self.assertEqual(self.user()["most_wrong_in_a_row"], 2)

    def test_expired_password(self):
        self.post("/users", {USER[0]: {"state": "expired"}})
        self.assertRefused(self.login(), "00966")
        self.post("/users", {USER[0]: {"state": "active", "password": "Neuland-9"}})
        self.assertRefused(self.login(), "00961")
        self.assertEqual(self.login((USER[0], "Neuland-9")).status, 200)

    def test_unknown_user(self):
        self.assertRefused(self.login(("niemand", "x")), "00961")
        self.assertEqual(self.books()["unknown_users"], 1)

    def test_header(self):
        action, body = "urn:RequestSecurityToken", issue()
        self.assertRefused(self.soap("/sts", action, None, body), "00905")
        self.assertRefused(self.soap("/sts", action, "", body), "00906")
        self.assertRefused(self.soap("/sts", action, "<w:Other/>", body), "00908")
        self.assertRefused(self.soap("/sts", action, username_token(*USER, kind="#PasswordDigest"), body), "00908")

    def test_body(self):
        self.assertRefused(self.login(body=issue("Issue", "urn:other")), "00910")
        self.assertRefused(self.login(body=issue(kind="Renew")), "00911")
        swapped = (
            f'<t:RequestSecurityToken xmlns:t="{TRUST}"><t:RequestType>{TRUST}/Issue</t:RequestType>'
            "<t:TokenType>x</t:TokenType></t:RequestSecurityToken>"
        )
        self.assertRefused(self.login(body=swapped), "00007")

    def test_vdg_ticket(self):
        def login(ticket, kind="bipro:VDGTicket"):
            encoded = base64.b64encode(ticket).decode()
            token = f'<w:BinarySecurityToken ValueType="{kind}">{encoded}</w:BinarySecurityToken>'
            return self.soap("/sts", "urn:RequestSecurityToken", token, issue())

        self.assertEqual(login(b"VDG-MUSTERTICKET").status, 200)
        self.assertRefused(login(b"anderes"), "00920")
        self.assertRefused(login(b"VDG-MUSTERTICKET", "other"), "00910")

    def test_soap_actions(self):
        for action in ("urn:RequestSecurityToken", TRUST + "/RST/Issue", ""):
            self.assertEqual(self.login(action=action).status, 200)
        self.assertRefused(self.login(action="urn:other"), "00007")
        self.assertRefused(self.login(SOAPAction=None), "00007")
        self.post("/settings", {"soap_actions": ["absent"]})
        self.assertEqual(self.login(SOAPAction=None).status, 200)

    def test_not_soap(self):
        self.assertEqual(self.login(Content_Type="application/json").status, 415)
        self.assertEqual(self.program.call("GET", "/sts").status, 405)
        reply = self.program.call("POST", "/sts", b"<html>", Content_Type="text/xml", SOAPAction='""')
        self.assertEqual(reply.status, 500)
        self.assertIn("00007", reply.text)


class TestToken(BiproCase):
    def lifetime(self, style):
        self.post("/settings", {"lifetime": style})
        return self.login().text("Expires")

    def test_expires_in_every_notation(self):
        due = datetime.now(timezone.utc) + timedelta(seconds=1800)
        utc, offset = (datetime.fromisoformat(self.lifetime(style)) for style in ("utc", "offset"))
        for moment in (utc, offset):
            self.assertLess(abs(moment - due), timedelta(seconds=30))
        self.assertNotEqual(offset.utcoffset(), timedelta())
        zoneless = datetime.fromisoformat(self.lifetime("zoneless"))
        self.assertEqual(zoneless.tzinfo, None)
        self.assertLess(abs(zoneless - due.astimezone(offset.tzinfo).replace(tzinfo=None)), timedelta(seconds=30))
        self.assertIsNone(self.lifetime("none"))

    def test_life_and_uses(self):
        self.post("/settings", {"token_uses": 1})
        self.assertEqual([self.transfer("listShipments").code for _ in range(2)], ["04001", "00962"])
        self.post("/settings", {"token_seconds": 0, "token_uses": 0})
        self._tokens.clear()
        self.assertRefused(self.transfer("listShipments"), "00962")

    def test_ways_to_say_that_it_is_invalid(self):
        self.token()
        self.program.call("DELETE", "/tokens")
        for way, status in (("fault", 500), ("nok", 200), ("401", 401), ("403", 403)):
            self.post("/settings", {"invalid_token": way})
            self.assertEqual(self.transfer("listShipments").status, status)

    def test_header_of_calls(self):
        body = '<tran:listShipments xmlns:tran="http://www.bipro.net/namespace/transfer" '
        body += 'xmlns:nac="http://www.bipro.net/namespace/nachrichten"><tran:Request>'
        body += "<nac:BiPROVersion>2.6.1.1.0</nac:BiPROVersion></tran:Request></tran:listShipments>"
        for header, code in (
            (None, "00905"),
            ("", "00906"),
            (username_token(*USER), "00917"),
            (context_token(""), "00909"),
            (context_token("bipro:other"), "00962"),
        ):
            self.assertRefused(self.soap("/transfer", "urn:listShipments", header, body), code)

    def test_rights(self):
        self.assertRefused(self.transfer("listShipments", user=POWERLESS), "00930")
        self.post("/users", {POWERLESS[0]: {"rights": ["transfer"]}})
        self.assertEqual(self.transfer("listShipments", user=POWERLESS).code, "04001")

    def test_validate_and_cancel(self):
        def ask(kind, more=""):
            return self.soap("/sts", "urn:RequestSecurityToken", self.token(), issue(kind, more=more))

        self.assertTrue(ask("Validate").text("Code").endswith("/valid"))
        self.assertRefused(ask("Cancel"), "00912")
        uri = self._tokens[USER]
        wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
        reference = (
            f'<t:CancelTarget><w:SecurityTokenReference xmlns:w="{wsse}"><w:Reference URI="{uri}"/>'
            "</w:SecurityTokenReference></t:CancelTarget>"
        )
        self.assertEqual(ask("Cancel", reference).status, 200)
        self.assertTrue(ask("Validate").text("Code").endswith("/invalid"))
