"""A file as it comes, or the files of a ZIP archive: never unpacked to disk or into memory."""

import io
import zipfile
from functools import partial

from ..archive import DAMAGES, count_members, files_of, is_encrypted, is_packed_as_usual
from .errors import Unreadable

MAX_BYTES = 1 << 30  # about four million records
MAX_ARCHIVE_BYTES = 1 << 27
MAX_MEMBERS = 1000

NAMELESS = "?"
_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_CHUNK = 1 << 18


def members(file):
    """The files to read: [(name, function that opens it)]; name "" without an archive.

    :param file: binary, seekable
    :raise Unreadable: ``too_large``, or what begins with ``zip_``
    """
    signature = file.read(len(_SIGNATURES[0]))
    file.seek(0)
    if signature not in _SIGNATURES:
        return [("", partial(_rewound, file))]
    archive = _archive(file)
    infos = files_of(archive)
    if not infos:
        raise Unreadable("zip_empty")
    if any(map(is_encrypted, infos)):
        raise Unreadable("zip_encrypted")
    if not all(map(is_packed_as_usual, infos)):
        raise Unreadable("zip_method")
    return [(info.filename or NAMELESS, partial(archive.open, info)) for info in infos]


def _rewound(file):
    file.seek(0)
    return file


def _archive(file):
    size = file.seek(0, io.SEEK_END)
    if size > MAX_ARCHIVE_BYTES:
        raise Unreadable("too_large", maximum=MAX_ARCHIVE_BYTES)
    file.seek(0)
    if count_members(iter(partial(file.read, _CHUNK), b"")) > MAX_MEMBERS:
        raise Unreadable("zip_many", maximum=MAX_MEMBERS)
    try:
        return zipfile.ZipFile(file)
    except DAMAGES:
        raise Unreadable("zip_damaged") from None
