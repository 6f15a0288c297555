"""Imports of portfolio data that are killed, and large ones: each contract comes once, whatever happens."""

import unittest

from shell_case import ShellCase

KILLED_CONTRACTS, RUNS = 300, 25
CONTRACTS = 10_000


class TestGdvImport(ShellCase):
    topic = "gdv-import"

    def assertEachOnce(self, counted, count):
        self.assertEqual(counted, dict.fromkeys(counted, count))

    def test_killed_at_any_point(self):
        found = self.work("gdv_kill_worker.py", CONTRACTS=KILLED_CONTRACTS, RUNS=RUNS)
        self.assertGreater(found["killed"], RUNS * 0.8)
        self.assertEqual((found["state"], found["last"]), ("done", 0))
        self.assertEqual(found["position"], KILLED_CONTRACTS)
        self.assertEachOnce(found["results"], KILLED_CONTRACTS)
        self.assertEachOnce(found["counted"], KILLED_CONTRACTS)

    def test_many_contracts_twice(self):
        found = self.work("gdv_twice_worker.py", CONTRACTS=CONTRACTS)
        first, second = found["first"], found["second"]
        print(f"{CONTRACTS:,} contracts: {first['seconds']} s, once more: {second['seconds']} s")
        self.assertEqual((first["state"], first["lines"]), ("done", CONTRACTS))
        self.assertEachOnce(first["results"], CONTRACTS)
        self.assertEqual((second["state"], second["lines"]), ("done", 0))
        self.assertEqual(second["results"], {"unchanged": CONTRACTS, "partners": 0, "vehicles": 0, "payments": 0})
        self.assertTrue(found["is_same"])


if __name__ == "__main__":
    unittest.main()
