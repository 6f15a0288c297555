"""Where Wertgarantie's services are, and as whom they are called."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .. import http
from ..errors import Unavailable
from .application import MAX_LABEL, Fault

CODES = {
    **http.CODES,
    "credentials": "user name or password is not set; nothing was sent",
    "login": "text: the log-in was refused, the insurer says why",
    "locked": "text: the account is locked, the insurer says why",
    "session": "a session just opened was not recognised",
    "refused": "status_code, text: the call was refused, the insurer says why",
    "technical": "status_code, text: the insurer reports a technical error",
    "status_code": "status_code, text: an answer whose meaning is not known",
    "duplicate": "status_code, text: the insurer knows this Satznummer or contract number already",
    "document": "a document that is not the PDF it should be",
    "fields": "faults: list of Fault",
}

ENCODINGS = (UTF_8, LATIN_1) = ("utf-8", "iso-8859-1")
TAX_COUNTRIES = ("DE", "AT")


@dataclass(frozen=True)
class Access:
    """
    :ivar str base_url: in front of ``login.pl``, ``checksession.pl``, ``callservice.pl``
    :ivar str company: Wertgarantie's code of the company asked
    :ivar str origin: Herkunft, the text agreed with Wertgarantie
    :ivar str encoding: of XML and forms, one of ``ENCODINGS``
    :ivar str tax_country: whose insurance tax premiums include, one of ``TAX_COUNTRIES``
    :ivar str makers_shaping: SHAPING of GET_OBJECT_DETAILS, which is not published
    """

    base_url: str
    user: str = field(repr=False)
    password: str = field(repr=False)
    company: str = "WG"
    origin: str = ""
    encoding: str = UTF_8
    tax_country: str = "DE"
    makers_shaping: str = "DEFAULT"

    @property
    def identity(self):
        """What a log-in proves: (str). Where it differs, another log-in may be tried."""
        return self.base_url, self.company, self.user, self.password


def check_address(base_url):
    """
    :raise Unavailable: ``address``, ``insecure``
    """
    http.check_address(base_url)
    parts = urlsplit(base_url)
    if parts.query or parts.fragment:
        raise Unavailable("address")


def access_faults(access):
    """What the connection's settings lack for sending an application: [Fault]"""
    found = [Fault(name, "missing") for name in ("user", "password", "company", "origin") if not getattr(access, name)]
    if len(access.origin) > MAX_LABEL:
        found.append(Fault("origin", "too_long"))
    if access.encoding not in ENCODINGS:
        found.append(Fault("encoding", "not_allowed"))
    if access.tax_country not in TAX_COUNTRIES:
        found.append(Fault("tax_country", "not_allowed"))
    return found
