"""Norm 410: the login, which gives a token for all further calls."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from .access import USUAL_LIMITS

UNKNOWN_LIFE = timedelta(minutes=10)
LONGEST_LIFE = timedelta(minutes=30)
MARGIN = timedelta(minutes=1)


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
    raise NotImplementedError
