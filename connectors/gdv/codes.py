"""Codes of the GDV that decide something here, and the few whose meaning is public.

The insurers' own codes (annexes of the GDV) stay as they are written.
"""

# Line of business (annex 1)
SEVERAL_LINES = "000"
MOTOR = "050"
MOTOR_COVERS = frozenset(("051", "052", "053", "054", "055", "059"))

# Status of a contract (annex 24), and why it left (annex 5)
LIVE = "1"
CANCELLED = "4"
MERGED = "37"
CONTINUED = "38"

# Role of a partner (annex 7): assumed, for the annex is not public
HOLDER = "01"

BUNDLED = "1"
YES = "1"

SALUTATIONS = {"0": "none", "1": "mr", "2": "ms", "3": "company", "4": "mr_and_ms", "5": "ms", "6": "association"}
PAYMENT_INTERVALS = {
    "1": "yearly",
    "2": "half_yearly",
    "4": "quarterly",
    "5": "other",
    "6": "once",
    "8": "monthly",
    "9": "free",
}
COLLECTIONS = {"1": "intermediary", "2": "insurer"}
