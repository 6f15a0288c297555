"""`make soak`: four people work, insurers are faulty, processes are killed; at the end the books must balance."""

import contextlib
import os
import random
import secrets
import tempfile
from pathlib import Path

from .. import settings
from ..databases import Databases
from ..odoo import ready
from ..say import tell
from .closing import Closing
from .session import Session, environment_of_now

MINUTES, MOST_MINUTES = 10, 12  # at work; resolving what is open takes up to seven more
PREFIX = f"{settings.ADDON}-soak-{settings.CHECKOUT_KEY}-"
HEADINGS = ("what", "Odoo", "insurer", "balances")
SHOWN = 8  # differences of each line
TOLD = 12  # sentences


def main(arguments):
    seed = int(settings.variable("SEED") or secrets.randbelow(10**6))
    seconds = min(float(settings.variable("SOAK_MINUTES") or MINUTES), MOST_MINUTES) * 60
    tell(f"SEED={seed}")
    with ready() as odoo, contextlib.ExitStack() as running:
        databases = Databases(odoo)
        databases.forget_the_gone(PREFIX)
        folder = running.enter_context(tempfile.TemporaryDirectory(prefix="soak-"))
        name = running.enter_context(databases.temporary(databases.template(), f"{PREFIX}{os.getpid()}"))
        chance = random.Random(seed)  # noqa: S311  chances, no secrets
        session = Session(odoo, environment_of_now(odoo, Path(folder)), databases, name, chance, running)
        session.prepare(seed)
        session.work(seconds)
        closing = Closing(session)
        closing.settle()
        lines = closing.balance()
    print(report(lines, session))
    return 0 if all(line.balances for line in lines) else 1


def report(lines, session):
    rows = [
        HEADINGS,
        *((line.name, str(line.here), str(line.there), "yes" if line.balances else "NO") for line in lines),
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, tuple("-" * width for width in widths))
    table = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    done = [f"- {what}: {count}" for what, count in session.done.most_common()]
    sentences = [f"- {count} × {sentence}" for sentence, count in session.shop.sentences.most_common(TOLD)]
    wrong = [f"✗ {line.name}: {difference}" for line in lines for difference in line.wrong[:SHOWN]]
    return "\n".join([*table, "", "What was done:", *done, "", "What users were told:", *sentences, "", *wrong])
