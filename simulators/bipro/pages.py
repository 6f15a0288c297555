"""The page that shows what the insurer has, delivered and was told."""

from common.fault_panel import fault_panel
from common.faults import KINDS
from common.markup import fill, fill_text, join, page

from .books import books

LONGEST_LIST = 100
FINDINGS = {
    "acknowledged, but never delivered whole": "bestätigt, aber nie ganz geliefert",
    "acknowledged, although it cannot be stored": "bestätigt, obwohl unbrauchbar",
}
STATES = {"active": "frei", "locked": "gesperrt", "expired": "Kennwort abgelaufen"}


def overview(simulator, address):
    seen = books(simulator)
    content = fill(
        "bipro/overview.html",
        address=address,
        shipments=join(_shipment(one) for one in seen["shipments"][:LONGEST_LIST]) or _none(9, "Keine Lieferungen."),
        summary=_summary(seen),
        users=join(_user(name, user) for name, user in seen["users"].items()),
        calls=join(_call(record) for record in simulator.journal.records()[: -LONGEST_LIST - 1 : -1])
        or _none(6, "Noch keine Anfragen. Holen Sie in Odoo die Dokumente der Verbindung ab."),
        faults=fault_panel(simulator.faults, "der Versicherer"),
    )
    return page(content, title="BiPRO (Simulator)", style="bipro/style.css", script="common/overview.js")


def _summary(seen):
    totals = seen["totals"]
    wrong = f", {len(seen['findings'])} falsch bestätigt" if seen["findings"] else ""
    return (
        f"{totals['shipments']} Lieferungen, {totals['whole']}-mal ganz geliefert, "
        f"{totals['acknowledged']} bestätigt{wrong}"
    )


def _shipment(one):
    state = "wartet"
    if one["acknowledged"]:
        state = "bestätigt"
    elif one["whole"]:
        state = "geliefert"
    cells = [
        one["id"],
        one["user"],
        one["category"],
        one["policy_number"],
        ", ".join(one["documents"]),
        one["shape"],
        one["whole"],
        one["acknowledged"] + one["repeated"],
    ]
    finding = FINDINGS.get(one["finding"], "")
    return fill_text('<tr class="{}">{}<td>{}</td></tr>', "wrong" if finding else "", _cells(cells), finding or state)


def _user(name, user):
    locked = user["state"] != "active"
    return fill_text(
        '<tr>{}<td><form method="post" action="/users"><button name="{}" value="{}">{}</button></form></td></tr>',
        _cells([name, STATES[user["state"]], user["logins"], user["wrong_logins"]]),
        name,
        "active" if locked else "locked",
        "Entsperren" if locked else "Sperren",
    )


def _call(record):
    notes = record.notes
    cells = [
        record.time.astimezone().strftime("%H:%M:%S"),
        notes.get("operation", record.request.path),
        notes.get("user", ""),
        notes.get("shipment") or "",
        record.status or "ohne Antwort",
        " ".join(filter(None, (notes.get("code"), notes.get("text"), record.fault and KINDS[record.fault].title))),
    ]
    return fill_text("<tr>{}</tr>", _cells(cells))


def _cells(values):
    return join(fill_text("<td>{}</td>", value) for value in values)


def _none(columns, text):
    return fill_text('<tr><td colspan="{}">{}</td></tr>', columns, text)
