"""The German pages of the CoverCheck simulator."""

import urllib.parse
from decimal import Decimal

from common.fault_panel import fault_panel
from common.faults import KINDS
from common.markup import Markup, fill, fill_text, join, page

from .contract import ORIGINS, REASONS, TITLE_MODES, TITLES
from .tariffs import TARIFFS, factors, yearly

LONGEST_LIST = 50
ERRORS = {
    "malformed": "Die Anfrage ist nicht lesbar.",
    "check_id": "Die Prüf-ID ist nicht bekannt.",
    "blocked": "Diese Prüf-ID ist gesperrt. Bitte rufen Sie CoverCheck an.",
    "address": "Diese Adresse gibt es nicht.",
    "method": "Diese Adresse nimmt nur abgeschickte Formulare an.",
    "reference_reused": "Diese Übergabe kam schon einmal an, mit anderen Angaben.",
    "too_large": "Die Anfrage ist zu groß.",
    "media_type": "Die Anfrage ist kein abgeschicktes Formular.",
    "fields": "Angaben fehlen oder sind falsch.",
    "busy": "Gerade kommen zu viele Anfragen. Bitte versuchen Sie es gleich noch einmal.",
}
RESULTS = {
    "concluded": ("✓", "", "Vertrag abgeschlossen", "Das Fahrzeug ist versichert."),
    "offer": ("✓", "", "Angebot übernommen", "Der Tarif ist gewählt, aber noch nicht abgeschlossen."),
    "cancelled": ("×", "warn", "Beratung abgebrochen", "Es wurde kein Tarif gewählt."),
}
NEEDS_CUSTOMER = "Ein Abschluss braucht eine Beratung mit Kundendaten."
RETURNED = {"process_number": "Vorgangsnummer", "tariff": "Tarif", "evb": "eVB-Nummer"}


def _page(content, title, hint="", home="", **options):
    framed = fill("covercheck/frame.html", content=content, hint=hint, home=Markup(home))
    return page(framed, title=f"{title} – CoverCheck (Simulator)", style="covercheck/style.css", **options)


def _outcome(heading, lead, sign="!", kind="warn", facts="", action="", **options):
    content = fill(
        "covercheck/outcome.html", heading=heading, lead=lead, sign=sign, kind=kind,
        facts=Markup(facts), action=Markup(action),
    )  # fmt: skip
    return _page(content, heading, **options)


# Refusals --------------------------------------------------------------------


def refusal(status, error, faults):
    items = join(
        fill_text(
            "<dt>{} <small>{}</small></dt><dd>{} <small>{}</small></dd>",
            TITLES.get(fault["field"], "Feld"),
            fault["field"],
            REASONS[fault["reason"]],
            fault["reason"],
        )
        for fault in faults
    )
    return _outcome(
        ERRORS[error],
        f"Fehler {status}: {error}. Es wurde nichts angenommen.",
        facts=f"<dl>{items}</dl>" if items else "",
        status=status,
    )


def lost():
    return _outcome("Diesen Vorgang gibt es nicht", "Bitte starten Sie die Beratung in Odoo noch einmal.", status=404)


# Portal ------------------------------------------------------------------------


def process(process):
    given = process.given
    applied = factors(given)
    conclude = '<button class="main" name="result" value="concluded">Jetzt abschließen</button>'
    content = fill(
        "covercheck/process.html",
        heading=f"Drei Angebote für {_vehicle(given)}",
        lead=_lead(process),
        facts=_facts(process),
        address=process.address,
        tariffs=join(_tariff(tariff, applied) for tariff in TARIFFS),
        rule=_rule(applied),
        advice=NEEDS_CUSTOMER if process.is_anonymous else "Welcher Tarif soll es sein?",
        offer_class=Markup('class="main"' if process.is_anonymous else ""),
        conclude=Markup("" if process.is_anonymous else conclude),
    )
    return _page(content, "Tarifvergleich", hint=f"Vorgang {process.number}")


def ended(process):
    sign, kind, heading, lead = RESULTS[process.returned["result"]]
    action = "Sie können dieses Fenster schließen."
    if "return_url" in process.given:
        action = fill_text('<a class="button main" href="{}/return">Zurück zu Odoo</a>', process.address)
    return _outcome(heading, lead, sign, kind, _returned(process.returned), action, hint=f"Vorgang {process.number}")


