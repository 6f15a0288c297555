"""Where the fields of the records stand: ``layout.csv``, compiled.

A row holds for a record type and line of business ("*": every), part
(Teildatensatz) and, if it says since when, for that version of the record and
newer ones. A record type that has a row for ``record`` has a head of its own.
"""

import csv
import dataclasses
import re
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from .known import Known
from .values import converter

WIDTH = 256
EVERY = "*"

# A good file holds some dozen kinds of records; a bad one may invent them without end.
_KINDS_KEPT = 2048
_MARKS_KEPT = 64
_CLASSES_KEPT = 64
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

    @property
    def tells(self):
        """What it tells of: amounts may be told twice, roughly and exactly."""
        return self.name.removesuffix('_exact').removesuffix('_rough')


class Part:
    """The fields of one part of one kind of record.

    :ivar str subject: record type and line of business: "0210.050"
    :ivar dict fields: {name: Field}
    :ivar dict plans: {dataclass: Plan}, how to read at once what it has of this part
    """

    def __init__(self, record, line, number, fields):
        self.subject = f"{record}.{line}"
        self.kind = f"{self.subject}.{number}"
        self.record = record
        self.line = line
        self.number = number
        self.fields = {field.name: field for field in fields}
        self.plans = Known(self._plan, _CLASSES_KEPT)

    def value(self, name, text):
        """:raise ValueError: what stands there is none of its type"""
        field = self.fields[name]
        return converter(field.type, field.decimals)(text[field.place])

    def _plan(self, class_):
        names = names_of(class_)
        return Plan([field for field in self.fields.values() if field.tells in names])


class Plan:
    """How to read several fields of a record at once.

    :ivar list fields: [Field]
    :ivar read: text of the record -> {what it tells of: value}; ``ValueError``: something is none of its type
    """

    def __init__(self, fields):
        self.fields = fields
        self.read = _reader(tuple(fields))


class Layout:
    """The layout of one package.

    :param versions: {name of the version's field in 0001: version as written there}
    """

    def __init__(self, versions=None):
        self.versions = {name: parse_version(version) for name, version in (versions or {}).items()}
        self._kinds = {}

    def part(self, text):
        """The part that a record (256 characters) is."""
        marks, parts = self._kinds.get(text[_KIND]) or self._new_kind(text)
        mark = marks(text)
        return parts.get(mark) or self._new_part(text, parts, mark)

    def _new_kind(self, text):
        if len(self._kinds) >= _KINDS_KEPT:
            self._kinds.clear()
        kind = self._kinds[text[_KIND]] = (_part_marks(*_key(text)), {})
        return kind

    def _new_part(self, text, parts, mark):
        record, line = _key(text)
        number = part_number(record, line, text)
        rows = (row for row in _rows_of(record, line) if row.part in (EVERY, str(number)))
        part = Part(record, line, number, filter(self._holds, rows))
        if len(parts) < _MARKS_KEPT:
            parts[mark] = part
        return part

    def _holds(self, row):
        version = self.versions.get(version_field(row.record, row.line))
        return not (row.since and version) or version >= row.since


@lru_cache(_KINDS_KEPT)
def _reader(fields):
    """A function of a single expression: a loop takes half as long again.

    It is made as ``namedtuple`` makes its own, of words that stand in our own table alone.
    """
    names, values = {}, []
    for number, field in enumerate(fields):
        names[f"place{number}"] = field.place
        names[f"convert{number}"] = converter(field.type, field.decimals)
        raw = f"text[place{number}]"
        value = f"{raw}.strip()" if field.type == 'text' else f"convert{number}({raw})"
        values.append(f"{field.tells!r}: {value}")
    return eval(f"lambda text: {{{', '.join(values)}}}", names)  # noqa: S307  # pylint: disable=eval-used


def _part_marks(record, line):
    """text of the record -> what stands where it may tell its part"""
    return itemgetter(*(row.first - 1 for row in _rows_of(record, line) if row.name == 'part_number'))


@lru_cache
def names_of(class_):
    return frozenset(field.name for field in dataclasses.fields(class_))


def part_number(record, line, text):
    """Which part a record is: 1 where nothing, "0" or "X" stands instead of its number."""
    places = {row.part: row.place for row in _rows_of(record, line) if row.name == 'part_number'}
    everywhere = places.pop(EVERY)
    # The highest first: where claims have the number of part 1, part 2 has a key of the intermediary.
    for number, place in sorted(places.items(), reverse=True):
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
_key = itemgetter(HEAD['record'].place, HEAD['line'].place)
# All that stands until there: taken at once, it says the same, and an insurer besides.
_KIND = slice(HEAD['record'].place.start, HEAD['line'].place.stop)
