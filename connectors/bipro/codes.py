"""How calls to BiPRO services fail."""

from .. import http
from ..errors import Unavailable

CODES = {
    **http.CODES,
    # AuthenticationError, by ``login``: trying again may lock the account.
    "credentials": "message_id, text: user, password, ticket or certificate are wrong",
    "password_expired": "message_id, text: the password must be changed in the portal",
    # AccountLocked
    "locked": "message_id, text: the insurer has locked the account",
    # TokenInvalid: log in once more.
    "token": "message_id, text: the token is no longer taken",
    # Unavailable
    "outage": "message_id, text: the service is down for a while",
    "not_soap": "host: the answer is not what was agreed, or breaks off",
    # Rejected
    "permission": "message_id, text: the user lacks a right",
    "category": "message_id, text: no category of this length is supported",
    "gone": "message_id, text: the shipment was acknowledged before, or is not known (any more)",
    "past": "message_id, text: the shipment could be fetched until yesterday only",
    "refused": "message_id, text: the insurer does not want this call",
    "dtd": "host: the answer declares a document type, as attacks do",
    "wsdl": "the insurer's own WSDL cannot be used",
    "certificate": "certificate and key cannot be used together",
    # Rejected, by ``Document.open``: ``Document.fault``
    "base64": "the content is damaged",
    "empty": "there is no content",
    "linked": "the content lies elsewhere and is not fetched",
    "attachment": "the attachment that should be the content is missing",
    "checksum": "the content differs from its checksum",
    "zip": "the ZIP file is damaged, protected or none",
    "zip_size": "the ZIP file unpacks to more than allowed",
}


class TokenInvalid(Unavailable):
    """The token was refused and nothing done: log in once more, then the same may be sent again."""
