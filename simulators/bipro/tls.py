"""The services over https, with certificates of an authority of their own, so that callers can log in by certificate."""

import ipaddress
import ssl
import threading
from datetime import datetime, timedelta, timezone

from common.server import HOST, Server
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from cryptography.x509.oid import NameOID

from .shipment import DEFAULT_USER


def serve(simulator, folder):
    """Serve until the program ends; `folder` takes ca.pem, server.pem, NAME.pem, NAME.p12, address."""
    folder.mkdir(parents=True, exist_ok=True)
    authority = _Authority("Simulator CA")
    (folder / "ca.pem").write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    authority.issue(HOST, folder, x509.IPAddress(ipaddress.ip_address(HOST)), "server")
    authority.issue(DEFAULT_USER, folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=folder / "ca.pem")
    context.verify_mode = ssl.CERT_OPTIONAL
    context.load_cert_chain(folder / "server.pem")
    server = Server(simulator, 0, context)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (folder / "address").write_text(server.address, encoding="utf-8")


class _Authority:
    def __init__(self, name):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = _named(name)
        self.certificate = self._sign(self.name, self.key.public_key(), x509.BasicConstraints(ca=True, path_length=0))

    def issue(self, name, folder, host=None, file=""):
        """`file`.pem with key and certificate, and `file`.p12 without password."""
        key = ec.generate_private_key(ec.SECP256R1())
        alternative = x509.SubjectAlternativeName([host]) if host else None
        certificate = self._sign(_named(name), key.public_key(), alternative)
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path = folder / f"{file or name}.pem"
        path.write_bytes(secret + certificate.public_bytes(Encoding.PEM))
        bundle = pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, None, NoEncryption())
        path.with_suffix(".p12").write_bytes(bundle)

    def _sign(self, subject, public_key, extension):
        now = datetime.now(timezone.utc)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=365))
        )
        if extension:
            critical = isinstance(extension, x509.BasicConstraints)
            builder = builder.add_extension(extension, critical)
        return builder.sign(self.key, hashes.SHA256())


def _named(name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
