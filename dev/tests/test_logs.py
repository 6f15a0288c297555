"""A run counts as what Odoo's log says, and a log that says nothing is no success."""

import unittest

from workbench.logs import judge

HEAD = "2026-11-21 18:00:00,000 1 {level} db odoo.addons.shop.tests.test_shop: {text}"


def log(*lines):
    return "\n".join(HEAD.format(level=level, text=text) for level, text in lines)


def summary(failed=0, errors=0, tests=1, level="INFO"):
    return level, f"{failed} failed, {errors} error(s) of {tests} tests when loading database 'db' "


class TestJudge(unittest.TestCase):
    def counts(self, *lines, **options):
        outcome = judge(log(*lines), **options)
        return outcome.passed, outcome.failed, outcome.skipped

    def test_passed(self):
        self.assertEqual(self.counts(("INFO", "Starting TestShop.test_a ... "), summary()), (1, 0, 0))

    def test_failed_test_speaks_once(self):
        lines = [
            ("INFO", "Starting TestShop.test_a ... "),
            ("ERROR", "bad query"),
            ("ERROR", "FAIL: TestShop.test_a\nTraceback\nAssertionError: 1 != 2"),
            ("ERROR", "Module shop: 1 failures, 0 errors of 1 tests "),
            summary(failed=1, level="ERROR"),
        ]
        self.assertEqual(self.counts(*lines), (0, 1, 0))
        self.assertIn("1 != 2", judge(log(*lines)).failures[0][1])

    def test_subtests_of_one_test_are_one_failure(self):
        lines = [("ERROR", f"FAIL: Subtest TestShop.test_a (number={number})\nTraceback") for number in range(3)]
        self.assertEqual(
            self.counts(("INFO", "Starting TestShop.test_a ... "), *lines, summary(3, level="ERROR")), (0, 1, 0)
        )

    def test_class_that_could_not_be_set_up(self):
        lines = [("ERROR", "ERROR: setUpClass (shop.TestShop)\nTraceback"), summary(0, 1, 0, "ERROR")]
        self.assertEqual(self.counts(*lines), (0, 1, 0))

    def test_warning_of_a_passing_test_is_a_failure_unless_allowed(self):
        lines = [("INFO", "Starting TestShop.test_a ... "), ("WARNING", "deprecated"), summary()]
        self.assertEqual(self.counts(*lines), (1, 1, 0))
        self.assertEqual(self.counts(*lines, allowed=["deprecated"]), (1, 0, 0))

    def test_skipped(self):
        lines = [
            ("INFO", "Starting TestShop.test_a ... "),
            ("INFO", "skipped TestShop.test_a : needs a shop"),
            summary(),
        ]
        self.assertEqual(self.counts(*lines), (0, 0, 1))

    def test_tour_without_a_browser_is_a_failure(self):
        reason = "skipped TestShop.test_a : Failed to detect chrome devtools port after 10.0s."
        self.assertEqual(self.counts(("INFO", "Starting TestShop.test_a ... "), ("INFO", reason), summary()), (0, 1, 1))

    def test_nothing_ran(self):
        self.assertEqual(self.counts(summary(tests=0)), (0, 1, 0))

    def test_did_not_finish(self):
        self.assertEqual(self.counts(("INFO", "Starting TestShop.test_a ... ")), (0, 1, 0))


if __name__ == "__main__":
    unittest.main()
