"""Start an insurer's simulator: `python3 simulators NAME …`."""

import runpy
import sys
from pathlib import Path

NAMES = sorted(path.parent.name for path in Path(__file__).resolve().parent.glob("*/__main__.py"))


def main():
    name = sys.argv.pop(1) if len(sys.argv) > 1 else ""
    if name not in NAMES:
        sys.exit(f"Which one? python3 simulators {{{','.join(NAMES)}}} …")
    runpy.run_module(name, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
