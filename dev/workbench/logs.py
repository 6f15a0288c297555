"""Reading Odoo's log: what was tested, what failed, what should not have been said."""

import re
from dataclasses import dataclass, field

LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (?P<level>[A-Z]+) (?P<database>\S+) (?P<logger>[^\s:]+): (?P<text>.*)"
)
STARTING = re.compile(r"^Starting (\S+) \.\.\. ?$")
SKIPPED = re.compile(r"^skipped (.+?) : (.*)$", re.DOTALL)
FAILING = re.compile(r"^(?:FAIL|ERROR): (.+)")
SUBTEST = re.compile(r"^Subtest (\S+)")
SUMMARY = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests when loading database")
# Lines that only repeat that something failed.
ECHO = re.compile(r"At least one test failed|Module \w+: \d+ failures, \d+ errors|Running the test|" + SUMMARY.pattern)
LOUD = ("WARNING", "ERROR", "CRITICAL")
# A browser that does not come up makes Odoo skip the test; here that is a failure.
NO_BROWSER = re.compile(r"chrome|chromium|browser|websocket", re.IGNORECASE)
EXCERPT_LINES = 60


@dataclass
class Record:
    level: str
    logger: str
    text: str


@dataclass
class Outcome:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    failures: list = field(default_factory=list)  # (title, excerpt)

    def fail(self, title, excerpt=""):
        self.failed += 1
        self.failures.append((title, excerpt))

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.failures += other.failures

    @property
    def line(self):
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def records(text):
    """Log records with the lines that follow them, tracebacks say."""
    current = None
    for line in text.splitlines():
        head = LINE.match(line)
        if head:
            if current:
                yield current
            current = Record(head["level"], head["logger"], head["text"])
        elif current:
            current.text += "\n" + line
    if current:
        yield current


def loud(text, allowed=()):
    """Records that a clean run does not have."""
    return [record for record in records(text) if is_loud(record, allowed)]


def is_loud(record, allowed=()):
    said = f"{record.logger}: {record.text}"
    return record.level in LOUD and not any(re.search(pattern, said) for pattern in allowed)


def judge(text, allowed=()):
    """What the log of a test run tells. `allowed`: patterns of warnings that are no failures."""
    outcome = Outcome()
    current = None  # the test that is running
    started, skipped, failing = set(), set(), set()
    noise = []  # (test, record): loud lines, and the test during which they were logged
    for record in records(text):
        if match := STARTING.match(record.text):
            current = (record.logger, match[1])
            started.add(current)
        elif record.level == "INFO" and (match := SKIPPED.match(record.text)):
            skipped.add((record.logger, match[1]))
            if NO_BROWSER.search(match[2]):
                outcome.fail(f"{match[1]} (no browser)", match[2])
        elif record.level == "ERROR" and (match := FAILING.match(record.text)):
            title = match[1].strip()
            subtest = SUBTEST.match(title)
            test = (record.logger, subtest[1] if subtest else title)
            if test not in failing or not subtest:  # of many subtests, the first one speaks
                outcome.fail(f"{record.logger.removeprefix('odoo.addons.')}: {title}", shortened(record.text))
            failing.add(test)
        elif is_loud(record, allowed) and not ECHO.search(record.text):
            noise.append((current, record))
    for test, record in noise:
        if test not in failing:  # a failed test has said enough
            outcome.fail(f"{record.level} in the log, from {record.logger}", shortened(record.text))
    finished = SUMMARY.search(text)
    if not finished:
        started.discard(current)
    outcome.skipped = len(skipped)
    outcome.passed = len(started - skipped - failing)
    if not finished:
        outcome.fail("Odoo did not finish the tests", "\n".join(text.splitlines()[-25:]))
    elif not started and not failing:
        outcome.fail("No test ran: is the tag right?")
    return outcome


def shortened(text):
    lines = text.strip().splitlines()
    if len(lines) > EXCERPT_LINES:
        half = EXCERPT_LINES // 2
        lines = [*lines[:half], f"… {len(lines) - 2 * half} lines …", *lines[-half:]]
    return "\n".join(line[:400] for line in lines)
