"""A program that fetches shipments by the connector alone, and says what memory that took.

    python bipro_memory.py ADDRESS WARM COUNT

Fetches WARM shipments, then COUNT more, each document read piece by piece. Prints JSON:
bytes of the documents, and by how many bytes those COUNT have raised the highest memory of the process.
"""

import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import ModuleType


def connector():
    """Without Odoo, which the connectors do not need."""
    package = ModuleType("dealer_insurance")
    package.__path__ = [str(Path(__file__).resolve().parents[1])]
    sys.modules["dealer_insurance"] = package
    from dealer_insurance.connectors import bipro

    return bipro


def highest_memory():
    """Of this program alone: what getrusage says includes who started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(kilobytes) * 1024


def fetch(transfer, count):
    size = 0
    for number in range(count):
        with transfer.fetch(str(number)) as delivery:
            for document in delivery.documents:
                with document.open() as file:
                    size += sum(len(piece) for piece in iter(lambda: file.read(65536), b""))
    return size


def main(address, warm, count):
    bipro = connector()
    token = bipro.Token("bipro:0815", datetime.now(timezone.utc) + timedelta(hours=1))
    with bipro.Transfer(bipro.Access(transfer_url=address), token) as transfer:
        fetch(transfer, warm)
        before = highest_memory()
        size = fetch(transfer, count)
        sys.stdout.write(json.dumps({"bytes": size, "memory": highest_memory() - before}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
