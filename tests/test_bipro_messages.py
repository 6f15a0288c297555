"""Every MeldungID: what the connector makes of it, and what a connection then does."""

import json
from datetime import datetime, timedelta, timezone

from odoo.tests import tagged

from odoo.addons.dealer_insurance.connectors import bipro
from odoo.addons.dealer_insurance.connectors.bipro import TokenInvalid, tables
from odoo.addons.dealer_insurance.connectors.errors import (
    AccountLocked,
    AuthenticationError,
    ConnectorError,
    Rejected,
    Unavailable,
)

from . import simulator
from .bipro import BiproCase, refusal, soap
from .bipro_connection import PASSWORD, USER, BiproMixin
from .common import DealerCommon

REFUSED = (Rejected, "refused")
PERMISSION = (Rejected, "permission")
NOTHING = (Rejected, "nothing")
GONE = (Rejected, "gone")
PAST = (Rejected, "past")
CATEGORY = (Rejected, "category")
UNKNOWN = (Rejected, "unknown")
TOKEN = (TokenInvalid, "token")
OUTAGE = (Unavailable, "outage")
CREDENTIALS = (AuthenticationError, "credentials")
EXPIRED = (AuthenticationError, "password_expired")
LOCKED = (AccountLocked, "locked")
# A login that was refused, nobody knows why: a person looks, for the next attempt may lock the account.
UNTOLD = (AuthenticationError, "refused")

# As the facts have them, "General" to "Other": codes, what a call meets, and what a login if that is something else.
TABLE = (
    # General
    ("00001-00002", REFUSED),
    ("00007", REFUSED),
    ("00008", REFUSED),
    ("00009", REFUSED),
    ("00010", REFUSED, UNTOLD),
    ("00103", REFUSED),
    ("00104", REFUSED),
    ("00105-00107", REFUSED, UNTOLD),
    # Header, security
    ("00900-00901", REFUSED),
    ("00905-00908", REFUSED),
    ("00909", TOKEN, REFUSED),
    ("00910-00916", REFUSED),
    ("00917-00919", TOKEN, REFUSED),
    # Provider
    ("00920", PERMISSION),
    ("00930", PERMISSION),
    ("00931", REFUSED),
    ("00932", OUTAGE),
    ("00940-00949", OUTAGE),
    # Login
    ("00960", TOKEN, CREDENTIALS),
    ("00961", CREDENTIALS),
    ("00962", TOKEN, REFUSED),
    ("00963", CREDENTIALS),
    ("00964-00965", LOCKED),
    ("00966", EXPIRED),
    # TAA, information: services that are never called here
    ("01003", REFUSED),
    ("01005", REFUSED, UNTOLD),
    ("01015", REFUSED),
    ("01030", REFUSED, UNTOLD),
    ("01100", REFUSED, UNTOLD),
    ("01101", UNKNOWN),
    ("01200-01209", REFUSED, UNTOLD),
    ("01400-01409", REFUSED, UNTOLD),
    # Transfer, deep link
    ("03000", REFUSED, UNTOLD),
    ("04000", REFUSED, UNTOLD),
    ("04001", NOTHING),
    ("04002-04004", GONE),
    ("04005", CATEGORY),
    ("04006", PAST),
    # Other
    ("99999", REFUSED, UNTOLD),
)
# What no table knows.
FOREIGN = ("", "00000", "00003", "00950", "12345", "4001", "Fehler")


def codes_of(codes):
    first, _, last = codes.partition("-")
    return [f"{number:05}" for number in range(int(first), int(last or first) + 1)]


def expectations():
    """{code: (what a call meets, what a login meets)}"""
    known = {code: (met[0], met[-1]) for codes, *met in TABLE for code in codes_of(codes)}
    return known | dict.fromkeys(FOREIGN, (REFUSED, UNTOLD))


def one_of_each_line():
    """As ``expectations``: by which code of a line an error came makes no difference to what is done about it."""
    firsts = {codes[:5] for codes, *_met in TABLE} | {"12345"}
    return {code: met for code, met in expectations().items() if code in firsts}


