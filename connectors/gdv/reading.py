"""A file -> its contracts, one at a time."""

# Odoo's own groupby, which linters propose, would hold the whole file in memory.
from itertools import groupby as runs
from itertools import islice
from operator import itemgetter

from ..archive import DAMAGES
from .archive import MAX_BYTES, members
from .collector import MAX_RECORDS, Collector
from .errors import Unreadable
from .findings import Findings
from .reader import Budget, is_gdv, items

_BEGINNING = 1 << 12
_key = itemgetter(0)


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
    :ivar list packages: those begun so far, the first thousand: [Package]
    """

    def __init__(self, file, max_bytes):
        self.findings = Findings()
        self.packages = []
        self._budget = Budget(max_bytes)
        self._files = [(name, open_) for name, open_ in members(file) if _is_gdv(name, open_)]
        if not self._files:
            raise Unreadable("no_gdv")

    def __iter__(self):
        for name, open_ in self._files:
            self.findings.file = name
            yield from self._contracts(open_())

    def _contracts(self, stream):
        collector = Collector(self.packages, self.findings)
        records = items(stream, self.findings, self._budget)
        for key, run in runs(records, _key):
            while portion := list(islice(run, MAX_RECORDS)):
                yield from collector.take(key, portion)
        yield from collector.end()


def _is_gdv(name, open_):
    if not name:
        return is_gdv(open_().read(_BEGINNING))
    try:
        beginning = open_().read(_BEGINNING)
    except DAMAGES:
        raise Unreadable("zip_damaged") from None
    return bool(beginning.strip()) and is_gdv(beginning)
