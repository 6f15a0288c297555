"""What the Makefile calls: `python3 dev COMMAND`."""

import sys

if sys.version_info < (3, 10):  # noqa: UP036 (said in words, before anything newer is read)
    sys.exit("✗ Odoo 19 needs Python 3.10 or newer: name one with `make … PYTHON=/usr/bin/python3.11`.")

from workbench.cli import main

sys.exit(main(sys.argv[1:]))
