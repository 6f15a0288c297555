"""An insurer of a test: what it says, written by hand, in one of the many ways there are."""

import base64
from datetime import datetime, timedelta, timezone

from odoo.addons.dealer_insurance.connectors import bipro

from .local_server import ServerCase, reply

NS = "http://www.bipro.net/namespace"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
PDF = b"%PDF-1.4\n% invented\n%%EOF\n"
XML = "text/xml; charset=utf-8"
OK = '<n:Status xmlns:n="http://www.bipro.net/namespace/nachrichten"><n:StatusID>OK</n:StatusID></n:Status>'


def envelope(body):
    return f'<?xml version="1.0"?><s:Envelope xmlns:s="{SOAP}"><s:Body>{body}</s:Body></s:Envelope>'


def refusal(*message_ids, kind="Fehler", text="Das geht nicht."):
    """A Status that is not well."""
    messages = "".join(
        f"<n:Meldung><n:ArtID>{kind}</n:ArtID><n:MeldungID>{message_id}</n:MeldungID><n:Text>{text}</n:Text></n:Meldung>"
        for message_id in message_ids
    )
    return f'<n:Status xmlns:n="{NS}/nachrichten"><n:StatusID>NOK</n:StatusID>{messages}</n:Status>'


def soap_fault(detail="", code="s:Server", text="Fehler"):
    return f"<s:Fault><faultcode>{code}</faultcode><faultstring>{text}</faultstring><detail>{detail}</detail></s:Fault>"


def bipro_fault(*message_ids, **told):
    return soap_fault(
        f'<n:BiproException xmlns:n="{NS}/nachrichten">{refusal(*message_ids, **told)}</n:BiproException>'
    )


def transfer(operation, content, told=OK):
    return (
        f'<t:{operation}Response xmlns:t="{NS}/transfer" xmlns:a="{NS}/allgemein" xmlns:g="{NS}/transfer/gevo">'
        f"<t:Response>{told}{content}</t:Response></t:{operation}Response>"
    )


def shipment(content="", shipment_id="1"):
    return f"<t:Lieferung><t:ID>{shipment_id}</t:ID><t:Kategorie>100007000</t:Kategorie>{content}</t:Lieferung>"


def delivery(*files, data="", shipment_id="1"):
    content = f"<t:Transfer>{data}{''.join(files)}</t:Transfer>"
    return transfer("getShipment", shipment(content, shipment_id))


def datei(content=PDF, name="Police.pdf", more=""):
    """:param content: bytes, sent as base64; or text, sent as it is"""
    data = base64.b64encode(content).decode() if isinstance(content, bytes) else content
    return f"<g:Datei><a:Dateiname>{name}</a:Dateiname><a:Daten>{data}</a:Daten>{more}</g:Datei>"


def soap(body, status=200, content_type=XML):
    return reply(status, envelope(body).encode(), content_type)


class BiproCase(ServerCase):
    token = bipro.Token("bipro:0815", datetime.now(timezone.utc) + timedelta(minutes=10))

    def access(self, answer, **options):
        """The access to an insurer who gives this answer; ``self.server`` is what it is called by."""
        self.server = self.serve(answer)
        url = self.server.url()
        return bipro.Access(
            sts_url=url, transfer_url=url, extranet_url=url, user="rmp4711", password="geheim", **options
        )

    def open_transfer(self, answer, limits=None, **options):
        access = self.access(answer, **options)
        return self.enterContext(bipro.Transfer(access, self.token, limits or bipro.Limits()))

    def transfer(self, body, status=200, content_type=XML, **options):
        return self.open_transfer(soap(body, status, content_type), **options)

    def fetch(self, body, **options):
        return self.enterContext(self.transfer(body, **options).fetch("1"))

    def fetch_raw(self, content, content_type, limits=None):
        """:param bytes content: the whole answer"""
        return self.enterContext(self.open_transfer(reply(200, content, content_type), limits).fetch("1"))

    def sent(self):
        return self.server.calls[-1].body.decode()
