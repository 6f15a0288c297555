"""Deep links and the demo's shipments of the BiPRO simulator."""

from common.testing import Program

from .case import BiproCase


class TestLinks(BiproCase):
    def test_contract(self):
        for number in ("30471100815", "30 471.100.815", "30-471100815-120", "12030471100815"):
            told = self.links_of(number)
            self.assertEqual((told.text("StatusID"), told.code), ("00000", "03000"))
            self.assertEqual(told.texts("ZielID"), ["002", "004", "005", "007", "011"])
            self.assertEqual(told.texts("Beschreibung")[-1], "Schaden melden")
            for address in told.texts("URL"):
                self.assertTrue(address.startswith("https://portal.example.com/"), address)

    def test_each_address_is_new(self):
        self.assertNotEqual(self.links_of("30471100815").text("URL"), self.links_of("30471100815").text("URL"))

    def test_without_area_only_the_search(self):
        self.assertEqual(self.links_of("471100815").texts("ZielID"), ["028"])

    def test_unknown(self):
        self.assertRefused(self.links_of("30999999999"), "01101")
        self.post("/settings", {"policies": ["30999999999"], "failure": "nok"})
        self.assertEqual(self.links_of("30999999999").code, "03000")
        self.assertRefused(self.links_of("30999999998"), "01101", as_fault=False)
        self.fill(policy_number="30-999999998")
        self.assertEqual(self.links_of("30999999998").code, "03000")

    def test_partner(self):
        told = self.links("<b:Partnersuche><b:Name>Ahorn</b:Name><b:Vorname>Anna</b:Vorname></b:Partnersuche>")
        self.assertEqual(told.texts("ZielID"), ["002", "004", "005"])
        self.assertRefused(
            self.links("<b:Partnersuche><b:Vorname>A</b:Vorname><b:Name>B</b:Name></b:Partnersuche>"), "00007"
        )

    def test_pages_of_the_simulator(self):
        self.post("/settings", {"link_style": "own", "link_targets": ["011"]})
        address = self.links_of("30471100815").text("URL")
        start, _, path = address.partition("/extranet/")
        self.assertEqual(start, self.program.address)
        opened = self.program.call("GET", f"/extranet/{path}")
        self.assertEqual(opened.status, 200)
        self.assertIn("Schaden melden", opened.text)
        self.assertIn("30471100815", opened.text)
        for wrong in ("/extranet/011", "/extranet/011?token=x", f"/extranet/{path}".replace("011?", "004?")):
            self.assertEqual(self.program.call("GET", wrong).status, 403)

    def test_addresses_that_nobody_may_open(self):
        for style, start in (("http", "http://"), ("foreign", "https://elsewhere."), ("script", "javascript:")):
            self.post("/settings", {"link_style": style, "link_targets": ["004"]})
            self.assertTrue(self.links_of("30471100815").text("URL").startswith(start))


class TestDemo(BiproCase):
    @classmethod
    def setUpClass(cls):
        cls.program = Program("bipro", "--demo", "--set", "token_seconds=60")
        cls.addClassCleanup(cls.program.stop)

    def setUp(self):
        self._tokens = {}

    def test_shipments_for_the_customers(self):
        found = self.ids()
        self.assertGreater(len(found), 10)
        numbers = set()
        for identifier in found:
            told = self.get(identifier)
            numbers |= set(told.texts("Versicherungsscheinnummer"))
            if told.text("Kategorie") != "999010010" and told.text("Komprimierungstyp") != "ZIP":
                self.assertEqual(told.documents()[0][:5], b"%PDF-")
        self.assertLessEqual({"30471100815", "471100815", "30-471100815-120", "32-123456789", "74555000111"}, numbers)

    def test_contracts_file(self):
        one = next(one for one in self.books()["shipments"] if one["category"] == "999010010")
        lines = self.program.call("GET", f"/raw/{one['id']}/0").body.decode("latin-1").split("\r\n")[:-1]
        self.assertEqual({len(line) for line in lines}, {256})
        self.assertEqual((lines[0][:4], lines[-1][:4], int(lines[-1][4:14])), ("0001", "9999", len(lines) - 2))
        self.assertIn("      30471100815", {line[13:30] for line in lines})
