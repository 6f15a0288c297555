"""Odoo and the simulators as people's programs see them: over HTTP."""

import http.client
import json
import urllib.parse
from html.parser import HTMLParser

SECONDS = 120
FORM = "application/x-www-form-urlencoded"


class Gone(Exception):
    """No answer, or none that can be read: the server was killed, say."""


class Refused(Exception):
    """Odoo's sentence for the user."""


class Wrong(Exception):
    """An error that no user should ever see."""


# What Odoo tells users in a sentence.
SENTENCES = ("UserError", "ValidationError", "RedirectWarning", "AccessError", "MissingError", "LockError")


class Site:
    """Keeps cookies, follows nothing."""

    def __init__(self, address):
        self.host = urllib.parse.urlsplit(address).netloc
        self.cookies = {}

    def ask(self, method, path, body=None, media_type=None):
        """:return: status, headers, body"""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if media_type:
            headers["Content-Type"] = media_type
        connection = http.client.HTTPConnection(self.host, timeout=SECONDS)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise Gone(type(error).__name__) from error
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie", ()):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers, content

    def json(self, method, path, content=None):
        body = None if content is None else json.dumps(content)
        status, _headers, answer = self.ask(method, path, body, "application/json")
        try:
            return json.loads(answer)
        except ValueError:
            raise Gone(f"HTTP {status}") from None


class Client(Site):
    """A user's browser: logs in by itself."""

    def __init__(self, address, database, login, password):
        super().__init__(address)
        self._credentials = {"db": database, "login": login, "password": password}
        self._context = None

    def rpc(self, path, **parameters):
        answer = self.json("POST", path, {"jsonrpc": "2.0", "method": "call", "params": parameters})
        if "error" not in answer:
            return answer["result"]
        data = answer["error"].get("data") or {}
        kind = data.get("name", "").rpartition(".")[2]
        if kind == "SessionExpiredException":
            self._context = None
            raise Gone(kind)
        if kind in SENTENCES:
            raise Refused(data.get("message", ""))
        raise Wrong(f"{path}: {data.get('debug') or answer['error']}")

    def _log_in(self):
        if self._context is None:
            result = self.rpc("/web/session/authenticate", **self._credentials)
            self._context = result["user_context"]

    def call(self, model, method, *arguments, **keywords):
        self._log_in()
        keywords["context"] = {**self._context, **keywords.get("context", {})}
        path = f"/web/dataset/call_kw/{model}/{method}"
        return self.rpc(path, model=model, method=method, args=arguments, kwargs=keywords)

    def press(self, model, method, record, **context):
        """A button of a form; the action that follows, if any."""
        self._log_in()
        keywords = {"context": {**self._context, **context}}
        path = f"/web/dataset/call_button/{model}/{method}"
        return self.rpc(path, model=model, method=method, args=[[record]], kwargs=keywords)

    def save(self, model, record, **values):
        """A form that was typed in; the id of its record."""
        saved = self.call(model, "web_save", [record] if record else [], values, specification={})
        return saved[0]["id"]

    def find(self, model, domain, *names, **options):
        return self.call(model, "search_read", domain, list(names), **options)


class Page(HTMLParser):
    """The first form of a page: its address and fields."""

    def __init__(self, content):
        super().__init__()
        self.address, self.fields, self._is_read = "", [], False
        self.feed(content.decode())

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "form" and not self.address:
            self.address = values.get("action") or ""
        elif tag == "input" and values.get("name") and values.get("type") == "hidden" and not self._is_read:
            self.fields.append((values["name"], values.get("value") or ""))

    def handle_endtag(self, tag):
        self._is_read = self._is_read or tag == "form"

    @property
    def body(self):
        return urllib.parse.urlencode(self.fields)