def returning(process, by_itself):
    """The form of section 9, which leads the browser back."""
    sign, kind, heading, _ = RESULTS[process.returned["result"]]
    inputs = join(
        fill_text('<input type="hidden" name="{}" value="{}">', name, value) for name, value in process.returned.items()
    )
    form = fill_text(
        '<form id="return" method="post" action="{}" accept-charset="UTF-8">{}<button class="main">Zurück zu Odoo</button></form>',
        process.given["return_url"],
        inputs,
    )
    return _outcome(
        heading,
        "Das Ergebnis geht zurück an Odoo." if by_itself else "Das Ergebnis ging schon einmal zurück an Odoo.",
        sign,
        kind,
        _returned(process.returned),
        form,
        script="covercheck/return.js" if by_itself else "",
        form_action=_origin(process.given["return_url"]),
    )


def _lead(process):
    if process.is_anonymous:
        return "Anonyme Schnellanfrage: ein erster Vergleich ohne Namen und Anschrift."
    given = process.given
    name = _joined(given, ("customer_first_name", "customer_last_name"))
    return f"Für {name}, {given['customer_street']}, {given['customer_postcode']} {given['customer_town']}"


def _facts(process):
    given = process.given
    facts = [
        ("Geboren", _birth(process)),
        ("Wohnort", f"{given['customer_postcode']} {given['customer_town']}" if process.is_anonymous else ""),
        ("Kennzeichen", given.get("vehicle_plate")),
        ("HSN/TSN", f"{given['vehicle_hsn']} / {given['vehicle_tsn']}"),
        ("Erstzulassung", _day(given["vehicle_first_registration"])),
        ("Kilometerstand", _kilometres(given.get("vehicle_odometer"))),
        ("Zulassung auf Kunden", _day(given.get("vehicle_owner_registration"))),
    ]
    return join(fill_text("<li><span>{}</span> <b>{}</b></li>", title, value) for title, value in facts if value)


def _tariff(tariff, applied):
    year = yearly(tariff, applied)
    factor = Decimal(1)
    for one in applied:
        factor *= one.value
    return fill(
        "covercheck/tariff.html",
        key=tariff.key,
        checked=Markup("checked" if tariff.key == "komfort" else ""),
        colour=tariff.colour,
        initials=tariff.evb_prefix,
        insurer=tariff.insurer,
        name=tariff.name,
        note=tariff.note,
        month=_number(year / 12),
        year=_number(year),
        base=tariff.base,
        factor=f"{factor.normalize():f}".replace(".", ","),
        features=join(
            fill_text('<li class="{}">{}</li>', "yes" if has else "no", text) for text, has in tariff.features
        ),
    )


def _rule(applied):
    named = [fill_text("<b>{} ({})</b>", factor.title, _number(factor.value)) for factor in applied]
    return Markup(" × ".join(named))


def _returned(fields):
    items = join(
        fill_text('<dt>{}</dt><dd class="{}">{}</dd>', title, "code" if name == "evb" else "", fields[name])
        for name, title in RETURNED.items()
        if name in fields
    )
    return f"<dl>{items}</dl>"


def _origin(address):
    parts = urllib.parse.urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.lower()}"


# Overview ------------------------------------------------------------------------


def overview(simulator, address):
    records = simulator.journal.records()[: -LONGEST_LIST - 1 : -1]
    content = fill(
        "covercheck/overview.html",
        received=join(_record(simulator, record) for record in records) or _nothing(),
        portal=f"{address}/portal",
        callback=f"{address}/callback",
        check_ids=join(_check_id(*item) for item in simulator.check_ids.items()),
        faults=fault_panel(simulator.faults, "CoverCheck"),
    )
    return _page(content, "Empfangene Übergaben", home='href="/"', script="common/overview.js")


def _nothing():
    return Markup('<div class="panel empty">Noch nichts empfangen. Starten Sie in Odoo bei einem Kunden, Fahrzeug, '
                  'Angebot, Auftrag oder einer Rechnung mit der Weltkugel.</div>')  # fmt: skip


