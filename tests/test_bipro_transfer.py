import io
import tracemalloc
import zipfile
from datetime import date, datetime, timezone

from lxml import etree

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.dealer_insurance.connectors import bipro
from odoo.addons.dealer_insurance.connectors.bipro import TokenInvalid
from odoo.addons.dealer_insurance.connectors.errors import (
    AccountLocked,
    AuthenticationError,
    OutcomeUnknown,
    Rejected,
    Unavailable,
)

from .bipro import (
    NS,
    OK,
    PDF,
    BiproCase,
    bipro_fault,
    datei,
    delivery,
    envelope,
    refusal,
    shipment,
    soap,
    soap_fault,
    transfer,
)
from .local_server import break_off, hang_up, reply

LISTED = transfer(
    "listShipments",
    "<t:Lieferung><t:ID>4711</t:ID><t:Einstellzeitpunkt>2026-03-09T10:00:00</t:Einstellzeitpunkt>"
    "<t:Kategorie>120010106</t:Kategorie><t:ArtDerLieferung>1006</t:ArtDerLieferung>"
    "<t:VerfuegbarBis>2026-06-07+02:00</t:VerfuegbarBis><t:EnthaeltNurDaten>false</t:EnthaeltNurDaten>"
    "<t:PeriodischeLieferung>1</t:PeriodischeLieferung><t:Sparte>050</t:Sparte><t:AnzahlTransfers>2</t:AnzahlTransfers>"
    "</t:Lieferung>" + shipment(shipment_id="4712") + shipment(shipment_id="4711") + "<t:Lieferung/>",
)
DATA = f"""
<g:ArtID>120010106</g:ArtID><g:Vorgangsnummer>V-1</g:Vorgangsnummer><g:Erstelldatum>2026-03-09T10:00:00Z</g:Erstelldatum>
<g:Freitext>Neues Kennzeichen</g:Freitext><g:Sparte>050</g:Sparte><g:Vermittler>4711</g:Vermittler>
<g:Versicherungsscheinnummer>30 471.100.815</g:Versicherungsscheinnummer>
<v:Vertrag xmlns:v="{NS}/vertrag" xmlns:f="{NS}/fahrzeug" xmlns:p="{NS}/partner">
  <v:Versicherungsscheinnummer>30471100815</v:Versicherungsscheinnummer>
  <v:Versicherungsscheinnummer>30 471.100.815</v:Versicherungsscheinnummer>
  <v:Kennzeichen>true</v:Kennzeichen><v:Versicherungsbestaetigung>true</v:Versicherungsbestaetigung>
  <f:Fahrzeug><f:AmtlichesKennzeichen>MUS-AA 84</f:AmtlichesKennzeichen>
  <f:Fahrgestellnummer>WVWZZZDEM0CD00011</f:Fahrgestellnummer><f:Hersteller><f:Name>Volkswagen</f:Name></f:Hersteller></f:Fahrzeug>
  <p:Person><p:Name>Ahorn</p:Name><p:Vorname>Anna</p:Vorname></p:Person>
  <p:Halter><p:Name>Birke GmbH</p:Name></p:Halter>
  <x:Versicherungsscheinnummer xmlns:x="urn:other">999</x:Versicherungsscheinnummer>
</v:Vertrag>"""

MEGABYTE = 1024 * 1024


