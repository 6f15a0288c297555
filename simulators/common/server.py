"""The web server of a simulator, on 127.0.0.1 only, and its command line."""

import argparse
import re
import select
import signal
import socket
import sys
import threading
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from .exchange import DROPPED, Request, pieces
from .faults import Faults, NotAFault, from_words

HOST = "127.0.0.1"
CHUNK = 1 << 16


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, simulator, port, tls=None):
        """:param tls: ssl.SSLContext for https"""
        super().__init__((HOST, port), Handler)
        self.simulator = simulator
        self.scheme = "https" if tls else "http"
        if tls:  # the handshake is left to the thread of each caller
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    @property
    def address(self):
        return f"{self.scheme}://{HOST}:{self.server_port}"

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    wbufsize = -1
    disable_nagle_algorithm = True

    def __getattr__(self, name):
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def version_string(self):
        return "Simulator"

    def log_message(self, *_args):
        """Requests are logged by `_log`, without what a caller wrote into an address."""

    def _serve(self):
        self.close_connection = True
        length = self._length()
        body = self._read_chunks() if "Transfer-Encoding" in self.headers else self._read(length or 0)
        if body is None:
            return  # the caller went away in the middle of its request
        headers = tuple(self.headers.items())
        certificate = self._certificate()
        request = Request(self.command, self.path, headers, body, length, self._caller_gone, certificate)
        answer, log = self.server.simulator.respond(request)
        if answer is not DROPPED:
            self._send(answer)
        self._log(answer, log)

    def _length(self):
        if "Transfer-Encoding" in self.headers:
            return None
        values = self.headers.get_all("Content-Length", ["0"])
        return int(values[0]) if len(values) == 1 and re.fullmatch("[0-9]{1,12}", values[0]) else None

    def _read(self, length):
        kept = self.rfile.read(min(length, self.server.simulator.longest_body))
        left = length - len(kept)
        while left > 0 and (chunk := self.rfile.read(min(left, CHUNK))):
            left -= len(chunk)
        return kept if left <= 0 else None

    def _read_chunks(self):
        body = b""
        while size := self.rfile.readline(CHUNK).partition(b";")[0].strip():
            try:
                chunk = self._read(int(size, 16))
            except ValueError:
                return None
            if not chunk:
                return body  # the last one; trailers are of no interest
            body = (body + chunk)[: self.server.simulator.longest_body]
            self.rfile.readline(CHUNK)
        return None

    def _certificate(self):
        presented = self.connection.getpeercert() if self.server.scheme == "https" else None
        subject = dict(pair for pairs in (presented or {}).get("subject", ()) for pair in pairs)
        return subject.get("commonName", "")

    def _caller_gone(self):
        readable, _, _ = select.select([self.connection], [], [], 0)
        try:
            return bool(readable) and not self.connection.recv(1, socket.MSG_PEEK)
        except ConnectionError:
            return True

    def _send(self, answer):
        self.send_response(answer.status)
        if answer.media_type:
            self.send_header("Content-Type", answer.media_type)
        for name, value in answer.headers.items():
            self.send_header(name.replace("_", "-"), value)
        if answer.announced:
            self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self._send_body(answer)

    def _send_body(self, answer):
        left = len(answer.body) - answer.cut
        for piece in pieces(answer.body):
            if len(piece) >= left:
                return self._send_end(answer, piece[:left])
            self.wfile.write(piece)
            left -= len(piece)

    def _send_end(self, answer, piece):
        """What is noted about the answer is noted before its last byte goes out: no caller is ahead of it."""
        self.wfile.write(piece[:-1])
        self.wfile.flush()
        if not answer.cut:
            answer.sent()
        self.wfile.write(piece[-1:])

    def _log(self, answer, log):
        now = datetime.now().isoformat(sep=" ", timespec="milliseconds")
        method = self.command if self.command.isalpha() and len(self.command) < 10 else "?"
        sys.stderr.write(f"{now} {method} {log['path']} {answer.status or 'dropped'} {log.get('reference', '-')}\n")


def parser(description, port):
    """The options of every simulator; a simulator adds its own."""
    options = argparse.ArgumentParser(Path(sys.argv[0]).parent.name, description=description)
    options.add_argument("--port", type=int, default=port, help="on 127.0.0.1; 0: any free one (default: %(default)s)")
    options.add_argument(
        "--fault",
        type=_fault,
        action="append",
        default=[],
        metavar="NAME[:OPTION,…]",
        help="such as 500, drop:after, slow:seconds=3,times=always,probability=0.1",
    )
    options.add_argument("--seed", type=int, help="of the faults that happen by chance")
    return options


def run(simulator, port):
    """Serve until SIGINT or SIGTERM; the first line on stdout is the address."""
    try:
        server = Server(simulator, port)
    except OSError as error:
        sys.exit(f"Port {port}: {error.strerror}")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    print(server.address, flush=True)
    with server:
        server.serve_forever(poll_interval=0.1)


def _fault(words):
    try:
        description = from_words(words)
        Faults().add(description)
    except NotAFault as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return description
