"""Takes the pictures of pictures.py from a demo that runs (in Odoo's virtual environment)."""

import shutil
import sys
import time
from pathlib import Path

from PIL import Image

from . import packages, settings
from .browser import chromium
from .pictures import FOUND, OF_APP_LIST, PICTURES
from .say import Failed, step

APP_LIST = settings.CHECKOUT / "static" / "description"
COLOURS = 128  # user interfaces have few
ANIMATION_SECONDS = 0.5
READY_TIMEOUT = 180  # the first page waits until its assets are made
STAY = "window.open = () => ({ closed: false, focus() {} })"  # what would open a new tab is no matter of the picture


def main(arguments):
    base, folder, *names = arguments
    unknown = set(names) - {picture.name for picture in PICTURES}
    if unknown:
        raise Failed(f"No picture is called {', '.join(sorted(unknown))}: dev/workbench/pictures.py lists them.")
    chosen = [picture for picture in PICTURES if not names or picture.name in names]
    Path(folder).mkdir(parents=True, exist_ok=True)
    failures = [failure for failure in _take_all(base, Path(folder), chosen) if failure]
    if failures:
        raise Failed("\n  ".join(failures))


def _take_all(base, folder, pictures):
    """One visit for each user, so that each logs in once."""
    for login in dict.fromkeys(picture.login for picture in pictures):
        with chromium(packages.chromium_on_loopback(), 1280, 800, READY_TIMEOUT) as tab:
            tab.call("Page.addScriptToEvaluateOnNewDocument", source=STAY)
            tab.log_in(base, login, login)
            ids = _ids(tab) if login == "admin" else {}
            for picture in pictures:
                if picture.login == login:
                    yield _take(tab, base, folder / f"{picture.name}.png", picture, ids)


def _take(tab, base, path, picture, ids):
    """What went wrong, if anything: one picture that fails must not cost the others."""
    with step(f"{path.name}"):
        try:
            tab.resize(*picture.size)
            tab.open(base + picture.place.format_map(ids))
            for action, *values in picture.steps:
                getattr(tab, action)(*values)
            time.sleep(ANIMATION_SECONDS)
            tab.screenshot(path, part=picture.part)
            _squeeze(path)
            if picture.name in OF_APP_LIST:
                shutil.copy(path, APP_LIST)
        except Failed as failure:
            return f"{picture.name}: {failure}"
    return None


def _ids(tab):
    """Of the records that the demo data name, and of those that are found by them."""
    named = tab.call_model("ir.model.data", "search_read", [("module", "=", settings.ADDON)], ["name", "res_id"])
    ids = {row["name"]: row["res_id"] for row in named}
    for name, (model, field, owner) in FOUND.items():
        found = tab.call_model(model, "search", [(field, "=", ids[owner])], limit=1, order="id desc")
        ids[name] = found[0] if found else 0
    return ids


def _squeeze(path):
    """An eighth of the bytes: a picture of a form needs no millions of colours."""
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    from .cli import guarded

    sys.exit(guarded(main, sys.argv[1:]))