@tagged("post_install", "-at_install")
class TestBiproMessages(BiproCase):
    """Which error each of them becomes, as a SOAP fault and as NOK in an ordinary answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.insurer = simulator.start("bipro")
        cls.addClassCleanup(cls.insurer.stop)
        address = cls.insurer.address
        cls.own = bipro.Access(
            sts_url=f"{address}/sts",
            transfer_url=f"{address}/transfer",
            extranet_url=f"{address}/extranet",
            user=USER,
            password=PASSWORD,
        )

    def setUp(self):
        super().setUp()
        self.control("POST", "/reset")

    def control(self, method, target, content=None):
        reply = self.insurer.call(method, target, json.dumps(content) if content else None)
        self.assertLess(reply.status, 300, reply.text)

    def assert_told(self, call, operation, code, way, met):
        """The call meets the error, with the insurer's words, and is not repeated."""
        error, name = met
        self.control("DELETE", "/received")
        self.control("POST", "/messages", {"operation": operation, "code": code, "way": way})
        with self.subTest(code, operation=operation, way=way):
            with self.assert_error(error, name) as raised:
                call()
            self.assertEqual(raised.exception.params["message_id"], code)
            self.assertTrue(raised.exception.params["text"])
            self.assertEqual(len(self.insurer.received()), 1)
        self.control("DELETE", "/messages")

    def test_table_is_complete(self):
        rows = {code for row in tables.rows("messages") for code in codes_of(f"{row['first']}-{row['last']}")}
        self.assertEqual(rows, expectations().keys() - set(FOREIGN))

    def test_each_code_at_each_call(self):
        token = bipro.login(self.own)
        transfer = self.enterContext(bipro.Transfer(self.own, token))

        def fetch():
            with transfer.fetch("1"):
                pass

        for operation, call, as_good_as_done in (
            ("listShipments", transfer.list, [NOTHING]),
            ("getShipment", fetch, []),
            ("acknowledgeShipment", lambda: transfer.acknowledge("1"), [GONE, PAST]),
            ("getLinks", lambda: bipro.deep_links(self.own, token, policy_number="30471100815"), []),
        ):
            for code, (met, _by_login) in expectations().items():
                for way in ("fault", "nok"):
                    if met not in as_good_as_done:
                        self.assert_told(call, operation, code, way, met)

    def test_what_is_as_good_as_done(self):
        transfer = self.enterContext(bipro.Transfer(self.own, bipro.login(self.own)))
        for way in ("fault", "nok"):
            with self.subTest(way):
                plan = {"operation": "listShipments", "code": "04001", "way": way}
                self.control("POST", "/messages", plan)
                self.assertEqual(transfer.list(), [])
            for code in ("04002", "04003", "04004", "04006"):
                with self.subTest(code, way=way):
                    plan = {"operation": "acknowledgeShipment", "code": code, "way": way}
                    self.control("POST", "/messages", plan)
                    self.assertEqual(transfer.acknowledge("1"), "already")

    def test_each_code_at_the_login(self):
        for code, (_met, by_login) in expectations().items():
            self.assert_told(lambda: bipro.login(self.own), "RequestSecurityToken", code, "fault", by_login)

    def test_each_code_in_a_login_without_fault(self):
        """No simulator says so, for the norm has faults here."""
        answers = map(soap, map(refusal, expectations()))

        def answer(handler):
            next(answers)(handler)

        access = self.access(answer)
        for code, (_met, (error, name)) in expectations().items():
            with self.subTest(code), self.assert_error(error, name):
                bipro.login(access)
        self.assertEqual(len(self.server.calls), len(expectations()))


