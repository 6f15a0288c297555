"""Norm 440: addresses that open the insurer's portal at a contract or partner."""

from dataclasses import dataclass, field

from .access import USUAL_LIMITS


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


def deep_links(access, token, *, policy_number="", partner=None, hosts=(), limits=USUAL_LIMITS):
    """Where the insurer shows the contract, or the partner: [Link], may be empty

    :param hosts: names that links may lead to, with all below them; other links, and
        those without https, are dropped
    :param partner: PartnerSearch, taken if there is no policy number
    :raise TokenInvalid, Rejected, Unavailable: any of ``CODES``
    """
    raise NotImplementedError
