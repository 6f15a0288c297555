"""How calls to BiPRO services fail."""

from .. import http
from ..errors import Unavailable

# "told": message_id (MeldungID or ""), text (the insurer's sentence, cleaned and cut).
CODES = {
    **http.CODES,
    # AuthenticationError: trying again may lock the account.
    "credentials": "told: user, password, ticket or certificate are wrong",
    "password_expired": "told: the password must be changed in the portal",
    # AccountLocked
    "locked": "told: the insurer has locked the account",
    # TokenInvalid: log in once more.
    "token": "told, or status: the token is no longer taken",
    # Unavailable
    "outage": "told: the service is down for a while",
    "not_soap": "host: the answer is not what was agreed, or breaks off",
    "hostile": "host: the answer is made as attacks are",
    # Rejected
    "permission": "told: the user lacks a right",
    "nothing": "told: there is nothing new",
    "category": "told: no category of this length is supported",
    "gone": "told: the shipment was acknowledged before, or is not known (any more)",
    "past": "told: the shipment can no longer be fetched",
    "unknown": "told: the insurer does not know the contract or partner",
    "refused": "told: the insurer does not want this call; by a login AuthenticationError unless the reason is known",
    "wsdl": "the insurer's own WSDL cannot be used",
    "certificate": "certificate and key cannot be used",
    # Rejected, by ``Document.open``; also ``Document.fault``
    "base64": "the content is damaged",
    "empty": "there is no content",
    "large": "the content is larger than allowed",
    "linked": "the content lies elsewhere and is not fetched",
    "attachment": "the attachment that should be the content is missing",
    "checksum": "the content differs from its checksum",
    "zip": "the ZIP file is damaged, protected or none",
    "zip_size": "the ZIP file unpacks to more than allowed",
}


class TokenInvalid(Unavailable):
    """The token was refused and nothing done: log in once more, then the same may be sent again."""
