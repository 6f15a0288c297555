"""In Odoo's shell: processes that are killed at points of the test's choice.

One process has loaded Odoo, each run is a fork of it: as if it had been started anew, on this host or another.
"""

import json
import os
import signal
import sys


class Life:
    """Of this process."""

    points_left = float("inf")


def pass_point():
    """Die here, if the process may pass no more points."""
    Life.points_left -= 1
    if Life.points_left < 0:
        os.kill(os.getpid(), signal.SIGKILL)


def run(work, *points):
    """Let processes work side by side, each of which may pass so many points; how each ended."""
    return [os.waitpid(child, 0)[1] for child in [_fork(work, each) for each in points]]


def was_killed(end):
    return os.WIFSIGNALED(end)


def tell(found):
    """What the test gets; the end of the shell, whose own connection was closed before the forks."""
    print("FOUND", json.dumps(found))
    sys.stdout.flush()
    os._exit(0)


def _fork(work, points):
    child = os.fork()
    if child:
        return child
    Life.points_left = points
    try:
        work()
    except BaseException as error:  # noqa: BLE001  told to the parent
        print("BROKEN", type(error).__name__, error, flush=True)
        os._exit(1)
    os._exit(0)
