"""Login by certificate at the BiPRO simulator."""

import http.client
import ssl
import tempfile
import unittest
import urllib.parse
from pathlib import Path

from common.testing import Program, Reply

from .case import USER, Told, envelope, issue


class TestCertificate(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.program = Program("bipro", "--tls", cls.folder)
        cls.addClassCleanup(cls.program.stop)
        cls.host = urllib.parse.urlsplit((cls.folder / "address").read_text(encoding="utf-8")).netloc

    def login(self, certificate=None, header=None):
        context = ssl.create_default_context(cafile=self.folder / "ca.pem")
        if certificate:
            context.load_cert_chain(self.folder / certificate)
        connection = http.client.HTTPSConnection(self.host, context=context, timeout=10)
        self.addCleanup(connection.close)
        headers = {"Content-Type": "text/xml", "SOAPAction": '""'}
        connection.request("POST", "/sts", envelope(header, issue()), headers)
        return Told(Reply(connection.getresponse()))

    def test_certificate_instead_of_password(self):
        for header in (None, ""):
            self.assertTrue(self.login("rmp100001.pem", header).text("Identifier"))
        self.assertEqual(self.program.call("GET", "/books").json()["users"][USER[0]]["logins"], 2)

    def test_without_certificate(self):
        self.assertEqual(self.login().code, "00905")

    def test_certificate_of_nobody_known(self):
        self.assertEqual(self.login("server.pem").code, "00961")

    def test_strangers_do_not_trust_it(self):
        with self.assertRaises(ssl.SSLCertVerificationError):
            connection = http.client.HTTPSConnection(self.host, timeout=10)
            self.addCleanup(connection.close)
            connection.request("GET", "/")
