"""Wertgarantie's answers made regular, with all their odd shapes; nothing else knows these.

Odd are: failures with HTTP 200, told by a code or by words only; ``{}`` for nothing;
an object for a list of one; amounts with a decimal comma; values of any JSON type.
Every reader takes the whole answer as ``parse`` gives it.
"""

import base64
import binascii
import json
import re
from decimal import Decimal

from ..errors import AccountLocked, AuthenticationError, Rejected
from .application import DEALER, DEBIT, SELF_PAYER
from .products import Document, Premium, Product, Receipt
from .texts import clean, clean_lines

MAX_TOLD = 500
MAX_FILENAME = 100
MAX_KEY = 500

_DONE, _NOT_VERIFIED, _TECHNICAL = "0", "21", "65"
_TAKEN = "3"

_FAILED = re.compile(r"(NOT OK|Fehler)", re.IGNORECASE)
_SESSION = re.compile(r"session|sitzung|not verified|nicht (verifiziert|angemeldet)", re.IGNORECASE)
_LOCKED = re.compile(r"gesperrt|locked|blocked", re.IGNORECASE)
_AGAIN = r"(bereits|schon|doppelt|already|duplicate)"
_KNOWN_RESULT = re.compile(_AGAIN, re.IGNORECASE)
_KNOWN_NUMBER = re.compile(
    rf"(Satznummer|Vertragsnummer).{{0,60}}{_AGAIN}"
    rf"|{_AGAIN}.{{0,60}}(Satznummer|Vertragsnummer)"
    rf"|Antrag (liegt|wurde|ist) {_AGAIN}",
    re.IGNORECASE,
)

_AMOUNT = re.compile(r"(?P<whole>-?([0-9]{1,9}|[0-9]{1,3}(\.[0-9]{3}){1,2}))([,.](?P<cents>[0-9]{1,2}))?( ?(EUR|€))?")
_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
_COLLECTION_TYPES = {"Einzug": DEBIT, "Selbstzahler": SELF_PAYER, "VMRAbrechnung": DEALER}
_PDF = b"%PDF-"


class SessionExpired(Exception):
    """The session is not known (any more): nothing was done, and a new log-in may help."""


class Unclear(Exception):
    """The answer does not tell what became of the call.

    :ivar str code: one of ``access.CODES``
    :ivar dict params: as told there
    """

    def __init__(self, code, **params):
        super().__init__(code)
        self.code = code
        self.params = params


