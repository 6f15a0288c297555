"""The rules of docs/covercheck-contract.md, version 1: what a hand-over and a return must look like.

Section numbers are those of the document. Built from the document alone.
"""

import hashlib
import hmac
import ipaddress
import re
import unicodedata
import urllib.parse
from collections import Counter
from dataclasses import dataclass
from datetime import date

VERSION = "1"
LONGEST_BODY = 16_384
LONGEST_ANSWER = 65_536
MODES = ("callback", "advice", "anonymous")
TITLE_MODES = {"callback": "Rückruf", "advice": "Eigene Beratung", "anonymous": "Anonyme Schnellanfrage"}
CHECK_ID = re.compile(r"[!-~]{1,64}")
REFERENCE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


# Section 5 -----------------------------------------------------------------


@dataclass(frozen=True)
class Origin:
    title: str
    district_is_enough: bool
    owner_registration_mandatory: bool = True


ORIGINS = {
    "customer": Origin("Kunde", False),
    "customer_vehicle": Origin("Kundenfahrzeug", False),
    "stock": Origin("Händlerfahrzeug", True),
    "workshop_order": Origin("Werkstattauftrag", False),
    "offer": Origin("Angebot", True, owner_registration_mandatory=False),
    "invoice": Origin("Rechnung", True),
}


# Sections 3 and 4: shapes of values ------------------------------------------


def _text(value, given):
    return True


def _pattern(expression):
    compiled = re.compile(expression)
    return lambda value, given: compiled.fullmatch(value) is not None


def _without_blanks(value, given):
    return not any(character.isspace() for character in value)


def _date(value, given=None):
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return False
    try:
        return 1900 <= date.fromisoformat(value).year <= 2099
    except ValueError:
        return False


def _phone(value, given):
    return bool(re.fullmatch(r"\+?[0-9 ()/.\-]{5,29}", value)) and len(re.findall("[0-9]", value)) >= 5


def _plate(value, given):
    if re.search("[0-9]", value):
        return True
    district = re.fullmatch("[A-ZÄÖÜ]{1,3}", value)
    return bool(district) and ORIGINS[given["origin"]].district_is_enough


ADDRESS_CHARACTERS = re.compile(r"[A-Za-z0-9\-._~:/\[\]@!$&'()*+,;=%]+")
HOST = re.compile(r"[a-z0-9]([a-z0-9.\-]*[a-z0-9])?")


def _address(value, given=None):
    """An address to return to (sections 2 and 4): no user, no query, no fragment."""
    if not ADDRESS_CHARACTERS.fullmatch(value):
        return False
    try:
        parts = urllib.parse.urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or "@" in parts.netloc:
        return False
    named = _is_ip(host) if "[" in parts.netloc else HOST.fullmatch(host) is not None
    return named and (parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host)))


def _is_ip(host):
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False


def _is_loopback(host):
    if host == "localhost":
        return True
    if not _is_ip(host):
        return False
    ip = ipaddress.ip_address(host)
    return ip.is_loopback if ip.version == 4 else ip == ipaddress.ip_address("::1")


def well_formed(text):
    """Section 3, for a value that is there."""
    return (
        unicodedata.is_normalized("NFC", text)
        and not re.search(r"[\x00-\x1f\x7f-\x9f\ufffd]", text)
        and not text[:1].isspace()
        and not text[-1:].isspace()
    )


# Section 4: presence ---------------------------------------------------------


@dataclass(frozen=True)
class Constant:
    """Section 6: exactly this value."""

    value: str


MANDATORY, OPTIONAL, EXCLUDED = "mandatory", "optional", "excluded"


def _unless_company(given):
    return OPTIONAL if given.get("customer_salutation") == "company" else MANDATORY


def _by_origin(given):
    return MANDATORY if ORIGINS[given["origin"]].owner_registration_mandatory else OPTIONAL


M, O, X, C = MANDATORY, OPTIONAL, EXCLUDED, Constant  # noqa: E741  as in the document
M1, M5 = _unless_company, _by_origin
PHONE, REFUSED = C("Anonym-Telefon"), C("refused")


@dataclass(frozen=True)
class Field:
    name: str
    title: str
    longest: int
    form: object  # the values allowed, or a function (value, all values) -> right?
    callback: object
    advice: object
    anonymous: object
    consent: str = ""  # a number: the field that says whether it may be called