@tagged("post_install", "-at_install")
class TestBiproList(BiproCase):
    def request(self):
        """[(local name, namespace below BiPRO's, text)] of what was asked"""
        root = etree.fromstring(self.server.calls[-1].body)
        (request,) = (element for element in root.iter() if etree.QName(element).localname == "Request")
        names = [(etree.QName(element), element.text) for element in request]
        return [(name.localname, name.namespace.removeprefix(NS), text) for name, text in names]

    def test_list(self):
        first, second = self.transfer(LISTED).list()
        self.assertEqual(
            first,
            bipro.Shipment(
                id="4711",
                category="120010106",
                kind="1006",
                line="050",
                posted_at=datetime(2026, 3, 9, 9, tzinfo=timezone.utc),
                available_until=date(2026, 6, 7),
                transfers=2,
                data_only=False,
                periodic=True,
            ),
        )
        self.assertEqual(second, bipro.Shipment(id="4712", category="100007000"))

    def test_what_is_asked(self):
        self.transfer(LISTED, consumer_id="dealer", confirm_deliveries="true", category="120").list()
        self.assertEqual(
            self.request(),
            [
                ("BiPROVersion", "/nachrichten", "2.6.1.1.0"),
                ("ConsumerID", "/nachrichten", "dealer"),
                ("KategorieDerLieferung", "/transfer", "120"),
                ("BestaetigeLieferungen", "/transfer", "true"),
            ],
        )
        self.assertIn(">bipro:0815</wsc:Identifier>", self.sent())
        self.assertEqual(self.server.calls[-1].headers["SOAPAction"], '"urn:listShipments"')

    def test_what_is_left_out(self):
        self.transfer(LISTED, bipro_version="", confirm_deliveries="omit", category="", soap_action="empty").list()
        self.assertEqual(self.request(), [])
        self.assertEqual(self.server.calls[-1].headers["SOAPAction"], '""')

    def test_false_is_not_left_out(self):
        self.transfer(LISTED).list()
        self.assertIn(("BestaetigeLieferungen", "/transfer", "false"), self.request())

    def test_manner_of_2_1(self):
        found = self.transfer(LISTED.replace("listSh", "ListSh"), bipro_version="2.1.5.1.0").list()
        self.assertEqual(len(found), 2)
        self.assertIn("ListShipments ", self.sent())
        self.assertEqual(self.request()[0], ("BiPROVersion", "/allgemein", "2.1.5.1.0"))

    def test_nothing_new(self):
        for body, status in (
            (transfer("listShipments", "", refusal("04001")), 200),
            (transfer("listShipments", "", refusal("04001", kind="Hinweis").replace("NOK", "OK")), 200),
            (bipro_fault("04001"), 500),
            (transfer("listShipments", ""), 200),
            (transfer("listShipments", "", ""), 200),
        ):
            with self.subTest(body):
                self.assertEqual(self.transfer(body, status).list(), [])

    def test_ten_thousand(self):
        body = transfer("listShipments", "".join(shipment(shipment_id=str(number)) for number in range(10_000)))
        self.assertEqual(len(self.transfer(body).list()), 10_000)

    def test_latin_1(self):
        content = envelope(transfer("listShipments", shipment(shipment_id="Ä")))
        for declaration, content_type in (
            ('encoding="ISO-8859-1"', "text/xml"),
            ("", "text/xml; charset=ISO-8859-1"),
        ):
            body = content.replace('"1.0"', f'"1.0" {declaration}').encode("latin-1")
            self.assertEqual(self.open_transfer(reply(200, body, content_type)).list()[0].id, "Ä")

    def test_breaks_off(self):
        with self.assert_error(Unavailable, "connection"):
            self.open_transfer(break_off).list()
        cut = envelope(LISTED).encode()[:-20]
        with self.assert_error(Unavailable, "not_soap"):
            self.open_transfer(reply(200, cut, "text/xml")).list()


@tagged("post_install", "-at_install")
class TestBiproFetch(BiproCase):
    def test_business_process(self):
        process = self.fetch(delivery(datei(), data=DATA)).processes[0]
        told = {name: getattr(process, name) for name in process.__dataclass_fields__ if name != "documents"}
        self.assertEqual(
            told,
            {
                "kind": "120010106",
                "number": "V-1",
                "text": "Neues Kennzeichen",
                "line": "050",
                "created_at": datetime(2026, 3, 9, 10, tzinfo=timezone.utc),
                "policy_numbers": ("30 471.100.815", "30471100815"),
                "former_policy_numbers": (),
                "contract_numbers": (),
                "claim_numbers": (),
                "agent_numbers": ("4711",),
                "plates": ("MUS-AA 84",),
                "vins": ("WVWZZZDEM0CD00011",),
                "evb_numbers": (),
                "names": (("Anna", "Ahorn"), ("", "Birke GmbH")),
            },
        )

    def test_evb_numbers(self):
        told = "<g:EVBNummer>RV4K7P2</g:EVBNummer><g:EVBNummer>{}</g:EVBNummer>"
        for another, read in (
            ("rv a1b-2c", ("RV4K7P2", "rv a1b-2c")),
            ("RV4K7P", ("RV4K7P2",)),
            ("RV4K7PO", ("RV4K7P2",)),
            ("wird nachgereicht", ("RV4K7P2",)),
        ):
            with self.subTest(another):
                found = self.fetch(delivery(datei(), data=told.format(another)))
                self.assertEqual(found.processes[0].evb_numbers, read)

    def test_namespaces(self):
        for namespace in (f"{NS}/transfer/gevo", f"{NS}/gevo"):
            found = self.fetch(delivery(datei()).replace(f"{NS}/transfer/gevo", namespace))
            self.assertEqual(found.documents[0].read(), PDF)

    def test_several_processes(self):
        content = f"<t:Transfer>{datei(name='1.pdf')}</t:Transfer><t:Transfer>{datei(name='2.pdf')}{datei(name='3.pdf')}</t:Transfer>"
        found = self.fetch(transfer("getShipment", shipment(content)))
        self.assertEqual([len(process.documents) for process in found.processes], [1, 2])
        self.assertEqual([document.name for document in found.documents], ["1.pdf", "2.pdf", "3.pdf"])

    def test_documents_outside_of_processes(self):
        found = self.fetch(transfer("getShipment", shipment(datei())))
        self.assertEqual(found.documents[0].read(), PDF)
        self.assertEqual(found.shipment.category, "100007000")

    def test_no_shipment(self):
        for body in (transfer("getShipment", ""), delivery(datei(), shipment_id="2")):
            with self.assert_error(Unavailable, "not_soap"):
                self.fetch(body)


