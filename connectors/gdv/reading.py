"""A file -> its contracts, one at a time."""

from itertools import takewhile
from operator import itemgetter

from .archive import DAMAGES, MAX_BYTES, members
from .contracts import Contract
from .errors import Unreadable
from .findings import Findings
from .layout import HEAD, RECORDS
from .package import Package
from .reader import Budget, is_gdv, is_record, texts

# A contract has some records, a fleet some thousands; beyond that, memory comes first.
MAX_RECORDS = 100_000

_BEGINNING = 1 << 12
_HEADER, _PARTNER, _TERMS, _TRAILER = '0001', '0100', '0200', '9999'

_head = itemgetter(HEAD['record'].place, HEAD['insurer_number'].place, HEAD['number'].place)


def read(file, max_bytes=MAX_BYTES):
    """The contracts of a GDV file, or of a ZIP archive of such files.

    :param file: binary, seekable; stays open
    :param max_bytes: of the file, unpacked; what is beyond is left out
    :rtype: Reading
    :raise Unreadable: any of its ``CODES``
    """
    return Reading(file, max_bytes)


class Reading:
    """Iterates once over the contracts, in the order of the file, in constant memory.

    What concerns a single field is found when the field is asked for.

    :ivar Findings findings: what was odd so far
    :ivar list packages: those begun so far: [Package]
    """

    def __init__(self, file, max_bytes):
        self.findings = Findings()
        self.packages = []
        self._budget = Budget(max_bytes)
        self._files = [(name, open_) for name, open_ in members(file) if _is_gdv(open_)]
        if not self._files:
            raise Unreadable("no_gdv")

    def __iter__(self):
        for name, open_ in self._files:
            self.findings.file = name
            yield from self._contracts(open_())

    def _contracts(self, stream):
        collector = _Collector(self.packages, self.findings)
        lines, insurer, number, following = collector.state
        # Most records follow one of the same contract: this loop is what reading costs.
        for item in texts(stream, self.findings, self._budget):
            type_, insurer_, number_ = _head(item[1])
            if number_ == number and insurer_ == insurer and type_ in following and len(lines) < MAX_RECORDS:
                lines.append(item)
                continue
            contract = collector.take(item, type_, insurer_, number_)
            lines, insurer, number, following = collector.state
            if contract:
                yield contract
        contract = collector.end()
        if contract:
            yield contract


class _Collector:
    """Where a contract and a package begin and end."""

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
            self._key = key
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
        return sum(1 for _ in takewhile(lambda item: _head(item[1])[0] == _PARTNER, reversed(self._lines)))

    def _finish(self, kept=0):
        """The contract of the records so far; those kept begin the next one."""
        done, self._lines = self._lines[: len(self._lines) - kept], self._lines[len(self._lines) - kept :]
        self._has_terms = False
        if not kept:
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
        self._packages.append(self._package)

    def _leave_package(self):
        if self._package and not self._package.is_complete:
            self._findings.add(self._package.line, 'no_trailer')


def _is_gdv(open_):
    try:
        return is_gdv(open_().read(_BEGINNING))
    except DAMAGES as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("zip_damaged") from None
