"""Running other programs, and keeping their words when they fail."""

import contextlib
import fcntl
import os
import subprocess

from . import settings
from .say import Failed

# The user's own language or Python settings must not change what programs print or import.
UNWANTED = ("LANG", "LANGUAGE", "PYTHONPATH", "PYTHONHOME", "ODOO_RC", "PGDATABASE", "PGAPPNAME")


def clean_environment(**extra):
    kept = {name: value for name, value in os.environ.items() if name not in UNWANTED and not name.startswith("LC_")}
    return {**kept, "LC_ALL": "C.UTF-8", **{name: str(value) for name, value in extra.items()}}


def run(command, failure, env=None, cwd=None, stdin=None):
    """Run a program; when it fails, say `failure` and where its output lies."""
    options = _options(env, cwd)
    given = {"stdin": subprocess.DEVNULL} if stdin is None else {"input": stdin}
    command = [str(part) for part in command]
    try:
        done = subprocess.run(command, **given, **options)
    except OSError as error:
        raise Failed(f"{failure} ({error})") from error
    return _checked(command, done.returncode, done.stdout, failure)


def follow(command, failure, heard, env=None, cwd=None):
    """`run` a long program, which tells each of its lines to `heard` as it says them."""
    command = [str(part) for part in command]
    said = []
    try:
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, **_options(env, cwd)) as child:
            for line in child.stdout:
                said.append(line)
                heard(line)
    except OSError as error:
        raise Failed(f"{failure} ({error})") from error
    return _checked(command, child.returncode, "".join(said), failure)


def _options(env, cwd):
    return {
        "env": env or clean_environment(),
        "cwd": cwd,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
        "encoding": "utf-8",
        "errors": "replace",
    }


def _checked(command, returncode, output, failure):
    if returncode:
        log = settings.log_folder() / "last-failure.log"
        log.write_text(f"$ {' '.join(command)}\n{output}", encoding="utf-8")
        lines = [line for line in output.splitlines() if line.strip() and not line.startswith("WARNING")]
        raise Failed(f"{failure} It said: {' / '.join(lines[-3:])[:500]} (all of it: {log})")
    return output


@contextlib.contextmanager
def locked(path, waiting=None):
    """Hold a lock file, so that two runs do not build the same thing at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting:
                waiting()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
