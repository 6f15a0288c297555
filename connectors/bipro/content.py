"""The bytes of a document, kept in temporary files and never whole in memory."""

import base64
import binascii
import hashlib
import tempfile

CHUNK_BYTES = 64 * 1024
_SPOOLED_BYTES = 512 * 1024
_HEAD_BYTES = 1024


class Content:
    """Takes bytes piece by piece.

    :param files: ExitStack that the temporary file lives in
    :ivar bytes head: the first ones
    """

    def __init__(self, files):
        self.file = files.enter_context(tempfile.SpooledTemporaryFile(_SPOOLED_BYTES))  # noqa: SIM115
        self.size = 0
        self.head = b""
        self._sha256 = hashlib.sha256()

    def write(self, piece):
        if len(self.head) < _HEAD_BYTES:
            self.head += piece[: _HEAD_BYTES - len(self.head)]
        self.size += len(piece)
        self._sha256.update(piece)
        self.file.write(piece)

    @property
    def sha256(self):
        return self._sha256.hexdigest()

    def pieces(self):
        self.file.seek(0)
        while piece := self.file.read(CHUNK_BYTES):
            yield piece

    def digest(self, algorithm):
        digest = hashlib.new(algorithm, usedforsecurity=False)
        for piece in self.pieces():
            digest.update(piece)
        return digest.digest()


class Base64Content:
    """Takes base64 text in any pieces, blanks and all.

    :ivar Content content:
    """

    def __init__(self, files):
        self.content = Content(files)
        self._carry = ""
        self._ended = self._broken = False

    @property
    def is_damaged(self):
        return self._broken or bool(self._carry)

    def feed(self, text):
        text = self._carry + "".join(text.split())
        whole = len(text) - len(text) % 4
        self._carry = text[whole:]
        if whole and not self._broken:
            self._decode(text[:whole])

    def _decode(self, text):
        try:
            piece = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            self._broken = True
            return
        self._broken = self._ended
        self._ended = text.endswith("=")
        self.content.write(piece)
