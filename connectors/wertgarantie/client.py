"""Wertgarantie's services, one method for each call.

A session key is used as long as it is valid; the caller may keep it between
clients. Nothing is sent twice where a repetition would do harm.
"""

from contextlib import suppress
from functools import partial
from urllib.parse import urlencode

from .. import http
from ..errors import AuthenticationError, ConnectorError, OutcomeUnknown, Rejected, Unavailable
from . import answers
from .access import check_address
from .markup import application_xml, premium_xml

MAX_DOCUMENTS_BYTES = 40 * 1024 * 1024
SUBMIT_SECONDS = 60

_LOGIN, _CHECK, _SERVICE = "login.pl", "checksession.pl", "callservice.pl"
_EACH_DOCUMENT = "EINZELN"
_TOO_LARGE = 413


class Client:
    """
    :param Access access:
    :param str session_key: of an earlier log-in, "" if there is none
    :param on_session: called with each new session key, so that it can be kept
    :param limits: of ``http.Session``

    Every call may raise ``AuthenticationError``, ``AccountLocked`` (log-in refused; never
    tried again), ``Rejected`` or ``Unavailable``, with any of ``CODES``.
    """

    def __init__(self, access, session_key="", on_session=None, **limits):
        check_address(access.base_url)
        self.access = access
        self.session_key = session_key
        self.on_session = on_session
        self.limits = limits

    def check(self):
        """Logs in anew, so that user name and password are proved."""
        self._log_in()

    def products(self, agent_number):
        """What this agent may sell, other trades' products included: [Product]"""
        fields = {"AGENT_NR": agent_number, "EXTENDED_RESULT": "true"}
        return self._ask("GET_AGENT_DATA", "AVAILABLE_PRODUCTS", answers.products, fields)

    def advertising_texts(self, product):
        """[(name, text)]"""
        return self._ask_product("ADVERTISING_TEXT", answers.advertising_texts, product)

    def premium(self, query):
        """
        :param PremiumQuery query:
        :rtype: Premium
        """
        fields = {"DATA": premium_xml(self.access, query)}
        return self._ask("GET_PRODUCT_DATA", "INSURANCE_PREMIUM", answers.premium, fields)

    def legal_documents(self, product):
        """[Document]"""
        return self._ask_documents("LEGAL_DOCUMENTS", product)

    def comparison_documents(self, product):
        """[Document]"""
        return self._ask_documents("COMPARISON_DOCUMENTS", product)

    def manufacturers(self):
        """Names of makers, as applications may spell them: [str]"""
        return self._ask("GET_OBJECT_DETAILS", self.access.makers_shaping, answers.manufacturers)

    def new_contract_number(self):
        """A number reserved for an application to come: str

        Repeated after a broken connection: a number reserved in vain binds nobody.
        """
        return self._ask("GET_NEW_CONTRACTNUMBER", "DEFAULT", answers.contract_number)

    def submit(self, application):
        """Hands in a signed application.

        :rtype: Receipt
        :raise Rejected: ``fields``, ``refused``
        :raise OutcomeUnknown: it may have been taken
        """
        fields = {"DATA": application_xml(self.access, application)}
        self._make_sure_of_session()
        options = {
            "repeatable": False,
            "trace": application.sequence_number,
            "read_seconds": SUBMIT_SECONDS,
            **self.limits,
        }
        return self._ask("SET_XML_INTERFACE", "DEFAULT", answers.receipt, fields, **options)

    def _ask_product(self, shaping, read, product, **options):
        return self._ask("GET_PRODUCT_DATA", shaping, read, _names_of(product), **options)

    def _ask_documents(self, shaping, product):
        fields = {**_names_of(product), "DOCUMENT_TYPE": _EACH_DOCUMENT}
        options = {"max_answer_bytes": MAX_DOCUMENTS_BYTES, **self.limits}
        return self._ask("GET_PRODUCT_DATA", shaping, answers.documents, fields, **options)

    def _ask(self, function, shaping, read, fields=None, **options):
        call = partial(self._call, function, shaping, read, fields or {}, **options)
        if self.session_key:
            with suppress(answers.SessionExpired):
                return call()
        self._log_in()
        try:
            return call()
        except answers.SessionExpired:
            raise Unavailable("session") from None

    def _call(self, function, shaping, read, fields, **options):
        names = {"FUNCTION": function, "SHAPING": shaping, "SESSION": self.session_key}
        return self._post(_SERVICE, {**names, **fields}, partial(_read_checked, read), **options)

    def _log_in(self):
        access = self.access
        if not (access.user and access.password):
            raise AuthenticationError("credentials")
        fields = {
            "FUNCTION": "LOGIN",
            "USER": access.user,
            "PASSWORD": access.password,
            "COMPANY": access.company,
        }
        try:
            self.session_key = self._post(_LOGIN, fields, answers.session_key, repeatable=False)
        except OutcomeUnknown as error:
            # A log-in takes nothing in; only its own repetition might lock the account.
            raise Unavailable(error.code, **error.params) from None
        if self.on_session:
            self.on_session(self.session_key)

    def _make_sure_of_session(self):
        """Before what must not be repeated, an expired session shows by a harmless call."""
        if self.session_key and not self._post(_CHECK, {"SESSION": self.session_key}, answers.is_done):
            self._log_in()

    def _post(self, path, fields, read, *, repeatable=True, **options):
        address = f"{self.access.base_url.rstrip('/')}/{path}"
        with http.Session(repeatable=repeatable, **{**self.limits, **options}) as session:
            response = session.post(address, data=self._form(fields), headers=self._headers)
            _check_status(session, response)
            try:
                return read(answers.parse(response.content))
            except answers.Unclear as odd:
                raise self._without_secrets(session.unusable(response, odd.code, **odd.params)) from None
            except ConnectorError as error:
                raise self._without_secrets(error) from None

    @property
    def _headers(self):
        charset = self.access.encoding.upper()
        return {
            "Accept": "application/json",
            "Content-Type": f"application/x-www-form-urlencoded; charset={charset}",
        }

    def _form(self, fields):
        """What the encoding lacks is spelled as browsers do."""
        return urlencode({**fields, "API": "JSON"}, encoding=self.access.encoding, errors="xmlcharrefreplace")

    def _without_secrets(self, error):
        """The insurer's words will be shown, whatever they repeat."""
        for secret in filter(None, (self.access.password, self.session_key)):
            if "text" in error.params:
                error.params["text"] = error.params["text"].replace(secret, "…")
        return error


def _check_status(session, response):
    """The services refuse with 200; what the web server refuses says nothing of the data, but of their size."""
    try:
        session.check_status(response)
    except Rejected as error:
        if response.status_code == _TOO_LARGE:
            raise
        raise Unavailable(error.code, **error.params) from None


def _names_of(product):
    return {"APPLICATION_CODE": product.application_code, "PRODUCT_TYPE": product.type}


def _read_checked(read, answer):
    answers.check(answer)
    return read(answer)
