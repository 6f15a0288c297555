"""The insurer's portal, as far as deep links lead into it: one page for each, for a short time."""

import secrets
import time
import urllib.parse

from common.markup import fill_text, page

TARGETS = {
    "001": "Hauptmenü", "002": "Stammdaten", "003": "Bearbeiten", "004": "Verträge", "005": "Dokumente",
    "006": "Vorgänge", "007": "Schäden", "008": "Inkassostand", "009": "Angebot", "010": "Anfrage",
    "011": "Schaden melden", "018": "Posteingang", "024": "Download", "026": "GDV", "027": "Partnersuche",
    "028": "Vertragssuche", "029": "Schadensuche", "999": "Sonstiges",
}  # fmt: skip
ADDRESS = "/extranet/"
SECONDS = 120
CONTENT = "<main><h1>{}</h1><p>{}</p></main>"


class Portal:
    def __init__(self):
        self._places = {}

    def invite(self, target, number):
        """A token that opens the place for a while."""
        token = secrets.token_urlsafe(16)
        self._places[token] = (target, number, time.monotonic() + SECONDS)
        return token

    def answer(self, request):
        """The page of a deep link, None where the request is none."""
        target = request.path.removeprefix(ADDRESS)
        if request.method != "GET" or request.path == target or target not in TARGETS:
            return None
        query = urllib.parse.parse_qs(request.target.partition("?")[2])
        opened, number, ends = self._places.get(query.get("token", [""])[0], ("", "", 0))
        if opened != target or ends < time.monotonic():
            return _page("Abgelaufen", "Dieser Link gilt nicht mehr. Öffnen Sie den Vertrag in Odoo noch einmal.", 403)
        return _page(TARGETS[target], f"Vertrag {number}" if number else "Suche nach Kennzeichen oder Name", 200)


def _page(title, text, status):
    return page(
        fill_text(CONTENT, title, text), title=f"{title} – Portal (Simulator)", style="bipro/style.css", status=status
    )