@tagged("post_install", "-at_install")
class TestBiproMessagesOfAConnection(BiproMixin, DealerCommon):
    """What a connection does about each: log in anew, stop, come later, or say that it was refused."""

    def calls(self):
        """{operation: number of calls} since the last time."""
        operations = [call["operation"] for call in self.simulator.received()]
        self.simulator.call("DELETE", "/received")
        return {operation: operations.count(operation) for operation in operations}

    def ask(self):
        """The error of a call, or None."""
        try:
            self.ruv._bipro_call(self._list)
        except ConnectorError as error:
            return type(error), error.code
        return None

    def _list(self, access, token):
        with bipro.Transfer(access, token) as transfer:
            return transfer.list()

    def log_out(self):
        self.env["insurance.session"].search([("connection_id", "=", self.ruv.id)]).unlink()

    def resume(self):
        """As after a person has entered the password."""
        self.ruv.bipro_password_entry = PASSWORD
        self.env.flush_all()

    def test_each_line_at_a_call(self):
        self.ask()
        for code, (met, _by_login) in one_of_each_line().items():
            error = met[0]
            with self.subTest(code):
                self.calls()
                self.answer("listShipments", code)
                if error is TokenInvalid:
                    self.assertIsNone(self.ask(), "another login helps")
                    self.assertEqual(self.calls(), {"listShipments": 2, "RequestSecurityToken": 1})
                elif met == NOTHING:
                    self.assertIsNone(self.ask())
                    self.assertEqual(self.calls(), {"listShipments": 1})
                else:
                    self.assertEqual(self.ask(), met)
                    self.assertEqual(self.calls(), {"listShipments": 1}, "nothing is tried again")
                self.assert_blocked(issubclass(error, AuthenticationError))

    def test_each_line_at_the_login(self):
        for code, (_met, by_login) in one_of_each_line().items():
            with self.subTest(code):
                self.log_out()
                self.calls()
                self.answer("RequestSecurityToken", code)
                self.assertEqual(self.ask(), by_login)
                self.assertEqual(self.calls(), {"RequestSecurityToken": 1}, "one attempt, and no call after it")
                self.assert_blocked(issubclass(by_login[0], AuthenticationError))

    def assert_blocked(self, is_blocked):
        """Whoever is blocked sends nothing; whoever is not goes on."""
        self.env.invalidate_all()
        self.assertEqual(self.ruv.state, "blocked" if is_blocked else "active")
        if is_blocked:
            self.assertEqual(self.ask()[0], AuthenticationError)
            self.assertEqual(self.calls(), {})
            self.assertTrue(self.ruv.activity_ids, "a person is told")
            self.resume()

    # A run of the scheduled action

    def assert_run(self, state, *words):
        run = self.fetch()
        self.assertEqual(run.state, state)
        for word in words:
            self.assertIn(word, run.message)
        return run

    def test_runs_stop_where_the_account_is_in_danger(self):
        for code, words in (
            ("00961", "refused the access data"),
            ("00963", "refused the access data"),
            ("00964", "locked the account"),
            ("00965", "locked the account"),
            ("00966", "password has expired"),
        ):
            for operation in ("RequestSecurityToken", "listShipments"):
                with self.subTest(code, operation=operation):
                    self.log_out()
                    self.answer(operation, code, times="always")
                    self.assert_run("failed", words)
                    self.calls()
                    self.fetch()
                    self.assertEqual(self.calls(), {})
                    self.simulator.call("DELETE", "/messages")
                    self.assert_blocked(True)

    def test_runs_come_later_where_the_insurer_is_away(self):
        for code in ("00932", "00940", "00945", "00949"):
            for operation in ("RequestSecurityToken", "listShipments"):
                with self.subTest(code, operation=operation):
                    self.log_out()
                    self.answer(operation, code)
                    self.assert_put_off(self.assert_run("postponed"))
        for fault in ("500", "503", "busy"):
            with self.subTest(fault):
                self.simulator.fault(fault, times="always")
                self.assert_put_off(self.assert_run("postponed"))
                self.simulator.call("DELETE", "/faults")

    def assert_put_off(self, run):
        """It is tried again by itself, but not at once."""
        self.assertGreater(run.retry_at, datetime.now(timezone.utc).replace(tzinfo=None) + timedelta(seconds=30))
        self.assertEqual(self.ruv.state, "active")

    def test_runs_say_what_was_refused(self):
        for code in ("00007", "00008", "00104", "01003", "01015", "99999", "12345"):
            with self.subTest(code):
                self.answer("listShipments", code)
                self.assert_run("failed", "does not answer this call", "says:")
                self.assertEqual(self.ruv.state, "active")
        for code, words in (("00930", "lacks a right"), ("04005", "categories of this length")):
            with self.subTest(code):
                self.answer("listShipments", code)
                self.assert_run("failed", words, "says:")

    def test_runs_with_nothing_new(self):
        self.answer("listShipments", "04001")
        self.assertFalse(self.assert_run("done").message)

    def test_runs_log_in_once_more(self):
        self.fill(count=2)
        for operation in ("listShipments", "getShipment", "acknowledgeShipment"):
            self.answer(operation, "00962")
        run = self.assert_run("done")
        self.assertEqual((run.fetched, run.failed), (2, 0))
        self.assertEqual(self.calls()["RequestSecurityToken"], 4)
        self.assertBooksInOrder()

    def test_shipments_that_are_done(self):
        """The insurer has given or forgotten them: nobody asks again, but whoever reads the inbox is told what is missing."""
        for operation in ("getShipment", "acknowledgeShipment"):
            for code in ("04002", "04003", "04004"):
                with self.subTest(code, operation=operation):
                    (external_id,) = self.fill()
                    self.answer(operation, code)
                    self.assert_run("done")
                    shipment = self.shipments().filtered(lambda each, wanted=external_id: each.external_id == wanted)
                    is_stored = operation == "acknowledgeShipment"
                    self.assertEqual(shipment.state, "acknowledged" if is_stored else "lost")
                    self.assertEqual(bool(shipment.document_ids), is_stored)
                    self.simulator.call("DELETE", "/shipments")
                    self.calls()
                    self.fetch()
                    self.assertEqual(self.calls(), {"listShipments": 1})
