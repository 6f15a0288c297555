"""A package: what one insurer sends at one time, between 0001 and 9999."""

from .layout import Layout, known_versions
from .lazy import lazy
from .model import Trailer
from .records import Record, build

_PLAIN_LAYOUT = Layout()
_MAX_HEADER = 9


class Package:
    """
    :ivar int line: where it begins in the file
    :ivar int counted: records read so far, 0001 and 9999 not counted
    :ivar Trailer trailer: ``None`` until it was read, and if there is none

    The format tells nowhere whether a package holds all contracts or changes only.
    """

    def __init__(self, line, findings):
        self.line = line
        self.counted = 0
        self.trailer = None
        self.findings = findings
        self._header = []

    def add_header(self, line, text):
        if len(self._header) < _MAX_HEADER:
            self._header.append(Record(line, text, _PLAIN_LAYOUT, self.findings))

    def close(self, line, text):
        """Takes the trailer."""
        self.trailer = build(Trailer, [Record(line, text, self.layout, self.findings)])
        stated = self.trailer.record_count
        if stated is not None and stated != self.counted:
            self.findings.add(line, 'record_count', 'record_count', stated=stated, counted=self.counted)

    @property
    def is_complete(self):
        """Whether it has a trailer: without one it may have been cut off, and what it lacks may exist."""
        return self.trailer is not None

    @property
    def insurer_number(self):
        """Company number (BaFin)."""
        return self._value('insurer_number')

    @property
    def sender(self):
        return self._value('sender')

    @property
    def recipient(self):
        return self._value('recipient')

    @property
    def agency(self):
        return self._value('agency')

    @property
    def sender_kind(self):
        return self._value('sender_kind')

    @property
    def recipient_kind(self):
        return self._value('recipient_kind')

    @property
    def period_start(self):
        """date, PartialDate or None"""
        return self._date('period_start')

    @property
    def period_end(self):
        """date, PartialDate or None"""
        return self._date('period_end')

    @lazy
    def versions(self):
        """{name of the field in 0001: version as written}, e.g. ``{'version_0200': "2.4"}``"""
        values = {}
        for record in self._header:
            values |= {name: record[name] for name in record.part.fields if name.startswith('version_')}
        return {name: version for name, version in values.items() if version}

    @lazy
    def layout(self):
        return Layout(self.versions)

    def check_versions(self):
        for name, oldest, newest in known_versions():
            version = self.layout.versions.get(name)
            if version and not oldest <= version <= newest:
                self.findings.add(
                    self.line, 'version', name, record=name.removeprefix('version_'), version=self.versions[name]
                )

    def _date(self, name):
        return self._header[0][name] if self._header else None

    def _value(self, name):
        return self._header[0][name] if self._header else ""
