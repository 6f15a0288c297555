"""Which maker of the insurer's list a maker of ours is."""

import re
from difflib import get_close_matches

from ...tools import text

CUTOFF = 0.8

_OTHER = re.compile(r"\b(sonstiger?s?|andere[rs]?|other|unbekannt)\b", re.IGNORECASE)
_COMPANY_WORDS = frozenset(
    {
        *("ag", "co", "gmbh", "group", "inc", "international", "kg", "ltd", "mbh", "ohg", "se"),
        *("e", "bicycle", "bicycles", "bike", "bikes", "cycle", "cycles", "cycling", "ebike", "ebikes"),
        *("fahrrad", "fahrraeder", "manufaktur"),
    }
)
_AND = re.compile(r"[&+]")


def propose_maker(name, makers):
    """The most similar one of the list, else its entry for all others, else "".

    :param makers: of ``Client.manufacturers``
    """
    return _most_similar(name, makers) or next(filter(_OTHER.search, makers), "")


def _most_similar(name, makers):
    words = _words(name)
    by_key = {"".join(_words(maker)): maker for maker in reversed(makers)}
    named = sorted(_spans(words) & by_key.keys(), key=len) or get_close_matches("".join(words), by_key, 1, CUTOFF)
    return by_key[named[-1]] if named else ""


def _spans(words):
    """All that stand side by side in a name, as one word each."""
    ends = range(1, len(words) + 1)
    return {"".join(words[start:end]) for end in ends for start in range(end)}


def _words(name):
    """Those that tell makers apart; all, if there are no others."""
    words = text.words(_AND.sub(" und ", name or ""))
    return [word for word in words if word not in _COMPANY_WORDS] or words
