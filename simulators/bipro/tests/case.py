"""What the tests of the BiPRO simulator share: the running program, and a caller that reads its answers plainly."""

import base64
import email
import email.policy
import json
import unittest
import urllib.parse

from common.testing import Program

try:
    from lxml import etree
except ImportError:
    raise unittest.SkipTest("The BiPRO simulator needs lxml and reportlab: run it with Odoo's Python.") from None

BIPRO = "http://www.bipro.net/namespace"
OASIS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
TRUST = "http://schemas.xmlsoap.org/ws/2005/02/trust"
SC = "http://schemas.xmlsoap.org/ws/2005/02/sc"
PASSWORD_TEXT = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText"
USER, OTHER, POWERLESS = ("rmp100001", "Musterwald-1"), ("rmp100002", "Musterwald-2"), ("rmp100003", "Musterwald-3")
PLAIN = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
VERSION = "<nac:BiPROVersion>2.6.1.1.0</nac:BiPROVersion>"
NAMESPACES = f'xmlns:tran="{BIPRO}/transfer" xmlns:nac="{BIPRO}/nachrichten" xmlns:all="{BIPRO}/allgemein"'


def envelope(header, body):
    security = "" if header is None else f'<w:Security xmlns:w="{OASIS}wssecurity-secext-1.0.xsd">{header}</w:Security>'
    return (
        f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">'
        f"<s:Header>{security}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


def username_token(name, password, kind=PASSWORD_TEXT):
    return (
        f"<w:UsernameToken><w:Username>{name}</w:Username>"
        f'<w:Password Type="{kind}">{password}</w:Password></w:UsernameToken>'
    )


def context_token(identifier):
    return f'<c:SecurityContextToken xmlns:c="{SC}"><c:Identifier>{identifier}</c:Identifier></c:SecurityContextToken>'


def issue(kind="Issue", token_type=SC + "/sct", more=""):
    return (
        f'<t:RequestSecurityToken xmlns:t="{TRUST}"><t:TokenType>{token_type}</t:TokenType>'
        f"<t:RequestType>{TRUST}/{kind}</t:RequestType>{more}</t:RequestSecurityToken>"
    )


class Told:
    """One answer: `root` is its XML unless it has a document type, `parts` the documents beside it by Content-ID."""

    def __init__(self, reply):
        self.status = reply.status
        self.headers = reply.headers
        self.parts = {}
        body = reply.body
        if reply.headers["Content-Type"].startswith("multipart/"):
            head = f"Content-Type: {reply.headers['Content-Type']}\r\n\r\n".encode()
            whole = email.message_from_bytes(head + body, policy=email.policy.HTTP)
            sections = [(part["Content-ID"].strip("<>"), part.get_payload(decode=True)) for part in whole.iter_parts()]
            body = sections[0][1]
            self.parts = dict(sections[1:])
            self.types = [part.get_content_type() for part in whole.iter_parts()]
        self.body = body
        is_plain = body.startswith(b"<?xml") and b"<!DOCTYPE" not in body
        self.root = etree.fromstring(body, PLAIN) if is_plain else None

    def texts(self, name):
        """Of all elements of this local name, in any namespace."""
        return [found.text for found in self.root.xpath(f"//*[local-name()='{name}']")]

    def text(self, name):
        return next(iter(self.texts(name)), None)

    @property
    def code(self):
        return self.text("MeldungID")

    @property
    def is_fault(self):
        return self.status == 500 and bool(self.root.xpath("//*[local-name()='Fault']"))

    def documents(self):
        found = []
        for data in self.root.xpath("//*[local-name()='Daten']"):
            if len(data):
                found.append(self.parts[urllib.parse.unquote(data[0].get("href").removeprefix("cid:"))])
            else:
                found.append(base64.b64decode(data.text or ""))
        return found


class BiproCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.program = Program("bipro", "--seed", "1")
        cls.addClassCleanup(cls.program.stop)

    def setUp(self):
        self.post("/reset", {})
        self._tokens = {}

    def post(self, door, content):
        reply = self.program.call("POST", door, json.dumps(content))
        self.assertEqual(reply.status, 200, reply.text)
        return reply.json()

    def books(self):
        return self.program.call("GET", "/books").json()

    def soap(self, path, action, header, body, **headers):
        headers = {"Content_Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"', **headers}
        headers = {name: value for name, value in headers.items() if value is not None}
        return Told(self.program.call("POST", path, envelope(header, body), **headers))

    def login(self, user=USER, body=None, action="urn:RequestSecurityToken", **headers):
        return self.soap("/sts", action, username_token(*user), body or issue(), **headers)

    def token(self, user=USER):
        if user not in self._tokens:
            self._tokens[user] = self.login(user).text("Identifier")
        return context_token(self._tokens[user])

    def transfer(self, operation, rest="", user=USER, **headers):
        body = f"<tran:{operation} {NAMESPACES}><tran:Request>{VERSION}{rest}</tran:Request></tran:{operation}>"
        action = f"urn:{operation[0].lower()}{operation[1:]}"
        return self.soap("/transfer", action, self.token(user), body, **headers)

    def ids(self, category="", user=USER, confirm=""):
        rest = f"<tran:KategorieDerLieferung>{category}</tran:KategorieDerLieferung>" if category else ""
        rest += f"<tran:BestaetigeLieferungen>{confirm}</tran:BestaetigeLieferungen>" if confirm else ""
        return self.transfer("listShipments", rest, user).texts("ID")

    def get(self, identifier, user=USER):
        return self.transfer("getShipment", f"<tran:ID>{identifier}</tran:ID>", user)

    def acknowledge(self, identifier, user=USER):
        return self.transfer("acknowledgeShipment", f"<tran:ID>{identifier}</tran:ID>", user)

    def links(self, search, user=USER):
        body = (
            f'<b:getLinks xmlns:b="{BIPRO}"><b:Request Version="1.0.1.0"><b:Extranetsuche>{search}'
            "</b:Extranetsuche></b:Request></b:getLinks>"
        )
        return self.soap("/extranet", "urn:getLinks", self.token(user), body)

    def links_of(self, number):
        return self.links(
            f"<b:Vertragsuche><b:Versicherungsscheinnummer>{number}</b:Versicherungsscheinnummer></b:Vertragsuche>"
        )

    def fill(self, **members):
        return self.post("/shipments", members)["ids"]

    def assertRefused(self, told, code, as_fault=True):
        self.assertEqual((told.code, told.text("StatusID"), told.is_fault), (code, "NOK", as_fault))
