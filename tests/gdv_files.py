"""GDV files for tests, written byte by byte as ``docs/gdv-contract.md`` says: not by the reader's own table."""

import io
import zipfile

INSURER = "5438 "
NUMBER = "32123456789"
WIDTH = 256


def record(type_, fields=None, line="050", part="1", number=NUMBER, insurer=INSURER, bundled=" ", sequence="00"):
    """A record of 256 characters.

    :param fields: {first byte, counted from 1: text}
    """
    head = {
        1: type_,
        5: insurer,
        10: bundled,
        11: line,
        14: number.rjust(17),
        31: sequence,
        33: "0000471100",
        256: part,
    }
    return write({**head, **(fields or {})})


def write(fields):
    text = [" "] * WIDTH
    for first, value in fields.items():
        text[first - 1 : first - 1 + len(value)] = value
    assert len(text) == WIDTH
    return "".join(text)


def header(fields=None, part="1", insurer=INSURER):
    texts = {
        1: "0001",
        5: insurer,
        10: "R+V ALLGEMEINE",
        40: "AUTOHAUS AGGERTAL",
        70: "0101202415012024",
        86: "0000471100",
    }
    versions = {96: "2.4", 99: "2.3", 102: "2.5", 105: "2.6", 108: "2.5", 111: "2.4", 225: "2.1"} if part == "1" else {}
    return write({**texts, **versions, **(fields or {}), 256: part})


def trailer(count, fields=None):
    return write({1: "9999", 5: f"{count:010}", 15: "0000471100", **(fields or {})})


def package(*records, **options):
    """Header, records, and a trailer that counts them."""
    return [header(**options), *records, trailer(len(records))]


def partner(fields=None, **head):
    texts = {
        43: "2",
        44: "Prüfstein",
        104: "Änne",
        154: "D",
        157: "51643",
        163: "Gummersbach",
        188: "Große Straße 17 b",
    }
    return record('0100', {**texts, 226: "09031971", 237: "01", **(fields or {})}, **head)


def terms(fields=None, **head):
    dates = {44: "01012024", 52: "01012025", 60: "01012025"}
    texts = {43: "2", **dates, 68: "1", 69: "1", 98: "A", 113: "EUR", 116: "000000043210"}
    return record('0200', {**texts, 99: "10000", **(fields or {})}, **head)


def vehicle(fields=None, **head):
    texts = {
        43: "112",
        46: "0850",
        50: "VW",
        65: "GOLF",
        90: "0603",
        94: "BJM",
        97: "WVWZZZ1JZXW000001",
        114: "GM-AB 123",
    }
    return record('0210', {**texts, 126: "02052019", 134: "0025000", 231: "0001", **(fields or {})}, **head)


def liability(fields=None, **head):
    dates = {43: "01012024", 51: "00000000", 59: "00000000"}
    return record(
        '0220', {**dates, 102: "SF5", 107: "055", 110: "00002345", 180: "015", **(fields or {})}, line="051", **head
    )


def file(records, encoding="iso8859-15", end="\r\n"):
    """A binary file of records, each with its line end."""
    return io.BytesIO("".join(text + end for text in records).encode(encoding))


def zipped(files, **options):
    """A ZIP archive of {name: bytes}."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, 'w', zipfile.ZIP_DEFLATED, **options) as target:
        for name, content in files.items():
            target.writestr(name, content)
    archive.seek(0)
    return archive
