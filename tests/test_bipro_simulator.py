"""The connector against the simulator, which was built from the same facts by itself."""

import json

from odoo.tests import tagged

from odoo.addons.dealer_insurance.connectors import bipro
from odoo.addons.dealer_insurance.connectors.errors import AccountLocked, AuthenticationError, ConnectorError, Rejected

from . import simulator
from .local_server import ServerCase

USER, PASSWORD = "rmp100001", "Musterwald-1"
SOUND = (
    "mtom", "mtom percent latin1", "mtom octet-stream zip", "latin1 lines", "zip md5", "zip zip-paths sha1",
    "zip md5 checksum-inside", "sparse", "sparse mtom", "unknown prefixes", "transfer-gevo upper md5", "capital",
    "extension paths", "unannounced",
)  # fmt: skip
FAULTY = {
    "wrong-checksum md5": "checksum",
    "mtom missing-part": "attachment",
    "bad-base64": "base64",
    "zip zip-bomb": "zip_size",
}
SPOILED = {"entity-bomb": "hostile", "external-entity": "hostile", "huge": "oversize", "cut": "connection"}


@tagged("post_install", "-at_install")
class TestBiproSimulator(ServerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.insurer = simulator.start("bipro")
        cls.addClassCleanup(cls.insurer.stop)

    def setUp(self):
        super().setUp()
        self.tell("POST", "/reset")

    def tell(self, method, target, content=None):
        reply = self.insurer.call(method, target, json.dumps(content) if content is not None else None)
        self.assertLess(reply.status, 300, reply.text)
        return reply.json() if reply.body else None

    def add(self, **told):
        shipment = {"category": "100007000", "policy_number": "30471100815", "documents": 2, **told}
        self.tell("POST", "/shipments", [shipment])

    def access(self, user=USER, password=PASSWORD, **options):
        services = {f"{name}_url": f"{self.insurer.address}/{name}" for name in ("sts", "transfer", "extranet")}
        return bipro.Access(**services, user=user, password=password, **options)

    def transfer(self, **options):
        access = self.access(**options)
        return self.enterContext(bipro.Transfer(access, bipro.login(access)))

    def test_sound_shapes(self):
        transfer = self.transfer()
        for shape in SOUND:
            self.add(shape=shape)
            (shipment,) = transfer.list()
            with self.subTest(shape), transfer.fetch(shipment.id) as delivery:
                self.assertTrue(delivery.is_whole)
                self.assertEqual(delivery.processes[0].policy_numbers, ("30471100815",))
                for number, document in enumerate(delivery.documents):
                    content = self.insurer.call("GET", f"/raw/{shipment.id}/{number}").body
                    self.assertEqual(document.read(), content)
                    self.assertNotIn("/", document.name)
                self.assertEqual(len(delivery.documents), 2)
            self.assertEqual(transfer.acknowledge(shipment.id), "acknowledged")
            self.assertEqual(transfer.acknowledge(shipment.id), "already")
        self.assertEqual(transfer.list(), [])

    def test_faulty_documents(self):
        transfer = self.transfer()
        for shape, fault in FAULTY.items():
            self.tell("DELETE", "/shipments")
            self.add(shape=shape)
            (shipment,) = transfer.list()
            with self.subTest(shape), transfer.fetch(shipment.id) as delivery:
                self.assertFalse(delivery.is_whole)
                self.assertIn(fault, {document.fault for document in delivery.documents})

    def test_spoiled_answers(self):
        transfer = self.transfer()
        for shape, code in SPOILED.items():
            self.tell("DELETE", "/shipments")
            self.add(shape=shape)
            (shipment,) = transfer.list()
            with self.subTest(shape), self.assertRaises(ConnectorError) as raised, transfer.fetch(shipment.id):
                pass
            self.assertEqual(raised.exception.code, code)

    def test_one_wrong_password(self):
        with self.assert_error(AuthenticationError, "credentials"):
            bipro.login(self.access(password="falsch"))
        self.assertEqual(self.tell("GET", "/users")[USER]["state"], "active")

    def test_locked(self):
        self.tell("POST", "/users", {USER: {"state": "locked"}})
        with self.assert_error(AccountLocked, "locked"):
            bipro.login(self.access())

    def test_password_expires_in_the_middle(self):
        transfer = self.transfer()
        self.assertEqual(transfer.list(), [])
        self.tell("POST", "/users", {USER: {"state": "expired"}})
        self.tell("DELETE", "/tokens")
        with self.assert_error(bipro.TokenInvalid, "token"):
            transfer.list()
        with self.assert_error(AuthenticationError, "password_expired"):
            bipro.login(self.access())

    def test_token_refused_in_every_way(self):
        transfer = self.transfer()
        for way in ("fault", "nok", "401", "403"):
            self.tell("POST", "/settings", {"invalid_token": way})
            self.tell("DELETE", "/tokens")
            with self.subTest(way), self.assert_error(bipro.TokenInvalid, "token"):
                transfer.list()

    def test_no_right(self):
        with self.assert_error(Rejected, "permission"):
            self.transfer(user="rmp100003", password="Musterwald-3").list()

    def test_dialects_of_the_login(self):
        for settings, options in (
            ({"login_version": "required"}, {"sts_version": "2.4.0.1.0"}),
            ({"login_version": "forbidden", "login_action": True}, {"addressing": True}),
            ({"soap_actions": ["empty"]}, {"soap_action": "empty"}),
            ({"soap_actions": ["trust"]}, {"soap_action": "issue"}),
        ):
            self.tell("POST", "/reset")
            self.tell("POST", "/settings", settings)
            with self.subTest(settings):
                self.assertTrue(bipro.login(self.access(**options)).is_fresh())

    def test_dialects_of_the_transfer(self):
        for settings, options in (
            ({"confirm_flag": "forbidden"}, {"confirm_deliveries": "omit"}),
            ({"confirm_flag": "required"}, {"confirm_deliveries": "true"}),
            ({"consumer_id": "required"}, {"consumer_id": "dealer"}),
            ({"nothing_new": "nok"}, {}),
            ({"nothing_new": "fault"}, {}),
        ):
            self.tell("POST", "/reset")
            self.tell("POST", "/settings", settings)
            with self.subTest(settings):
                self.assertEqual(self.transfer(**options).list(), [])

    def test_categories(self):
        self.add()
        for category, found in (("100", 1), ("100007", 1), ("999999999", 1), ("", 1), ("120", 0)):
            with self.subTest(category):
                self.assertEqual(len(self.transfer(category=category).list()), found)
        self.tell("POST", "/settings", {"category_digits": [9]})
        with self.assert_error(Rejected, "category"):
            self.transfer(category="100").list()

    def test_deep_links(self):
        self.tell("POST", "/settings", {"policies": ["30471100815"]})
        access = self.access()
        token = bipro.login(access)

        def links(number="30471100815"):
            return bipro.deep_links(access, token, policy_number=number, hosts=("example.com",))

        self.assertEqual({link.target_id for link in links()}, {"002", "004", "005", "007", "011"})
        for style in ("http", "foreign", "script"):
            self.tell("POST", "/settings", {"link_style": style})
            self.assertEqual(links(), [])
        with self.assert_error(Rejected, "unknown"):
            links("30999999999")
