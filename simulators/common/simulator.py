"""What every simulator does around its insurer: journal, faults, overview, machine interface."""

import json
import urllib.parse

from .exchange import DROPPED, LONGEST_BODY_READ, Answer, json_answer, see_other
from .faults import Faults, NotAFault, typed
from .journal import Journal

FORM = "application/x-www-form-urlencoded"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class Simulator:
    """One insurer. Subclasses say `addresses` (its paths), `work_off`, `overview` and, maybe, `own_pages`."""

    addresses = ()
    calls = ()  # what else a fault may be limited to
    longest_body = LONGEST_BODY_READ

    def __init__(self, seed=None, faults=()):
        self.journal = Journal()
        self.faults = Faults(seed, (*self.addresses, *self.calls))
        for fault in faults:
            self.faults.add(fault)
        self.control = {"/": self._overview, "/received": self._received, "/faults": self._faults}

    def examine(self, record):
        """Note what the request says, before any fault and any rule."""

    def work_off(self, record, busy):
        """The insurer's answer to `record.request`; `record.notes` takes what it made of it."""
        raise NotImplementedError

    def overview(self, address):
        """The page for people; `address` is where they reached it."""
        raise NotImplementedError

    def places(self, record):
        """Where the call arrives: what a fault may be limited to."""
        return (record.request.path,)

    def describe(self, record):
        """What the machine interface says about a record."""
        return record.as_json()

    def own_pages(self, request):
        """The answer to a request at a page of the insurer's own making, and its address for the log, or None."""
        return

    def respond(self, request):
        """The answer, and what the log says about the request."""
        if request.path in self.control:
            return self._guarded(request), {"path": request.path}
        if own := self.own_pages(request):
            answer, path = own
            return answer, {"path": path}
        return self._as_insurer(request)

    def _as_insurer(self, request):
        record = self.journal.open(request)
        self.examine(record)
        fault = self.faults.draw(*self.places(record)) if request.path in self.addresses else None
        if fault:
            record.fault = fault.fault
            answer = fault.meet(request, lambda busy: self.work_off(record, busy))
        else:
            answer = self.work_off(record, busy=False)
        record.status = 0 if answer is DROPPED else answer.status
        path = request.path if request.path in self.addresses else "(unknown)"
        return answer, {"path": path, "reference": record.notes.get("reference") or "-"}

    def _guarded(self, request):
        """Control is for this machine's user and tests, not for a page of another site in their browser."""
        host = (request.header("Host") or "").rpartition(":")[0] or request.header("Host")
        sent_by_other_site = request.method != "GET" and request.header("Sec-Fetch-Site") in ("cross-site", "same-site")
        if host not in LOOPBACK or sent_by_other_site:
            return json_answer({"error": "foreign"}, 403)
        try:
            return self.control[request.path](request)
        except (NotAFault, json.JSONDecodeError, UnicodeDecodeError) as error:
            return json_answer({"error": str(error)}, 400)

    def _overview(self, request):
        if request.method not in ("GET", "HEAD"):
            return _wrong_method("GET")
        return self.overview(f"http://{request.header('Host')}")

    def _received(self, request):
        if request.method == "DELETE":
            self.journal.clear()
        elif request.method != "GET":
            return _wrong_method("GET, DELETE")
        return json_answer([self.describe(record) for record in self.journal.records()])

    def _faults(self, request):
        if request.method == "DELETE":
            self.faults.clear()
        elif request.method == "POST" and is_form(request):
            return self._faults_by_form(form_fields(request))
        elif request.method == "POST":
            content = request.json()
            for description in content if isinstance(content, list) else [content]:
                self.faults.add(description)
        elif request.method != "GET":
            return _wrong_method("GET, POST, DELETE")
        return json_answer(self.faults.as_json())

    def _faults_by_form(self, fields):
        if fields.get("fault") == "none":
            self.faults.clear()
        else:
            self.faults.add(typed(fields))
        return see_other("/")


def is_form(request):
    return (request.header("Content-Type") or "").partition(";")[0].strip().lower() == FORM


def form_fields(request):
    """Of a simulator's own page: the last value of each field."""
    return dict(urllib.parse.parse_qsl(request.body.decode(), keep_blank_values=True))


def _wrong_method(allowed):
    return Answer(405, headers={"Allow": allowed})
