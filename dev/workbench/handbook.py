"""`make handbook`: docs/handbuch.md becomes the page that the addon shows.

It is made here and not on the dealer's server, so that an installation needs no package more.
"""

import hashlib
import re
import subprocess
import sys

from . import packages, settings
from .browser import DOTS_PER_PIXEL
from .shell import clean_environment

SOURCE = settings.CHECKOUT / "docs" / "handbuch.md"
PAGE = SOURCE.with_suffix(".html")
PICTURE = re.compile(r'src="(images/[^"]+)"')


def main(arguments):
    command = [packages.virtual_environment("handbook"), "-m", "workbench.handbook"]
    return subprocess.run(command, env=clean_environment(PYTHONPATH=settings.DEV), check=False).returncode


def first_line():
    """Says of which state of the source a page was made."""
    return f"<!-- made of handbuch.md {hashlib.sha256(SOURCE.read_bytes()).hexdigest()} -->\n"


def render():
    from markdown import Markdown
    from markdown.extensions.toc import slugify_unicode

    renderer = Markdown(
        extensions=["sane_lists", "tables", "toc"],
        extension_configs={"toc": {"toc_depth": "2-3", "slugify": slugify_unicode}},
        output_format="html",
    )
    article = renderer.convert(SOURCE.read_text(encoding="utf-8"))
    article = article.replace("<img ", '<img loading="lazy" ').replace("<table>", '<table class="table">')
    article = PICTURE.sub(rf'\g<0> srcset="\1 {DOTS_PER_PIXEL}x"', article)
    page = f"{first_line()}<nav>{renderer.toc}</nav>\n<article>\n{article}\n</article>\n"
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(render())
