"""`make dist`: the addon as a dealer gets it, from what git tracks."""

import zipfile

from . import settings
from .say import Failed, tell
from .source import addon_files


def main(arguments):
    tell(build())


def build(folder=settings.CHECKOUT / "dist"):
    version = settings.manifest().get("version")
    if not version:
        raise Failed("__manifest__.py names no version: add one, such as 19.0.1.0.0.")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{settings.ADDON}-{version}.zip"
    path.unlink(missing_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in addon_files(committed=True):
            source = settings.CHECKOUT / name
            if source.is_file():
                archive.write(source, f"{settings.ADDON}/{name}")
    return path
