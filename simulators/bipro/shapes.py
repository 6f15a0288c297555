"""The many ways in which insurers answer getShipment and listShipments; each way has a word."""

from common.faults import NotAFault

SOUND = {
    "mtom": "documents as parts of their own (XOP)",
    "percent": "with mtom: %40 in the address of a part",
    "octet-stream": "with mtom: the type of a part says nothing",
    "latin1": "the XML is in ISO-8859-1",
    "lines": "base64 in lines",
    "zip": "documents are compressed",
    "zip-paths": "compressed, and the name in the archive climbs out of its folder",
    "sparse": "whatever may be missing is missing",
    "unknown": "elements that nobody knows",
    "prefixes": "other prefixes",
    "transfer-gevo": "the other namespace of business processes",
    "capital": "wrappers and version as in release 2.1",
    "md5": "with checksum",
    "sha1": "with checksum",
    "upper": "the checksum is in capital letters",
    "checksum-inside": "with zip: the checksum is that of the content",
    "split": "a transfer for each document",
    "messages": "several messages in the status",
    "extension": "Dateityp is an extension",
    "paths": "file names that climb out of their folder",
    "unannounced": "without Content-Length",
}
SPOILED = {
    "wrong-checksum": "the checksum is another one's",
    "announced": "a transfer more is told of than comes",
    "void": "no transfer at all comes",
    "missing-part": "the document's part is missing",
    "link": "an address instead of the document",
    "bad-base64": "what should be base64 is not",
    "not-zip": "what should be compressed is not",
    "zip-bomb": "a document of 1 GiB of zeros, compressed",
    "entity-bomb": "entities that grow without bounds",
    "external-entity": "an entity that asks another address",
    "huge": "an answer of 1 GiB",
    "cut": "the connection breaks in the middle",
}

SHORT = frozenset(("announced", "void"))  # less comes than is told of


def from_words(words):
    shape = frozenset(words.split() if isinstance(words, str) else words)
    if unknown := shape - SOUND.keys() - SPOILED.keys():
        raise NotAFault(f"no shape: {', '.join(sorted(unknown))}; there are: {', '.join([*SOUND, *SPOILED])}")
    return shape


def by_chance(chance):
    """A sound shape."""
    return frozenset(word for word in SOUND if chance.random() < 0.25)
