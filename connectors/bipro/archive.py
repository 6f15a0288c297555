"""ZIP files from outside: bounded in number, size and ratio, whatever their headers say."""

import zipfile

from ..archive import DAMAGES, count_members, files_of, is_encrypted, is_packed_as_usual
from .content import CHUNK_BYTES, Content

# Records of a GDV file, which are mostly blanks, come near to half of it.
_MAX_RATIO = 250
_UNSUSPICIOUS_BYTES = 1024 * 1024


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
        if count_members(content.pieces()) > self.limits.members:
            raise ArchiveTooLarge
        try:
            with zipfile.ZipFile(content.file) as archive:
                return [(info.filename, self._copy(archive, info)) for info in _members(archive)]
        except DAMAGES:
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
    members = files_of(archive)
    if not members or any(is_encrypted(info) or not is_packed_as_usual(info) for info in members):
        raise BadArchive
    return members
