"""`make bench`: how fast the addon is, as ratios inside one run, for machines differ."""

import importlib
import os
import platform
import subprocess
import sys
from datetime import datetime

from . import settings
from .odoo import ready
from .say import Failed, step, tell

BENCHMARKS = settings.CHECKOUT / "benchmarks"
RESULTS = BENCHMARKS / "results.md"
NAMES = (
    "overhead-sale",
    "overhead-invoice",
    "overhead-print",
    "overhead-forms",
    "wizard",
    "transfer",
    "gdv-read",
    "gdv-import",
    "vsnr-match",
)
HEADINGS = ("name", "this addon", "reference", "ratio", "target", "ok")
BUSY = 0.5  # load per core, from which on somebody else works on this machine, too


def main(arguments):
    chosen = _chosen(settings.variable("NAME"))
    quick = settings.variable("QUICK") not in ("", "0")
    sys.path.insert(0, str(BENCHMARKS))
    from common.laboratory import Laboratory

    with ready() as odoo:
        machine = _machine(odoo)
        laboratory = Laboratory(odoo, quick)
        rows = list(filter(None, [_measure(name, laboratory) for name in chosen]))
    text = report(rows, machine)
    print(text)
    if settings.variable("PROFILE"):
        tell(f"The profiles are in {laboratory.log}.")
    elif len(rows) == len(NAMES) and not quick:
        RESULTS.write_text(text, encoding="utf-8")
        tell(f"Written to {RESULTS.relative_to(settings.CHECKOUT)}.")
    return 0 if len(rows) == len(chosen) and all(row.ok for row in rows) else 1


def _chosen(words):
    names = tuple(words.replace(",", " ").split()) or NAMES
    if unknown := [name for name in names if name not in NAMES]:
        raise Failed(f"NAME={unknown[0]} is no benchmark: choose of {', '.join(NAMES)}.")
    return names


def _measure(name, laboratory):
    """The row, or None: one that fails must not cost the hour of the others."""
    try:
        with step(name):
            return importlib.import_module(name.replace("-", "_")).measure(laboratory)
    except Exception as failure:  # noqa: BLE001
        tell(f"✗ {type(failure).__name__}: {failure}")


# --- the report --------------------------------------------------------------------------------


def report(rows, machine):
    lines = [HEADINGS, *(row.cells for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines)]
    lines.insert(1, tuple("-" * width for width in widths))
    table = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in lines]
    notes = [f"- {row.name}: {note}" for row in rows for note in row.notes]
    return "\n".join(["# What `make bench` has measured", "", *machine, "", *table, "", *notes, ""])


def _machine(odoo):
    """What the figures depend on, without naming the machine."""
    cores, load = os.cpu_count(), os.getloadavg()[0]
    (version,) = odoo.server.sql("SHOW server_version")
    lines = [
        f"{datetime.now():%Y-%m-%d %H:%M}, revision {_revision()}",
        f"{cores} cores ({_processor()}), {_memory()} GB of memory, {platform.system()}",
        f"Odoo {odoo.source.version}, PostgreSQL {version.split()[0]}",
        f"Load average when it began: {load:.1f}",
    ]
    if load > BUSY * cores:
        lines.append("**Others worked on this machine meanwhile: these figures are provisional.**")
    return [f"- {line}" for line in lines]


def _revision():
    git = ["git", "-C", str(settings.CHECKOUT)]
    revision = subprocess.run([*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    changed = subprocess.run([*git, "status", "--porcelain"], capture_output=True, text=True).stdout.strip()
    return f"{revision or 'unknown'}{' with changes' if changed else ''}"


def _processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next(line.partition(":")[2].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def _memory():
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9)
