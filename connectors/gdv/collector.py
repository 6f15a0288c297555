"""Records -> where a contract and a package begin and end."""

from itertools import takewhile
from operator import itemgetter

from .contracts import Contract
from .layout import RECORDS
from .package import Package
from .reader import is_record

# A contract has some records, a fleet some thousands; beyond that, memory comes first.
MAX_RECORDS = 100_000
MAX_PACKAGES = 1000

_HEADER, _PARTNER, _TERMS, _TRAILER = '0001', '0100', '0200', '9999'
_NO_KEY = (None, None)
_type = itemgetter(1)


class Collector:
    """Takes items: ``reader.items``.

    :param list packages: takes the packages as they begin, the first ``MAX_PACKAGES``
    """

    def __init__(self, packages, findings):
        self._packages = packages
        self._findings = findings
        self._package = None
        self._in_header = False
        self._key = _NO_KEY
        self._items = []
        # Types of records within a package, and those that were told as unread.
        self._inner = set(RECORDS - {_HEADER, _TRAILER})

    def take(self, key, items):
        """Takes items of one insurer and number, at most ``MAX_RECORDS``.

        :return: [Contract], those that they end
        """
        if not self._are_ordinary(key, items):
            return self._take_each(items)
        contracts = self._finish()
        self._key, self._items = key, items
        return contracts

    def end(self):
        contracts = self._finish()
        self._leave_package()
        return contracts

    def _are_ordinary(self, key, items):
        """Whether these, as most do, only begin another contract; so they need not be looked at one by one."""
        types = list(map(_type, items))
        return (
            self._package
            and not (self._in_header or self._package.is_complete)
            and key != self._key
            and not key[1].isspace()
            and self._inner.issuperset(types)
            and (types.count(_TERMS) < 2 or sum(map(self._is_terms, items)) < 2)
        )

    def _take_each(self, items):
        for item in items:
            if self._goes_on(item):
                self._items.append(item)
            else:
                yield from self._take(item)

    def _goes_on(self, item):
        """Whether the contract goes on with this one, and nothing else is to be seen by it."""
        key, type_, _line, _text = item
        return key == self._key and type_ in self._inner and type_ != _TERMS and len(self._items) < MAX_RECORDS

    def _take(self, item):
        _key, type_, line, text = item
        if not is_record(text):
            if text.strip():
                self._findings.add(line, 'no_record')
            return ()
        if type_ == _HEADER:
            return self._take_header(line, text)
        self._enter_package(line)
        if type_ == _TRAILER:
            return self._take_trailer(line, text)
        return self._take_record(item)

    def _take_header(self, line, text):
        contracts = self._finish()
        if not self._in_header:
            self._leave_package()
            self._begin_package(line)
            self._in_header = True
        self._package.add_header(line, text)
        return contracts

    def _take_trailer(self, line, text):
        contracts = self._finish()
        self._package.close(line, text)
        return contracts

    def _take_record(self, item):
        key, type_, line, _text = item
        contracts = ()
        if key != self._key:
            contracts = self._finish()
            if not key[1].strip():
                self._findings.add(line, 'no_number', 'number')
        elif self._is_terms(item) and any(map(self._is_terms, self._items)):
            contracts = self._finish(kept=self._partners_at_end())
        elif len(self._items) >= MAX_RECORDS:
            self._findings.add(line, 'large_contract')
            contracts = self._finish()
        self._key = key
        if type_ not in self._inner:
            self._findings.add(line, 'unread_record', record=type_)
            self._inner.add(type_)
        self._items.append(item)
        return contracts

    def _is_terms(self, item):
        _key, type_, _line, text = item
        return type_ == _TERMS and self._package.layout.part(text).number == 1

    def _partners_at_end(self):
        """How many of the last records are partners: they belong to the terms that follow them."""
        return sum(1 for _ in takewhile(lambda item: item[1] == _PARTNER, reversed(self._items)))

    def _finish(self, kept=0):
        """The contract of the records so far, if any; those kept begin the next one.

        :return: [Contract]
        """
        end = len(self._items) - kept
        done, self._items = self._items[:end], self._items[end:]
        self._key = _NO_KEY
        if not done:
            return ()
        self._package.counted += len(done)
        return (Contract(self._package, done),)

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
