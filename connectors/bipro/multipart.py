"""Answers of several parts (MTOM), taken apart without holding one in memory."""

from contextlib import suppress
from email.message import Message
from email.parser import BytesParser
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from .content import CHUNK_BYTES, Base64Content, Content

_MAX_HEADER_BYTES = 64 * 1024
_MAX_PARTS = 5000
_LINE_ENDS = (b"\r\n", b"\n", b"\r", b"")


class BrokenParts(Exception):
    """The parts are not what their header says, or end too early."""


class Part:
    """
    :ivar Message headers:
    :ivar Content content:
    :ivar bool is_damaged: its base64 is
    """

    def __init__(self, headers, files):
        self.headers = headers
        self._is_base64 = headers.get("Content-Transfer-Encoding", "").strip().lower() == "base64"
        self._base64 = Base64Content(files) if self._is_base64 else None
        self.content = self._base64.content if self._base64 else Content(files)

    @property
    def id(self):
        return self.headers.get("Content-ID", "").strip().removeprefix("<").removesuffix(">")

    @property
    def encoding(self):
        return self.headers.get_param("charset")

    @property
    def is_damaged(self):
        return bool(self._base64 and self._base64.is_damaged)

    def write(self, piece):
        if self._base64:
            self._base64.feed(piece.decode("latin-1"))
        else:
            self.content.write(piece)


class Attachments(dict):
    """{Content-ID: Part}"""

    def of(self, href):
        """The part that ``cid:...`` names; some write its ``@`` as ``%40``, some do not."""
        name = href.removeprefix("cid:")
        return self.get(unquote(name)) or self.get(name)


class ContentType(NamedTuple):
    """
    :ivar str name: such as ``text/xml``
    :ivar charset, boundary, start: None if they are not told
    """

    name: str
    charset: str
    boundary: str
    start: str


@lru_cache(maxsize=16)
def content_type(text):
    """Of the header's value, whose parameters may be quoted or not."""
    message = Message()
    message["Content-Type"] = text
    return ContentType(
        name=message.get_content_type(),
        charset=message.get_param("charset"),
        boundary=message.get_boundary(),
        start=message.get_param("start"),
    )


def split(file, kind, files):
    """
    :param ContentType kind:
    :param files: ExitStack that the parts live in
    :return: (Part that is the root, Attachments)
    :raise BrokenParts:
    """
    if not kind.boundary:
        raise BrokenParts
    parts = list(_parts(file, b"--" + kind.boundary.encode("latin-1", "replace"), files))
    if not parts:
        raise BrokenParts
    start = (kind.start or "").strip().removeprefix("<").removesuffix(">")
    root = next((part for part in parts if start and part.id == start), parts[0])
    return root, Attachments((part.id, part) for part in parts if part is not root)


def _parts(file, delimiter, files):
    count = 0
    is_last = _copy(file, delimiter, None)
    while not is_last:
        count += 1
        if count > _MAX_PARTS:
            raise BrokenParts
        part = Part(_headers(file), files)
        is_last = _copy(file, delimiter, part)
        part.content.file.seek(0)
        yield part


def _headers(file):
    lines, size = [], 0
    while (line := file.readline(_MAX_HEADER_BYTES)).strip():
        lines.append(line)
        size += len(line)
        if size > _MAX_HEADER_BYTES:
            raise BrokenParts
    return BytesParser().parsebytes(b"".join(lines), headersonly=True)


def _copy(file, delimiter, part):
    """Up to the next delimiter, whose preceding line end belongs to it; whether it was the last."""
    held, at_line_start = b"", True
    while line := file.readline(CHUNK_BYTES):
        if at_line_start and line.startswith(delimiter):
            with suppress(KeyError):
                return {b"": False, b"--": True}[line[len(delimiter) :].strip()]
        at_line_start = line.endswith(b"\n")
        line = held + line
        held = next(end for end in _LINE_ENDS if line.endswith(end))
        if part:
            part.write(line[: len(line) - len(held)])
    raise BrokenParts
