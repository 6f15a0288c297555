"""Pages from templates; whatever is filled in is escaped unless it is markup already."""

import base64
import hashlib
import html
import string
from pathlib import Path

from .exchange import Answer

SIMULATORS = Path(__file__).resolve().parent.parent


class Markup(str):
    __slots__ = ()


class _Filler(string.Formatter):
    def format_field(self, value, format_spec):
        if isinstance(value, Markup):
            return value
        return html.escape(format(value, format_spec))


def fill(template, **values):
    """`template` is a folder and a file in its templates/, such as "bipro/overview.html"."""
    return Markup(_Filler().vformat(_read(template), (), values))


def fill_text(text, *values):
    return Markup(_Filler().vformat(text, values, {}))


def join(pieces):
    return Markup("".join(pieces))


def page(content, *, title, style, script="", status=200, form_action="'self'"):
    """A whole page that loads nothing and runs only this style and this script."""
    css, javascript = _read(style), _read(script) if script else ""
    policy = "; ".join(
        [
            "default-src 'none'",
            "img-src data:",
            f"style-src {_digest(css)}",
            f"script-src {_digest(javascript)}" if script else "script-src 'none'",
            "connect-src 'self'" if script else "connect-src 'none'",
            f"form-action {form_action}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )
    body = fill(
        "common/page.html",
        title=title,
        css=Markup(css),
        content=content,
        script=Markup(f"<script>{javascript}</script>" if script else ""),
    )
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "strict-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return Answer(status, body.encode(), "text/html; charset=utf-8", headers)


def _read(name):
    folder, _, file = name.partition("/")
    return (SIMULATORS / folder / "templates" / file).read_text(encoding="utf-8")


def _digest(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