def _record(simulator, record):
    notes, given = record.notes, dict(record.notes.get("fields", ()))
    mode = TITLE_MODES.get(notes.get("mode"), "Anfrage")
    origin = ORIGINS.get(given.get("origin"))
    return fill(
        "covercheck/handover.html",
        number=record.number,
        time=record.time.astimezone().strftime("%H:%M:%S"),
        what=f"{mode} · {origin.title}" if origin else mode,
        detail=_subject(given) or f"{record.request.method} {record.request.path}",
        badges=_badges(simulator, record),
        rows=_rows(record, simulator.returned(record)),
        raw=record.request.body.decode("utf-8", "replace"),
    )


def _subject(given):
    """Whom and what it is about, as far as it was said."""
    if given.get("mode") == "anonymous":
        person = ("customer_postcode", "customer_town")
    else:
        person = ("customer_first_name", "customer_last_name")
    parts = [_joined(given, person), _joined(given, ("vehicle_make", "vehicle_model")), given.get("vehicle_plate")]
    return " · ".join(part for part in parts if part)


def _badges(simulator, record):
    result = simulator.returned(record).get("result")
    badges = [
        ("odd", f"Störung: {KINDS[record.fault].title}") if record.fault else None,
        ("good", RESULTS[result][2]) if result else None,
        _status(record),
    ]
    return join(fill_text('<span class="badge {}">{}</span>', *badge) for badge in badges if badge)


def _status(record):
    if record.status is None:
        return "odd", "noch ohne Antwort"
    accepted = {"acknowledgement", "process"} & record.notes.keys()
    if record.status == 0:
        return "odd", "angenommen, ohne Antwort" if accepted else "ohne Antwort"
    if record.status >= 400:
        return "bad", f"abgelehnt ({record.status})" if "error" in record.notes else f"Fehler {record.status}"
    return ("good", f"angenommen ({record.status})") if accepted else ("odd", record.status)


def _rows(record, returned):
    notes = record.notes
    answer = [
        ("Rückrufnummer", notes.get("acknowledgement")),
        ("Vorgang", notes.get("process_number")),
        ("Ablehnung", ERRORS.get(notes.get("error"))),
        ("Tarif", returned.get("tariff")),
        ("eVB-Nummer", returned.get("evb")),
        *(("Bemerkung", remark) for remark in notes.get("remarks", ())),
    ]
    reasons = {fault["field"]: REASONS[fault["reason"]] for fault in notes.get("errors", ())}
    rows = [_row(title, value, "") for title, value in answer if value]
    for name, value in notes.get("fields", ()):
        rows.append(_row(_title(name), value, reasons.pop(name, "")))
    rows += [_row(_title(name), "", reason) for name, reason in reasons.items()]
    return join(rows)


def _row(title, value, reason):
    shown = f"{value} – {reason}" if value and reason else value or reason
    return fill_text('<tr class="{}"><th>{}</th><td>{}</td></tr>', "wrong" if reason else "", title, shown)


def _title(name):
    return TITLES.get(name, name)


def _check_id(check_id, state):
    blocked = state == "blocked"
    return fill_text(
        '<form method="post" action="/check-ids" class="row"><span><code>{0}</code> {1}</span>'
        '<button name="{0}" value="{2}">{3}</button></form>',
        check_id,
        Markup('<span class="badge bad">gesperrt</span>' if blocked else ""),
        "active" if blocked else "blocked",
        "Entsperren" if blocked else "Sperren",
    )


def _joined(given, names):
    return " ".join(given[name] for name in names if given.get(name))


# German ----------------------------------------------------------------------------


def _vehicle(given):
    named = _joined(given, ("vehicle_make", "vehicle_model"))
    return f"Ihren {named}" if named else "Ihr Fahrzeug"


def _birth(process):
    born = process.given.get("customer_birth_date", "")
    return born[:4] if process.is_anonymous else _day(born)


def _day(text):
    return ".".join(reversed(text.split("-"))) if text else ""


def _kilometres(text):
    return f"{int(text):,} km".replace(",", ".") if text else ""


def _number(value):
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))
