"""A file -> its contracts, one at a time."""

from operator import itemgetter

from .archive import DAMAGES, MAX_BYTES, members
from .collector import MAX_RECORDS, Collector
from .errors import Unreadable
from .findings import Findings
from .layout import HEAD
from .reader import Budget, is_gdv, texts

_BEGINNING = 1 << 12
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


def _is_gdv(name, open_):
    if not name:
        return is_gdv(open_().read(_BEGINNING))
    try:
        beginning = open_().read(_BEGINNING)
    except DAMAGES:
        raise Unreadable("zip_damaged") from None
    return bool(beginning.strip()) and is_gdv(beginning)
