"""The only place that opens a session to an insurer.

A ``Session`` is a ``requests.Session`` whose every call, zeep's included, goes by
these rules: TLS (plain http on this machine only), time limits, a limit of the
answer's size, redirects on the same host only and never of what was posted,
repetition only of what may be repeated, a log without persons and secrets.

What a call may mean for the caller is told by the error's class: as long as
nothing of the body has left, the insurer can have accepted nothing
(``Unavailable``); from then on nobody knows (``OutcomeUnknown``), unless the call
may be repeated (``Unavailable`` again). A status 5xx is no exception: a gateway
may say it after the server behind it has accepted.
"""

import contextlib
import io
import ipaddress
import json
import logging
import tempfile
import time
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter

from .errors import AuthenticationError, OutcomeUnknown, Rejected, Unavailable

_logger = logging.getLogger(__name__)

CODES = {
    "address": "not a complete address of a web server",
    "insecure": "host: other than this machine and not called by https",
    "connection": "host: no connection, or it broke",
    "timeout": "host: no connection or no answer in time",
    "tls": "host: no trustworthy encrypted connection",
    "status": "host, status: an HTTP status other than success",
    "oversize": "host: the answer is larger than allowed",
    "not_json": "host: the answer is not what was agreed",
}

CONNECT_SECONDS = 5
READ_SECONDS = 30
MAX_ANSWER_BYTES = 1024 * 1024

SAFE_METHODS = frozenset({"GET", "HEAD"})
TRIES = 3

_CHUNK_BYTES = 64 * 1024
_SPOOLED_BYTES = 512 * 1024

_ERROR_BY_STATUS = {401: AuthenticationError, 403: AuthenticationError, 429: Unavailable}

# The first that fits: requests' connection errors are a family.
_CODE_BY_EXCEPTION = (
    (requests.exceptions.Timeout, "timeout"),
    (requests.exceptions.SSLError, "tls"),
    (requests.exceptions.RequestException, "connection"),
)


