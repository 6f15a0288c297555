import base64
import hashlib
import io
import zipfile

from odoo.tests import BaseCase, tagged

from odoo.addons.dealer_insurance.connectors import bipro
from odoo.addons.dealer_insurance.connectors.bipro.file_names import mimetype, safe_name
from odoo.addons.dealer_insurance.connectors.errors import Rejected

from .bipro import PDF, BiproCase, datei, delivery, envelope

XOP = '<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:{}"/>'
ZIPPED = "<a:Komprimierungstyp>ZIP</a:Komprimierungstyp>"


def zipped(members, method=zipfile.ZIP_DEFLATED):
    """:param members: {name: bytes}"""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def checksum(kind, value):
    return f"<a:Pruefsumme><a:Typ>{kind}</a:Typ><a:Wert>{value}</a:Wert></a:Pruefsumme>"


class DocumentCase(BiproCase):
    def document(self, *args, **options):
        (document,) = self.fetch(delivery(datei(*args, **options))).documents
        return document

    def assert_fault(self, fault, document):
        self.assertEqual(document.fault, fault)
        self.assertIn(fault, bipro.CODES)
        with self.assert_error(Rejected, fault):
            document.read()


@tagged("post_install", "-at_install")
class TestBiproDocuments(DocumentCase):
    def test_document(self):
        more = (
            "<a:Dateityp>Dokument</a:Dateityp><a:DateiID>D-1</a:DateiID><a:DokumentartID>Police</a:DokumentartID>"
            "<a:DokumentartID>Nachtrag</a:DokumentartID><a:Kurzbeschreibung>Ihre Police</a:Kurzbeschreibung>"
            "<a:Vertraulich>true</a:Vertraulich><a:IstEingangspost>0</a:IstEingangspost>"
        )
        document = self.document(more=more)
        self.assertEqual(
            (document.id, document.name, document.type, document.kinds, document.description),
            ("D-1", "Police.pdf", "Dokument", ("Police", "Nachtrag"), "Ihre Police"),
        )
        self.assertEqual((document.confidential, document.incoming_mail), (True, False))
        self.assertEqual((document.mimetype, document.size), ("application/pdf", len(PDF)))
        self.assertEqual(document.sha256, hashlib.sha256(PDF).hexdigest())
        self.assertEqual(document.read(), PDF)
        with document.open() as file:
            self.assertEqual(file.read(4), b"%PDF")
        self.assertEqual(document.read(), PDF, "it can be read again")

    def test_base64_in_lines(self):
        for length in (1, 2, 3, 100_000):
            content = bytes(range(256)) * (length // 256) + b"x" * (length % 256)
            self.assertEqual(self.document(base64.encodebytes(content).decode()).read(), content)

    def test_damaged(self):
        whole = base64.b64encode(PDF).decode()
        for content in (whole[:-1], whole[:-3] + "?", "Zm8=" + whole, "nicht base64", "Zm9v" * 30_000 + "Z"):
            self.assert_fault("base64", self.document(content))

    def test_empty(self):
        self.assert_fault("empty", self.document(b""))
        self.assert_fault("linked", self.document(b"", more="<a:Datenlink>http://127.0.0.1/</a:Datenlink>"))
        self.assertEqual(len(self.server.calls), 1, "what is only linked is not fetched")
        missing = "<g:Datei><a:Dateiname>Police.pdf</a:Dateiname></g:Datei>"
        self.assert_fault("empty", self.fetch(delivery(missing)).documents[0])

    def test_one_does_not_stop_the_others(self):
        found = self.fetch(delivery(datei("?"), datei(), datei(b"")))
        self.assertEqual([document.fault for document in found.documents], ["base64", "", "empty"])
        self.assertFalse(found.is_whole)
        self.assertTrue(self.fetch(delivery(datei(), datei())).is_whole)

    def test_checksum(self):
        md5, sha1 = hashlib.md5(PDF), hashlib.sha1(PDF)
        for kind, value in (
            ("MD5", md5.hexdigest()),
            ("MD5", md5.hexdigest().upper()),
            ("SHA1", f" {sha1.hexdigest()}\n"),
            ("SHA-1", base64.b64encode(sha1.digest()).decode()),
            ("CRC32", "whatever"),
        ):
            self.assertEqual(self.document(more=checksum(kind, value)).read(), PDF)
        for kind, value in (("MD5", sha1.hexdigest()), ("SHA1", md5.hexdigest()), ("MD5", "")):
            self.assert_fault("checksum", self.document(more=checksum(kind, value)))


@tagged("post_install", "-at_install")
class TestBiproZip(DocumentCase):
    def test_members(self):
        packed = zipped({"Police.pdf": PDF, "../../etc/Nachtrag": PDF + b"2", "Ordner/": b""})
        first, second = self.fetch(delivery(datei(packed, name="alle.zip", more=ZIPPED))).documents
        self.assertEqual((first.name, first.read()), ("Police.pdf", PDF))
        self.assertEqual((second.name, second.read()), ("Nachtrag.pdf", PDF + b"2"))

    def test_checksum_of_either(self):
        packed = zipped({"Police.pdf": PDF})
        for content in (packed, PDF):
            more = ZIPPED + checksum("MD5", hashlib.md5(content).hexdigest())
            self.assertEqual(self.document(packed, more=more).read(), PDF)
        self.assert_fault("checksum", self.document(packed, more=ZIPPED + checksum("MD5", "0" * 32)))

    def test_not_packed_after_all(self):
        self.assertEqual(self.document(more=ZIPPED).read(), PDF)
        self.assertEqual(self.document(PDF, more=ZIPPED.replace("ZIP", "KEINE")).read(), PDF)

    def test_not_asked_to_unpack(self):
        self.assertEqual(self.document(zipped({"a": b"b"})).mimetype, "application/zip")

    def test_bad(self):
        packed = zipped({"Police.pdf": PDF * 100})
        protected = bytearray(packed)
        protected[packed.index(b"PK\x01\x02") + 8] |= 1
        for content in (
            packed[:-30],
            packed[:40] + b"damaged!" + packed[48:],
            b"PK\x03\x04",
            bytes(protected),
            zipped({}),
            zipped({"a": b"b"}, zipfile.ZIP_LZMA),
            b"\x00\x01",
        ):
            self.assert_fault("zip", self.document(content, more=ZIPPED))

    def test_bombs(self):
        tenfold = zipped({"a": b"\x00" * 10_000_000})
        many = zipped({str(number): b"" for number in range(1001)})
        for content in (tenfold, many):
            self.assert_fault("zip_size", self.document(content, more=ZIPPED))

    def test_one_too_large(self):
        content = bytes(range(256)) * 20
        limits = bipro.Limits(document=5000)
        for large, fault in (
            (datei(content), "large"),
            (datei(zipped({"a": content}), more=ZIPPED), "zip_size"),
        ):
            found = self.fetch(delivery(large, datei(PDF)), limits=limits).documents
            self.assertEqual([document.fault for document in found], [fault, ""])

    def test_what_all_unpack_to(self):
        content = bytes(range(256)) * 20
        files = [datei(zipped({"a": content}), more=ZIPPED)] * 3
        found = self.fetch(delivery(*files), limits=bipro.Limits(unpacked=11_000)).documents
        self.assertEqual([document.fault for document in found], ["", "", "zip_size"])


@tagged("post_install", "-at_install")
class TestBiproAttachments(DocumentCase):
    """MTOM: documents as parts beside the message."""

    def mtom(
        self, content=PDF, *, href="1%40bipro", headers="Content-ID: <1@bipro>", boundary="uuid:1", encoding="UTF-8"
    ):
        """[Document] of an answer whose first part is the message."""
        message = envelope(delivery(datei(XOP.format(href), name="Verträge.pdf"))).encode(encoding)
        parts = (
            f'Content-Type: application/xop+xml; charset={encoding}; type="text/xml"\r\nContent-ID: <root@bipro>'.encode(),
            message,
            f"Content-Type: application/octet-stream\r\n{headers}".encode(),
            content,
        )
        return self.parts(parts, boundary)

    def parts(self, parts, boundary="uuid:1", more=""):
        delimiter = b"--" + boundary.encode()
        heads, bodies = parts[::2], parts[1::2]
        body = b"".join(
            delimiter + b"\r\n" + head + b"\r\n\r\n" + content + b"\r\n" for head, content in zip(heads, bodies)
        )
        content_type = f'multipart/related; type="application/xop+xml"; boundary="{boundary}"{more}'
        return self.fetch_raw(b"preamble\r\n" + body + delimiter + b"--\r\nepilogue", content_type).documents

    def test_attached(self):
        for options in (
            {},
            {"href": "1@bipro"},
            {"encoding": "ISO-8859-1"},
            {"headers": "content-id: 1@bipro\r\nContent-Transfer-Encoding: binary"},
        ):
            with self.subTest(options):
                (document,) = self.mtom(**options)
                self.assertEqual(document.read(), PDF)
                self.assertEqual((document.name, document.mimetype), ("Verträge.pdf", "application/pdf"))

    def test_any_bytes(self):
        for content in (
            b"\r\n",
            b"\n\n\r\r\n\r",
            b"a\r\n--uuid:10\r\nb--uuid:1",
            b"x" * (64 * 1024 - 1) + b"\r\n" + b"y" * 64 * 1024,
            b"x" * 64 * 1024 + b"--uuid:1\r\n",
            bytes(range(256)) * 3000,
        ):
            self.assertEqual(self.mtom(content)[0].read(), content)

    def test_base64_part(self):
        headers = "Content-ID: <1@bipro>\r\nContent-Transfer-Encoding: BASE64"
        self.assertEqual(self.mtom(base64.encodebytes(PDF), headers=headers)[0].read(), PDF)
        self.assert_fault("base64", self.mtom(b"Zm9", headers=headers)[0])

    def test_missing(self):
        self.assert_fault("attachment", self.mtom(href="2@bipro")[0])
        self.assert_fault("empty", self.mtom(b"")[0])

    def test_message_is_not_the_first_part(self):
        message = envelope(delivery(datei(XOP.format("1@bipro")))).encode()
        parts = (b"Content-ID: <1@bipro>", PDF, b"Content-ID: <root@bipro>", message)
        (document,) = self.parts(parts, more='; start="<root@bipro>"')
        self.assertEqual(document.read(), PDF)

    def test_unquoted_boundary(self):
        message = envelope(delivery(datei(XOP.format("1@bipro")))).encode()
        body = b"--b\nContent-ID: <0>\n\n" + message + b"\n--b\nContent-ID: <1@bipro>\n\n" + PDF + b"\n--b--"
        (document,) = self.fetch_raw(body, "multipart/related; boundary=b").documents
        self.assertEqual(document.read(), PDF)


@tagged("post_install", "-at_install")
class TestBiproFileNames(BaseCase):
    def test_names(self):
        for text, name in (
            ("Police.pdf", "Police.pdf"),
            ("../../etc/passwd.pdf", "passwd.pdf"),
            ("C:\\Temp\\Police 1.pdf", "Police 1.pdf"),
            ("/", "Dokument.pdf"),
            ("", "Dokument.pdf"),
            ("..", "Dokument.pdf"),
            (".hidden", "hidden.pdf"),
            ("Police", "Police.pdf"),
            ("30.471.100", "30.471.100.pdf"),
            ("a\x00b\r\nc\u202efdp.exe", "abcfdp.exe"),
            ('<a>:"b"|c?*.pdf', "_a___b__c__.pdf"),
            ("con.pdf", "_con.pdf"),
            ("  Police   1 .pdf ", "Police 1 .pdf"),
            ("Vertra\u0308ge.pdf", "Verträge.pdf"),
            ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
        ):
            with self.subTest(text):
                self.assertEqual(safe_name(text, "application/pdf"), name)
        self.assertEqual(safe_name("bestand", "application/octet-stream"), "bestand")

    def test_kinds(self):
        for head, kind in (
            (b"%PDF-1.7", "application/pdf"),
            (b"\r\n%PDF-1.7", "application/pdf"),
            (b"PK\x03\x04", "application/zip"),
            (b'<?xml version="1.0"?>', "application/xml"),
            (b"II*\x00", "image/tiff"),
            (b"\xff\xd8\xff\xe0", "image/jpeg"),
            (b"0001Versicherer  \r\n\xe4", "text/plain"),
            (b"<html><script>", "text/plain"),
            (b"\x00\x01", "application/octet-stream"),
            (b"", "application/octet-stream"),
        ):
            self.assertEqual(mimetype(head), kind)
