"""Documents come exactly once, however often and wherever the process that fetches them is killed."""

import sys
import unittest

from shell_case import ShellCase

from workbench import settings

sys.path.insert(0, str(settings.CHECKOUT / "simulators"))
from common.testing import Program

SHIPMENTS, RUNS = 1500, 50
GROUP = 100  # that are acknowledged before it is noted


class TestBiproKill(ShellCase):
    topic = "bipro-kill"

    def test_killed_at_any_point(self):
        simulator = Program("bipro", "--fill", f"{SHIPMENTS}:2000")
        try:
            found = self.work("bipro_kill_worker.py", ADDRESS=simulator.address, RUNS=RUNS)
        finally:
            simulator.stop()
        books, user = found["books"], found["books"]["users"]["rmp100001"]
        self.assertGreater(found["killed"], RUNS * 0.8)
        with self.subTest("none is lost, none comes twice"):
            self.assertEqual(found["states"], {"acknowledged": SHIPMENTS})
            self.assertEqual(
                (found["shipments"], found["documents"], found["most_documents"]), (SHIPMENTS, SHIPMENTS, 1)
            )
            self.assertEqual(found["same_contents"], SHIPMENTS)
        with self.subTest("none is acknowledged unstored"):
            self.assertEqual(found["unstored"], 0)
            self.assertEqual(books["findings"], [])
        with self.subTest("acknowledged once, but for groups of those killed before they could note it"):
            self.assertEqual(books["totals"]["acknowledged"], SHIPMENTS)
            self.assertLess(books["totals"]["repeated"], found["killed"] * GROUP)
        with self.subTest("one login for all"):
            self.assertEqual((user["logins"], user["wrong_logins"]), (1, 0))


if __name__ == "__main__":
    unittest.main()
