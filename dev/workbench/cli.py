"""The commands behind `make …` and `dev/…`."""

import errno
import importlib
import signal
import sys

from .say import Failed, tell

# command: module and function; imported when called, so that each starts with little.
COMMANDS = {
    "setup": "setup:main",
    "odoo": "odoo:interactive",
    "psql": "setup:psql",
    "copy": "setup:copy",
    "screenshot": "setup:screenshot",
    "screenshots": "screenshots:main",
    "handbook": "handbook:main",
    "test": "testrun:main",
    "lint": "lint:main",
    "format": "lint:tidy",
    "demo": "demo:main",
    "stop": "demo:stop",
    "clean": "clean:main",
    "dist": "dist:main",
    "bench": "bench:main",
    "soak": "soak:main",
    "upgrade-test": "upgrade:main",
    "translations": "translations:main",
}

NO_ACCESS = "{} cannot be written: make it yours, or choose another folder with CACHE=/path."
OF_THE_MACHINE = {
    errno.ENOSPC: "The disk of {} is full: make room, or choose another folder with CACHE=/path.",
    errno.EDQUOT: "Your share of the disk of {} is used up: make room, or choose another folder with CACHE=/path.",
    errno.EACCES: NO_ACCESS,
    errno.EPERM: NO_ACCESS,
    errno.EROFS: NO_ACCESS,
    errno.ENOENT: NO_ACCESS,
    errno.ENOTDIR: NO_ACCESS,
}


def main(arguments):
    if not arguments or arguments[0] not in COMMANDS:
        tell(f"usage: python3 dev {'|'.join(COMMANDS)} …")
        return 2
    module, function = COMMANDS[arguments[0]].split(":")
    return guarded(getattr(importlib.import_module(f"workbench.{module}"), function), arguments[1:])


def guarded(function, arguments):
    """Run a command; failures become one sentence and an exit code."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)  # so that whatever was started is ended, too
    try:
        return function(arguments) or 0
    except Failed as failure:
        tell(f"✗ {failure}")
    except OSError as error:
        sentence = OF_THE_MACHINE.get(error.errno)
        if not sentence:
            raise
        tell(f"✗ {sentence.format(error.filename or 'the folder')}")
    except KeyboardInterrupt:
        tell("Interrupted.")
        return 130
    return 1


def _interrupt(number, frame):
    raise KeyboardInterrupt


def script(command):
    """For the programs in dev/ that are one command each."""
    sys.exit(main([command, *sys.argv[1:]]))
