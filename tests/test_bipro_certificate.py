import datetime
import ipaddress
import ssl
import tempfile
from pathlib import Path
from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from odoo.tests import tagged

from odoo.addons.dealer_insurance.connectors import bipro
from odoo.addons.dealer_insurance.connectors.errors import Rejected, Unavailable

from .bipro import BiproCase, soap
from .local_server import LocalServer, serving
from .test_bipro_login import token_answer


def certificate(common_name):
    """``(certificate, key)`` of this machine, signed by itself, PEM"""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name)])
    now = datetime.datetime.now(datetime.timezone.utc)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    clear = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return signed.public_bytes(pem), key.private_bytes(pem, *clear)


@tagged("post_install", "-at_install")
class TestBiproCertificate(BiproCase):
    def setUp(self):
        super().setUp()
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.client, self.key = certificate("client")
        server, server_key = certificate("server")
        for name, content in (("client", self.client), ("server", server), ("server_key", server_key)):
            (folder / name).write_bytes(content)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=folder / "client")
        context.load_cert_chain(folder / "server", folder / "server_key")
        context.verify_mode = ssl.CERT_REQUIRED
        self.server = LocalServer(soap(token_answer()))
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.enterContext(serving(self.server))
        self.enterContext(patch.dict("os.environ", REQUESTS_CA_BUNDLE=str(folder / "server")))

    def login(self, **options):
        return bipro.login(bipro.Access(self.server.url().replace("http:", "https:"), **options))

    def test_certificate(self):
        token = self.login(certificate=self.client, private_key=self.key)
        self.assertEqual(token.identifier, "bipro:0815")
        self.assertNotIn("UsernameToken", self.sent())

    def test_without(self):
        with self.assertRaises(Unavailable):
            self.login()
        self.assertFalse(self.server.calls)

    def test_unusable(self):
        _other, other_key = certificate("other")
        for client, key in ((self.client, other_key), (self.client, b""), (b"nothing", self.key)):
            with self.assert_error(Rejected, "certificate"):
                self.login(certificate=client, private_key=key)
