"""One record, whose values are read when they are asked for."""

import dataclasses
from functools import lru_cache


class Record:
    """
    :ivar int line: in the file
    :ivar str text: 256 characters
    :ivar Part part: the layout
    """

    __slots__ = ('findings', 'line', 'part', 'text')

    def __init__(self, line, text, layout, findings):
        self.line = line
        self.text = text
        self.part = layout.part(text)
        self.findings = findings

    def __getitem__(self, name):
        """A value by its name in ``layout.csv``; ``None`` where the record has no such field or it is unreadable."""
        if name not in self.part.fields:
            return None
        try:
            return self.part.value(name, self.text)
        except ValueError:
            return self._unreadable(name)

    def values(self, wanted):
        """{name: value} of several fields at once, as far as this part has them; unreadable ones are left out."""
        text_names, cut_texts, names, cut, converters = self.part.plan(wanted)
        values = dict(zip(text_names, map(str.strip, cut_texts(self.text))))
        raws = cut(self.text)
        try:
            values.update(zip(names, [convert(raw) for convert, raw in zip(converters, raws)]))
        except ValueError:
            values.update(self._readable(names, raws, converters))
        return values

    def _readable(self, names, raws, converters):
        for name, raw, convert in zip(names, raws, converters):
            try:
                yield name, convert(raw)
            except ValueError:
                self._unreadable(name)

    def _unreadable(self, name):
        self.findings.add(self.line, 'unreadable', name, record=self.part.kind, type=self.part.fields[name].type)


def build(class_, records):
    """A dataclass from the fields of some records that have its names."""
    return make(class_, merged(records, names_of(class_)))


def merged(records, names):
    """{name: value} of several records that tell of the same; the first prevails."""
    values = {}
    for record in reversed(records):
        values.update(record.values(names))
    return values


def make(class_, values):
    """A dataclass of which some values are told; the others keep their defaults."""
    made = object.__new__(class_)
    # A frozen dataclass's own __init__ sets one attribute after the other: most of the time of reading.
    made.__dict__.update(values)
    return made


@lru_cache
def names_of(class_):
    return frozenset(field.name for field in dataclasses.fields(class_))