CONSENTS = ("granted", "refused")
SALUTATIONS = ("mr", "ms", "company", "none")
UUID = _pattern(REFERENCE.pattern)

FIELDS = (
    Field("contract", "Vertragsversion", 1, (VERSION,), M, M, M),
    Field("check_id", "Prüf-ID", 64, _pattern(CHECK_ID.pattern), M, M, M),
    Field("mode", "Art", 9, MODES, M, M, M),
    Field("origin", "Herkunft", 16, tuple(ORIGINS), M, M, M),
    Field("reference", "Übergabe", 36, UUID, M, M, M),
    Field("return_url", "Rücksprungadresse", 1000, _address, X, O, O),
    Field("customer_salutation", "Anrede", 7, SALUTATIONS, M, M, X),
    Field("customer_first_name", "Vorname", 60, _text, O, O, C("Anonym-Vorname")),
    Field("customer_last_name", "Name", 100, _text, M, M, C("Anonym-Nachname")),
    Field("customer_street", "Straße", 100, _text, M, M, C("Anonym-Straße xy")),
    Field("customer_postcode", "Postleitzahl", 5, _pattern("[0-9]{4,5}"), M, M, M),
    Field("customer_town", "Ort", 60, _text, M, M, M),
    Field("customer_birth_date", "Geburtsdatum", 10, _date, M1, M1, M),
    Field("customer_phone_private", "Telefon privat", 30, _phone, O, O, PHONE, "consent_phone_private"),
    Field("customer_phone_business", "Telefon geschäftlich", 30, _phone, O, O, PHONE, "consent_phone_business"),
    Field("customer_mobile_private", "Mobil privat", 30, _phone, O, O, PHONE, "consent_mobile_private"),
    Field("customer_mobile_business", "Mobil geschäftlich", 30, _phone, O, O, PHONE, "consent_mobile_business"),
    Field("consent_phone_private", "Anruf erlaubt: Telefon privat", 7, CONSENTS, M, M, REFUSED),
    Field("consent_phone_business", "Anruf erlaubt: Telefon geschäftlich", 7, CONSENTS, M, M, REFUSED),
    Field("consent_mobile_private", "Anruf erlaubt: Mobil privat", 7, CONSENTS, M, M, REFUSED),
    Field("consent_mobile_business", "Anruf erlaubt: Mobil geschäftlich", 7, CONSENTS, M, M, REFUSED),
    Field("vehicle_hsn", "HSN", 4, _pattern("[0-9]{4}"), M, M, M),
    Field("vehicle_tsn", "TSN", 3, _pattern("[0-9A-Z]{3}"), M, M, M),
    Field("vehicle_make", "Marke", 40, _text, O, O, M),
    Field("vehicle_model", "Modell", 80, _text, O, O, M),
    Field("vehicle_plate", "Kennzeichen", 20, _plate, M, M, X),
    Field("vehicle_odometer", "Kilometerstand", 7, _pattern("0|[1-9][0-9]{0,6}"), M, M, O),
    Field("vehicle_first_registration", "Erstzulassung", 10, _date, M, M, M),
    Field("vehicle_owner_registration", "Zulassung auf Kunden", 10, _date, M5, M5, X),
    Field("vehicle_vin", "Fahrgestellnummer", 64, _without_blanks, O, O, C("ANONYM99999999999")),
)
BY_NAME = {field.name: field for field in FIELDS}
PHONES = tuple(field for field in FIELDS if field.consent)
HEAD = tuple(BY_NAME[name] for name in ("contract", "mode", "origin", "reference"))
ANY_PHONE = "customer_phone"
TITLES = {field.name: field.title for field in FIELDS} | {ANY_PHONE: "Telefonnummer"}
REASONS = {
    "unknown": "kein Feld dieses Vertrags",
    "repeated": "mehrfach gesendet",
    "missing": "fehlt",
    "not_allowed": "hier nicht zulässig",
    "too_long": "zu lang",
    "format": "falsch geschrieben",
    "not_anonymous": "nicht anonymisiert",
}


# Sections 4, 6 and 8: what is wrong ------------------------------------------


def find_faults(pairs, modes):
    """The errors of status 422: `pairs` are (name, value) as received, `modes` those of the address."""
    return _Examination(pairs, modes).faults()


