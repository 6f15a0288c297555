"""gdv-read: a large GDV file into contracts, against one pass that splits the same file and decodes it.

python -m gdv_read ours|grouped|reference FILE

in a process of its own, which tells its time and highest memory; `grouped` reads no value of the contracts.
"""

import importlib
import json
import random
import sys
import time
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from statistics import median
from types import ModuleType

from common.memory import highest_memory
from common.rows import Row, alternate, at_least, at_most, inverse, ratio_of, spread

RECORDS = 1_000_000
WIDTH, LINE_END = 256, 2
MEGABYTE = 1e6
CHECKOUT = Path(__file__).resolve().parents[1]


def measure(laboratory):
    records = laboratory.size(RECORDS, 50_000)
    with laboratory.folder() as folder:
        path = folder / "portfolio.gdv"
        contracts = write(path, records)

        def read(how):
            done = laboratory.run(__name__, how, path)
            expected = records + 2 if how == "reference" else contracts
            assert done["count"] == expected, (done, expected)
            return done

        pairs = alternate(lambda: read("ours"), lambda: read("reference"))
        grouped = read("reference")["seconds"] / read("grouped")["seconds"]
    seconds = [(ours["seconds"], reference["seconds"]) for ours, reference in pairs]
    speeds = inverse(seconds)
    speed = ratio_of(speeds)
    peaks = [max(run["memory"] for run in runs) / MEGABYTE for runs in zip(*pairs)]
    cells = [f"{records / median(runs):,.0f} records/s, peak {peak:.0f} MB" for runs, peak in zip(zip(*seconds), peaks)]
    return Row(
        name="gdv-read",
        ours=cells[0],
        reference=cells[1],
        ratio=f"{speed:.3f}",
        targets=[at_least(0.15, speed, "≥ {} of its speed"), at_most(150, peaks[0], "peak ≤ {} MB")],
        notes=[
            f"{records:,} records in {contracts:,} contracts, of which all is read that the book shows; processor time; {spread(speeds)}",
            f"only grouped into contracts, no value of which is read: {grouped:.2f} of the reference's speed",
        ],
    )


# The file


def write(path, records):
    """As the tests' generator writes it, but of invented persons without end.

    :return: how many contracts
    """
    sys.path.append(str(CHECKOUT / "tests"))  # last: some of its modules are named as benchmarks are
    gdv_files = importlib.import_module("gdv_files")
    chance = random.Random(4711)  # noqa: S311  the same file in each run
    contracts = written = 0
    with open(path, "w", encoding="iso8859-15", newline="") as file:
        file.write(gdv_files.header() + "\r\n")
        while written < records:
            texts = _contract(gdv_files, contracts, chance)[: records - written]
            file.write("".join(text + "\r\n" for text in texts))
            contracts, written = contracts + 1, written + len(texts)
        file.write(gdv_files.trailer(records) + "\r\n")
    return contracts


def _contract(gdv_files, number, chance):
    born = date(1930, 1, 1) + timedelta(days=chance.randrange(27_000))
    own = {"number": f"3{number:010}"}
    comprehensive = {43: "01012024", 110: f"{chance.randrange(10**8):08}", 180: "015"}
    return [
        gdv_files.partner({44: f"Prüfstein {number}", 226: f"{born:%d%m%Y}"}, **own),
        gdv_files.terms({116: f"{chance.randrange(10**6):012}"}, **own),
        gdv_files.vehicle({97: f"WVWZZZ1J{number:09}", 114: f"GM-A {number % 10_000}"}, **own),
        gdv_files.liability({110: f"{chance.randrange(10**8):08}"}, **own),
        gdv_files.record("0220", comprehensive, line="053", **own),
    ]


# In processes of their own


def ours(path):
    count = 0
    with open(path, "rb") as file:
        for contract in _connector().read(file):
            # What an import asks for: all that becomes part of the book.
            contract.digest, contract.terms, contract.partners, contract.vehicles  # noqa: B018
            contract.payments, contract.claims  # noqa: B018
            count += 1
    return count


def grouped(path):
    with open(path, "rb") as file:
        return sum(1 for _contract in _connector().read(file))


def reference(path):
    count = 0
    with open(path, "rb") as file:
        while record := file.read(WIDTH + LINE_END):
            record[:WIDTH].decode("iso8859-15")
            count += 1
    return count


@cache
def _connector():
    """Without Odoo, which the connectors do not need."""
    package = ModuleType("dealer_insurance")
    package.__path__ = [str(CHECKOUT)]
    sys.modules["dealer_insurance"] = package
    return importlib.import_module("dealer_insurance.connectors.gdv")


def main(how, path):
    _connector()
    begin = time.process_time()  # it reads from memory: nothing but the processor takes time
    count = {"ours": ours, "grouped": grouped, "reference": reference}[how](path)
    seconds = time.process_time() - begin
    print(json.dumps({"seconds": seconds, "count": count, "memory": highest_memory()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
