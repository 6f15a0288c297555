"""Records -> where a contract and a package begin and end."""

from itertools import takewhile

from .contracts import Contract
from .layout import HEAD, RECORDS
from .package import Package
from .reader import is_record

# A contract has some records, a fleet some thousands; beyond that, memory comes first.
MAX_RECORDS = 100_000
MAX_PACKAGES = 1000

_HEADER, _PARTNER, _TERMS, _TRAILER = '0001', '0100', '0200', '9999'
_TYPE = HEAD['record'].place


class Collector:
    """
    :param list packages: takes the packages as they begin, the first ``MAX_PACKAGES``
    """

    def __init__(self, packages, findings):
        self._packages = packages
        self._findings = findings
        self._package = None
        self._in_header = False
        self._has_terms = False
        self._lines = []
        self._key = (None, None)
        self._following = set(RECORDS - {_HEADER, _TERMS, _TRAILER})

    @property
    def state(self):
        """The records of the current contract, its insurer and number, and which types may follow unseen."""
        return (self._lines, *self._key, self._following)

    def take(self, item, type_, insurer, number):
        """Takes a record; returns the contract that it ends, if any."""
        line, text = item
        if not is_record(text):
            if text.strip():
                self._findings.add(line, 'no_record')
            return None
        if type_ == _HEADER:
            return self._take_header(line, text)
        self._enter_package(line)
        if type_ == _TRAILER:
            return self._take_trailer(line, text)
        return self._take_record(item, type_, (insurer, number))

    def end(self):
        contract = self._finish()
        self._leave_package()
        return contract

    def _take_header(self, line, text):
        contract = self._finish()
        if not self._in_header:
            self._leave_package()
            self._begin_package(line)
            self._in_header = True
        self._package.add_header(line, text)
        return contract

    def _take_trailer(self, line, text):
        contract = self._finish()
        self._package.close(line, text)
        return contract

    def _take_record(self, item, type_, key):
        contract = None
        is_terms = type_ == _TERMS and self._package.layout.part(item[1]).number == 1
        if key != self._key:
            contract = self._finish()
            if not key[1].strip():
                self._findings.add(item[0], 'no_number', 'number')
        elif is_terms and self._has_terms:
            contract = self._finish(kept=self._partners_at_end())
        elif len(self._lines) >= MAX_RECORDS:
            self._findings.add(item[0], 'large_contract')
            contract = self._finish()
        self._key = key
        if type_ not in RECORDS and type_ not in self._following:
            self._findings.add(item[0], 'unread_record', record=type_)
            self._following.add(type_)
        self._has_terms = self._has_terms or is_terms
        self._lines.append(item)
        return contract

    def _partners_at_end(self):
        """How many of the last records are partners: they belong to the terms that follow them."""
        return sum(1 for _ in takewhile(lambda item: item[1][_TYPE] == _PARTNER, reversed(self._lines)))

    def _finish(self, kept=0):
        """The contract of the records so far; those kept begin the next one."""
        done, self._lines = self._lines[: len(self._lines) - kept], self._lines[len(self._lines) - kept :]
        self._has_terms = False
        self._key = (None, None)
        if not done:
            return None
        self._package.counted += len(done)
        return Contract(self._package, done)

    def _enter_package(self, line):
        if not self._package:
            self._begin_package(line)
            self._findings.add(line, 'no_header')
        elif self._in_header:
            self._package.check_versions()
        elif self._package.is_complete:
            self._findings.add(line, 'after_trailer')
        self._in_header = False

    def _begin_package(self, line):
        self._package = Package(line, self._findings)
        if len(self._packages) < MAX_PACKAGES:
            self._packages.append(self._package)

    def _leave_package(self):
        if self._package and not self._package.is_complete:
            self._findings.add(self._package.line, 'no_trailer')
