"""ZIP files from outside: which of them are read at all, and what reading a damaged one raises."""

import re
import struct
import zipfile
import zlib

# By `zipfile` and what it calls, when it opens an archive, or when it reads what the archive holds.
DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
# The others are rare, and LZMA takes as much memory as the archive says.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_CENTRAL_HEADER = re.compile(rb"PK\x01\x02")


def files_of(archive):
    """[zipfile.ZipInfo], folders left out; not by its ``is_dir()``, which breaks at a name that is empty"""
    return [info for info in archive.infolist() if not info.filename.endswith("/")]


def is_encrypted(info):
    return bool(info.flag_bits & _ENCRYPTED)


def is_packed_as_usual(info):
    return info.compress_type in _METHODS


def count_members(pieces):
    """How many an archive has at the most: told before ``zipfile`` makes an object of each, however many.

    :param pieces: [bytes], the archive
    """
    count, seam = 0, b""
    for piece in pieces:
        count += len(_CENTRAL_HEADER.findall(seam + piece))
        seam = (seam + piece)[-3:]
    return count
