"""`make soak` says so where books do not balance. The people and faults themselves are shown by running it."""

import unittest
from collections import Counter
from types import SimpleNamespace

from workbench.soak import report
from workbench.soak.books import Books
from workbench.soak.client import Page
from workbench.soak.trouble import PLACES, faults, is_sound

SENT, LOST, FOREIGN = "sent", "lost", "foreign"


class Insurer:
    """Answers as a simulator's machine interface does."""

    def __init__(self, answers):
        self._answers = answers

    def json(self, method, path):
        return self._answers[path]


class Odoo:
    """Finds what is given for each model."""

    def __init__(self, records):
        self._records = records

    def find(self, model, domain, *names, **options):
        return self._records.get(model, [])


def application(number, state="submitted", vehicle=1):
    return {
        "id": 7,
        "state": state,
        "vehicle_id": [vehicle, ""],
        "sequence_number": number,
        "contract_number": f"6{vehicle}",
        "handover_id": [5, ""],
    }


def callback(reference, state="accepted", car=1):
    return {"id": 5, "reference": reference, "mode": "callback", "state": state, "partner_id": [1], "vehicle_id": [car]}


class TestSoakBooks(unittest.TestCase):
    def books(self, taken=(), arrived=(), **records):
        answers = {"/books": {"applications": {number: {"contract_number": number} for number in taken}}}
        wertgarantie = Insurer(answers)
        shop = SimpleNamespace(
            plan={"company": 1, "bikes": [1, 2], "customers": [1], "cars": [1]},
            wertgarantie=wertgarantie,
            simulators={"wertgarantie": wertgarantie},
            callbacks_arrived=lambda: dict.fromkeys(arrived, "CC-1"),
        )
        books = Books(shop, Odoo(records), None)
        books._applications = records.get("applications", [])
        books._handovers = records.get("handovers", [])
        return books

    def assertWrong(self, line, *words):
        self.assertFalse(line.balances)
        for each in words:
            self.assertIn(each, "\n".join(line.wrong))

    def test_balanced(self):
        books = self.books([SENT], [SENT], applications=[application(SENT)], handovers=[callback(SENT)])
        self.assertTrue(books._applications_once().balances)
        self.assertTrue(books._callbacks().balances)

    def test_applications(self):
        ours = [application(SENT), application(LOST), application(None, "unknown", 2)]
        line = self.books([SENT, FOREIGN], applications=ours)._applications_once()
        self.assertWrong(
            line, f"{FOREIGN}, and Odoo does not know", "never arrived", "insured 2 times", "still unknown"
        )

    def test_policies(self):
        self.assertWrong(self.books([SENT])._policies(), f"0 policies {SENT}")
        line = self.books(**{"insurance.policy": [{"number": FOREIGN}]})._policies()
        self.assertWrong(line, f"policy {FOREIGN} without application")

    def test_callbacks(self):
        ours = [callback(SENT), callback(SENT * 2), callback(LOST, "unknown", 2)]
        line = self.books(arrived=[SENT, LOST, FOREIGN], handovers=ours)._callbacks()
        self.assertWrong(
            line,
            f"{FOREIGN} arrived without evidence",
            f"{LOST} is unknown, but has arrived",
            f"{SENT * 2} is accepted, but never arrived",
            "asked for 2 times",
        )

    def test_logins(self):
        self.assertTrue(Books._wrong_logins("BiPRO", 1, 1).balances)
        self.assertWrong(Books._wrong_logins("BiPRO", 2, 1), "2 wrong logins")

    def test_report(self):
        lines = [self.books([SENT])._policies(), Books._wrong_logins("BiPRO", 1, 1)]
        soak = SimpleNamespace(done=Counter({"finalised": 3}), shop=SimpleNamespace(sentences=Counter({"Wait.": 2})))
        text = report(lines, soak)
        for words in ("| NO ", "| yes ", "- finalised: 3", "- 2 × Wait.", f"0 policies {SENT}"):
            self.assertIn(words, text)


class TestSoakTrouble(unittest.TestCase):
    def test_no_fault_hides_a_refused_login(self):
        for simulator in PLACES:
            late = [fault["address"] for fault in faults(simulator) if fault["after"]]
            self.assertTrue(late)
            self.assertFalse({"/sts", "/login.pl"} & set(late))

    def test_spoiled_shipments(self):
        self.assertTrue(is_sound({"shape": "mtom zip"}))
        self.assertFalse(is_sound({"shape": "missing-part mtom"}))

    def test_first_form_of_a_page(self):
        page = Page(
            b"<form action='/there'><input type=hidden name=a value='1 &amp; 2'><button>x</button></form>"
            b"<form action='/elsewhere'><input type=hidden name=b value=3></form>"
        )
        self.assertEqual((page.address, page.body), ("/there", "a=1+%26+2"))


if __name__ == "__main__":
    unittest.main()
