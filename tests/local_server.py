"""A web server on this machine that does what a test tells it to."""

import json
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

from odoo.tests import BaseCase

from odoo.addons.dealer_insurance.connectors.errors import ConnectorError


class Call(NamedTuple):
    method: str
    path: str
    headers: dict
    body: bytes


class LocalServer(ThreadingHTTPServer):
    """
    :param answer: called with the handler of each call that was read completely
    :ivar calls: what has been read so far: [Call]
    :ivar ended: event, set when the test is over; for answers that never come
    """

    daemon_threads = True

    def __init__(self, answer):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.calls = []
        self.ended = threading.Event()

    def url(self, path="/"):
        return f"http://127.0.0.1:{self.server_port}{path}"

    def handle_error(self, request, client_address):
        """A client that hung up is what some tests are about."""


def free_port():
    """Nobody listens there."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@contextmanager
def serving(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()


class ServerCase(BaseCase):
    def serve(self, answer):
        return self.enterContext(serving(LocalServer(answer)))

    @contextmanager
    def assert_error(self, error, code):
        """The very class, for callers act on it."""
        with self.assertRaises(ConnectorError) as raised:
            yield raised
        self.assertEqual((type(raised.exception), raised.exception.code), (error, code))


def reply(status, body=b"", content_type="text/html", **headers):
    """An answer as told; ``Retry_After="1"`` is the header Retry-After."""

    def answer(handler):
        handler.send_response(status)
        handler.send_header("Content-Type", content_type)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def reply_json(status, content):
    return reply(status, json.dumps(content).encode(), "application/json")


def hang_up(handler):
    """The call was read, and the connection ends without an answer."""
    handler.close_connection = True


def stay_silent(handler):
    handler.server.ended.wait(20)


def break_off(handler):
    """The answer ends in the middle."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"contract"')
    handler.close_connection = True


class _Handler(BaseHTTPRequestHandler):
    def handle_call(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.calls.append(Call(self.command, self.path, dict(self.headers), body))
        self.server.answer(self)

    do_GET = do_HEAD = do_POST = handle_call

    def log_message(self, *args):
        """Silent: the client's log is looked at."""
