"""One record, whose values are read when they are asked for."""

_new, _set = object.__new__, object.__setattr__


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
            self.findings.add(self.line, 'unreadable', name, record=self.part.kind, type=self.part.fields[name].type)
            return None

    def told(self, class_):
        """{name: value} of what a dataclass has of this record."""
        plan = self.part.plans[class_]
        try:
            return plan.read(self.text)
        except ValueError:
            return {field.tells: self[field.name] for field in plan.fields}


def told(class_, records):
    """{name: value} of several records that tell of the same: a later one prevails in what it does tell."""
    first, *others = records
    values = first.told(class_)
    for record in others:
        more = record.told(class_)
        values.update((name, value) for name, value in more.items() if value or name not in values)
    return values


def build(class_, records, **others):
    """A dataclass from the fields of some records that have its names; what is not told keeps its default.

    :param others: values that no field tells
    """
    values = told(class_, records) if len(records) > 1 else records[0].told(class_)
    values.update(others)
    made = _new(class_)
    # A frozen dataclass's own __init__ sets one attribute after the other: most of the time of reading.
    _set(made, '__dict__', values)
    return made
