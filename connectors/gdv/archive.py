"""A file as it comes, or the files of a ZIP archive: never unpacked to disk or into memory."""

import io
import lzma
import struct
import zipfile
import zlib
from functools import partial

from .errors import Unreadable

MAX_BYTES = 1 << 30  # about four million records
MAX_ARCHIVE_BYTES = 1 << 27
MAX_MEMBERS = 100

DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED = 0x1


def members(file):
    """The files to read: [(name, function that opens it)]; name "" without an archive.

    :param file: binary, seekable
    :raise Unreadable: ``zip_damaged``, ``zip_empty``, ``zip_encrypted``, ``too_large``
    """
    signature = file.read(len(_SIGNATURES[0]))
    file.seek(0)
    if signature not in _SIGNATURES:
        return [("", partial(_rewound, file))]
    archive = _archive(file)
    infos = [info for info in archive.infolist() if not info.is_dir()][:MAX_MEMBERS]
    if not infos:
        raise Unreadable("zip_empty")
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise Unreadable("zip_encrypted")
    return [(info.filename, partial(archive.open, info)) for info in infos]


def _rewound(file):
    file.seek(0)
    return file


def _archive(file):
    size = file.seek(0, io.SEEK_END)
    if size > MAX_ARCHIVE_BYTES:
        raise Unreadable("too_large", maximum=MAX_ARCHIVE_BYTES)
    file.seek(0)
    try:
        return zipfile.ZipFile(file)
    except DAMAGES:
        raise Unreadable("zip_damaged") from None
