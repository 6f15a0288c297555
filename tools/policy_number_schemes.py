"""How policy numbers are built: what ``policy_number`` reads them by."""

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from .text import fold

MAX_LENGTH = 17  # of a VSNR, in GDV records and BiPRO messages alike
MAX_KEY_LENGTH = 30  # of a VSNR as it is printed, in the same

_DIGITS = re.compile(r"[0-9]+")


class Area(NamedTuple):
    """An Arbeitsgebiet: the digits that tell the line of business, before the number.

    :ivar str area: "32"
    :ivar str words: the line of business in German, "Kfz"
    :ivar str insurer: the company of the group, "KRAVAG-ALLGEMEINE"; "" where not told
    """

    area: str
    words: str
    insurer: str


@dataclass(frozen=True)
class Notation:
    """How a policy number was written.

    :ivar str kind: ``complete``; ``without_area``; ``with_branch`` (complete, and the
        Filialdirektion was dropped); ``ambiguous`` (it may be at either end);
        ``unknown`` (fits no notation, or an area nobody knows); ``too_long``
    :ivar str key: the normal form; the digits as they are where that is open
    :ivar str area: the Arbeitsgebiet, "" where it is open
    :ivar tuple[str] candidates: keys of the complete numbers it may stand for
    """

    kind: str
    key: str
    area: str = ""
    candidates: tuple = ()

    @property
    def is_complete(self):
        return self.kind in ("complete", "with_branch")


class PlainScheme:
    """Any insurer's number: letters and digits count, signs and case do not."""

    def explain(self, text, line):
        key = "".join(filter(str.isalnum, fold(text)))
        if len(key) > MAX_LENGTH:
            return Notation("too_long", key)
        return Notation("complete", key, candidates=(key,)) if key else Notation("unknown", "")

    def looser(self, notation):
        """The number with more and fewer zeros in front, which tables add and spreadsheets drop."""
        number = notation.key.lstrip("0")
        if not number:
            return []
        written = len(notation.key)
        lengths = range(len(number), MAX_LENGTH + 1)
        return [number.zfill(length) for length in sorted(lengths, key=lambda length: abs(length - written))]

    def areas_of(self, line):
        return []

    def shown(self, key):
        return key


class AreaScheme:
    """Digits only: an Arbeitsgebiet, then the number, which it makes unique.

    A Filialdirektion may stand at either end; which one is published nowhere. An area
    of the table tells, or the gaps in the writing, or the line of business.
    """

    def __init__(self, areas, number_length, branch_length):
        self.lines_by_area = areas
        self.area_digits = {area.area for area in areas}
        self.area_length = len(next(iter(self.area_digits)))
        self.branch_length = branch_length
        self.number_length = number_length
        self.full_length = self.area_length + number_length
        self.long_length = self.full_length + branch_length

    def explain(self, text, line):
        groups = _DIGITS.findall(fold(text))
        digits = self._without_padding("".join(groups))
        if len(digits) == self.number_length:
            return Notation("without_area", digits, candidates=self._with_areas(digits, line))
        if len(digits) == self.full_length:
            return self._explain_full(digits)
        if len(digits) == self.long_length:
            return self._explain_long(digits, [len(group) for group in groups], line)
        return Notation("too_long" if len(digits) > MAX_LENGTH else "unknown", digits)

    def looser(self, notation):
        """The numbers without their areas, as they are often typed."""
        full = notation.candidates or (notation.key,)
        return [key[self.area_length :] for key in full if len(key) == self.full_length]

    def areas_of(self, line):
        areas = self.lines_by_area
        fitting = [area for area, beginnings in areas.items() if line and line.startswith(beginnings)]
        return fitting or list(areas)

    def shown(self, key):
        if len(key) != self.full_length:
            return key
        return f"{self._area(key)} {key[self.area_length :]}"

    def _area(self, key):
        return key[: self.area_length]

    def _without_padding(self, digits):
        """Without the zeros that fill a field up to its width: no area begins with one."""
        for length in (self.number_length, self.full_length, self.long_length):
            if len(digits) >= length and not digits[:-length].strip("0"):
                return digits[-length:]
        return digits

    def _with_areas(self, number, line):
        return tuple(area.area + number for area in self.areas_of(line))

    def _explain_full(self, digits):
        area = self._area(digits)
        if area not in self.area_digits:
            return Notation("unknown", digits)
        return Notation("complete", digits, area, (digits,))

    def _explain_long(self, digits, lengths, line):
        by_gaps = self._told_by_gaps(digits, lengths)
        if by_gaps:
            rest = self.explain(by_gaps, line)
            return replace(rest, kind="with_branch") if rest.is_complete else rest
        candidates = self._told_by_areas(digits, line)
        if not candidates:
            return Notation("unknown", digits)
        if len(candidates) > 1:
            return Notation("ambiguous", digits, candidates=candidates)
        return Notation("with_branch", candidates[0], self._area(candidates[0]), candidates)

    def _told_by_gaps(self, digits, lengths):
        """The number without the Filialdirektion, where that was written apart; else "".

        :param lengths: of the groups of digits as they were written
        """
        if len(lengths) < 2 or sum(lengths) != self.long_length:
            return ""
        number_starts = (self.area_length, self.full_length)
        if lengths[0] in number_starts and lengths[-1] == self.branch_length:
            return digits[: self.full_length]
        if lengths[0] == self.branch_length and lengths[1] in number_starts:
            return digits[self.branch_length :]
        return ""

    def _told_by_areas(self, digits, line):
        """The numbers before and behind the Filialdirektion whose area there is, once each."""
        halves = dict.fromkeys([digits[: self.full_length], digits[self.branch_length :]])
        return self._narrowed([key for key in halves if self._area(key) in self.area_digits], line)

    def _narrowed(self, keys, line):
        """Those whose area fits the line of business, if any does."""
        fitting = {area.area for area in self.areas_of(line)}
        return tuple(key for key in keys if self._area(key) in fitting) or tuple(keys)
