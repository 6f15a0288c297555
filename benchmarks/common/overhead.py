"""What the addon costs work that has nothing to do with it: the same database with and without it."""

from statistics import median

from .rows import Row, Target, alternate, at_most, in_seconds, ratio_of, spread

ROUNDS = 5


def overhead(laboratory, name, module, count, limit, unit=None, portion=1):
    """A row of the table.

    Both take turns after each portion of the work, so that a busy moment hits both alike.

    :param module: of a benchmark, with `prepare(env)` and `work(env, what prepare has returned, portion)`
    :param count: how much work a round is; there are `ROUNDS`
    :param unit: of what not one query more may be needed each
    """
    with laboratory.both(module) as workers:
        ours, plain = (_ready(worker, portion) for worker in workers)
        pairs = alternate(ours, plain, laboratory.size(ROUNDS, 1) * count // portion)
    seconds = _pairs(pairs, "seconds")
    queries = [median(run["queries"] for run in runs) / portion for runs in zip(*pairs)]
    ratio = ratio_of(seconds)
    targets = [at_most(limit, ratio)]
    if unit:
        targets.append(Target(f"no query more per {unit}", queries[0] <= queries[1]))
    return Row(
        name=name,
        ours=_cell(seconds, 0, portion, queries),
        reference=_cell(seconds, 1, portion, queries),
        ratio=f"{ratio:.3f}",
        targets=targets,
        notes=[f"{spread(seconds)}; Odoo's processor time alone {ratio_of(_pairs(pairs, 'processor')):.3f}"],
    )


def _ready(worker, portion):
    """The measurement, after a first run that fills Odoo's caches."""
    prepared = worker.do("prepare")
    worker.measure("work", prepared, portion)
    return lambda: worker.measure("work", prepared, portion)


def _pairs(pairs, figure):
    return [(ours[figure], reference[figure]) for ours, reference in pairs]


def _cell(seconds, place, portion, queries):
    each = median(pair[place] for pair in seconds) / portion
    return f"{in_seconds(each)}, {queries[place]:g} queries each"