def check_address(address):
    """https anywhere, http on this machine; no user or password in the address.

    :raise Unavailable: ``address``, ``insecure``
    """
    parts = _split(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise Unavailable("address")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise Unavailable("insecure", host=parts.hostname)


class Rules(NamedTuple):
    """
    :ivar max_answer_bytes: size of an answer's body
    :ivar repeatable: whether doing the call twice does no harm; reading (``SAFE_METHODS``) never does
    """

    max_answer_bytes: int = MAX_ANSWER_BYTES
    repeatable: bool = False


class Form(NamedTuple):
    """A request to be posted again and again, for making one takes as long as half a call on this machine."""

    request: requests.PreparedRequest
    rules: Rules


class Session(requests.Session):
    """
    :param connect_seconds: time to connect
    :param read_seconds: time for each part of the answer
    :param max_answer_bytes, repeatable: ``Rules`` of every call that has none of its own
    :param trace: id for the log, e.g. of the hand-over; never a person's name
    :param ssl.SSLContext tls: with the client's certificate, if the insurer asks for one

    With ``stream=True`` the answer, complete, waits in a temporary file,
    ``response.raw``, until ``response.close()``.

    Every call may raise ``Unavailable`` or ``OutcomeUnknown``, any of ``CODES``.
    """

    def __init__(
        self,
        *,
        connect_seconds=CONNECT_SECONDS,
        read_seconds=READ_SECONDS,
        trace="",
        tls=None,
        **rules,
    ):
        super().__init__()
        self.rules = Rules(**rules)
        self.seconds = (connect_seconds, read_seconds)
        self.trace = trace
        self._settings_by_host = {}
        self.headers.update({"User-Agent": "Odoo dealer_insurance", "Accept-Encoding": "identity"})
        self.auth = _without_credentials_of_this_machine
        adapter = _Adapter(self, tls)
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def request(self, method, url, *args, **kwargs):
        check_address(url)
        try:
            return super().request(method, url, *args, **kwargs)
        except (requests.exceptions.InvalidURL, requests.exceptions.TooManyRedirects):
            raise Unavailable("address") from None

    def form(self, address, headers, rules):
        """
        :param Rules rules:
        :rtype: Form
        :raise Unavailable: ``address``, ``insecure``
        """
        check_address(address)
        try:
            return Form(self.prepare_request(requests.Request("POST", address, headers)), rules)
        except requests.exceptions.InvalidURL:
            raise Unavailable("address") from None

    def post_form(self, form, body, stream=False):
        """:param bytes body:"""
        request = form.request.copy()
        request.rules = form.rules
        request.body = body
        request.prepare_content_length(body)
        request.headers.pop("Cookie", None)
        request.prepare_cookies(self.cookies)
        return self.send(request, **self.merge_environment_settings(request.url, None, stream, None, None))

    def merge_environment_settings(self, url, proxies, stream, verify, cert):
        """The environment is asked once for each host, which takes as long as half a call on this machine."""
        host = urlsplit(url).netloc
        if host not in self._settings_by_host:
            self._settings_by_host[host] = super().merge_environment_settings(url, proxies, stream, verify, cert)
        return {**self._settings_by_host[host], "stream": stream}

    def rules_of(self, request):
        return getattr(request, "rules", self.rules)

    def may_repeat(self, request):
        return self.rules_of(request).repeatable or request.method in SAFE_METHODS

    def unusable(self, response, code, **params):
        """The error to raise for an answer that does not tell whether it was accepted."""
        error = Unavailable if self.may_repeat(response.request) else OutcomeUnknown
        return error(code, host=_host(response.request), **params)

    def check_status(self, response):
        """
        :raise AuthenticationError: 401, 403
        :raise Rejected: 4xx else
        :raise Unavailable: 429; also 3xx and 5xx of what may be repeated
        :raise OutcomeUnknown: 3xx and 5xx of anything else
        """
        status = response.status_code
        if 200 <= status < 300:
            return
        if 400 <= status < 500:
            error = _ERROR_BY_STATUS.get(status, Rejected)
            raise error("status", host=_host(response.request), status=status)
        raise self.unusable(response, "status", status=status)

    def read_json(self, response):
        """The JSON object of the body.

        :raise Unavailable, OutcomeUnknown: ``not_json``
        """
        answer = parse_json(response)
        if answer is None:
            raise self.unusable(response, "not_json")
        return answer

    def get_redirect_target(self, resp):
        target = super().get_redirect_target(resp)
        follow = target and resp.request.method in SAFE_METHODS and _same_origin(resp.url, target)
        return target if follow else None

    def rebuild_auth(self, prepared_request, response):
        """Redirects stay on the host, so what was sent along stays as it is."""


def parse_json(response):
    """The JSON object of the body, None if there is none."""
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        return None
    try:
        answer = json.loads(response.content.decode())
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


class _Adapter(HTTPAdapter):
    """Below the session, so that nobody can pass other limits, and redirects are seen."""

    def __init__(self, session, tls):
        self.session, self.tls = session, tls
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, ssl_context=self.tls, **kwargs)

    def proxy_manager_for(self, *args, **kwargs):
        return super().proxy_manager_for(*args, ssl_context=self.tls, **kwargs)

    def send(self, request, stream=False, timeout=None, verify=True, cert=None, proxies=None):
        check_address(request.url)
        for tries_left in reversed(range(TRIES if self.session.may_repeat(request) else 1)):
            try:
                return self._send_once(request, stream, verify=verify, cert=cert, proxies=proxies)
            except Unavailable as error:
                if not tries_left or error.code != "connection":
                    raise

    def _send_once(self, request, stream, proxies, **options):
        proxies = None if _is_loopback(_host(request)) else proxies
        content = request.body
        request.body = body = _Body.of(content)
        started = time.monotonic()
        outcome = "no answer"
        try:
            response = HTTPAdapter.send(
                self, request, stream=True, timeout=self.session.seconds, proxies=proxies, **options
            )
            outcome = response.status_code
            self._spool(response) if stream else self._read(response)
        except requests.exceptions.RequestException as exception:
            outcome = type(exception).__name__
            nothing_left = isinstance(body, _Body) and not body.has_left
            raise self._failure(request, nothing_left, exception) from None
        finally:
            request.body = content
            self._log(request, outcome, time.monotonic() - started)
        return response

    def _read(self, response):
        with io.BytesIO() as file:
            self._copy(response, file)
            response._content = file.getvalue()

    def _spool(self, response):
        with contextlib.ExitStack() as unless_complete:
            file = unless_complete.enter_context(tempfile.SpooledTemporaryFile(_SPOOLED_BYTES))
            self._copy(response, file)
            file.seek(0)
            response.raw, response._content_consumed = file, False
            unless_complete.pop_all()

    def _copy(self, response, file):
        limit = self.session.rules_of(response.request).max_answer_bytes
        if _announced_bytes(response) > limit:
            raise self._oversize(response)
        for chunk in response.iter_content(_CHUNK_BYTES):
            file.write(chunk)
            if file.tell() > limit:
                raise self._oversize(response)

    def _oversize(self, response):
        response.close()
        return self.session.unusable(response, "oversize")

    def _failure(self, request, nothing_left, exception):
        code = next(code for family, code in _CODE_BY_EXCEPTION if isinstance(exception, family))
        harmless = nothing_left or self.session.may_repeat(request)
        error = Unavailable if harmless else OutcomeUnknown
        return error(code, host=_host(request))

    def _log(self, request, outcome, seconds):
        parts = urlsplit(request.url)
        place = f"{request.method} {parts.netloc}{parts.path}"
        _logger.info("%s: %s, %d ms %s", place, outcome, round(seconds * 1000), self.session.trace)


class _Body(io.BytesIO):
    """A request's body that knows whether any of it was taken to be sent."""

    has_left = False

    @classmethod
    def of(cls, content):
        """Wraps text and bytes; no body, or a file, stays what it is."""
        content = content.encode() if isinstance(content, str) else content
        return cls(content) if content and isinstance(content, bytes) else content

    def read(self, size=-1):
        self.has_left = True
        return super().read(size)


def _without_credentials_of_this_machine(request):
    """Keeps requests from looking into the ~/.netrc of whoever runs Odoo."""
    return request


def _split(address):
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  (reading it checks it)
    except ValueError:
        raise Unavailable("address") from None
    return parts


@lru_cache
def _is_loopback(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _same_origin(address, target):
    here, there = urlsplit(address), urlsplit(urljoin(address, target))
    return (here.scheme, here.netloc) == (there.scheme, there.netloc)


def _announced_bytes(response):
    length = response.headers.get("Content-Length", "")
    has_body = response.request.method != "HEAD"
    return int(length) if has_body and length.isdecimal() else 0


def _host(request):
    return urlsplit(request.url).hostname
