"""Where people switch faults on and see which are."""

from .faults import ALWAYS, KINDS
from .markup import Markup, fill, fill_text, join

TIMES = {ALWAYS: "immer", 1: "noch einmal"}


def fault_panel(faults, insurer):
    return fill(
        "common/faults.html",
        active=_active(faults.as_json(), insurer),
        kinds=join(fill_text('<option value="{}">{}</option>', name, kind.title) for name, kind in KINDS.items()),
        places=join(fill_text("<option>{}</option>", place) for place in faults.places),
    )


def _active(faults, insurer):
    if not faults:
        return fill_text("<p>Zurzeit antwortet {} ohne Störung.</p>", insurer)
    return join([Markup("<ul class=active>"), *(_fault(fault) for fault in faults), Markup("</ul>")])


def _fault(fault):
    times = TIMES.get(fault["times"]) or f"noch {fault['times']}-mal"
    moment = "nach der Annahme" if fault["after"] else "vor der Annahme"
    wait = f", {fault['seconds']:g} s" if fault["seconds"] else ""
    chance = f", in {100 * fault['probability']:g} % der Fälle" if fault["probability"] < 1 else ""
    place = f" ({fault['address']})" if fault["address"] else ""
    return fill_text("<li>{}</li>", f"{KINDS[fault['fault']].title}: {times}, {moment}{wait}{chance}{place}")
