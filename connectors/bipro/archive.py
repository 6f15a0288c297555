"""ZIP files from outside: bounded in number, size and ratio, whatever their headers say."""

import re
import zipfile
import zlib

from .content import CHUNK_BYTES, Content

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CENTRAL_HEADER = re.compile(rb"PK\x01\x02")
_IS_ENCRYPTED = 1
# Records of a GDV file, which are mostly blanks, come near to half of it.
_MAX_RATIO = 250
_UNSUSPICIOUS_BYTES = 1024 * 1024
_DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


class BadArchive(Exception):
    """Damaged, protected, packed in an unusual way, or none."""


class ArchiveTooLarge(Exception):
    """It unpacks to more than allowed."""


class Unpacker:
    """Unpacks the archives of one answer, which share what is allowed.

    :param Limits limits:
    :param files: ExitStack that the members live in
    """

    def __init__(self, limits, files):
        self.limits, self.files = limits, files
        self.bytes_left = limits.unpacked

    def unpack(self, content):
        """
        :return: [(name in the archive, Content)]
        :raise BadArchive, ArchiveTooLarge:
        """
        if _count_members(content) > self.limits.members:
            raise ArchiveTooLarge
        try:
            with zipfile.ZipFile(content.file) as archive:
                return [(info.filename, self._copy(archive, info)) for info in _members(archive)]
        except _DAMAGES:
            raise BadArchive from None

    def _copy(self, archive, info):
        copy = Content(self.files)
        allowed = min(self.limits.document, max(_UNSUSPICIOUS_BYTES, info.compress_size * _MAX_RATIO))
        with archive.open(info) as member:
            while piece := member.read(CHUNK_BYTES):
                copy.write(piece)
                self.bytes_left -= len(piece)
                if self.bytes_left < 0 or copy.size > allowed:
                    raise ArchiveTooLarge
        return copy


def _members(archive):
    members = [info for info in archive.infolist() if not info.is_dir()]
    if not members or any(info.flag_bits & _IS_ENCRYPTED or info.compress_type not in _METHODS for info in members):
        raise BadArchive
    return members


def _count_members(content):
    """Before ``zipfile`` makes an object of each, however many."""
    count, seam = 0, b""
    for piece in content.pieces():
        count += len(_CENTRAL_HEADER.findall(seam + piece))
        seam = piece[-3:]
    return count
