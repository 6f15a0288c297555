"""One line of the table, and how it came about."""

from dataclasses import dataclass, field
from statistics import median, quantiles

PAIRS = 5


@dataclass(frozen=True)
class Target:
    """What a figure must be: `words` for the table, `met` by this run."""

    words: str
    met: bool


def at_most(limit, value, words="≤ {}"):
    return Target(words.format(f"{limit:g}"), value <= limit)


def at_least(limit, value, words="≥ {}"):
    return Target(words.format(f"{limit:g}"), value >= limit)


@dataclass
class Row:
    """:ivar notes: sentences that stand below the table"""

    name: str
    ours: str
    reference: str
    ratio: str
    targets: list
    notes: list = field(default_factory=list)

    @property
    def ok(self):
        return all(target.met for target in self.targets)

    @property
    def cells(self):
        words = "; ".join(target.words for target in self.targets)
        return self.name, self.ours, self.reference, self.ratio, words, "yes" if self.ok else "no"


def alternate(ours, reference, pairs=PAIRS):
    """Measure both by turns, beginning now with the one, now with the other, so that a slow minute hits both.

    :return: [(ours, reference)]
    """
    measured = []
    for number in range(pairs):
        if number % 2:
            second = reference()
            measured.append((ours(), second))
        else:
            measured.append((ours(), reference()))
    return measured


def inverse(pairs):
    """Of times, so that ratios become those of speeds."""
    return [(reference, ours) for ours, reference in pairs]


def ratio_of(pairs):
    """The median of the pairs' ratios."""
    return median(ours / reference for ours, reference in pairs)


def spread(pairs):
    """How far the pairs lie apart, in words."""
    ratios = [ours / reference for ours, reference in pairs]
    low, _middle, high = quantiles(ratios, n=4)
    return f"{len(ratios)} pairs, the middle half of them from {low:.2f} to {high:.2f}"


def in_seconds(seconds):
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"
