"""Faults, journal, books, page, log and command line of the Wertgarantie simulator."""

import http.client
import subprocess
import sys

from common.testing import SIMULATORS, Program

from .case import AGENT, FORM, PASSWORD, WertgarantieCase, application, serialized

SEND = "SET_XML_INTERFACE"


class TestFaults(WertgarantieCase):
    def taken(self):
        return len(self.books()["applications"])

    def test_before_and_after(self):
        for fault in ("500", "503", "technical", "not_ok", "fehler", "drop"):
            for after in (False, True):
                self.program.call("DELETE", "/books")
                session = self.login()["SESSION"]
                self.program.fault(fault, after=after, address=SEND)
                reply = self.spoilt(session)
                with self.subTest(fault=fault, after=after):
                    self.assertEqual(self.taken(), int(after))
                    self.assertNotEqual(reply, "0")

    def spoilt(self, session):
        """What came back: a status of HTTP, a STATUSCODE, or None."""
        data = {"SESSION": session, "FUNCTION": SEND, "SHAPING": "DEFAULT", "DATA": serialized(application())}
        try:
            reply = self.post("/callservice.pl", **data)
        except http.client.HTTPException:
            return None
        return reply.json().get("STATUSCODE") if reply.status == 200 else reply.status

    def test_at_one_call_only(self):
        self.program.fault("technical", address="GET_PRODUCT_DATA/LEGAL_DOCUMENTS", times="always")
        product = {"APPLICATION_CODE": "RAD-M", "PRODUCT_TYPE": "KOMPLETTSCHUTZ_RAD_M_2018"}
        self.result("GET_PRODUCT_DATA", "ADVERTISING_TEXT", **product)
        answer = self.call("GET_PRODUCT_DATA", "LEGAL_DOCUMENTS", DOCUMENT_TYPE="IPID", **product)
        self.assertFails(answer, "Technischer Fehler", "65")

    def test_session_expires_at_a_call(self):
        session = self.login()["SESSION"]
        self.program.fault("expired", address=SEND)
        self.assertFails(self.send(application(), session=session), "User not verified", "21")
        self.assertFails(self.call("GET_NEW_CONTRACTNUMBER", session=session), "User not verified", "21")
        self.assertEqual(self.taken(), 0)

    def test_busy(self):
        session = self.login()["SESSION"]
        self.program.fault("busy")
        reply = self.post("/checksession.pl", SESSION=session)
        self.assertEqual((reply.status, reply.headers["Retry-After"]), (429, "30"))

    def test_unknown_status_code(self):
        self.program.fault("altered", address=SEND, members={"RESULT": {"STATUS_CODE": "7", "STATUS_TEXT": "?"}})
        self.assertEqual(self.send(application())["RESULT"]["STATUS_CODE"], "7")
        self.assertEqual(self.taken(), 1)

    def test_odd_bodies(self):
        session = self.login()["SESSION"]
        for fault in ("rubbish", "oversized", "truncated"):
            self.program.fault(fault, address="GET_OBJECT_DETAILS")
            try:
                reply = self.post("/callservice.pl", SESSION=session, FUNCTION="GET_OBJECT_DETAILS")
                self.assertTrue(len(reply.body) > 1 << 20 or reply.body.startswith(b"<!DOCTYPE"))
            except http.client.IncompleteRead:
                self.assertEqual(fault, "truncated")


class TestBookkeeping(WertgarantieCase):
    def test_journal(self):
        self.login()
        root = application("S-1")
        self.send(root)
        login, *_, sent = self.program.received()
        self.assertNotIn(PASSWORD, str(self.program.received()))
        self.assertIn(["PASSWORD", "…"], login["fields"])
        self.assertEqual((sent["reference"], sent["satznummern"], sent["remarks"]), (f"{SEND}/DEFAULT", ["S-1"], []))
        self.assertNotIn("body", sent)

    def test_remarks(self):
        session = self.login()["SESSION"]
        fields = {"AGENT_NR": AGENT, "EXTENDED_RESULT": "true", "EXTRA": "1", "session": session}
        self.result("GET_AGENT_DATA", "AVAILABLE_PRODUCTS", **fields)
        root = application()
        root.find("Antrag/Kundendaten/Nachname").text = "Beispiel\xa0"
        xml = serialized(root).partition(b"?>")[2]
        self.result(SEND, session=session, DATA=xml)
        first, second = [record["remarks"] for record in self.program.received()[-2:]]
        self.assertEqual(first, ["Feld ist nicht bekannt: EXTRA"])
        self.assertEqual(second[0], "ohne XML-Deklaration")
        self.assertIn("/Kundendaten/Nachname", second[1])

    def test_books(self):
        number = self.reserve()
        books = self.books()
        self.assertEqual(books["calls"], {"LOGIN": 1, "GET_NEW_CONTRACTNUMBER/DEFAULT": 1})
        self.assertEqual((books["logins"], books["contract_numbers"]), ({"right": 1, "wrong": 0}, {number: None}))
        self.assertEqual(self.program.call("DELETE", "/books").json()["calls"], {})

    def test_page(self):
        root = application("S-1")
        root.find("Antrag/Kundendaten/Nachname").text = "<script>"
        self.send(root)
        self.program.fault("slow", address=SEND)
        text = self.program.call("GET", "/").text
        self.assertIn("Satznummer S-1", text)
        self.assertIn("Verarbeitet", text)
        self.assertNotIn("<script></td>", text)

    def test_other_sites_control_nothing(self):
        self.assertEqual(self.program.call("DELETE", "/books", Sec_Fetch_Site="cross-site").status, 403)

    def test_buttons_of_the_page(self):
        session = self.login()["SESSION"]
        self.assertEqual(self.program.call("POST", "/sessions", "", Content_Type=FORM).status, 303)
        self.assertFails(self.post("/checksession.pl", SESSION=session).json(), "User not verified", "21")
        self.assertEqual(self.program.call("POST", "/accounts", "musterrad=locked", Content_Type=FORM).status, 303)
        self.assertFails(self.login(), "User not verified", "21")


class TestProgram(WertgarantieCase):
    def test_accounts_of_ones_own(self):
        program = Program(
            "wertgarantie", "--account", "own:secret:WG:AT:12,13/one", "--account", "two:secret:XX:DE:5",
            "--locked", "two",
        )  # fmt: skip
        self.addCleanup(program.stop)
        accounts = program.call("GET", "/accounts").json()
        self.assertEqual(
            {name: account["state"] for name, account in accounts.items()}, {"own": "active", "two": "locked"}
        )

    def test_log_names_no_person(self):
        program = Program("wertgarantie")
        body = "FUNCTION=LOGIN&USER=musterrad&PASSWORD=Speichen-2026&COMPANY=WG&API=JSON"
        program.call("POST", "/login.pl", body, Content_Type=FORM)
        program.call("POST", "/callservice.pl", "FUNCTION=Beispiel&API=JSON", Content_Type=FORM)
        log = program.stop()
        self.assertIn("LOGIN", log)
        for secret in ("musterrad", PASSWORD, "Beispiel"):
            self.assertNotIn(secret, log)

    def test_wrong_options(self):
        for option in (("--account", "a:b"), ("--account", "a:b:c:DE:0"), ("--locked", "nobody"), ("--fault", "other")):
            command = [sys.executable, SIMULATORS, "wertgarantie", "--port", "0", *option]
            self.assertEqual(subprocess.run(command, capture_output=True, timeout=30).returncode, 2)
