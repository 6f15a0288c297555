"""Calls of a service: zeep writes them, once for many of a kind; their answers are read as they come in."""

from contextlib import ExitStack

from lxml import etree

from .. import http
from ..errors import AuthenticationError
from . import client_certificate, definitions, multipart, statuses, xml_nodes
from .access import EMPTY, ISSUE, ISSUE_13
from .codes import TokenInvalid
from .namespaces import SOAP, TRUST, TRUST_13

_LOGIN_ACTIONS = {ISSUE: f"{TRUST}/RST/Issue", ISSUE_13: f"{TRUST_13}/RST/Issue"}
_REFUSED = (401, 403)

# A character of which nobody has ever agreed what it means.
BLANK = "\ue000"


class Service:
    """
    :param str url: where it is; empty: where the WSDL says
    :param bytes wsdl:
    :param wsse: security headers, for zeep
    :param str action: SOAPAction of every call, None: as the WSDL says
    """

    def __init__(self, access, limits, *, url, wsdl, wsse, action=None):
        self.session = http.Session(
            connect_seconds=limits.connect_seconds,
            read_seconds=limits.read_seconds,
            tls=client_certificate.context(access),
        )
        if url:
            http.check_address(url)
        self.definition = definitions.Definition(wsdl, _Transport(action), wsse, url)

    def close(self):
        self.session.close()

    def message(self, name, *, max_bytes, repeatable=False, **values):
        """What can be called any number of times.

        :param max_bytes: size of an answer
        :param values: of the call's element, deep as the element is; ``BLANK`` is filled in later
        :rtype: Message
        """
        write, kind = self.definition.operation(name)
        address, headers, envelope = write(**definitions.known_only(kind, values))
        return Message(self.session.form(address, headers, http.Rules(max_bytes, repeatable)), envelope)

    def call(self, message, files, *, blank=""):
        """
        :param files: ExitStack that the answer lives in
        :param str blank: what stands at ``BLANK``
        :rtype: Answer
        """
        response = self.session.post_form(message.form, message.filled(blank), stream=True)
        return Answer(self.session, files.enter_context(response), files)

    def ask(self, name, *, by_login=False, **options):
        """As ``message`` and ``call``, for answers without documents: Node, the root"""
        with ExitStack() as files:
            return self.call(self.message(name, **options), files).read(by_login=by_login)


def action_of(access):
    return "" if access.soap_action == EMPTY else None


def action_of_login(access):
    return _LOGIN_ACTIONS.get(access.soap_action, action_of(access))


class Answer:
    """
    :ivar Attachments attachments:
    :raise Unavailable, OutcomeUnknown: ``not_soap``
    """

    def __init__(self, session, response, files):
        self.session, self.response = session, response
        self.attachments = multipart.Attachments()
        self._file, self._encoding = response.raw, None
        kind = multipart.content_type(response.headers.get("Content-Type", ""))
        if kind.name == "multipart/related":
            self._take_apart(kind, files)
        else:
            self._encoding = kind.charset

    def _take_apart(self, kind, files):
        try:
            root, self.attachments = multipart.split(self._file, kind, files)
        except multipart.BrokenParts:
            raise self._unusable("not_soap") from None
        self._file, self._encoding = root.content.file, root.encoding

    def read(self, *, by_login=False, **options):
        """
        :param options: of ``xml_nodes.read``
        :return: Node, the root, of an answer that refuses nothing
        :raise ConnectorError: any of ``CODES``
        """
        root = self._parse(**options)
        if root:
            statuses.check(root, by_login=by_login)
        self._check_http_status(by_login)
        if not root:
            raise self._unusable("not_soap")
        return root

    def _parse(self, **options):
        """The root of the SOAP message, None if it is none."""
        try:
            root = xml_nodes.read(self._file, self._encoding, **options)
        except xml_nodes.NotXml:
            return None
        except xml_nodes.HasDoctype:
            raise self._unusable("hostile") from None
        except xml_nodes.TooLarge:
            raise self._unusable("oversize") from None
        is_soap = (root.namespace in SOAP, root.name) == (True, "Envelope")
        return root if is_soap else None

    def _check_http_status(self, by_login):
        status = self.response.status_code
        if status in _REFUSED:
            told = {"message_id": "", "text": "", "status": status}
            raise AuthenticationError("credentials", **told) if by_login else TokenInvalid("token", **told)
        self.session.check_status(self.response)

    def _unusable(self, code):
        return self.session.unusable(self.response, code)


class Message:
    """What zeep has written, once for all calls that differ in one text only.

    :ivar form: of ``http.Session``
    """

    def __init__(self, form, envelope):
        self.form = form
        self._envelope = envelope
        self._blank = next((node for node in envelope.iter() if node.text == BLANK), None)

    def filled(self, blank):
        if self._blank is not None:
            self._blank.text = blank
        return etree.tostring(self._envelope, xml_declaration=True, encoding="UTF-8")


class _Transport:
    """What zeep believes to send by: it hands back what zeep has written.

    :ivar files: {path: bytes} that the WSDL may import
    """

    def __init__(self, action):
        self.action = action
        self.files = {}

    def load(self, url):
        return definitions.load(self.files, url)

    def post_xml(self, address, envelope, headers):
        if self.action is not None:
            headers = {**headers, "SOAPAction": f'"{self.action}"'}
        return address, headers, envelope
