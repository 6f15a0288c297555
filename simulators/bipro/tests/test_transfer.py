"""Queues of the BiPRO simulator, and what its books reveal."""

import contextlib
import http.client
import json

from .case import NAMESPACES, OTHER, USER, VERSION, BiproCase


class TestQueue(BiproCase):
    def test_nothing_new(self):
        told = self.transfer("listShipments")
        self.assertEqual((told.status, told.text("StatusID"), told.code), (200, "OK", "04001"))
        for way in ("nok", "fault"):
            self.post("/settings", {"nothing_new": way})
            self.assertRefused(self.transfer("listShipments"), "04001", as_fault=way == "fault")

    def test_list_get_acknowledge(self):
        [one] = self.fill(policy_number="30471100815", size=5000)
        self.assertEqual(self.ids(), [one])
        told = self.get(one)
        self.assertEqual((told.code, told.text("Versicherungsscheinnummer")), ("04000", "30471100815"))
        [document] = told.documents()
        self.assertEqual((len(document), document[:5]), (5000, b"%PDF-"))
        self.assertEqual(document, self.program.call("GET", f"/raw/{one}/0").body)
        self.assertEqual(self.acknowledge(one).code, "04000")
        self.assertEqual(self.ids(), [])
        self.assertRefused(self.get(one), "04002")
        self.assertRefused(self.acknowledge(one), "04002")
        self.post("/settings", {"repeat_code": "04004"})
        self.assertRefused(self.acknowledge(one), "04004")
        books = self.books()["shipments"][0]
        self.assertEqual([books[name] for name in ("whole", "acknowledged", "repeated", "finding")], [1, 1, 2, ""])

    def test_a_queue_for_each_user(self):
        self.fill(user=OTHER[0], id="FREMD")
        self.assertEqual((self.ids(), self.ids(user=OTHER)), ([], ["FREMD"]))
        self.assertRefused(self.get("FREMD"), "04003")
        self.assertRefused(self.acknowledge("FREMD"), "04003")
        self.assertEqual(self.get("FREMD", OTHER).code, "04000")

    def test_categories(self):
        for category in ("100007000", "100008000", "999010010"):
            self.fill(category=category, id=category)
        for category, found in (
            ("100", ["100007000", "100008000"]),
            ("100007", ["100007000"]),
            ("999010010", ["999010010"]),
            ("999999999", ["100007000", "100008000", "999010010"]),
            ("160", []),
        ):
            self.assertEqual(self.ids(category), found, category)
        self.post("/settings", {"category_digits": [9]})
        told = self.transfer("listShipments", "<tran:KategorieDerLieferung>100</tran:KategorieDerLieferung>")
        self.assertRefused(told, "04005")

    def test_no_longer_available(self):
        [one] = self.fill(available_until="2020-01-31")
        self.assertEqual(self.ids(), [])
        self.assertRefused(self.get(one), "04006")

    def test_flag_that_includes_acknowledged_ones(self):
        [one] = self.fill()
        self.get(one)
        self.acknowledge(one)
        self.assertEqual((self.ids(), self.ids(confirm="true")), ([], [one]))

    def test_flag_that_acknowledges(self):
        self.post("/settings", {"confirm": "confirm"})
        [one] = self.fill()
        self.ids(confirm="false")
        self.assertEqual(self.books()["findings"], [])
        self.assertEqual(self.ids(confirm="true"), [one])
        self.assertEqual(self.ids(), [])
        self.assertEqual(len(self.books()["findings"]), 1)
        self.assertEqual(self.get(one).code, "04000")

    def test_flag_that_must_or_must_not_be(self):
        def code(rest):
            return self.transfer("listShipments", rest).code

        flag = "<tran:BestaetigeLieferungen>{}</tran:BestaetigeLieferungen>"
        self.post("/settings", {"confirm_flag": "required"})
        self.assertEqual([code(""), code(flag.format("false")), code(flag.format("true"))], ["00007", "00007", "04001"])
        self.post("/settings", {"confirm_flag": "forbidden"})
        self.assertEqual([code(""), code(flag.format("false"))], ["04001", "00007"])

    def test_consumer(self):
        consumer = "<nac:ConsumerID>Autohaus</nac:ConsumerID>"
        self.post("/settings", {"consumer_id": "required"})
        self.assertRefused(self.transfer("listShipments"), "00007")
        self.assertEqual(self.transfer("listShipments", consumer).code, "04001")

    def test_schema(self):
        for rest in (
            "<tran:BestaetigeLieferungen>true</tran:BestaetigeLieferungen>"
            "<tran:KategorieDerLieferung>100</tran:KategorieDerLieferung>",
            "<tran:KategorieDerLieferung>1000</tran:KategorieDerLieferung>",
            "<tran:BestaetigeLieferungen>ja</tran:BestaetigeLieferungen>",
            "<tran:Versicherungsscheinnummer>30471100815</tran:Versicherungsscheinnummer>",
            "<nac:KategorieDerLieferung>100</nac:KategorieDerLieferung>",
        ):
            self.assertRefused(self.transfer("listShipments", rest), "00007")
        body = f"<tran:listShipments {NAMESPACES}><tran:Request/></tran:listShipments>"
        self.assertRefused(self.soap("/transfer", "urn:listShipments", self.token(), body), "00007")
        doctype = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
        reply = self.program.call("POST", "/transfer", doctype, Content_Type="text/xml", SOAPAction='""')
        self.assertIn("document type", reply.text)

    def test_release_2_1(self):
        [one] = self.fill(shape="capital")
        self.assertEqual(self.transfer("ListShipments").texts("ID"), [one])
        version = VERSION.replace("nac:", "all:")
        body = f"<tran:GetShipment {NAMESPACES}><tran:Request>{version}<tran:ID>{one}</tran:ID></tran:Request></tran:GetShipment>"
        told = self.soap("/transfer", "urn:getShipment", self.token(), body)
        self.assertEqual(told.root[0][0].tag, "{http://www.bipro.net/namespace/transfer}GetShipmentResponse")


