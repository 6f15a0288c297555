import base64
import json
import subprocess
import sys
import unittest
from pathlib import Path

from odoo.tests import tagged

from .bipro import NS, BiproCase, envelope
from .local_server import LocalServer, serving

PROGRAM = Path(__file__).with_name("bipro_memory.py")
MEGABYTE = 1024 * 1024
BLOCK = bytes(range(256)) * 192  # divisible by three, so that its base64 can be repeated

FILE = "<g:Datei><a:Dateiname>Police.pdf</a:Dateiname><a:Daten>{}</a:Daten></g:Datei>"
DELIVERY = (
    f'<t:getShipmentResponse xmlns:t="{NS}/transfer" xmlns:a="{NS}/allgemein" xmlns:g="{NS}/gevo"><t:Response><t:Lieferung>'
    f"<t:Transfer>{FILE}</t:Transfer></t:Lieferung></t:Response></t:getShipmentResponse>"
)
XOP = '<x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="cid:1"/>'


def reply_in_pieces(stretches, piece, count, content_type):
    """The stretches with so many pieces in each gap."""

    def answer(handler):
        gaps = len(stretches) - 1
        handler.send_response(200)
        handler.send_header("Content-Type", content_type)
        handler.send_header("Content-Length", str(sum(map(len, stretches)) + gaps * len(piece) * count))
        handler.end_headers()
        handler.wfile.write(stretches[0])
        for stretch in stretches[1:]:
            for _number in range(count):
                handler.wfile.write(piece)
            handler.wfile.write(stretch)

    return answer


def as_base64(size, documents=1):
    stretches = envelope(DELIVERY.replace(FILE, FILE * documents)).encode().split(b"{}")
    return reply_in_pieces(stretches, base64.b64encode(BLOCK), size // len(BLOCK), "text/xml")


def as_attachment(size):
    message = envelope(DELIVERY.format(XOP)).encode()
    before = b"--b\r\nContent-ID: <0>\r\n\r\n" + message + b"\r\n--b\r\nContent-ID: <1>\r\n\r\n"
    return reply_in_pieces((before, b"\r\n--b--"), BLOCK, size // len(BLOCK), "multipart/related; boundary=b")


@tagged("post_install", "-at_install")
@unittest.skipUnless(Path("/proc/self/status").exists(), "Only Linux tells a program's highest memory.")
class TestBiproMemory(BiproCase):
    def measure(self, answer, warm, count):
        server = self.enterContext(serving(LocalServer(answer)))
        command = [sys.executable, PROGRAM, server.url(), str(warm), str(count)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_one_of_fifty_megabytes(self):
        for shape in (as_base64, as_attachment):
            with self.subTest(shape.__name__):
                measured = self.measure(shape(50 * MEGABYTE), 0, 1)
                self.assertGreater(measured["bytes"], 49 * MEGABYTE)
                self.assertLess(measured["memory"], 20 * MEGABYTE)

    def test_several_of_fifty_megabytes(self):
        measured = self.measure(as_base64(50 * MEGABYTE, documents=4), 0, 1)
        self.assertGreater(measured["bytes"], 4 * 49 * MEGABYTE)
        self.assertLess(measured["memory"], 20 * MEGABYTE)

    def test_many(self):
        measured = self.measure(as_base64(100 * 1024), 20, 300)
        self.assertGreater(measured["bytes"], 25 * MEGABYTE)
        self.assertLess(measured["memory"], 2 * MEGABYTE)
