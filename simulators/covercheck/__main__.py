"""CoverCheck on localhost: enforces docs/covercheck-contract.md strictly, for trying out and for tests.

python3 simulators covercheck --port 8091 --check-id PRUEF-4711
"""

import secrets
import sys
import threading
from dataclasses import dataclass, field
from datetime import datetime, timezone

from common.exchange import Answer, json_answer, see_other
from common.faults import NotAFault
from common.server import parser, run
from common.simulator import Simulator, form_fields, is_form

from . import contract, pages
from .tariffs import BY_KEY, new_evb

PORT = 8091
ADDRESSES = {"/callback": ("callback",), "/portal": ("advice", "anonymous")}
PROCESS = "/process/"
RETRY_AFTER = 30
STATES = ("active", "blocked", "unknown")  # of a Prüf-ID
STATUS = {
    "malformed": 400, "check_id": 401, "blocked": 403, "address": 404, "method": 405, "reference_reused": 409,
    "too_large": 413, "media_type": 415, "fields": 422, "busy": 429,
}  # fmt: skip


class Refused(Exception):
    def __init__(self, error, faults=(), **headers):
        super().__init__(error)
        self.error = error
        self.faults = faults
        self.headers = headers

    @property
    def status(self):
        return STATUS[self.error]


@dataclass
class Handover:
    """One that was accepted, with what came of it."""

    given: dict
    acknowledgement: str = ""  # callback
    accepted_at: str = ""
    process: "Process | None" = None  # portal


@dataclass
class Process:
    """What a person does in the portal with one hand-over."""

    given: dict
    number: str
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    returned: dict = field(default_factory=dict)  # the fields of section 9, once it has ended
    shown: bool = False  # the form that returns by itself was shown

    @property
    def address(self):
        return PROCESS + self.key

    @property
    def is_anonymous(self):
        return self.given["mode"] == "anonymous"

    def end(self, result, tariff):
        title = tariff.title if tariff else ""
        evb = new_evb(tariff) if result == "concluded" else ""
        self.returned = contract.return_fields(
            self.given["check_id"], self.given["reference"], self.number, result, title, evb
        )