class _Examination:
    def __init__(self, pairs, modes):
        self.modes = modes
        self.names = Counter(name for name, _ in pairs)
        self.repeated = {name for name, count in self.names.items() if count > 1}
        self.given = {name: value for name, value in pairs if name in BY_NAME and name not in self.repeated}

    def faults(self):
        faults = {}
        for field in self._fields():
            if field.name == PHONES[0].name and self._lacks_phone():
                faults[ANY_PHONE] = "missing"
            if reason := self._reason(field):
                faults[field.name] = reason
        faults |= dict.fromkeys(sorted(set(self.names) - set(BY_NAME)), "unknown")
        return [{"field": name, "reason": reason} for name, reason in faults.items()]

    def _fields(self):
        told = not any(self._reason(BY_NAME[name]) for name in ("mode", "origin"))
        return FIELDS if told else HEAD

    def _reason(self, field):
        """The first that holds, in the document's order."""
        value = self.given.get(field.name)
        presence = self._presence(field)
        if field.name in self.repeated:
            return "repeated"
        if value is None:
            return "missing" if presence == MANDATORY or isinstance(presence, Constant) else None
        if isinstance(presence, Constant):
            return None if value == presence.value else "not_anonymous"
        if presence == EXCLUDED:
            return "not_allowed"
        if not value:
            return "missing" if presence == MANDATORY else "format"
        if self._forbidden(field, value):
            return "not_allowed"
        if len(value) > field.longest:
            return "too_long"
        if callable(field.form) and not (well_formed(value) and field.form(value, self.given)):
            return "format"
        if self._names_birthday(field, value):
            return "not_anonymous"
        return None

    def _presence(self, field):
        if field in HEAD:
            return MANDATORY
        presence = getattr(field, self.given["mode"])
        return presence(self.given) if callable(presence) else presence

    def _forbidden(self, field, value):
        if not callable(field.form) and value not in field.form:
            return True
        if field.name == "mode":
            return value not in self.modes
        if field in HEAD or self.given["mode"] != "callback":
            return False
        if field.consent:
            return self.given.get(field.consent) == "refused"
        return field.form is CONSENTS and self._all_refused()

    def _all_refused(self):
        return all(self.given.get(phone.consent) == "refused" for phone in PHONES)

    def _lacks_phone(self):
        mode = self.given["mode"]
        if mode == "anonymous" or (mode == "callback" and self._all_refused()):
            return False
        return not any(self.given.get(phone.name) or phone.name in self.repeated for phone in PHONES)

    def _names_birthday(self, field, value):
        return (
            field.name == "customer_birth_date" and self.given["mode"] == "anonymous" and not value.endswith("-07-01")
        )


# Section 2: body ---------------------------------------------------------------

MEDIA_TYPE = re.compile(r"\s*application/x-www-form-urlencoded\s*(;\s*charset\s*=\s*utf-8\s*)?", re.IGNORECASE)


class Malformed(ValueError):
    """The body cannot be decoded."""


def is_media_type(value):
    return bool(MEDIA_TYPE.fullmatch(value or ""))


def decode(body):
    """The fields of a body: [(name, value)], in their order."""
    return [tuple(map(_decode, piece.partition(b"=")[::2])) for piece in body.split(b"&") if piece]


def _decode(raw):
    if re.search(rb"%(?![0-9A-Fa-f]{2})", raw):
        raise Malformed("broken percent-encoding")
    try:
        return urllib.parse.unquote_to_bytes(raw.replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        raise Malformed("not UTF-8") from None


# Section 9: return -------------------------------------------------------------


def return_fields(check_id, reference, process_number, result, tariff="", evb=""):
    """The fields of the form that leads back, with their signature."""
    fields = {
        "contract": VERSION,
        "reference": reference,
        "process_number": process_number,
        "result": result,
        "tariff": tariff,
        "evb": evb,
    }
    fields = {name: value for name, value in fields.items() if value}
    return {**fields, "signature": sign(check_id, fields)}


def sign(check_id, fields):
    key = hmac.digest(check_id.encode(), b"CoverCheck return v1", "sha256")
    message = "".join(f"{name}={value}\n" for name, value in sorted(fields.items()))
    return hmac.new(key, message.encode(), hashlib.sha256).hexdigest()
