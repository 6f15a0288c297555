import contextlib
import datetime
import json
import socket
import ssl
import tempfile
from pathlib import Path
from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from odoo.tests import tagged

from odoo.addons.dealer_insurance.connectors import http
from odoo.addons.dealer_insurance.connectors.errors import (
    AuthenticationError,
    ConnectorError,
    OutcomeUnknown,
    Rejected,
    Unavailable,
)

from .local_server import (
    LocalServer,
    ServerCase,
    break_off,
    free_port,
    hang_up,
    reply,
    reply_json,
    serving,
    stay_silent,
)

LIMITS = {"connect_seconds": 0.3, "read_seconds": 0.3}
LOGGER = "odoo.addons.dealer_insurance.connectors.http"
BODY = {"plate": "GM-AB 123"}


@contextlib.contextmanager
def overcrowded_port():
    """A port that lets nobody else in: the system drops what it has no room for."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _place in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


def self_signed_certificate(path):
    """Writes certificate and key of 127.0.0.1, signed by nobody else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    clear = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(certificate.public_bytes(pem) + key.private_bytes(pem, *clear))


def redirect_from(path, target):
    def answer(handler):
        reply(302, Location=target)(handler) if handler.path == path else reply(200, b"here")(handler)

    return answer


class SessionCase(ServerCase):
    def open_session(self, **options):
        return self.enterContext(http.Session(**{**LIMITS, **options}))


@tagged("post_install", "-at_install")
class TestAddress(SessionCase):
    def test_taken(self):
        for address in (
            "https://insurer.example/path?query",
            "http://localhost:8080/",
            "http://127.0.0.1",
            "http://127.8.9.10/",
            "http://[::1]:80/",
        ):
            with self.subTest(address):
                http.check_address(address)

    def test_refused(self):
        for address, code in (
            ("http://insurer.example/", "insecure"),
            ("http://127.0.0.1.insurer.example/", "insecure"),
            ("http://192.168.1.1/", "insecure"),
            ("http://localhost.insurer.example/", "insecure"),
            ("https://user:password@insurer.example/", "address"),
            ("http://127.0.0.1@insurer.example/", "address"),
            ("ftp://127.0.0.1/", "address"),
            ("file:///etc/hostname", "address"),
            ("insurer.example", "address"),
            ("https://", "address"),
            ("https://insurer.example:port/", "address"),
            ("https://[::1/", "address"),
            ("", "address"),
        ):
            with self.subTest(address), self.assert_error(Unavailable, code):
                http.check_address(address)

    def test_sessions_refuse_plain_http_elsewhere(self):
        with self.assert_error(Unavailable, "insecure"):
            self.open_session().post("http://insurer.example/", data=BODY)


