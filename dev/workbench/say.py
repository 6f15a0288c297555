"""How the workbench speaks: what it does, how far it is, and why it stopped."""

import sys
import time
from contextlib import contextmanager

QUIET_SECONDS = 10  # how often a step that does not own a terminal reports progress


class Failed(Exception):
    """One sentence: what failed and what to do."""


class Step:
    def __init__(self, text):
        self.text = text
        self.started = self.reported = time.monotonic()
        self.rewrites = sys.stderr.isatty()
        self._write(f"{text} …")

    def progress(self, text):
        now = time.monotonic()
        if self.rewrites:
            self._write(f"{self.text} … {text}")
        elif now - self.reported >= QUIET_SECONDS:
            self.reported = now
            self._write(f"{self.text} … {text}")

    def done(self, mark="✓"):
        self._write(f"{mark} {self.text} ({time.monotonic() - self.started:.0f} s)", final=True)

    def _write(self, text, final=False):
        if self.rewrites:
            sys.stderr.write(f"\r\033[K{text}" + ("\n" if final else ""))
        else:
            sys.stderr.write(text + "\n")
        sys.stderr.flush()


@contextmanager
def step(text):
    """Announce a long step, then tell how long it took."""
    current = Step(text)
    try:
        yield current
    except BaseException:
        current.done("✗")
        raise
    current.done()


def tell(text=""):
    print(text, file=sys.stderr, flush=True)