class CoverCheck(Simulator):
    addresses = tuple(ADDRESSES)

    def __init__(self, check_ids, blocked=(), seed=None, faults=()):
        super().__init__(seed, faults)
        self.check_ids = dict.fromkeys(check_ids, "active") | dict.fromkeys(blocked, "blocked")
        self.handovers = {}  # (Prüf-ID, reference) -> Handover
        self.processes = {}  # key -> Process
        self.numbers = set()
        self.lock = threading.Lock()
        self.control["/check-ids"] = self._check_ids

    # Contract ------------------------------------------------------------------

    def examine(self, record):
        try:
            pairs = contract.decode(record.request.body[: contract.LONGEST_BODY])
        except contract.Malformed:
            return
        given = dict(pairs)
        reference = given.get("reference", "")
        record.notes |= {
            "fields": [list(pair) for pair in pairs],
            "mode": given.get("mode"),
            "reference": reference if contract.REFERENCE.fullmatch(reference) else None,
            "remarks": remarks(record.request, pairs),
        }

    def work_off(self, record, busy):
        try:
            return self._accept(record, busy)
        except Refused as refusal:
            record.notes["error"] = refusal.error
            if refusal.faults:
                record.notes["errors"] = list(refusal.faults)
            return self._refuse(record.request, refusal)

    def _accept(self, record, busy):
        request = record.request
        pairs = self._read(request)
        self._check_access(pairs)
        if busy:
            raise Refused("busy", Retry_After=str(RETRY_AFTER))
        if faults := contract.find_faults(pairs, ADDRESSES[request.path]):
            raise Refused("fields", faults)
        with self.lock:
            handover, is_new = self._once(dict(pairs))
        if handover.process:
            record.notes |= {"process": handover.process.address, "process_number": handover.process.number}
            return see_other(handover.process.address)
        record.notes |= {"acknowledgement": handover.acknowledgement, "accepted_at": handover.accepted_at}
        return self._acknowledge(handover, is_new)

    def _read(self, request):
        """The fields, if the request is one (section 8: 404 to 400)."""
        if request.path not in ADDRESSES:
            raise Refused("address")
        if request.method != "POST":
            raise Refused("method", Allow="POST")
        if not contract.is_media_type(request.header("Content-Type")):
            raise Refused("media_type")
        if (request.length or 0) > contract.LONGEST_BODY:
            raise Refused("too_large")
        if request.has_query or request.length is None:
            raise Refused("malformed")
        try:
            return contract.decode(request.body)
        except contract.Malformed:
            raise Refused("malformed") from None

    def _check_access(self, pairs):
        check_ids = [value for name, value in pairs if name == "check_id"]
        state = self.check_ids.get(check_ids[0]) if len(check_ids) == 1 else None
        if state is None or not contract.CHECK_ID.fullmatch(check_ids[0]):
            raise Refused("check_id")
        if state == "blocked":
            raise Refused("blocked")

    def _once(self, given):
        """The hand-over of this reference, and whether it is new (section 7)."""
        name = given["check_id"], given["reference"]
        if known := self.handovers.get(name):
            if known.given != given:
                raise Refused("reference_reused")
            return known, False
        handover = self.handovers[name] = self._new(given)
        return handover, True

    def _new(self, given):
        if given["mode"] == "callback":
            now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
            return Handover(given, acknowledgement=self._new_number("CC"), accepted_at=now)
        process = Process(given, self._new_number("CC-P"))
        self.processes[process.key] = process
        return Handover(given, process=process)

    def _new_number(self, prefix):
        """By chance, so that no number comes again after a restart."""
        while True:
            number = f"{prefix}-{datetime.now(timezone.utc).year}-{secrets.randbelow(10**8):08}"
            if number not in self.numbers:
                self.numbers.add(number)
                return number

    def _acknowledge(self, handover, is_new):
        content = {
            "contract": contract.VERSION,
            "reference": handover.given["reference"],
            "acknowledgement": handover.acknowledgement,
            "accepted_at": handover.accepted_at,
        }
        return json_answer(content, 201 if is_new else 200)

    def _refuse(self, request, refusal):
        if request.path == "/portal" or (request.path not in ADDRESSES and wants_page(request)):
            answer = pages.refusal(refusal.status, refusal.error, refusal.faults)
        else:
            answer = json_refusal(refusal)
        answer.headers |= refusal.headers
        return answer

    # Portal --------------------------------------------------------------------

    def own_pages(self, request):
        if not request.path.startswith(PROCESS):
            return None
        key, _, page = request.path.removeprefix(PROCESS).partition("/")
        process = self.processes.get(key)
        address = PROCESS + "…" + (f"/{page}" if page == "return" else "")
        if process is None or page not in ("", "return"):
            return pages.lost(), address
        if page == "return":
            return self._return(process, request), address
        return self._process(process, request), address

    def _process(self, process, request):
        if request.method in ("GET", "HEAD"):
            return pages.ended(process) if process.returned else pages.process(process)
        if request.method != "POST" or not is_form(request):
            return Answer(405, headers={"Allow": "GET, POST"})
        with self.lock:
            if not process.returned and not self._end(process, form_fields(request)):
                return see_other(process.address)
        return see_other(process.address + ("/return" if "return_url" in process.given else ""))

    def _end(self, process, choice):
        result, tariff = choice.get("result"), BY_KEY.get(choice.get("tariff"))
        if result == "cancelled":
            process.end(result, None)
        elif tariff and (result == "offer" or (result == "concluded" and not process.is_anonymous)):
            process.end(result, tariff)
        return process.returned

    def _return(self, process, request):
        if request.method not in ("GET", "HEAD"):
            return Answer(405, headers={"Allow": "GET"})
        if not process.returned or "return_url" not in process.given:
            return see_other(process.address)
        by_itself, process.shown = not process.shown, True
        return pages.returning(process, by_itself)

    # Control -------------------------------------------------------------------

    def overview(self, address):
        return pages.overview(self, address)

    def describe(self, record):
        return {**super().describe(record), "returned": self.returned(record) or None}

    def _check_ids(self, request):
        if request.method == "POST":
            changes = form_fields(request) if is_form(request) else request.json()
            self._change_check_ids(changes)
            if is_form(request):
                return see_other("/")
        elif request.method != "GET":
            return Answer(405, headers={"Allow": "GET, POST"})
        return json_answer(self.check_ids)

    def _change_check_ids(self, changes):
        """{Prüf-ID: "active", "blocked" or "unknown"}"""
        if not isinstance(changes, dict) or any(state not in STATES for state in changes.values()):
            raise NotAFault("an object {Prüf-ID: active, blocked or unknown}")
        known = self.check_ids | changes
        self.check_ids = {check_id: state for check_id, state in known.items() if state != "unknown"}

    def returned(self, record):
        """What a portal process came to, or {}."""
        key = record.notes.get("process", "").removeprefix(PROCESS)
        process = self.processes.get(key)
        return process.returned if process else {}


def remarks(request, pairs):
    """What the contract asks of a sender without naming a status for it."""
    order = [name for name, _ in pairs if name in contract.BY_NAME]
    found = []
    if order != sorted(order, key=list(contract.BY_NAME).index):
        found.append("fields are not in the order of section 4")
    if request.path == "/callback" and request.header("Accept") != "application/json":
        found.append("Accept is not application/json")
    return found


def json_refusal(refusal):
    content = {"contract": contract.VERSION, "error": refusal.error}
    if not refusal.faults:
        return json_answer(content, refusal.status)
    faults = list(refusal.faults)
    while len((answer := json_answer({**content, "errors": faults}, refusal.status)).body) > contract.LONGEST_ANSWER:
        faults = faults[: len(faults) * 3 // 4]
    return answer


def wants_page(request):
    return "text/html" in (request.header("Accept") or "")


def main(arguments):
    options = parser(__doc__.splitlines()[0], PORT)
    options.add_argument(
        "--check-id", action="append", default=[], metavar="ID", help="a Prüf-ID that is known (default: PRUEF-4711)"
    )
    options.add_argument("--blocked", action="append", default=[], metavar="ID", help="a Prüf-ID that is blocked")
    chosen = options.parse_args(arguments)
    check_ids = chosen.check_id or ([] if chosen.blocked else ["PRUEF-4711"])
    run(CoverCheck(check_ids, chosen.blocked, chosen.seed, chosen.fault), chosen.port)


if __name__ == "__main__":
    main(sys.argv[1:])
