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
        """A value by its name in ``layout.csv``; ``None`` in records that have no such field."""
        return self.values(frozenset((name,))).get(name)

    def raw(self, name):
        """A field as it is written."""
        return self.text[self.part.fields[name].place]

    def values(self, wanted):
        """{name: value} of those of the names that this part has. What is unreadable is found, and left out."""
        names, cut, converters = self.part.plan(wanted)
        values = {}
        for name, raw, convert in zip(names, cut(self.text), converters):
            try:
                values[name] = convert(raw)
            except ValueError:
                type_ = self.part.fields[name].type
                self.findings.add(self.line, 'unreadable', name, record=self.part.kind, type=type_)
        return values


def build(class_, records):
    """A dataclass from the fields of some records that have its names."""
    return make(class_, merged(records, names_of(class_)))


def merged(records, names):
    """{name: value} of several records that tell of the same; later ones prevail."""
    values = {}
    for record in records:
        values.update(record.values(names))
    return values


def make(class_, values):
    """A dataclass from those of the values that have its names."""
    return class_(**{name: values[name] for name in values.keys() & names_of(class_)})


@lru_cache
def names_of(class_):
    return frozenset(field.name for field in dataclasses.fields(class_))
