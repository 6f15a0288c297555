"""The bytes of documents, made anew each time they are asked for."""

import base64
import hashlib
import io
import random
import zipfile
from dataclasses import dataclass
from functools import cache

from common.exchange import Pieces, pieces
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

BLOCK = random.Random(4711).randbytes(1 << 20)  # noqa: S311  filler, no secret
STEP = 3 << 16  # a multiple of 3, so that base64 of the steps is the base64 of the whole
BOMB = 1 << 30
KINDS = ("filler", "letter", "gdv", "given")


@dataclass
class Document:
    """
    `filler` has the magic bytes of a PDF, `size` bytes, and a content that depends on `key` alone; `letter` is a small
    PDF of `title` and `lines`; `gdv` and `given` are `content`.
    """

    name: str = "Dokument.pdf"
    kind: str = "filler"
    size: int = 1000
    key: str = ""
    title: str = ""
    lines: tuple = ()
    content: bytes = b""
    document_kind: str = "SonstigesDokument"  # DokumentartID

    @property
    def media_type(self):
        return "text/plain" if self.kind == "gdv" else "application/pdf"

    @property
    def is_data(self):
        return self.kind == "gdv"

    def body(self):
        """bytes or Pieces"""
        if self.kind == "letter":
            return letter(self.title, tuple(self.lines))
        if self.kind == "filler":
            return Pieces(self.size, lambda: _filler(self.key, self.size))
        return self.content


def _filler(key, size):
    start = hashlib.sha256(key.encode()).digest()
    piece = (b"%PDF-1.4\n%" + start.hex().encode() + b"\n")[:size]
    at = int.from_bytes(start[:2], "big")
    while piece:
        yield piece
        size -= len(piece)
        piece = BLOCK[at : at + min(size, len(BLOCK) - at)]
        at = 0


@cache
def letter(title, lines):
    """A page of an insurer that there is not."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=True)
    canvas.setTitle(title)
    canvas.setFont("Helvetica", 9)
    canvas.drawString(25 * mm, 275 * mm, "Muster-Versicherung (Simulator) · frei erfunden, ohne rechtliche Wirkung")
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(25 * mm, 250 * mm, title)
    canvas.setFont("Helvetica", 11)
    for number, line in enumerate(lines):
        canvas.drawString(25 * mm, (235 - 7 * number) * mm, line)
    canvas.save()
    return target.getvalue()


def zipped(body, names):
    """A ZIP archive of `body` once for each name."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compresslevel=1) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as member:
                for piece in pieces(body):
                    member.write(piece)
    return target.getvalue()


@cache
def zip_bomb():
    """A gigabyte of zeros."""
    step = bytes(1 << 20)
    return zipped(Pieces(BOMB, lambda: (step for _ in range(BOMB // len(step)))), ["Police.pdf"])


def in_base64(body):
    return Pieces((len(body) + 2) // 3 * 4, lambda: map(base64.b64encode, _in_steps(body)))


def in_lines(body):
    """Base64 in lines of 76 characters, as e-mails have it."""
    return b"\n" + base64.encodebytes(b"".join(pieces(body)))


def digest(kind, body):
    """In hexadecimal; `kind` is MD5 or SHA1."""
    running = hashlib.new(kind.lower(), usedforsecurity=False)
    for piece in pieces(body):
        running.update(piece)
    return running.hexdigest()


def _in_steps(body):
    kept = b""
    for piece in pieces(body):
        kept += piece
        whole = len(kept) - len(kept) % STEP
        for at in range(0, whole, STEP):
            yield kept[at : at + STEP]
        kept = kept[whole:]
    if kept:
        yield kept
