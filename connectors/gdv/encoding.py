"""Which encoding a file is in: GDV files do not say.

UTF-8 where the bytes are that; else the way in which the German letters are
written tells CP850 (CP437 writes them alike) from ISO-8859-15. CP1252 where
bytes are used that ISO-8859 leaves to control characters.
"""

import codecs

UTF8 = "utf-8-sig"
DOS = "cp850"
WINDOWS = "cp1252"
LATIN = "iso8859-15"

_LETTERS = "äöüÄÖÜß"
_LATIN_LETTERS = _LETTERS.encode(LATIN)
_DOS_LETTERS = _LETTERS.encode(DOS)
_CONTROLS = bytes(range(0x80, 0xA0))
_LATIN_1 = "latin-1"
_BYTES = bytes(range(0x100))


def encoding_of(sample):
    """The encoding of bytes some of which are beyond ASCII."""
    if _is_utf8(sample):
        return UTF8
    if _count(sample, _DOS_LETTERS) > _count(sample, _LATIN_LETTERS):
        return DOS
    return WINDOWS if _count(sample, _CONTROLS) else LATIN


def decoded(chunks):
    """[bytes] -> [str]. The first chunk with anything beyond ASCII tells the encoding of all."""
    decoder = None
    for chunk in chunks:
        if decoder is None and not chunk.isascii():
            decoder = _decoder(encoding_of(chunk))
        yield decoder.decode(chunk) if decoder else chunk.decode("ascii")
    if decoder:
        yield decoder.decode(b"", final=True)


class _LatinDecoder:
    """ISO-8859-15 by way of ISO-8859-1, which takes a tenth of the time: few characters differ, and those are rare."""

    _OTHERS = bytes(value for value in _BYTES if _BYTES.decode(LATIN)[value] != _BYTES.decode(_LATIN_1)[value])

    def decode(self, chunk, final=False):
        has_others = any(value in chunk for value in self._OTHERS)
        return chunk.decode(LATIN if has_others else _LATIN_1)


def _decoder(encoding):
    return _LatinDecoder() if encoding == LATIN else codecs.getincrementaldecoder(encoding)("replace")


def _is_utf8(sample):
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _count(sample, values):
    return len(sample) - len(sample.translate(None, values))
