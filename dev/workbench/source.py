"""Which files make up the addon, as against its development."""

import hashlib
import subprocess

from . import settings

# Top-level names that a dealer has no use for. Tests stay: Odoo addons ship theirs.
DEVELOPMENT = ("Makefile", "benchmarks", "dev", "dist", "pyproject.toml", "simulators")


def addon_files(committed=False):
    """Paths below the checkout, sorted; `committed` leaves out what git does not track yet."""
    others = [] if committed else ["--others", "--exclude-standard"]
    listed = subprocess.run(
        ["git", "-C", settings.CHECKOUT, "ls-files", "-z", "--cached", *others],
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    names = sorted(set(filter(None, listed.split("\0"))))
    return [name for name in names if not name.startswith(".") and name.split("/")[0] not in DEVELOPMENT]


def addon_fingerprint():
    """Changes with everything an update of the addon would look at."""
    digest = hashlib.sha256()
    for name in addon_files():
        path = settings.CHECKOUT / name
        if path.is_file() and not name.startswith(("docs/", "static/", "tests/")):
            digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
