"""What an attacker in the insurer's place could answer."""

from odoo.tests import tagged

from odoo.addons.dealer_insurance.connectors import bipro
from odoo.addons.dealer_insurance.connectors.errors import Rejected, Unavailable

from .bipro import PDF, BiproCase, datei, delivery, envelope, shipment, soap, transfer
from .local_server import reply

MEGABYTE = 1024 * 1024


@tagged("post_install", "-at_install")
class TestBiproHostile(BiproCase):
    def assert_refused(self, body, code, limits=None):
        content = body if isinstance(body, bytes) else body.encode()
        with self.assert_error(Unavailable, code):
            self.fetch_raw(content, "text/xml", limits)

    def test_document_types(self):
        entities = (
            '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">'
        )
        target = self.serve(reply(200, b"secret"))
        for declaration, reference in (
            (f"<!DOCTYPE a [{entities}]>", "&c;"),
            ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>', "&x;"),
            (f'<!DOCTYPE a [<!ENTITY x SYSTEM "{target.url()}">]>', "&x;"),
            (f'<!DOCTYPE a [<!ENTITY % x SYSTEM "{target.url()}"> %x;]>', ""),
            (f'<!DOCTYPE a SYSTEM "{target.url()}">', ""),
        ):
            with self.subTest(declaration):
                body = envelope(delivery(datei(name=reference))).replace("?>", f"?>{declaration}", 1)
                self.assert_refused(body, "hostile")
        self.assertFalse(target.calls)

    def test_undeclared_entity(self):
        self.assert_refused(envelope(delivery(datei(name="&x;"))), "not_soap")

    def test_depth(self):
        self.assert_refused("<a>" * 100_000, "oversize")

    def test_number_of_elements(self):
        self.assert_refused(envelope("<a/>" * 200_000), "oversize")

    def test_long_texts(self):
        self.assert_refused(envelope(f"<a>{'x' * 9 * MEGABYTE}</a>"), "oversize")

    def test_long_names_and_attributes(self):
        self.assert_refused(f"<a{'a' * 4 * MEGABYTE}", "oversize")
        self.assert_refused(f'<a b="{"x" * 4 * MEGABYTE}', "oversize")
        self.assert_refused(f"<!--{'x' * 4 * MEGABYTE}", "oversize")

    def test_large_answers(self):
        self.assert_refused(envelope(delivery(datei())), "oversize", bipro.Limits(shipment=100))
        opened = self.transfer(transfer("listShipments", shipment()), limits=bipro.Limits(list=100))
        with self.assert_error(Unavailable, "oversize"):
            opened.list()

    def test_announced_gigabyte(self):
        def answer(handler):
            handler.send_response(200)
            handler.send_header("Content-Length", str(1024 * MEGABYTE))
            handler.end_headers()

        opened = self.open_transfer(answer)
        with self.assert_error(Unavailable, "oversize"), opened.fetch("1"):
            pass

    def test_many_parts(self):
        with self.assert_error(Unavailable, "not_soap"):
            self.fetch_raw(b"--b\r\n\r\n\r\n" * 6000 + b"--b--", "multipart/related; boundary=b")

    def test_long_headers_of_parts(self):
        with self.assert_error(Unavailable, "not_soap"):
            self.fetch_raw(b"--b\r\n" + b"a: b\r\n" * 20_000, "multipart/related; boundary=b")

    def test_included_from_elsewhere(self):
        include = '<x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="file:///etc/hostname"/>'
        document = self.fetch(delivery(datei(include))).documents[0]
        with self.assert_error(Rejected, "attachment"):
            document.read()

    def test_other_document_is_unharmed(self):
        good = self.fetch(delivery(datei("?" * MEGABYTE), datei(PDF, name="../../etc/passwd")))
        self.assertEqual(good.documents[1].name, "passwd.pdf")


@tagged("post_install", "-at_install")
class TestBiproLinks(BiproCase):
    def links(self, *urls, hosts=("example.org",), **search):
        links = "".join(
            f"<b:Link><b:URL>{url}</b:URL><b:ZielID>004</b:ZielID><b:Beschreibung>Ihr\n Vertrag</b:Beschreibung></b:Link>"
            for url in urls
        )
        body = (
            '<b:getLinksResponse xmlns:b="http://www.bipro.net/namespace"><b:Response><b:Status><b:StatusID>00000</b:StatusID>'
            "<b:Meldung><b:MeldungID>03000</b:MeldungID></b:Meldung></b:Status>"
            f"<b:Links>{links}</b:Links></b:Response></b:getLinksResponse>"
        )
        access = self.access(soap(body))
        return bipro.deep_links(access, self.token, hosts=hosts, **(search or {"policy_number": "30471100815"}))

    def test_link(self):
        (link,) = self.links("https://portal.example.org/contract?token=1&amp;a=b")
        expected = bipro.Link("https://portal.example.org/contract?token=1&a=b", "004", "Ihr Vertrag")
        self.assertEqual(link, expected)
        self.assertNotIn("token", repr(link))

    def test_what_is_asked(self):
        self.links()
        self.assertIn(
            'Request Version="1.0.1.0"><ns0:Extranetsuche><ns0:Vertragsuche><ns0:Versicherungsscheinnummer>30471100815<',
            self.sent(),
        )
        self.links(partner=bipro.PartnerSearch(last_name="Ahorn", first_name="Anna", town="Musterstadt"))
        self.assertIn(
            "<ns0:Partnersuche><ns0:Name>Ahorn</ns0:Name><ns0:Vorname>Anna</ns0:Vorname><ns0:Ort>Musterstadt</ns0:Ort>",
            self.sent(),
        )

    def test_allowed(self):
        for url, hosts in (
            ("https://example.org/", ("example.org",)),
            ("https://EXAMPLE.org:8443/", (" Example.ORG ",)),
            ("https://a.b.example.org/", ("other.org", "example.org")),
        ):
            self.assertEqual(len(self.links(url, hosts=hosts)), 1, url)

    def test_dropped(self):
        for url in (
            "http://example.org/",
            "https://example.org.evil.net/",
            "https://evilexample.org/",
            "https://user@example.org/",
            "https://evil.net\\@example.org/",
            "https://evil.net/#example.org",
            "javascript:alert(1)//example.org",
            "//example.org/",
            "/contract",
            "https://example.org/ two",
            "https://exämple.org/",
            "https://[::1/",
            "https://example.org/" + "x" * 5000,
            "",
        ):
            with self.subTest(url):
                self.assertEqual(self.links(url), [])
        self.assertEqual(self.links("https://example.org/", hosts=()), [])
        self.assertEqual(self.links("https://example.org/", hosts=("",)), [])
