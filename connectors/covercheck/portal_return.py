"""What the portal sends back by the user's browser (section 9)."""

import hashlib
import hmac
import re

from ..errors import Rejected
from .model import CANCELLED, CONCLUDED, CONTRACT, OFFERED, RESULTS, Fault, Return
from .patterns import CHARACTER, UUID

_RETURN_KEY_OF = b"CoverCheck return v1"
_RETURN_PATTERNS = {
    "contract": CONTRACT,
    "reference": UUID,
    "process_number": r"[A-Z0-9-]{1,40}",
    "result": "|".join(RESULTS),
    "tariff": f"{CHARACTER}{{1,120}}",
    "evb": r"[A-HJ-NP-Z0-9]{7}",
}
_RETURNED_ALWAYS = ("contract", "reference", "process_number", "result")
_RETURNED_WITH = {  # result -> (mandatory, optional)
    CONCLUDED: (("tariff",), ("evb",)),
    OFFERED: (("tariff",), ()),
    CANCELLED: ((), ()),
}


def verify_return(params, check_id, reference):
    """What the portal sent back by the user's browser (section 9).

    Whether ``reference`` may still return is for the caller to know.

    :param params: {name: value} of the posted form
    :param reference: of the hand-over that the return address stands for
    :rtype: Return
    :raise Rejected: ``signature``; ``fields``, with what is missing or wrong
    """
    returned = dict(params)
    signature = returned.pop("signature", "")
    if not _is_same(signature, sign_return(returned, check_id)):
        raise Rejected("signature")
    found = _return_faults(returned)
    if found:
        raise Rejected("fields", faults=found)
    if returned.pop("reference") != reference:
        raise Rejected("signature")
    del returned["contract"]
    return Return(reference, **returned)


def sign_return(params, check_id):
    """Signature of a return, 64 hexadecimal digits (section 9)."""
    key = hmac.digest(check_id.encode(), _RETURN_KEY_OF, "sha256")
    message = "".join(f"{name}={params[name]}\n" for name in sorted(params))
    return hmac.new(key, message.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()


def _is_same(signature, expected):
    return hmac.compare_digest(str(signature).encode(errors="surrogatepass"), expected.encode())


def _return_faults(returned):
    told, untold = _RETURNED_WITH.get(returned.get("result"), ((), ()))
    mandatory = (*_RETURNED_ALWAYS, *told)
    lacking = [Fault(name, "missing") for name in mandatory if not returned.get(name)]
    reasons = ((name, _return_reason(name, value, (*mandatory, *untold))) for name, value in returned.items())
    return lacking + [Fault(name, reason) for name, reason in reasons if reason]


def _return_reason(name, value, allowed):
    if name not in _RETURN_PATTERNS:
        return "unknown"
    if name not in allowed:
        return "not_allowed"
    is_sound = value == value.strip() and re.fullmatch(_RETURN_PATTERNS[name], value)
    return None if is_sound else "format"