@tagged("post_install", "-at_install")
class TestBiproAcknowledge(BiproCase):
    def test_acknowledged(self):
        for told in (OK, ""):
            opened = self.transfer(transfer("acknowledgeShipment", "", told))
            self.assertEqual(opened.acknowledge("4711"), "acknowledged")
            self.assertIn(":ID>4711<", self.sent())

    def test_already(self):
        for message_id in ("04002", "04003", "04004"):
            for body, status in ((bipro_fault(message_id), 500), (refusal(message_id), 200)):
                with self.subTest(message_id, status=status):
                    self.assertEqual(self.transfer(body, status).acknowledge("1"), "already")

    def test_nobody_knows(self):
        with self.assert_error(OutcomeUnknown, "connection"):
            self.open_transfer(hang_up).acknowledge("1")
        self.assertEqual(len(self.server.calls), 1)

    def test_reading_is_repeated(self):
        opened = self.open_transfer(hang_up)
        with self.assert_error(Unavailable, "connection"), opened.fetch("1"):
            pass
        self.assertEqual(len(self.server.calls), 3)


@tagged("post_install", "-at_install")
class TestBiproRefused(BiproCase):
    def assert_refused(self, body, status, error, code):
        with self.assert_error(error, code) as raised:
            self.fetch(body, status=status)
        return raised.exception

    def test_codes(self):
        for message_id, error, code in (
            ("00007", Rejected, "refused"),
            ("00909", TokenInvalid, "token"),
            ("00917", TokenInvalid, "token"),
            ("00919", TokenInvalid, "token"),
            ("00920", Rejected, "permission"),
            ("00930", Rejected, "permission"),
            ("00931", Rejected, "refused"),
            ("00932", Unavailable, "outage"),
            ("00940", Unavailable, "outage"),
            ("00949", Unavailable, "outage"),
            ("00960", TokenInvalid, "token"),
            ("00961", AuthenticationError, "credentials"),
            ("00962", TokenInvalid, "token"),
            ("00964", AccountLocked, "locked"),
            ("00965", AccountLocked, "locked"),
            ("00966", AuthenticationError, "password_expired"),
            ("01101", Rejected, "unknown"),
            ("04001", Rejected, "nothing"),
            ("04002", Rejected, "gone"),
            ("04003", Rejected, "gone"),
            ("04005", Rejected, "category"),
            ("04006", Rejected, "past"),
            ("99999", Rejected, "refused"),
            ("12345", Rejected, "refused"),
            ("", Rejected, "refused"),
        ):
            for body, status in ((bipro_fault(message_id), 500), (refusal(message_id), 200)):
                with self.subTest(message_id, status=status):
                    raised = self.assert_refused(body, status, error, code)
                    self.assertEqual(raised.params, {"message_id": message_id, "text": "Das geht nicht."})

    def test_faults_of_ws_security(self):
        self.assert_refused(soap_fault(code="wsc:BadContextToken"), 500, TokenInvalid, "token")

    def test_faults_without_status(self):
        self.assert_refused(soap_fault(), 500, Unavailable, "outage")
        self.assert_refused(soap_fault(code="s:Client"), 500, Rejected, "refused")

    def test_http(self):
        for status, error, code in (
            (401, TokenInvalid, "token"),
            (403, TokenInvalid, "token"),
            (404, Rejected, "status"),
            (429, Unavailable, "status"),
            (500, Unavailable, "status"),
            (503, Unavailable, "status"),
        ):
            with self.subTest(status):
                self.assert_refused("<a/>", status, error, code)

    @mute_logger("urllib3.connection")
    def test_not_soap(self):
        for body, content_type in (
            (b"", "text/xml"),
            (b"<html/>", "text/html"),
            (b"<!DOCTYPE html><html></html>", "text/html"),
            (b"{}", "application/json"),
            (envelope("<a/>").encode(), "text/xml; charset=nonsense"),
            (envelope("<a/>").encode(), "multipart/related"),
            (envelope("<a/>").encode(), 'multipart/related; boundary="b"'),
            (b"--b\r\n\r\n" + envelope("<a/>").encode() + b"\r\n", 'multipart/related; boundary="b"'),
        ):
            with self.subTest(body, content_type=content_type), self.assert_error(Unavailable, "not_soap"):
                self.fetch_raw(body, content_type)

    def test_warnings_refuse_nothing(self):
        told = refusal("00010", kind="Warnung").replace("NOK", "OK")
        self.assertEqual(len(self.transfer(transfer("listShipments", shipment(), told)).list()), 1)


