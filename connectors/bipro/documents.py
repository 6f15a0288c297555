"""A delivered document."""

from dataclasses import dataclass


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

    def open(self):
        """The content as a binary file at its beginning; one at a time.

        :raise Rejected: ``fault``
        """
        raise NotImplementedError

    def read(self):
        """The content, bytes.

        :raise Rejected: ``fault``
        """
        raise NotImplementedError
