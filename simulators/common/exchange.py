"""One request and its answer."""

import itertools
import json
from dataclasses import dataclass, field

LONGEST_BODY_READ = 1 << 20  # more is read and thrown away, so that the caller can still read the refusal


@dataclass(frozen=True)
class Request:
    method: str
    target: str  # as received: path and query
    headers: tuple  # (name, value), as received
    body: bytes
    length: int | None  # None: no length, or one that is no number
    caller_gone: object = field(default=lambda: False, compare=False)
    certificate: str = ""  # common name in the caller's TLS certificate

    @property
    def path(self):
        return self.target.partition("?")[0]

    @property
    def has_query(self):
        return "?" in self.target

    def header(self, name):
        """The value, or None where the header is missing or repeated."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return values[0] if len(values) == 1 else None

    def json(self):
        return json.loads(self.body or b"{}")


class Pieces:
    """A body too large to be held whole.

    :param length: in bytes
    :param make: returns an iterable of bytes, anew at each call
    """

    def __init__(self, length, make):
        self._length = length
        self._make = make

    def __len__(self):
        return self._length

    def __iter__(self):
        return iter(self._make())

    def __add__(self, more):
        return Pieces(len(self) + len(more), lambda: itertools.chain(self, pieces(more)))


def pieces(body):
    return (body,) if isinstance(body, bytes) else body


@dataclass
class Answer:
    status: int
    body: bytes | Pieces = b""
    media_type: str = ""
    headers: dict = field(default_factory=dict)
    cut: int = 0  # bytes at the end that are announced, but never sent
    announced: bool = True  # its length is
    sent: object = field(default=lambda: None, compare=False)  # called when all but the last byte was sent


DROPPED = Answer(0)  # the connection is closed without an answer


def json_answer(content, status=200, **headers):
    body = json.dumps(content, ensure_ascii=False).encode()
    return Answer(status, body, "application/json", headers)


def see_other(address):
    return Answer(303, headers={"Location": address})
