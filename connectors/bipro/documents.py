"""A delivered document, whole or with the reason why it is not."""

import base64
from contextlib import contextmanager
from dataclasses import dataclass

from ..errors import Rejected
from .archive import ArchiveTooLarge, BadArchive
from .content import Content
from .file_names import UNKNOWN, mimetype, safe_name
from .namespaces import XOP

_ALGORITHMS = {"MD5": "md5", "SHA1": "sha1"}
_TRUE = ("true", "1")


@dataclass(frozen=True, repr=False)
class Document:
    """
    :ivar str id: ``DateiID``, may be empty
    :ivar str name: a file's name without folders, safe on every system
    :ivar str type: ``Dateityp``, as delivered
    :ivar kinds: (``DokumentartID``); words: ``tables.document_kind_words``
    :ivar str description: ``Bezeichnung`` or ``Kurzbeschreibung``
    :ivar str mimetype: told by the content's first bytes
    :ivar int size: bytes
    :ivar str sha256: hexadecimal
    :ivar bool confidential, incoming_mail: ``Vertraulich``, ``IstEingangspost``
    :ivar str fault: one of ``CODES`` if it did not arrive sound, else empty
    """

    id: str = ""
    name: str = ""
    type: str = ""
    kinds: tuple = ()
    description: str = ""
    mimetype: str = ""
    size: int = 0
    sha256: str = ""
    confidential: bool = False
    incoming_mail: bool = False
    fault: str = ""
    content: Content = None

    @contextmanager
    def open(self):
        """The content as a binary file at its beginning; one at a time.

        :raise Rejected: ``fault``
        """
        if self.fault:
            raise Rejected(self.fault)
        self.content.file.seek(0)
        yield self.content.file

    def read(self):
        """The content, bytes.

        :raise Rejected: ``fault``
        """
        with self.open() as file:
            return file.read()


class _Faulty(Exception):
    """:ivar str fault: one of ``CODES``"""

    def __init__(self, fault):
        super().__init__(fault)
        self.fault = fault


def read_documents(datei, attachments, unpacker):
    """
    :param Node datei: a ``Datei``
    :return: [Document]: one, or those of a ZIP file
    """
    try:
        content = _content(datei, attachments)
        if content.size > unpacker.limits.document:
            raise _Faulty("large")
        members = _unpack(datei, content, unpacker)
        _check(datei, content, members)
    except _Faulty as faulty:
        return [_document(datei, fault=faulty.fault)]
    return [_document(datei, name, member) for name, member in members]


def _document(datei, name="", content=None, fault=""):
    kind = mimetype(content.head) if content else ""
    typed = datei.text_of("Dateityp")
    name = name or datei.text_of("Dateiname")
    return Document(
        id=datei.text_of("DateiID"),
        name=safe_name(name, kind),
        type=typed,
        kinds=tuple(node.text for node in datei.all("DokumentartID") if node.text),
        description=datei.text_of("Bezeichnung") or datei.text_of("Kurzbeschreibung"),
        mimetype=kind,
        size=content.size if content else 0,
        sha256=content.sha256 if content else "",
        confidential=datei.text_of("Vertraulich") in _TRUE,
        incoming_mail=datei.text_of("IstEingangspost") in _TRUE,
        fault=fault,
        content=content,
    )


def _content(datei, attachments):
    daten = datei.child("Daten")
    include = daten and next((node for node in daten if (node.namespace, node.name) == (XOP, "Include")), None)
    if include:
        return _attached(include, attachments)
    content = daten.sink.content if daten else None
    if daten and daten.sink.is_damaged:
        raise _Faulty("base64")
    if not content or not content.size:
        raise _Faulty("linked" if datei.text_of("Datenlink") else "empty")
    return content


def _attached(include, attachments):
    part = attachments.of(include.attributes.get("href", ""))
    if not part:
        raise _Faulty("attachment")
    if part.is_damaged:
        raise _Faulty("base64")
    if not part.content.size:
        raise _Faulty("empty")
    return part.content


def _unpack(datei, content, unpacker):
    """[(name in the ZIP file or "", Content)]"""
    if datei.text_of("Komprimierungstyp").upper() != "ZIP":
        return [("", content)]
    try:
        return unpacker.unpack(content)
    except ArchiveTooLarge:
        raise _Faulty("zip_size") from None
    except BadArchive:
        # Some say ZIP of what they have not packed at all.
        if mimetype(content.head) in (UNKNOWN, "application/zip"):
            raise _Faulty("zip") from None
        return [("", content)]


def _check(datei, content, members):
    """The norm does not say whether the checksum is of the ZIP file or of what it holds."""
    checksum = datei.child("Pruefsumme")
    algorithm = checksum and _ALGORITHMS.get(checksum.text_of("Typ").upper().replace("-", ""))
    if not algorithm:
        return
    told = "".join(checksum.text_of("Wert").split())
    contents = [content, *(member for _name, member in members)] if len(members) == 1 else [content]
    if not any(_is(told, each.digest(algorithm)) for each in contents):
        raise _Faulty("checksum")


def _is(told, digest):
    return told.lower() == digest.hex() or told == base64.b64encode(digest).decode()
