"""What test_gdv_import.py runs in Odoo's shell: the same large file, imported twice.

`env` is the shell's; `CONTRACTS` is set by the test.
"""

import json
import sys
import time

from gdv_portfolio import counted, start

env, CONTRACTS = (globals()[name] for name in ("env", "CONTRACTS"))
FIRST = 100_000


def imported():
    """How long it took with its preview, and what it did."""
    began = time.monotonic()
    made = start(env, FIRST, CONTRACTS)
    env["insurance.gdv.import"]._cron_import()
    return {
        "seconds": round(time.monotonic() - began, 1),
        "state": made.state,
        "lines": len(made.line_ids),
        "results": made.results,
    }


def written():
    """When anything of the book was written to last."""
    models = ("insurance.policy", "insurance.policy.cover", "insurance.policy.payment", "res.partner", "fleet.vehicle")
    return {model: str(env[model].search([], order="write_date desc", limit=1).write_date) for model in models}


first = imported()
before = counted(env), written()
second = imported()
found = {"first": first, "second": second, "is_same": (counted(env), written()) == before, "counted": before[0]}
print("FOUND", json.dumps(found))
sys.stdout.flush()
