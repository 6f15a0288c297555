"""What an answer says about itself: status, messages, SOAP faults.

A failure comes as a SOAP fault or as an ordinary answer whose status is ``NOK``.
"""

from functools import cache
from typing import NamedTuple

from ..errors import AccountLocked, AuthenticationError, Rejected, Unavailable
from .codes import TokenInvalid
from .namespaces import SOAP
from .tables import rows

_GOOD = ("OK", "00000")
_FAILURE = "Fehler"
_TEXT_LENGTH = 300

# By ``outcome`` of messages.csv; of several the first counts. The others, ``ok`` and
# ``untold``, do not say why a call was refused.
_ERRORS = {
    "locked": AccountLocked,
    "password_expired": AuthenticationError,
    "credentials": AuthenticationError,
    "token": TokenInvalid,
    "permission": Rejected,
    "nothing": Rejected,
    "gone": Rejected,
    "past": Rejected,
    "category": Rejected,
    "unknown": Rejected,
    "outage": Unavailable,
    "refused": Rejected,
}

# Subcodes of WS-Security, WS-Trust and WS-SecureConversation.
_SECURITY_FAULTS = frozenset(
    {
        "BadContextToken",
        "FailedAuthentication",
        "FailedCheck",
        "InvalidSecurityToken",
        "SecurityTokenUnavailable",
    }
)
_SERVER_FAULTS = frozenset({"Server", "Receiver"})


class Message(NamedTuple):
    """:ivar str kind: ``Fehler``, ``Hinweis``, ``Warnung``"""

    kind: str
    id: str
    text: str


def check(root, *, by_login=False):
    """
    :param Node root: of the answer
    :param by_login: a refusal whose reason is not told counts as wrong access data,
        for with another attempt the account may be lost
    :raise ConnectorError: what ``_ERRORS`` gives for the outcome
    """
    fault = root.find("Fault", SOAP)
    status = root.find("Status")
    messages = _messages(status)
    if not fault and _is_good(status, messages):
        return
    told = _outcome(messages, by_login)
    outcome = told or _fault_outcome(fault, status, by_login)
    error = _ERRORS[outcome]
    if by_login and outcome == "refused" and not told:
        error = AuthenticationError
    raise error(outcome, message_id=_first_id(messages), text=_text(messages, fault))


def _messages(status):
    found = status.all("Meldung") if status else []
    return [Message(each.text_of("ArtID"), each.text_of("MeldungID"), each.text_of("Text")) for each in found]


def _is_good(status, messages):
    told = status.text_of("StatusID").upper() if status else ""
    return told in _GOOD or (not told and not any(message.kind == _FAILURE for message in messages))


def _outcome(messages, by_login):
    """Why the call was refused, None where no message tells."""
    outcomes = {_outcome_of(message.id, by_login) for message in messages}
    return next((outcome for outcome in _ERRORS if outcome in outcomes), None)


def _outcome_of(message_id, by_login):
    row = _row(message_id)
    outcome = row and row["outcome"]
    if outcome == "unauthenticated":
        return "credentials" if by_login else "token"
    if outcome == "token" and by_login:
        return "refused"
    return outcome


@cache
def _row(message_id):
    return next((row for row in rows("messages") if row["first"] <= message_id <= row["last"]), None)


def _fault_outcome(fault, status, by_login):
    codes = _fault_codes(fault)
    if codes & _SECURITY_FAULTS:
        return "credentials" if by_login else "token"
    return "outage" if codes & _SERVER_FAULTS and not status else "refused"


def _fault_codes(fault):
    """Local names of ``faultcode`` (SOAP 1.1) and ``Code``, ``Subcode`` (1.2)."""
    told = [node.text for node in fault or () if node.name in ("faultcode", "Value")]
    return {text.rpartition(":")[2].rpartition(".")[2] for text in told}


def _first_id(messages):
    return next((message.id for message in messages if message.id), "")


def _text(messages, fault):
    told = [message.text for message in messages] or [
        node.text for node in fault or () if node.name in ("faultstring", "Text")
    ]
    return clean(" ".join(told))[:_TEXT_LENGTH]


def clean(text):
    """One line of printable characters."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())
