"""TLS with a client certificate that is kept in no file."""

import secrets
import ssl
import tempfile

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization

from ..errors import Rejected


def context(access):
    """The TLS context with the access's certificate, None without one.

    :raise Rejected: ``certificate``
    """
    if not access.certificate:
        return None
    made = ssl.create_default_context()
    try:
        _load(made, access)
    except (ssl.SSLError, TypeError, ValueError, UnsupportedAlgorithm):
        raise Rejected("certificate") from None
    return made


def _load(made, access):
    """Python takes certificates from files only; the key lies there under a password that nobody has."""
    password = secrets.token_bytes(32).hex().encode()
    key = serialization.load_pem_private_key(access.private_key, password=None)
    locked = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password),
    )
    with tempfile.NamedTemporaryFile() as file:
        file.write(access.certificate + b"\n" + locked)
        file.flush()
        made.load_cert_chain(file.name, password=password)
