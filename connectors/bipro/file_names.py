"""File names and kinds of content from outside."""

import re
import unicodedata

_MAX_LENGTH = 120
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_SUFFIX = re.compile(r"\.(?=[0-9]*[A-Za-z])[A-Za-z0-9]{1,5}\Z")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|\Z)", re.IGNORECASE)
_NAMELESS = "Dokument"

_PDF, _TEXT, UNKNOWN = "application/pdf", "text/plain", "application/octet-stream"
_SUFFIX_BY_MIMETYPE = {
    _PDF: ".pdf",
    "application/zip": ".zip",
    "application/xml": ".xml",
    "application/rtf": ".rtf",
    "image/gif": ".gif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tif",
    _TEXT: ".txt",
}
_MIMETYPE_BY_MAGIC = (
    (rb"PK\x03\x04", "application/zip"),
    (rb"(\xef\xbb\xbf)?\s*<\?xml", "application/xml"),
    (rb"\{\\rtf", "application/rtf"),
    (rb"GIF8[79]a", "image/gif"),
    (rb"\xff\xd8\xff", "image/jpeg"),
    (rb"\x89PNG\r\n\x1a\n", "image/png"),
    (rb"II\*\x00|MM\x00\*", "image/tiff"),
    (rb"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+\Z", _TEXT),
)


def mimetype(head):
    """Of content that begins so. What the insurer calls it is often wrong, and never trusted."""
    if b"%PDF-" in head:
        return _PDF
    return next((kind for magic, kind in _MIMETYPE_BY_MAGIC if re.match(magic, head)), UNKNOWN)


def safe_name(text, kind):
    """``"../../etc/Police 1.pdf"`` -> ``"Police 1.pdf"``; a missing suffix is that of the ``kind``."""
    name = unicodedata.normalize("NFC", text).replace("\\", "/").rpartition("/")[2]
    name = "".join(character for character in name if unicodedata.category(character)[0] != "C")
    name = _FORBIDDEN.sub("_", " ".join(name.split())).strip(". ")
    if _RESERVED.match(name):
        name = f"_{name}"
    suffix = (_SUFFIX.search(name) or [""])[0]
    stem = name.removesuffix(suffix)[:_MAX_LENGTH] or _NAMELESS
    return stem + (suffix or _SUFFIX_BY_MIMETYPE.get(kind, ""))
