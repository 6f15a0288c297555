"""Norm 410: the login, which gives a token for all further calls."""

from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from ..errors import OutcomeUnknown, Unavailable
from . import definitions, security_headers
from .access import USUAL_LIMITS, is_early
from .namespaces import TRUST, TRUST_13, WSC, WSSE, WSU
from .soap import Service, action_of_login
from .times import read_moment

UNKNOWN_LIFE = timedelta(minutes=10)
LONGEST_LIFE = timedelta(minutes=30)
MARGIN = timedelta(minutes=1)

_TOKEN_TYPE = "http://schemas.xmlsoap.org/ws/2005/02/sc/sct"  # noqa: S105
_REQUEST_TYPE = f"{TRUST}/Issue"
_NAMESPACES = (TRUST, TRUST_13, WSC, WSSE, WSU)


@dataclass(frozen=True)
class Token:
    """
    :ivar str identifier: a secret as long as it lives
    :ivar datetime expires: aware, UTC
    """

    identifier: str = field(repr=False)
    expires: datetime

    def is_fresh(self, now=None):
        """Whether it will still be taken a minute from now."""
        return (now or datetime.now(timezone.utc)) + MARGIN < self.expires


def login(access, limits=USUAL_LIMITS):
    """Logs in, once: nothing is ever tried again, for each wrong attempt counts.

    :rtype: Token
    :raise AuthenticationError, AccountLocked, Rejected, Unavailable: any of ``CODES``
    """
    asked_at = datetime.now(timezone.utc)
    try:
        root = _ask(access, limits)
    except OutcomeUnknown as error:
        # A login that nobody heard of has done nothing.
        raise Unavailable(error.code, **error.params) from None
    token = root.find("SecurityContextToken", _NAMESPACES)
    identifier = token and token.find("Identifier", _NAMESPACES)
    if not identifier or not identifier.text:
        raise Unavailable("not_soap")
    return Token(identifier.text, asked_at + _life(root, asked_at))


def _ask(access, limits):
    service = Service(
        access,
        limits,
        url=access.sts_url,
        wsdl=access.sts_wsdl or definitions.ours("sts-2.1" if is_early(access.sts_version) else "sts"),
        wsse=security_headers.of_login(access),
        action=action_of_login(access),
    )
    values = {"TokenType": _TOKEN_TYPE, "RequestType": _REQUEST_TYPE, "BiPROVersion": access.sts_version or None}
    with closing(service):
        return service.ask("RequestSecurityToken", max_bytes=limits.small, by_login=True, **values)


def _life(root, asked_at):
    """How long the token lives.

    By both times if there are both: so neither a missing zone nor a wrong clock
    matters. What cannot be is taken as unknown.
    """
    begins, ends = (_moment(root, name) for name in ("Created", "Expires"))
    life = ends - (begins or asked_at) if ends else UNKNOWN_LIFE
    return min(life, LONGEST_LIFE) if life > timedelta() else UNKNOWN_LIFE


def _moment(root, name):
    node = root.find(name, _NAMESPACES)
    return node and read_moment(node.text)
