"""Bytes -> records of 256 characters, a chunk at a time."""

from itertools import count
from operator import itemgetter

from ..archive import DAMAGES
from .encoding import decoded
from .errors import Unreadable
from .layout import HEAD, RECORDS, WIDTH

_CHUNK = 1 << 18
# Longer lines are records without line ends.
_LONGEST_LINE = 1 << 12
_BLANKS = " \r"
_UTF8_MARK = "\xef\xbb\xbf"
_FRAMES = ('0001', '9999')
_RECORD = HEAD['record'].place
_LINE = HEAD['line'].place
# NUL, which no database takes, the mark that ended files in DOS, and their like.
_CONTROLS_TO_BLANKS = bytes(
    32 if (value < 32 or value == 127) and value not in b"\r\n" else value for value in range(256)
)
_UNDECODABLE = "\ufffd"
_key = itemgetter(HEAD['insurer_number'].place, HEAD['number'].place)
_type = itemgetter(_RECORD)


class Budget:
    """Bytes that may still be read of a file, unpacked."""

    def __init__(self, maximum):
        self.maximum = maximum
        self.left = maximum


def items(stream, findings, budget):
    """The records of a stream, blank ones left out: [((insurer, number), record type, line, text of 256 characters)]"""
    for line, texts in _texts(stream, findings, budget):
        yield from zip(map(_key, texts), map(_type, texts), count(line), texts)


def _texts(stream, findings, budget):
    """[(line of the first, [text of 256 characters])]"""
    line = 1
    for pieces, is_clean in _lines(decoded(_chunks(stream, findings, budget))):
        if is_clean and set(map(len, pieces)) == {WIDTH}:
            yield line, pieces
            line += len(pieces)
            continue
        for piece in pieces:
            records = _records(piece, line, findings)
            yield line, records
            line += max(len(records), 1)


def is_gdv(beginning):
    """Whether a file that begins with these bytes is one of GDV records: its first line tells.

    :raise Unreadable: ``empty``
    """
    text = beginning.decode("latin-1").removeprefix(_UTF8_MARK).lstrip()
    if not text:
        raise Unreadable("empty")
    line = text[_LINE]
    return text[_RECORD] in RECORDS and (text[_RECORD] in _FRAMES or (line.isascii() and line.isdigit()))


def is_record(text):
    """Whether a text begins with a record type: four digits."""
    type_ = text[_RECORD]
    return len(type_) == 4 and type_.isascii() and type_.isdigit()


def _chunks(stream, findings, budget):
    while True:
        try:
            chunk = stream.read(_CHUNK)
        except DAMAGES:
            findings.add(0, 'broken_off')
            return
        if len(chunk) > budget.left:
            findings.add(0, 'too_large', maximum=budget.maximum)
            return
        if not chunk:
            return
        budget.left -= len(chunk)
        yield chunk.translate(_CONTROLS_TO_BLANKS)


def _lines(parts):
    """[str] -> [([lines without their ends], whether all could be decoded)]

    What has no line ends is cut into records.
    """
    rest = ""
    for part in parts:
        text = rest + part
        pieces = _split(text)
        rest = pieces.pop()
        if len(rest) > _LONGEST_LINE:
            whole = len(rest) - len(rest) % WIDTH
            pieces += _cut(rest[:whole])
            rest = rest[whole:]
        yield pieces, _UNDECODABLE not in text
    yield [rest], _UNDECODABLE not in rest


def _split(text):
    """The lines of a text, the last one without its end."""
    return _even_lines(text) or text.replace("\r\n", "\n").split("\n")


def _even_lines(text):
    """The same, if all of them are records and end alike: cutting them takes a third of what looking for ends does."""
    end = "\r\n" if "\r" in text else "\n"
    step = WIDTH + len(end)
    number = len(text) // step
    ends = [text[WIDTH + place : number * step : step] for place in range(len(end))]
    if text.count("\n") != number or ends != [character * number for character in end]:
        return None
    lines = [text[start : start + WIDTH] for start in range(0, number * step, step)]
    lines.append(text[number * step :])
    return lines


def _records(piece, line, findings):
    """The records of one line, mostly one; short ones filled up with blanks."""
    if _UNDECODABLE in piece:
        findings.add(line, 'encoding')
    stripped = piece.rstrip(_BLANKS)
    if not stripped:
        return []
    if len(stripped) <= WIDTH:
        return [stripped.ljust(WIDTH)]
    records = _cut(stripped)
    if all(map(is_record, records)):
        return [record.ljust(WIDTH) for record in records]
    findings.add(line, 'long_line')
    return records[:1]


def _cut(text):
    return [text[start : start + WIDTH] for start in range(0, len(text), WIDTH)]
