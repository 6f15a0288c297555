"""A callback, asked for by this server (sections 2, 7 and 8)."""

import re
from datetime import datetime
from urllib.parse import urlsplit

from .. import http
from ..errors import AccountLocked, AuthenticationError, Rejected, Unavailable
from .fields import NAMES, form_fields
from .model import CALLBACK, CONTRACT, REASONS, Acknowledgement, Fault

MAX_ANSWER_BYTES = 65536

_UTC_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
_ACKNOWLEDGEMENT_NUMBER = re.compile(r"[A-Z0-9-]{1,40}")
_REFUSALS = {
    400: (Rejected, "malformed"),
    401: (AuthenticationError, "check_id"),
    403: (AccountLocked, "blocked"),
    404: (Rejected, "address"),
    405: (Rejected, "method"),
    409: (Rejected, "reference_reused"),
    413: (Rejected, "too_large"),
    415: (Rejected, "media_type"),
    429: (Unavailable, "busy"),
}
_UNPROCESSABLE = 422
_ACCEPTED = (_ACCEPTED_BEFORE, _ACCEPTED_NOW) = (200, 201)


def check_address(address):
    """An address that a hand-over may be posted to (section 2).

    :raise Unavailable: ``address``, ``insecure``
    """
    http.check_address(address)
    parts = urlsplit(address)
    if parts.query or parts.fragment:
        raise Unavailable("address")


def request_callback(access, hand_over, **limits):
    """Asks CoverCheck to call the customer.

    After ``OutcomeUnknown`` the same hand-over may be sent again by a person's
    command: one that had arrived gives its first acknowledgement (section 7).

    :param limits: of ``http.Session``
    :rtype: Acknowledgement
    :raise AuthenticationError, AccountLocked, Rejected, Unavailable, OutcomeUnknown:
        any of ``CODES``
    """
    if hand_over.mode != CALLBACK:
        raise ValueError("Only a callback is handed over by the server")
    check_address(access.callback_url)
    form = form_fields(access, hand_over)
    options = {"max_answer_bytes": MAX_ANSWER_BYTES, "trace": hand_over.reference, **limits}
    headers = {
        "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
    }
    with http.Session(**options) as session:
        response = session.post(access.callback_url, data=form, headers=headers)
        _check_refusal(response)
        session.check_status(response)
        return _read_acknowledgement(session, response, hand_over)


def _check_refusal(response):
    if response.status_code == _UNPROCESSABLE:
        raise Rejected("fields", faults=_read_faults(response))
    if response.status_code in _REFUSALS:
        error, code = _REFUSALS[response.status_code]
        raise error(code)


def _read_faults(response):
    """Of what the receiver says only what the contract knows, for it will be shown."""
    answer = http.parse_json(response) or {}
    errors = answer.get("errors")
    told = [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
    found = [Fault(error.get("field"), error.get("reason")) for error in told]
    return [fault for fault in found if fault.field in NAMES and fault.reason in REASONS]


def _read_acknowledgement(session, response, hand_over):
    if response.status_code not in _ACCEPTED:
        raise session.unusable(response, "status", status=response.status_code)
    answer = session.read_json(response)
    try:
        return _acknowledgement(answer, hand_over, response.status_code == _ACCEPTED_BEFORE)
    except (KeyError, TypeError, ValueError):
        raise session.unusable(response, "not_json") from None


def _acknowledgement(answer, hand_over, repeated):
    number = answer["acknowledgement"]
    is_ours = (answer["contract"], answer["reference"]) == (CONTRACT, hand_over.reference)
    if not is_ours or not _ACKNOWLEDGEMENT_NUMBER.fullmatch(number):
        raise ValueError
    return Acknowledgement(number, datetime.strptime(answer["accepted_at"], _UTC_FORMAT), repeated)
