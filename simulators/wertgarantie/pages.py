"""The German page of the Wertgarantie simulator: applications, calls, accounts, faults."""

from common.fault_panel import fault_panel
from common.faults import KINDS
from common.markup import Markup, fill, fill_text, join, page
from lxml import etree

from .books import KNOWN, MANUAL, STATUS_TEXTS, TAKEN

LONGEST_LIST = 50
LONGEST_VALUE = 4000
KINDS_OF_STATUS = {TAKEN: "good", MANUAL: "odd", KNOWN: "odd"}
NOTHING = Markup(
    '<div class="panel empty">Noch nichts empfangen. Beginnen Sie in Odoo bei der Rechnung eines Rads.</div>'
)
NO_APPLICATION = Markup('<div class="panel empty">Noch kein Antrag.</div>')


def overview(simulator, address):
    records = simulator.journal.records()[: -LONGEST_LIST - 1 : -1]
    applications = [*simulator.books.applications.items()][: -LONGEST_LIST - 1 : -1]
    content = fill(
        "wertgarantie/overview.html",
        address=f"{address}/",
        applications=join(_application(*item) for item in applications) or NO_APPLICATION,
        received=join(_record(record) for record in records) or NOTHING,
        accounts=join(_account(name, state) for name, state in simulator.access.states.items()),
        faults=fault_panel(simulator.faults, "Wertgarantie"),
    )
    return page(content, title="Wertgarantie (Simulator)", style="wertgarantie/style.css", script="common/overview.js")


def _application(number, application):
    copies = fill_text('<span class="badge odd">kam noch {}-mal</span>', application.copies)
    return fill(
        "wertgarantie/call.html",
        id=f"application-{number}",
        time=application.contract_number,
        what=application.product,
        detail=f"Satznummer {number}, Vermittler {application.agent}",
        badges=join([_status(application.status_code), copies if application.copies else ""]),
        rows=join(_row(path, value) for path, value in _leaves(application.xml)),
    )


def _leaves(xml):
    """(path, text) of what an application says; of papers their length."""
    tree = etree.fromstring(xml, etree.XMLParser(huge_tree=True)).getroottree()
    for element in tree.iter(etree.Element):
        if not len(element):
            is_paper = element.tag == "DateiB64"
            path = tree.getpath(element).removeprefix(f"/{tree.getroot().tag}/")
            yield path, f"{len(element.text)} Zeichen" if is_paper else element.text


def _record(record):
    notes = record.notes
    rows = [
        ("Ablehnung", notes.get("refused", "")),
        *(("Bemerkung", remark) for remark in notes.get("remarks", ())),
        *notes.get("fields", ()),
    ]
    return fill(
        "wertgarantie/call.html",
        id=f"call-{record.number}",
        time=record.time.astimezone().strftime("%H:%M:%S"),
        what=notes.get("reference") or f"{record.request.method} {record.request.path}",
        detail=", ".join(notes.get("satznummern", ())),
        badges=_badges(record),
        rows=join(_row(*row) for row in rows if row[1]),
    )


def _badges(record):
    fault = fill_text('<span class="badge odd">Störung: {}</span>', KINDS[record.fault].title) if record.fault else ""
    return join([fault, _outcome(record)])


def _outcome(record):
    notes = record.notes
    if "status_code" in notes:
        return _status(notes["status_code"])
    if "refused" in notes:
        return Markup('<span class="badge bad">abgelehnt</span>')
    if record.status == 200:
        return Markup('<span class="badge good">beantwortet</span>')
    return fill_text('<span class="badge odd">{}</span>', record.status or "ohne Antwort")


def _status(code):
    return fill_text('<span class="badge {}">{}</span>', KINDS_OF_STATUS[code], STATUS_TEXTS[code])


def _row(title, value):
    return fill_text("<tr><th>{}</th><td>{}</td></tr>", title, str(value)[:LONGEST_VALUE])


def _account(name, state):
    locked = Markup('<span class="badge bad">gesperrt</span>' if state.locked else "")
    return fill_text(
        '<form method="post" action="/accounts" class="row"><span><code>{0}</code> {1}</span>'
        '<button name="{0}" value="{2}">{3}</button></form>',
        name,
        locked,
        "active" if state.locked else "locked",
        "Entsperren" if state.locked else "Sperren",
    )
