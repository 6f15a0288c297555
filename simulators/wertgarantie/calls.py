"""The calls: their addresses, names and form fields, and what is refused before the service looks at it."""

import re
import urllib.parse

from common.exchange import Answer, json_answer
from common.simulator import is_form

from .answers import not_ok

LONGEST_BODY = 16 << 20
MOST_FIELDS = 20
LOGIN, CHECK, SERVICE = ADDRESSES = "/login.pl", "/checksession.pl", "/callservice.pl"
PRODUCT = ("APPLICATION_CODE", "PRODUCT_TYPE")
CALLS = {  # FUNCTION/SHAPING -> its own fields
    "GET_AGENT_DATA/AVAILABLE_PRODUCTS": ("AGENT_NR",),
    "GET_PRODUCT_DATA/ADVERTISING_TEXT": PRODUCT,
    "GET_PRODUCT_DATA/INSURANCE_PREMIUM": ("DATA",),
    "GET_PRODUCT_DATA/LEGAL_DOCUMENTS": (*PRODUCT, "DOCUMENT_TYPE"),
    "GET_PRODUCT_DATA/COMPARISON_DOCUMENTS": PRODUCT,
    "GET_OBJECT_DETAILS": (),  # its shaping is not published
    "GET_NEW_CONTRACTNUMBER/DEFAULT": (),
    "SET_XML_INTERFACE/DEFAULT": ("DATA",),
}
PLACES = tuple(dict.fromkeys(place for call in CALLS for place in (call, call.partition("/")[0])))  # for faults
PAPER = re.compile("(<DateiB64>)([^<]*)")


def decode(request):
    """[(name, value)]: texts, but DATA as bytes, whose encoding is its own."""
    try:
        pairs = urllib.parse.parse_qsl(
            request.body.decode("ascii"), keep_blank_values=True, encoding="latin-1", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        return []
    return [(name, value.encode("latin-1") if name == "DATA" else as_text(value)) for name, value in pairs]


def as_text(value):
    try:
        return value.encode("latin-1").decode()
    except UnicodeDecodeError:
        return value


def checked(pairs):
    fields = dict(pairs)
    if not pairs or len(fields) < len(pairs):
        raise not_ok("Formularfelder fehlen oder sind doppelt")
    return fields


def required(fields, name):
    if not fields.get(name):
        raise not_ok(f"Das Feld {name} fehlt")
    return fields[name]


def call_of(path, fields):
    """How a call is named in books and faults, or ''."""
    if path in (LOGIN, CHECK):
        return {LOGIN: "LOGIN", CHECK: "CHECKSESSION"}[path]
    function = fields.get("FUNCTION", "")
    call = function if function in CALLS else f"{function}/{fields.get('SHAPING', '')}"
    return call if path == SERVICE and call in CALLS else ""


def field_remarks(call, pairs):
    """Fields that nobody published for this call."""
    if call == "GET_OBJECT_DETAILS":
        return []
    known = {"LOGIN": ("FUNCTION", "USER", "PASSWORD", "COMPANY"), "CHECKSESSION": ("SESSION",)}.get(call)
    known = known or ("SESSION", "FUNCTION", "SHAPING", *CALLS[call])
    extra = ("EXTENDED_RESULT",) if call.startswith("GET_AGENT_DATA") else ()
    return [f"Feld ist nicht bekannt: {name[:40]}" for name, _ in pairs if name not in ("API", *known, *extra)]


def shown(name, value):
    """As the journal shows it: no password, no paper, DATA one character per byte."""
    if name == "PASSWORD":
        return "…"
    if name != "DATA":
        return value
    return PAPER.sub(lambda paper: f"{paper[1]}({len(paper[2])})", value.decode("latin-1"))


def transport_refusal(request):
    """The answer to what is no posted form, or None."""
    if request.path not in ADDRESSES:
        return json_answer({"error": "address"}, 404)
    if request.method != "POST":
        return wrong_method("POST")
    if not is_form(request):
        return json_answer({"error": "media_type"}, 415)
    if request.has_query or request.length is None:
        return json_answer({"error": "malformed"}, 400)
    return json_answer({"error": "too_large"}, 413) if request.length > LONGEST_BODY else None


def xml_refusal():
    """JSON is only for those who ask for it."""
    body = '<?xml version="1.0" encoding="UTF-8"?><ANSWER><STATUS>NOT OK: API fehlt</STATUS></ANSWER>'
    return Answer(200, body.encode(), "text/xml; charset=utf-8")


def wrong_method(allowed):
    return Answer(405, headers={"Allow": allowed})
