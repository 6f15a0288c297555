"""Where things are, and what the caller may choose (see `make help`)."""

import ast
import hashlib
import os
import shutil
from pathlib import Path

from .say import Failed

ADDON = "dealer_insurance"
CHECKOUT = Path(__file__).resolve().parents[2]
DEV = CHECKOUT / "dev"
# Two checkouts on one machine share the cache, but neither databases nor settings.
CHECKOUT_KEY = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:6]

# Beyond what the manifest asks for: the addons whose co-operation the tests look at.
COMPANIONS = (
    "account_fleet",
    "l10n_at",
    "l10n_de",
    "l10n_din5008_repair",
    "l10n_din5008_sale",
    "repair",
    "sale_management",
)
LANGUAGES = "en_US,de_DE"  # the first is the default, as in the core tests


def variable(name, default=""):
    return os.environ.get(name) or default


def port():
    return port_of("PORT", "8069")


def port_of(name, default):
    text = variable(name, default)
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Failed(f"{name}={text} is no port: give a number from 1 to 65535.")
    return int(text)


def demo_database():
    return variable("DB", "demo")


def cache():
    default = Path(variable("XDG_CACHE_HOME", str(Path.home() / ".cache"))) / "dealer-insurance"
    return Path(variable("CACHE", str(default))).expanduser().resolve()


def of_checkout(*parts):
    """A path in the part of the cache that belongs to this checkout alone."""
    path = cache().joinpath("checkouts", CHECKOUT_KEY, *parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def log_folder():
    folder = of_checkout("log")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def manifest():
    path = CHECKOUT / "__manifest__.py"
    try:
        return ast.literal_eval(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Failed(f"{path} is missing: run this in a checkout of the addon.") from None
    except (SyntaxError, ValueError) as error:
        raise Failed(f"{path} is no plain dictionary ({error}): correct it.") from error


def fingerprint(*texts):
    return hashlib.sha256("\0".join(map(str, texts)).encode()).hexdigest()[:10]


def require_disk_space(folder, gigabytes):
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free / 1e9
    if free < gigabytes:
        raise Failed(
            f"{folder} has {free:.1f} GB free and {gigabytes} GB are needed: "
            "make room, or choose another folder with CACHE=/path."
        )
