"""What the Makefile calls: `python3 dev COMMAND`."""

import sys

from workbench.cli import main

sys.exit(main(sys.argv[1:]))
