class ConnectorError(Exception):
    """A call to an insurer failed; the subclass says what that means.

    :ivar str code: stable name of the fault, from the ``CODES`` of the module that raises it
    :ivar dict params: what the sentence about it needs, as ``CODES`` tells

    The sentence itself belongs to the caller, who can translate it. ``str()``
    gives the code only: neither secrets nor persons may reach a log.
    """

    def __init__(self, code, **params):
        super().__init__(code)
        self.code = code
        self.params = params


class AuthenticationError(ConnectorError):
    """The access data were refused. Trying again may lock the account."""


class AccountLocked(AuthenticationError):
    """The insurer has locked the account; only the insurer can open it."""


class Rejected(ConnectorError):
    """Nothing was accepted: the same again will be refused again."""


class Unavailable(ConnectorError):
    """Nothing was accepted: the same may be sent again later."""


class OutcomeUnknown(ConnectorError):
    """It may have been accepted: a person or a status call must find out."""
