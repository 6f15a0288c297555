"""Streets with their numbers, as people and insurers write them."""

import re

from .text import plain, words

_SHORT = re.compile(r"str\b\.?")


def key(street):
    """The same for all spellings: ``"Große Str. 17 b"``, ``"GROSSE STRASSE 17B"`` -> "17bgrossestrasse"."""
    return "".join(sorted(set(words(_SHORT.sub("strasse ", plain(street))))))
