"""What proves who calls: WS-Security headers, put on by zeep's ``wsse``."""

from lxml import etree
from zeep.wsse.username import UsernameToken
from zeep.wsse.utils import get_security_header

from .namespaces import WSA, WSC, WSSE

_TICKET_TYPE = "bipro:VDGTicket"
_BASE64 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary"
_TOKEN_ACTION = "http://schemas.xmlsoap.org/ws/2005/02/trust/RST/SCT"  # noqa: S105


def of_login(access):
    headers = []
    if access.user:
        headers.append(UsernameToken(access.user, access.password))
    if access.ticket:
        headers.append(_Ticket(access.ticket))
    if access.addressing:
        headers.append(_Action())
    return headers


class _Header:
    def apply(self, envelope, headers):
        self.add(get_security_header(envelope))
        return envelope, headers

    def verify(self, envelope):
        """Answers carry nothing to be verified."""


class ContextToken(_Header):
    def __init__(self, identifier):
        self.identifier = identifier

    def add(self, security):
        token = etree.SubElement(security, f"{{{WSC}}}SecurityContextToken", nsmap={"wsc": WSC})
        etree.SubElement(token, f"{{{WSC}}}Identifier").text = self.identifier


class _Ticket(_Header):
    def __init__(self, ticket):
        self.ticket = ticket

    def add(self, security):
        kinds = {"ValueType": _TICKET_TYPE, "EncodingType": _BASE64}
        etree.SubElement(security, f"{{{WSSE}}}BinarySecurityToken", kinds).text = self.ticket


class _Action(_Header):
    def add(self, security):
        security.addprevious(etree.Element(f"{{{WSA}}}Action", nsmap={"wsa": WSA}))
        security.getprevious().text = _TOKEN_ACTION
