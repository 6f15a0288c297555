"""A simulator as a test sees it: a program that is started, spoken to over HTTP, and stopped."""

import http.client
import json
import socket
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path

SIMULATORS = Path(__file__).resolve().parent.parent


class Reply:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def text(self):
        return self.body.decode()

    def json(self):
        return json.loads(self.body)


class Program:
    def __init__(self, name, *options):
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115  closed by stop()
        self._process = subprocess.Popen(
            [sys.executable, SIMULATORS, name, "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        self.address = self._process.stdout.readline().strip()
        self.host = urllib.parse.urlsplit(self.address).netloc

    def stop(self):
        """End it; its log."""
        self._process.terminate()
        self._process.wait(timeout=10)
        self._process.stdout.close()
        with self._log:
            self._log.seek(0)
            return self._log.read()

    @property
    def returncode(self):
        return self._process.returncode

    def call(self, method, target, body=None, timeout=10, **headers):
        connection = http.client.HTTPConnection(self.host, timeout=timeout)
        try:
            headers = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, target, body, headers)
            return Reply(connection.getresponse())
        finally:
            connection.close()

    def raw(self, data):
        """All that comes back to these bytes."""
        host, port = self.host.split(":")
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def received(self):
        return self.call("GET", "/received").json()

    def forget(self):
        self.call("DELETE", "/received")
        self.call("DELETE", "/faults")

    def fault(self, fault, **options):
        reply = self.call("POST", "/faults", json.dumps({"fault": fault, **options}))
        assert reply.status == 200, reply.text
        return reply.json()
