"""Whoever works on documents while they are fetched does not stop that, and what they have decided stays."""

import sys
import unittest

from shell_case import ShellCase

from workbench import settings

sys.path.insert(0, str(settings.CHECKOUT / "simulators"))
from common.testing import Program

SHIPMENTS = 5


class TestBiproPeople(ShellCase):
    topic = "bipro-people"

    def test_assigned_while_it_is_fetched(self):
        simulator = Program("bipro", "--fill", f"{SHIPMENTS}:2000")
        try:
            found = self.work("bipro_people_worker.py", ADDRESS=simulator.address)
        finally:
            simulator.stop()
        self.assertEqual(found["states"], ["acknowledged"] * SHIPMENTS)
        self.assertEqual(found["assignments"], ["manual"] * SHIPMENTS)
        self.assertEqual((found["persons"], found["documents"]), (SHIPMENTS, SHIPMENTS))
        with self.subTest("no statement that failed stands in the log, with what it would have written"):
            self.assertEqual(found["quoted"], [])


if __name__ == "__main__":
    unittest.main()