@tagged("post_install", "-at_install")
class TestOutcome(SessionCase):
    """As long as nothing has left nothing was accepted; from then on nobody knows."""

    def assert_outcome(self, address, posting, repeating, **options):
        for repeatable, expected in ((False, posting), (True, repeating)):
            with self.subTest(repeatable=repeatable), self.assert_error(*expected):
                session = self.open_session(repeatable=repeatable, **options)
                session.check_status(session.post(address, data=BODY))

    def test_refused_connection(self):
        expected = (Unavailable, "connection")
        self.assert_outcome(f"http://127.0.0.1:{free_port()}/", expected, expected)

    def test_no_connection_in_time(self):
        expected = (Unavailable, "timeout")
        with overcrowded_port() as port:
            self.assert_outcome(f"http://127.0.0.1:{port}/", expected, expected)

    def test_no_tls(self):
        expected = (Unavailable, "tls")
        address = self.serve(reply(200)).url().replace("http:", "https:")
        self.assert_outcome(address, expected, expected)

    def test_untrustworthy_certificate(self):
        server = LocalServer(reply(200))
        path = Path(self.enterContext(tempfile.TemporaryDirectory())) / "certificate.pem"
        self_signed_certificate(path)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        self.enterContext(serving(server))
        expected = (Unavailable, "tls")
        self.assert_outcome(server.url().replace("http:", "https:"), expected, expected)
        self.assertFalse(server.calls)

    def test_hung_up(self):
        server = self.serve(hang_up)
        self.assert_outcome(server.url(), (OutcomeUnknown, "connection"), (Unavailable, "connection"))
        self.assertEqual(len(server.calls), 1 + http.TRIES)

    def test_silence(self):
        server = self.serve(stay_silent)
        self.assert_outcome(server.url(), (OutcomeUnknown, "timeout"), (Unavailable, "timeout"))
        self.assertEqual(len(server.calls), 2, "who waited in vain is not made to wait again")

    def test_broken_off(self):
        server = self.serve(break_off)
        self.assert_outcome(server.url(), (OutcomeUnknown, "connection"), (Unavailable, "connection"))

    def test_oversize(self):
        server = self.serve(reply(200, b"x" * 1001))
        self.assert_outcome(
            server.url(),
            (OutcomeUnknown, "oversize"),
            (Unavailable, "oversize"),
            max_answer_bytes=1000,
        )
        self.assertEqual(len(server.calls), 2)

    def test_largest_answer(self):
        server = self.serve(reply(200, b"x" * 1000))
        self.assertEqual(self.open_session(max_answer_bytes=1000).post(server.url(), data=BODY).text, "x" * 1000)

    def test_status(self):
        for status, posting, repeating in (
            (302, OutcomeUnknown, Unavailable),
            (400, Rejected, Rejected),
            (401, AuthenticationError, AuthenticationError),
            (403, AuthenticationError, AuthenticationError),
            (404, Rejected, Rejected),
            (429, Unavailable, Unavailable),
            (500, OutcomeUnknown, Unavailable),
            (503, OutcomeUnknown, Unavailable),
        ):
            with self.subTest(status):
                server = self.serve(reply(status))
                self.assert_outcome(server.url(), (posting, "status"), (repeating, "status"))
                self.assertEqual(len(server.calls), 2)

    def test_reading_is_repeated(self):
        answers = iter((hang_up, hang_up, reply_json(200, {"at": "last"})))

        def answer(handler):
            next(answers)(handler)

        server = self.serve(answer)
        session = self.open_session()
        self.assertEqual(session.read_json(session.get(server.url())), {"at": "last"})

    def test_no_object(self):
        for answer in (
            reply(200, b"<html>", "text/html"),
            reply(200, b'{"a": 1}', "text/html"),
            reply(200, b"<html>", "application/json"),
            reply(200, b'{"a": "\xff"}', "application/json"),
            reply(200, b"[" * 100000, "application/json"),
            reply(200, b"", "application/json"),
            reply_json(200, ["a"]),
        ):
            session = self.open_session()
            response = session.post(self.serve(answer).url(), data=BODY)
            with self.assert_error(OutcomeUnknown, "not_json"):
                session.read_json(response)


@tagged("post_install", "-at_install")
class TestRedirect(SessionCase):
    def test_reading_on_the_same_host(self):
        self.assertEqual(self.open_session().get(self.serve(redirect_from("/old", "/new")).url("/old")).text, "here")

    def test_elsewhere(self):
        for scheme in ("http:", "https:"):
            elsewhere = self.serve(reply(200))
            server = self.serve(redirect_from("/old", elsewhere.url("/new").replace("http:", scheme)))
            session = self.open_session()
            with self.assert_error(Unavailable, "status"):
                session.check_status(session.get(server.url("/old")))
            self.assertFalse(elsewhere.calls)

    def test_posted(self):
        server = self.serve(redirect_from("/old", "/new"))
        session = self.open_session()
        with self.assert_error(OutcomeUnknown, "status"):
            session.check_status(session.post(server.url("/old"), data=BODY))
        self.assertEqual(len(server.calls), 1)

    def test_in_circles(self):
        with self.assert_error(Unavailable, "address"):
            self.open_session().get(self.serve(redirect_from("/old", "/old")).url("/old"))


