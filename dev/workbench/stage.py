"""The addon alone, without its development, in a folder that carries its name."""

import shutil

from . import settings
from .source import addon_files


def stage(folder, committed=False):
    """Make `folder`/dealer_insurance hold exactly the addon; returns it."""
    target = folder / settings.ADDON
    shutil.rmtree(target, ignore_errors=True)
    for name in addon_files(committed):
        source = settings.CHECKOUT / name
        if source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)
    return target