@tagged("post_install", "-at_install")
class TestBiproOwnWsdl(BiproCase):
    def test_address_of_the_wsdl(self):
        access = self.access(soap(LISTED))
        ours = bipro.definitions.ours("transfer").decode()
        own = ours.replace('location=""', f'location="{access.transfer_url}"').replace("urn:list", "urn:own:list")
        with bipro.Transfer(bipro.Access(transfer_wsdl=own.encode()), self.token) as opened:
            self.assertEqual(len(opened.list()), 2)
        self.assertEqual(self.server.calls[-1].headers["SOAPAction"], '"urn:own:listShipments"')

    def test_unusable(self):
        for wsdl in (
            b"nothing",
            b"<a/>",
            b"PK\x03\x04",
            b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
            bipro.definitions.ours("transfer").replace(b"<xs:import ", b'<xs:import schemaLocation="other.xsd" '),
            bipro.definitions.ours("transfer").replace(b"<xs:import ", b'<xs:import schemaLocation="/etc/hostname" '),
        ):
            with self.subTest(wsdl[:40]), self.assert_error(Rejected, "wsdl"):
                bipro.Transfer(bipro.Access(transfer_url="http://127.0.0.1/", transfer_wsdl=wsdl), self.token)

    def test_hostile(self):
        """Nothing is fetched, and no more is unpacked than an archive says it holds."""
        ours = bipro.definitions.ours("transfer")
        lying = _zipped({"service.wsdl": bytes(64 * MEGABYTE)}).replace(
            (64 * MEGABYTE).to_bytes(4, "little"), (1000).to_bytes(4, "little")
        )
        for name, wsdl in {
            "sizes that are not true": lying,
            "damaged": _damaged(_zipped({"service.wsdl": ours})),
            "many files": _zipped({f"{number}.wsdl": ours for number in range(501)}),
            "large file": ours + b" " * (16 * MEGABYTE),
            "large archive": _zipped({"service.wsdl": bytes(17 * MEGABYTE)}),
            "import by http": ours.replace(b"<xs:import ", b'<xs:import schemaLocation="http://127.0.0.1:9/a.xsd" '),
        }.items():
            with self.subTest(name), self.assert_error(Rejected, "wsdl"):
                tracemalloc.start()
                try:
                    bipro.Transfer(bipro.Access(transfer_url="http://127.0.0.1/", transfer_wsdl=wsdl), self.token)
                finally:
                    self.assertLess(tracemalloc.get_traced_memory()[1], 20 * MEGABYTE)
                    tracemalloc.stop()

    def test_without_the_operation(self):
        wsdl = bipro.definitions.ours("extranet")
        access = bipro.Access(transfer_url="http://127.0.0.1/", transfer_wsdl=wsdl)
        opened = self.enterContext(bipro.Transfer(access, self.token))
        with self.assert_error(Rejected, "wsdl"):
            opened.list()


def _zipped(members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def _damaged(archive):
    """In the midst of what it holds."""
    middle = len(archive) // 2
    return archive[:middle] + bytes(8) + archive[middle + 8 :]