class TestBooks(BiproCase):
    def entry(self):
        return self.books()["shipments"][0]

    def test_acknowledged_unseen(self):
        [one] = self.fill()
        self.acknowledge(one)
        self.assertEqual(self.entry()["finding"], "acknowledged, but never delivered whole")

    def test_the_answer_broke(self):
        for fault in ("truncated", "drop", "500", "rubbish"):
            self.post("/reset", {})
            self._tokens.clear()
            [one] = self.fill(size=100_000)
            self.token()
            self.program.fault(fault, after=True)
            with self.subTest(fault):
                with contextlib.suppress(http.client.HTTPException):
                    self.get(one)
                self.assertEqual([self.entry()[name] for name in ("asked", "whole")], [1, 0])
                self.acknowledge(one)
                self.assertEqual(len(self.books()["findings"]), 1)

    def test_a_cut_shipment(self):
        [one] = self.fill(shape="cut mtom")
        with self.assertRaises(http.client.IncompleteRead):
            self.get(one)
        self.assertEqual(self.entry()["whole"], 0)

    def test_acknowledged_although_spoiled(self):
        [one] = self.fill(shape="wrong-checksum")
        self.get(one)
        self.acknowledge(one)
        self.assertEqual(self.entry()["finding"], "acknowledged, although it cannot be stored")

    def test_delivered_again(self):
        [one] = self.fill()
        for _ in range(3):
            self.get(one)
        self.assertEqual((self.entry()["whole"], self.books()["totals"]["again"]), (3, 2))

    def test_messages(self):
        [one] = self.fill()
        self.post("/messages", {"operation": "getShipment", "code": "00940", "way": "nok", "times": 2})
        self.assertRefused(self.get(one), "00940", as_fault=False)
        self.assertRefused(self.get(one), "00940", as_fault=False)
        self.assertEqual(self.get(one).code, "04000")
        self.post("/messages", {"operation": "RequestSecurityToken", "code": "00965", "times": "always"})
        self.assertRefused(self.login(), "00965")
        self.program.call("DELETE", "/messages")
        self.assertEqual(self.login().status, 200)

    def test_overload(self):
        self.token()
        self.program.fault("busy")
        told = self.transfer("listShipments")
        self.assertEqual((told.status, told.headers["Retry-After"]), (429, "30"))

    def test_received_names_operation_and_code(self):
        self.get("UNBEKANNT")
        record = self.program.received()[-1]
        self.assertEqual([record[name] for name in ("operation", "user", "shipment", "code")],
                         ["getShipment", USER[0], "UNBEKANNT", "04003"])  # fmt: skip

    def test_what_is_no_order(self):
        for door, content in (
            ("/settings", {"lifetime": "ever"}),
            ("/settings", {"unknown": 1}),
            ("/shipments", {"category": "1"}),
            ("/shipments", {"shape": "round"}),
            ("/shipments", {"documents": [{"kind": "film"}]}),
            ("/users", {USER[0]: {"state": "away"}}),
            ("/messages", {"operation": "setOffer", "code": "00001"}),
            ("/faults", {"fault": "flood"}),
        ):
            self.assertEqual(self.program.call("POST", door, json.dumps(content)).status, 400, door)

    def test_page(self):
        [one] = self.fill()
        self.get(one)
        page = self.program.call("GET", "/").text
        self.assertIn(one, page)
        self.assertIn("getShipment", page)
        self.assertNotIn(USER[1], page)
