"""Where the fields of the records stand: ``layout.csv``, compiled.

A row holds for a record type and line of business ("*": every), part
(Teildatensatz) and, if it says since when, for that version of the record and
newer ones. A record type that has a row for ``record`` has a head of its own.
"""

import csv
import re
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from .values import converter

WIDTH = 256
EVERY = "*"

# A good file holds some dozen kinds of records; a bad one may invent them without end.
_KINDS_KEPT = 2048
_FOLDER = Path(__file__).parent
_VERSION = re.compile(r"([0-9])\.?([0-9])")


class Field(NamedTuple):
    """:ivar first: first byte, counted from 1"""

    record: str
    line: str
    part: str
    name: str
    first: int
    length: int
    type: str
    decimals: int
    since: tuple

    @property
    def place(self):
        return slice(self.first - 1, self.first - 1 + self.length)


class Part:
    """The fields of one part of one kind of record.

    :ivar dict fields: {name: Field}
    """

    def __init__(self, record, line, number, fields):
        self.kind = f"{record}.{line}.{number}"
        self.record = record
        self.line = line
        self.number = number
        self.fields = {field.name: field for field in fields}
        self._plans = {}

    def value(self, name, text):
        """:raise ValueError: what stands there is none of its type"""
        field = self.fields[name]
        return converter(field.type, field.decimals)(text[field.place])

    def plan(self, wanted):
        """How to read several fields at once.

        :param frozenset wanted: names; those that this part does not have are left out
        :return: names of texts, text of the record -> [raw]; names of others, -> [raw], what converts each
        """
        found = self._plans.get(wanted)
        if found is None:
            found = self._plans[wanted] = self._compile([self.fields[name] for name in self.fields if name in wanted])
        return found

    @staticmethod
    def _compile(fields):
        texts = [field for field in fields if field.type == 'text']
        others = [field for field in fields if field.type != 'text']
        converters = [converter(field.type, field.decimals) for field in others]
        return _names(texts), _cutter(texts), _names(others), _cutter(others), converters


class Layout:
    """The layout of one package.

    :param versions: {name of the version's field in 0001: version as written there}
    """

    def __init__(self, versions=None):
        self.versions = {name: parse_version(version) for name, version in (versions or {}).items()}
        self._parts = {}

    def part(self, text):
        """The part that a record (256 characters) is."""
        marks = _marks(text)
        found = self._parts.get(marks)
        if found is None:
            if len(self._parts) >= _KINDS_KEPT:
                self._parts.clear()
            record, line, *_rest = marks
            found = self._parts[marks] = self._part(record, line, part_number(record, line, text))
        return found

    def _part(self, record, line, number):
        rows = (row for row in _rows_of(record, line) if row.part in (EVERY, str(number)))
        return Part(record, line, number, filter(self._holds, rows))

    def _holds(self, row):
        version = self.versions.get(version_field(row.record, row.line))
        return not (row.since and version) or version >= row.since


def _names(fields):
    return [field.name for field in fields]


def _cutter(fields):
    """text of the record -> [raw], all in one go"""
    places = [field.place for field in fields]
    return itemgetter(*places) if len(places) > 1 else lambda text: [text[place] for place in places]


def part_number(record, line, text):
    """Which part a record is: 1 where nothing, "0" or "X" stands instead of its number."""
    places = {row.part: row.place for row in _rows_of(record, line) if row.name == 'part_number'}
    everywhere = places.pop(EVERY)
    for number, place in places.items():
        if text[place] == number:
            return int(number)
    number = text[everywhere]
    return int(number) if number in _NUMBERS else 1


def version_field(record, line):
    """The field of 0001 that tells the version of a kind of record."""
    return f"version_{record}" if line == EVERY else f"version_{record}_{line}"


def parse_version(text):
    """``"2.4"`` -> ``(2, 4)``; what is none -> ``None``"""
    found = _VERSION.fullmatch(text)
    return found and tuple(map(int, found.groups()))


def known_versions():
    """[(name of the field in 0001, oldest, newest)] of the releases that ``layout.csv`` was made from."""
    return [
        (version_field(row['record'], row['line']), parse_version(row['oldest']), parse_version(row['newest']))
        for row in _table("versions.csv")
    ]


def _table(name):
    with (_FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _field(row):
    return Field(
        row['record'],
        row['line'],
        row['part'],
        row['field'],
        int(row['first']),
        int(row['length']),
        row['type'],
        int(row['decimals'] or 0),
        parse_version(row['since']),
    )


@lru_cache(_KINDS_KEPT)
def _rows_of(record, line):
    """The head, then what holds for the record type, then for this line of business; later rows replace earlier."""
    own = [row for row in ROWS if row.record == record and row.line in (EVERY, line)]
    head = [] if any(row.name == 'record' for row in own) else [row for row in ROWS if row.record == EVERY]
    return (*head, *own)


ROWS = tuple(map(_field, _table("layout.csv")))
HEAD = {row.name: row for row in ROWS if row.record == EVERY}
RECORDS = frozenset(row.record for row in ROWS) - {EVERY}
_NUMBERS = frozenset("123456789")
_marks = itemgetter(
    HEAD['record'].place,
    HEAD['line'].place,
    *{row.name + str(row.first): row.place for row in ROWS if row.name == 'part_number'}.values(),
)
