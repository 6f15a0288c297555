"""Faults, journal and log of the CoverCheck simulator."""

import http.client
import json
import time

from common.testing import Program

from .. import contract
from .case import CHECK_ID, FORM, SimulatorCase, encode, handover


class TestFaults(SimulatorCase):
    def kept(self):
        return ["acknowledgement" in record for record in self.program.received()]

    def test_drop(self):
        for after in (False, True):
            self.program.forget()
            self.program.fault("drop", after=after)
            with self.assertRaises(http.client.RemoteDisconnected):
                self.post(fields := handover())
            record = self.program.received()[0]
            self.assertEqual((self.kept(), record["status"], record["mode"]), ([after], 0, "callback"))
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
            program = Program("covercheck", "--seed", "3", "--fault", "503:times=always,probability=0.5")
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
                      '{"fault": "busy", "after": true}', '{"fault": ["x"]}',
            '{"fault": "500", "address": "/"}'):  # fmt: skip
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
        program = Program("covercheck")
        fields = handover()
        headers = {"Content_Type": FORM}
        program.call("POST", "/callback?name=Beispiel", encode(fields), **headers)
        program.call("POST", "/callback", encode(fields), **headers)
        program.call("POST", "/Beispiel", encode(fields), **headers)
        location = program.call("POST", "/portal", encode(handover("advice")), **headers).headers["Location"]
        program.call("GET", location)
        log = program.stop()
        self.assertEqual(program.returncode, 0)
        for value in ("Beispiel", "Gummersbach", "1981-", "(151)", location, CHECK_ID):
            self.assertNotIn(value, log)
        self.assertIn(f"POST /callback 201 {fields['reference']}", log)
        self.assertIn("POST (unknown) 404 ", log)

    def test_listens_on_loopback_only(self):
        self.assertTrue(self.program.address.startswith("http://127.0.0.1:"))
