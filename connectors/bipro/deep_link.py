"""Norm 440: addresses that open the insurer's portal at a contract or partner."""

from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .. import http
from ..errors import Unavailable
from . import definitions, security_headers
from .access import USUAL_LIMITS
from .soap import Service, action_of
from .statuses import clean

_MAX_LINKS = 50
_MAX_URL = 4096
_MAX_DESCRIPTION = 200


@dataclass(frozen=True)
class Link:
    """
    :ivar str url: opens the portal for whoever has it, for a short time: never store it
    :ivar str target_id: ``ZielID``, 3 digits; words: ``tables.link_target_words``
    :ivar str description: the insurer's words, may be empty
    """

    url: str = field(repr=False)
    target_id: str = ""
    description: str = ""


@dataclass(frozen=True, repr=False)
class PartnerSearch:
    """:ivar str number: the insurer's number of the partner"""

    number: str = ""
    last_name: str = ""
    first_name: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""


def deep_links(access, token, *, policy_number="", partner=None, hosts=(), on_this_machine=False, limits=USUAL_LIMITS):
    """Where the insurer shows the contract, or the partner: [Link], may be empty

    :param hosts: names that links may lead to, with all below them; other links, and
        those without https, are dropped
    :param partner: PartnerSearch, taken if there is no policy number
    :param on_this_machine: whether a link may lead to a host of this machine by http,
        as those of an insurer's stand-in do
    :raise TokenInvalid, Rejected, Unavailable: any of ``CODES``
    """
    service = Service(
        access,
        limits,
        url=access.extranet_url,
        wsdl=access.extranet_wsdl or definitions.ours("extranet"),
        wsse=security_headers.ContextToken(token.identifier),
        action=action_of(access),
    )
    request = {
        "Version": access.extranet_version or None,
        "BiPROVersion": access.extranet_version or None,
        "ConsumerID": access.consumer_id or None,
        "Extranetsuche": _search(policy_number, partner),
    }
    with closing(service):
        root = service.ask("getLinks", max_bytes=limits.small, repeatable=True, Request=request)
    links = (_link(node) for node in root if node.name == "Link")
    return [link for link in links if _is_allowed(link.url, hosts, on_this_machine)][:_MAX_LINKS]


def _search(policy_number, partner):
    if policy_number:
        return {"Vertragsuche": {"Versicherungsscheinnummer": policy_number}}
    told = {
        "PartnernummerVu": partner.number,
        "Name": partner.last_name,
        "Vorname": partner.first_name,
        "Strasse": partner.street,
        "Postleitzahl": partner.postcode,
        "Ort": partner.town,
    }
    return {"Partnersuche": {name: value or None for name, value in told.items()}}


def _link(node):
    description = clean(node.text_of("Beschreibung"))[:_MAX_DESCRIPTION]
    return Link(node.text_of("URL"), node.text_of("ZielID"), description)


def _is_allowed(url, hosts, on_this_machine):
    try:
        http.check_address(url)
    except Unavailable:
        return False
    parts = urlsplit(url)
    is_plain = len(url) <= _MAX_URL and url.isascii() and url.isprintable() and not set(url) & set(" \\")
    is_safe = parts.scheme == "https" or on_this_machine
    return is_plain and is_safe and any(_is_below(parts.hostname, host) for host in hosts)


def _is_below(host, allowed):
    allowed = allowed.strip().lower().lstrip(".")
    return bool(allowed) and (host == allowed or host.endswith(f".{allowed}"))