@tagged("post_install", "-at_install")
class TestRedaction(SessionCase):
    def test_log(self):
        server = self.serve(reply(200, b"Mustermann"))
        with self.assertLogs(LOGGER, "DEBUG") as logs:
            self.open_session(trace="hand-over 7").post(
                server.url("/path?name=Mustermann"), data={"name": "Mustermann"}, headers={"X-Id": "Mustermann"}
            )
        self.assertEqual(len(logs.output), 1)
        self.assertRegex(logs.output[0], rf"POST 127\.0\.0\.1:{server.server_port}/path: 200, \d+ ms hand-over 7$")

    def test_log_of_failure(self):
        with self.assertLogs(LOGGER) as logs, self.assertRaises(ConnectorError) as error:
            self.open_session().post(f"http://127.0.0.1:{free_port()}/?name=Mustermann", data=BODY)
        self.assertIn("ConnectionError", logs.output[0])
        self.assertNotIn("Mustermann", logs.output[0])
        self.assertEqual(str(error.exception), "connection")
        self.assertTrue(error.exception.__suppress_context__, "requests' own error quotes the address")

    def test_no_credentials_of_this_machine(self):
        netrc = Path(self.enterContext(tempfile.TemporaryDirectory())) / "netrc"
        netrc.write_text("machine 127.0.0.1 login operator password secret\n")
        server = self.serve(redirect_from("/old", "/new"))
        with patch.dict("os.environ", NETRC=str(netrc)):
            self.open_session().get(server.url("/old"))
        self.assertEqual([call.path for call in server.calls], ["/old", "/new"])
        self.assertFalse([call for call in server.calls if "Authorization" in call.headers])

    def test_no_proxy_to_this_machine(self):
        proxy, server = self.serve(reply(500)), self.serve(reply(200))
        with patch.dict("os.environ", http_proxy=proxy.url(), no_proxy=""):
            self.assertTrue(self.open_session().post(server.url(), data=BODY).ok)
        self.assertFalse(proxy.calls)


@tagged("post_install", "-at_install")
class TestStream(SessionCase):
    """Answers that are too large for the memory wait in a file."""

    def test_answer_waits_complete(self):
        content = b"x" * 2_000_000
        server = self.serve(reply(200, content))
        with self.open_session(max_answer_bytes=len(content)).post(server.url(), stream=True) as response:
            self.assertEqual(response.raw.read(2), b"xx")
            self.assertEqual(len(response.raw.read()), len(content) - 2)
        self.assertTrue(response.raw.closed)

    def test_read_like_any_answer(self):
        with self.open_session().post(self.serve(reply(200, b"here")).url(), stream=True) as response:
            self.assertEqual(response.content, b"here")

    def test_same_rules(self):
        for answer, code in ((break_off, "connection"), (reply(200, b"x" * 1001), "oversize")):
            session = self.open_session(max_answer_bytes=1000)
            with self.assert_error(OutcomeUnknown, code):
                session.post(self.serve(answer).url(), data=BODY, stream=True)

    def test_announced_size(self):
        """Nothing is read of what would be too much."""

        def answer(handler):
            handler.send_response(200)
            handler.send_header("Content-Length", "1001")
            handler.end_headers()
            handler.server.ended.wait(20)

        with self.assert_error(OutcomeUnknown, "oversize"):
            self.open_session(max_answer_bytes=1000).post(self.serve(answer).url(), data=BODY)

    def test_size_of_what_head_leaves_out(self):
        def answer(handler):
            handler.send_response(200)
            handler.send_header("Content-Length", "1001")
            handler.end_headers()

        session = self.open_session(max_answer_bytes=1000)
        self.assertEqual(session.head(self.serve(answer).url()).status_code, 200)


@tagged("post_install", "-at_install")
class TestBody(SessionCase):
    def test_body_arrives(self):
        server = self.serve(reply(200))
        session = self.open_session()
        for body in ("a=ä", "a=ä".encode(), b"x" * 100_000):
            session.post(server.url(), data=body)
            expected = body.encode() if isinstance(body, str) else body
            self.assertEqual(server.calls[-1].body, expected)
            self.assertEqual(server.calls[-1].headers["Content-Length"], str(len(expected)))
        session.post(server.url(), json={"a": 1})
        self.assertEqual(json.loads(server.calls[-1].body), {"a": 1})
        session.post(server.url())
        self.assertEqual(server.calls[-1].body, b"")
