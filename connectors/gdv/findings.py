"""What is odd in a file that can be read all the same."""

from collections import Counter
from typing import NamedTuple

CODES = {
    "no_record": "a line that begins with no record type; left out",
    "long_line": "a line longer than a record; its rest is left out",
    "encoding": "a character that is none in the encoding of the file",
    "unread_record": "record: a record type that is not read here; left aside (told once per type)",
    "no_header": "records before any header (0001)",
    "no_trailer": "a package that ends without trailer (9999): perhaps cut off",
    "after_trailer": "records after the trailer (9999) of their package",
    "record_count": "stated, counted: records between header and trailer (0001 and 9999 not counted)",
    "large_contract": "a policy number with so many records that it comes in several pieces",
    "version": "record, version: newer or older than what is known of this record",
    "unreadable": "record, type: a value that is no date, number or amount; taken as empty",
    "no_number": "records without policy number",
    "covers_unassigned": "several vehicles precede the covers: whose they are cannot be told",
    "broken_off": "the file, or its archive, cannot be read to its end",
    "too_large": "maximum: bytes that a file may have; the rest is left out",
}

# A file may be odd in every line: memory stays bounded, counts stay complete.
KEPT_PER_CODE = 200


class Finding(NamedTuple):
    """
    :ivar int line: counted from 1, blank ones too; in files without line ends: the record. 0: the file as a whole
    :ivar str field: name in ``layout.csv``, or ""
    :ivar str code: one of ``CODES``
    :ivar dict params: what the sentence about it needs, never the value, which may be personal;
        in archives also ``file``
    """

    line: int
    field: str
    code: str
    params: dict


class Findings:
    """The findings of one file, the first of each code: iterable, in the order of the file.

    :ivar Counter counts: how many there were of each code
    :ivar str file: which file of an archive is being read, or ""
    """

    def __init__(self):
        self.file = ""
        self.counts = Counter()
        self._kept = set()
        self._findings = []

    def __iter__(self):
        return iter(sorted(self._findings, key=lambda finding: (finding.params.get('file', ""), finding.line)))

    def __len__(self):
        return len(self._findings)

    def add(self, line, code, field="", **params):
        """A value that is looked at twice is found odd once."""
        if self.file:
            params['file'] = self.file
        key = (self.file, line, field, code)
        if key in self._kept:
            return
        self.counts[code] += 1
        if self.counts[code] <= KEPT_PER_CODE:
            self._kept.add(key)
            self._findings.append(Finding(line, field, code, params))
