"""Names of persons and companies as insurers write them: in capitals, without umlauts, with titles."""

from .text import words

_UMLAUTS = {"ae": "ä", "oe": "ö", "ue": "ü"}


def spellings(name):
    """What somebody else may have typed for it, to be looked up: ``"MUELLER"`` -> MUELLER, Mueller, Müller.

    :rtype: list[str]
    """
    written = " ".join(name.split())
    usual = written.title() if written.isupper() or written.islower() else written
    return list(dict.fromkeys(filter(None, [written, usual, _with_umlauts(usual)])))


def may_be_same(one, other):
    """Whether they have a word in common; first names alone are told by nobody."""
    return not set(words(one)).isdisjoint(words(other))


def key(name):
    """The same for all spellings of a name, and for any order of its words: ``"von MÜLLER"`` -> "mueller von"."""
    return " ".join(sorted(set(words(name))))


def _with_umlauts(name):
    for pair, umlaut in _UMLAUTS.items():
        name = name.replace(pair, umlaut).replace(pair.capitalize(), umlaut.upper())
    return name