def parse(content):
    """The answer's body as a dict, whose numbers are still text.

    :raise Unclear: ``not_json``
    """
    try:
        answer = json.loads(_decoded(content), strict=False, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise Unclear("not_json") from None
    if not isinstance(answer, dict):
        raise Unclear("not_json")
    return answer


def is_done(answer):
    return _text(answer, "STATUSCODE") == _DONE


def session_key(answer):
    """Of a log-in.

    :raise AccountLocked, AuthenticationError: ``locked``, ``login``
    """
    if is_done(answer):
        return _needed(_text(answer, "SESSION")[:MAX_KEY])
    text = _told(answer, "STATUS")
    if _code(answer) == _TECHNICAL:
        raise Unclear("technical", status_code=_TECHNICAL, text=text)
    if not _has_failed(answer):
        raise Unclear("status_code", status_code="", text=text)
    if _LOCKED.search(text):
        raise AccountLocked("locked", text=text)
    raise AuthenticationError("login", text=text)


def check(answer):
    """
    :raise SessionExpired:
    :raise Rejected: ``refused``
    :raise Unclear: ``technical``, ``duplicate``, ``status_code``
    """
    if is_done(answer):
        return
    code, text = _code(answer), _told(answer, "STATUS")
    if code == _NOT_VERIFIED or (not code and _has_failed(answer) and _SESSION.search(text)):
        raise SessionExpired
    if code == _TECHNICAL:
        raise Unclear("technical", status_code=code, text=text)
    if _KNOWN_NUMBER.search(text):
        # So an earlier call may have been taken.
        raise Unclear("duplicate", status_code=code, text=text)
    if not _has_failed(answer):
        raise Unclear("status_code", status_code=code, text=text)
    raise Rejected("refused", status_code=code, text=text)


def products(answer):
    """[Product]; what lacks the names it is called by is left out"""
    found = map(_product, _all(answer, "RESULT", "PRODUCT_LIST", "PRODUCT"))
    return [product for product in found if product.type and product.application_code]


def advertising_texts(answer):
    """[(name, text)]"""
    texts = _all(answer, "RESULT", "ADVERTISING_TEXTS", "ADVERTTISING_TEXT")
    pairs = ((_text(text, "NAME"), clean_lines(_raw(text, "TEXT"))) for text in texts)
    return [pair for pair in pairs if any(pair)]


def premium(answer):
    """:raise Unclear: ``not_json``, where there is neither a premium nor a reason"""
    result = _one(answer, "RESULT")
    found = Premium(
        per_interval=_amount(result, "PREMIUM_RECURRING_INTERVAL"),
        per_year=_amount(result, "PREMIUM_RECURRING"),
        single=_amount(result, "PREMIUM_SINGLE_PAYMENT"),
        message=_told(result, "FEHLERMELDUNG"),
    )
    is_told = found.message or any(amount is not None for amount in (found.per_interval, found.per_year, found.single))
    return _needed(is_told and found)


def documents(answer):
    """[Document]

    :raise Unclear: ``document``
    """
    nodes = [*_all(answer, "RESULT", "DOCUMENT"), *_all(answer, "RESULT", "DOCUMENTS", "DOCUMENT")]
    return [_document(node) for node in nodes if _raw(node, "CONTENT")]


def manufacturers(answer):
    """Names, each once: [str]"""
    names = (_as_text(name) for name in _all(answer, "RESULT", "MANUFACTURER_LIST", "MANUFACTURER"))
    return list(dict.fromkeys(filter(None, map(clean, names))))


def contract_number(answer):
    """str"""
    return _needed(_text(_one(answer, "RESULT"), "NEWCONTRACTNUMBER"))


def receipt(answer):
    """
    :raise Unclear: ``duplicate``, ``status_code``
    """
    result = _one(answer, "RESULT")
    code, text = _text(result, "STATUS_CODE"), _told(result, "STATUS_TEXT")
    if code == _TAKEN:
        return Receipt(code, text)
    meaning = "duplicate" if _KNOWN_RESULT.search(text) else "status_code"
    raise Unclear(meaning, status_code=code[:MAX_TOLD], text=text)


def _product(node):
    return Product(
        name=_text(node, "PRODUCT_NAME"),
        type=_text(node, "PRODUCT_TYPE"),
        application_code=_text(node, "APPLICATION_CODE"),
        basic_risk=_text(node, "BASIC_RISK"),
        risks=tuple(_pairs(node, ("RISKS", "RISK"), "RISK_NAME", "RISK_TYPE")),
        term=_number(node, "TERM") or 0,
        intervals=tuple(_intervals(node)),
        collection_types=frozenset(_collection_types(node)),
        price_limits=tuple(_price_limits(node)),
        max_devices=_number(node, "MAX_DEVICES_EACH_CONTRACT"),
        signatures=_number(node, "SIGNATURES"),
    )


def _pairs(node, path, *names):
    for child in _all(node, *path):
        yield tuple(_text(child, name) for name in names)


def _intervals(node):
    for child in _all(node, "PAYMENTINTERVALS", "INTERVAL"):
        months = _number(child, "VALUE")
        if months is not None:
            yield months, _text(child, "DESCRIPTION")


def _collection_types(node):
    flags = _one(node, "COLLECTIONTYPES")
    return (ours for theirs, ours in _COLLECTION_TYPES.items() if _text(flags, theirs).lower() == "true")


def _price_limits(node):
    for child in _all(node, "PURCHASE_PRICE_LIMITATIONS", "MAX_PRICE"):
        amount = _amount(child, "AMOUNT")
        if amount is not None:
            yield _text(child, "OBJECT_CODE"), amount


def _document(node):
    kind = _text(node, "DOCUMENT_TYPE")
    return Document(kind, _filename(node, kind), _pdf(_raw(node, "CONTENT")))


def _filename(node, kind):
    """A name without folders that ends in .pdf."""
    name = re.split(r"[\\/:]", _text(node, "FILENAME"))[-1].strip(". ")
    stem = re.sub(r"\.pdf$", "", name, flags=re.IGNORECASE)
    return f"{stem[:MAX_FILENAME] or kind or 'document'}.pdf"


def _pdf(text):
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise Unclear("document") from None
    if not content.startswith(_PDF):
        raise Unclear("document")
    return content


def _has_failed(answer):
    """Whether the answer tells a failure, by code or by words."""
    return bool(_code(answer) or _FAILED.match(_text(answer, "STATUS")))


def _code(answer):
    return _text(answer, "STATUSCODE")[:MAX_TOLD]


def _told(node, name):
    """The insurer's words, fit to be shown."""
    return _text(node, name)[:MAX_TOLD]


def _all(node, *path):
    """All nodes there, whether each step holds none, one, or a list: []"""
    nodes = [node]
    for name in path:
        nodes = [child for parent in nodes if isinstance(parent, dict) for child in _as_list(parent.get(name))]
    return nodes


def _one(node, *path):
    """The first node there; {} where there is none."""
    return next(iter(_all(node, *path)), {})


def _as_list(value):
    values = value if isinstance(value, list) else [value]
    return [each for each in values if each not in (None, "", {}, [])]


def _raw(node, name):
    return _as_text(_one(node, name))


def _as_text(value):
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else ""


def _text(node, name):
    return clean(_raw(node, name))


def _number(node, name):
    """None where there is none"""
    text = _text(node, name)
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else None


def _amount(node, name):
    """None where there is none"""
    text = _text(node, name)
    if not text:
        return None
    match = _AMOUNT.fullmatch(text)
    if not match:
        raise Unclear("not_json")
    return Decimal(f"{match['whole'].replace('.', '')}.{match['cents'] or '0'}")


def _needed(value):
    if not value:
        raise Unclear("not_json")
    return value


def _decoded(content):
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("iso-8859-1")
