"""Every odd shape of an answer of the BiPRO simulator."""

import hashlib
import http.client
import io
import zipfile

from .. import shapes
from .case import BIPRO, NAMESPACES, VERSION, BiproCase, envelope


class TestSoundShapes(BiproCase):
    def one(self, shape, **members):
        """The answer, its document, and the document as it should be."""
        [identifier] = self.fill(shape=shape, **{"size": 3000, **members})
        told = self.get(identifier)
        return told, told.documents()[0], self.program.call("GET", f"/raw/{identifier}/0").body

    def test_each_delivers_its_document(self):
        for word in shapes.SOUND:
            for shape in (word, f"{word} mtom"):
                with self.subTest(shape):
                    told, document, original = self.one(shape)
                    if "zip" in word:
                        with zipfile.ZipFile(io.BytesIO(document)) as archive:
                            document = archive.read(archive.namelist()[0])
                    self.assertEqual((told.texts("MeldungID")[-1], document), ("04000", original))
        self.assertEqual({one["whole"] for one in self.books()["shipments"]}, {1})

    def test_mtom(self):
        told, _, _ = self.one("mtom latin1 percent octet-stream", text="Änderung für Jördis")
        self.assertEqual(told.types, ["application/xop+xml", "application/octet-stream"])
        self.assertIn('boundary="uuid:', told.headers["Content-Type"])
        self.assertEqual(told.text("Freitext"), "Änderung für Jördis")
        self.assertEqual(told.root.getroottree().docinfo.encoding, "ISO-8859-1")
        self.assertIn("%40", told.root.xpath("//@href")[0])

    def test_several_documents(self):
        [identifier] = self.fill(documents=[{"name": f"{size}.pdf", "size": size} for size in (0, 1, 2, 3, 200_000)])
        self.assertEqual([len(document) for document in self.get(identifier).documents()], [0, 1, 2, 3, 200_000])

    def test_a_transfer_for_each(self):
        [identifier] = self.fill(shape="split", documents=3)
        told = self.get(identifier)
        self.assertEqual(
            (told.text("AnzahlTransfers"), len(told.texts("Transfer")), len(told.documents())), ("3", 3, 3)
        )

    def test_several_messages(self):
        told, _, _ = self.one("messages")
        self.assertEqual((told.texts("MeldungID"), told.texts("StatusID")), (["00001", "04000"], ["OK"]))

    def test_namespaces(self):
        for shape, suffix in (("", "/gevo"), ("transfer-gevo prefixes", "/transfer/gevo")):
            told, _, _ = self.one(shape)
            self.assertEqual(len(told.root.findall(f".//{{{BIPRO}{suffix}}}Datei")), 1)

    def test_sparse(self):
        told, _, _ = self.one("sparse")
        for name in ("BiPROVersion", "Zeitstempel", "EnthaeltNurDaten", "PeriodischeLieferung", "DateiID", "Dateityp"):
            self.assertEqual(told.texts(name), [], name)

    def test_checksums(self):
        for shape, algorithm in (("md5", "md5"), ("sha1 upper", "sha1"), ("zip sha1", "sha1")):
            told, document, _ = self.one(shape)
            self.assertEqual(told.text("Wert").lower(), hashlib.new(algorithm, document).hexdigest())
        told, _, original = self.one("zip md5 checksum-inside")
        self.assertEqual(told.text("Wert"), hashlib.md5(original).hexdigest())

    def test_names(self):
        self.assertIn("..", self.one("paths")[0].text("Dateiname"))
        self.assertEqual(self.one("extension")[0].text("Dateityp"), "pdf")

    def test_random_shapes_are_sound(self):
        self.fill(count=30, shape="random")
        words = {word for one in self.books()["shipments"] for word in one["shape"].split()}
        self.assertGreater(len(words), 10)
        self.assertLessEqual(words, shapes.SOUND.keys())

    def test_equal_content(self):
        bodies = [self.one("", documents=[{"size": 900, "key": key}])[1] for key in ("a", "a", "b")]
        self.assertEqual((bodies[0] == bodies[1], bodies[0] == bodies[2]), (True, False))

    def test_list(self):
        self.fill()
        self.post("/settings", {"list_shape": "sparse unknown prefixes"})
        told = self.transfer("listShipments")
        self.assertEqual((len(told.texts("ID")), told.text("Neuerung"), told.text("Zeitstempel")), (1, "noch nicht bekannt", None))  # fmt: skip


class TestSpoiledShapes(BiproCase):
    def test_checksum_of_another(self):
        [one] = self.fill(shape="wrong-checksum")
        told = self.get(one)
        self.assertNotEqual(told.text("Wert"), hashlib.sha1(told.documents()[0]).hexdigest())

    def test_documents_that_are_none(self):
        [missing] = self.fill(shape="mtom missing-part")
        self.assertEqual(self.get(missing).parts, {})
        [no_zip] = self.fill(shape="not-zip")
        told = self.get(no_zip)
        self.assertEqual((told.text("Komprimierungstyp"), told.documents()[0][:4]), ("ZIP", b"%PDF"))
        [link] = self.fill(shape="link")
        told = self.get(link)
        self.assertEqual((told.texts("Daten"), told.text("Datenlink")), ([], f"{self.program.address}/entity"))
        [no_base64] = self.fill(shape="bad-base64")
        self.assertIn("*", self.get(no_base64).text("Daten"))

    def test_zip_bomb(self):
        [one] = self.fill(shape="zip-bomb mtom")
        document = self.get(one).documents()[0]
        with zipfile.ZipFile(io.BytesIO(document)) as archive:
            self.assertEqual(archive.infolist()[0].file_size, 1 << 30)
        self.assertLess(len(document), 5 << 20)

    def test_entities(self):
        for shape, declared in (("entity-bomb", "&e8;"), ("external-entity", "/entity")):
            [one] = self.fill(shape=shape)
            self.assertIn(declared, self.get(one).body.decode())
        self.assertEqual(self.books()["entity_calls"], 0)
        self.program.call("GET", "/entity")
        self.assertEqual(self.books()["entity_calls"], 1)

    def test_a_gigabyte(self):
        for shape in ("huge", "huge unannounced"):
            [one] = self.fill(shape=shape)
            connection = http.client.HTTPConnection(self.program.host, timeout=10)
            self.addCleanup(connection.close)
            response = self.begin(connection, one)
            length = response.getheader("Content-Length")
            self.assertTrue(length is None if "unannounced" in shape else int(length) > 1 << 30)
            response.close()
        self.assertEqual(self.books()["totals"]["whole"], 0)

    def begin(self, connection, one):
        """The answer to getShipment, of which only the beginning is read."""
        request = f"<tran:Request>{VERSION}<tran:ID>{one}</tran:ID></tran:Request>"
        body = envelope(self.token(), f"<tran:getShipment {NAMESPACES}>{request}</tran:getShipment>")
        connection.request("POST", "/transfer", body, {"Content-Type": "text/xml", "SOAPAction": '""'})
        response = connection.getresponse()
        self.assertIn(b"Envelope", response.read(10_000))
        return response
