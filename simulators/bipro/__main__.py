"""BiPRO on localhost: login (410), transfer (430), extranet (440), strict, for trying out and for tests.

    PYTHON simulators bipro --port 8093 --demo

PYTHON is one with lxml and reportlab, such as Odoo's (`odoo.python` in dev/workbench). The first line on stdout is the
address, here ADDRESS; everything stays in memory.

For Odoo
    ADDRESS/sts, ADDRESS/transfer, ADDRESS/extranet      SOAP 1.1, POST
    Users: rmp100001 / Musterwald-1   transfer and extranet; with --demo it has the demo's shipments
           rmp100002 / Musterwald-2   transfer and extranet, a queue of its own
           rmp100003 / Musterwald-3   lacks the rights of the transfer and of the extranet
    VDG ticket of rmp100001 (wsse:BinarySecurityToken): VkRHLU1VU1RFUlRJQ0tFVA==

For people: ADDRESS/   For machines, JSON in and out:
    GET, DELETE       /received    requests as received, as of the CoverCheck simulator
    GET, POST, DELETE /faults      faults, as of the CoverCheck simulator (simulators/README.md); also --fault
    GET, POST         /settings    {"token_seconds": 2}; names and values in settings.py; also --set token_seconds=2
    GET, POST         /users       {"rmp100001": {"password": "…", "state": "active|locked|expired", "rights": ["transfer"]}}
    GET, POST, DELETE /shipments   one shipment or a list, as in shipment.py; the answer lists their ids
    GET, POST, DELETE /messages    {"operation": "getShipment", "code": "00940", "way": "fault|nok|bare", "times": 1|"always",
                                   "shipment": ID}: the next calls of the operation (about that shipment) are answered so;
                                   nothing is done
    DELETE            /tokens      all tokens become invalid (00962)
    GET               /books       what was delivered, acknowledged, and tried: books.py
    POST              /reset       all of it as after the start (without --demo, --fill)
    GET               /extranet/…  where deep links lead with link_style "own" (as with --demo), for 120 seconds
    GET               /raw/ID/N    the document N (0, 1, …) of the shipment ID as plain bytes; changes no books
    --tls FOLDER      the same over https, too, on a free port: FOLDER/address says where, FOLDER/ca.pem who vouches for it;
                      FOLDER/rmp100001.pem and .p12 (without password) log in without a user's password
    --fill N:SIZE     N shipments of one document of SIZE bytes for rmp100001; also POST /shipments {"count": N, "size": SIZE}
"""

import random
import sys
import threading
from pathlib import Path

from common.exchange import Answer, json_answer, see_other
from common.faults import NotAFault
from common.server import parser, run
from common.simulator import Simulator, form_fields, is_form

from . import demo, pages, settings, tls, xml
from .books import books
from .extranet import Extranet
from .messages import HttpRefused, Refused, bare_fault, fault, nok
from .portal import ADDRESS as PORTAL
from .script import Script
from .shipment import DEFAULT_USER
from .sts import TRUST, TokenService
from .transfer import Transfer

PORT = 8093
ADDRESSES = ("/sts", "/transfer", "/extranet")
LONGEST_REQUEST = 1 << 16
RETRY_AFTER = 30
TRUST_ACTIONS = (
    TRUST + "/RST/Issue",
    TRUST + "/RST/SCT",
    "http://docs.oasis-open.org/ws-sx/ws-trust/200512/RST/Issue",
)
ENTITY, RAW = "/entity", "/raw/"


class Bipro(Simulator):
    addresses = ADDRESSES

    def __init__(self, seed=None, faults=()):
        super().__init__(seed, faults)
        self._seed = seed
        self._reset()
        self.control |= {
            "/settings": self._settings,
            "/users": self._users,
            "/shipments": self._shipments,
            "/messages": self._messages,
            "/tokens": self._tokens,
            "/books": self._books,
            "/reset": self._start_again,
        }

    def _reset(self):
        self.settings = settings.Settings()
        self.sts = TokenService(self.settings)
        self.transfer = Transfer(self.settings, self._seed)
        self.extranet = Extranet(self.settings, self.transfer)
        self.script = Script()
        self.entity_calls = 0
        self._chance = random.Random(self._seed)  # noqa: S311  fault or NOK, no secret
        self._lock = threading.Lock()

    # Services --------------------------------------------------------------------

    def work_off(self, record, busy):
        notes = record.notes
        try:
            envelope = self._read(record.request)
            notes["operation"] = notes["reference"] = envelope.operation
            if busy:
                raise HttpRefused(429, Retry_After=str(RETRY_AFTER))
            return self._call(record, envelope)
        except HttpRefused as refusal:
            return refusal.answer()
        except Refused as refusal:
            notes["code"], notes["text"] = refusal.code, refusal.text
            return self._refuse(record, refusal)

    def _read(self, request):
        if request.path not in ADDRESSES:
            raise HttpRefused(404)
        if request.method != "POST":
            raise HttpRefused(405, Allow="POST")
        if (request.header("Content-Type") or "").partition(";")[0].strip().lower() != "text/xml":
            raise HttpRefused(415)
        if len(request.body) > LONGEST_REQUEST:
            raise HttpRefused(413)
        try:
            envelope = xml.read(request.body)
        except xml.NotSoap as error:
            raise Refused("00007", "fault", str(error)) from None
        self._check_action(request, envelope.operation)
        if wrong := xml.schema_fault(request.path, envelope.content):
            raise Refused("00007", "fault", wrong)
        return envelope

    def _check_action(self, request, operation):
        action = request.header("SOAPAction")
        if action is None:
            style = "absent"
        elif action.strip('"') in TRUST_ACTIONS and request.path == "/sts":
            style = "trust"
        else:
            style = {"": "empty", f"urn:{operation}": "urn"}.get(action.strip('"'))
        if style not in self.settings.soap_actions:
            raise Refused("00007", "fault", "SOAPAction")

    def _call(self, record, envelope):
        if planned := self.script.draw(envelope.operation, envelope.text("Request/ID")):
            raise Refused(planned.code, planned.way)
        if record.request.path == "/sts":
            return self.sts.answer(envelope, record.request.certificate)
        user = self.sts.user_of(envelope, record.request.path.strip("/"))
        record.notes |= {"user": user.name, "shipment": envelope.text("Request/ID")}
        if record.request.path == "/extranet":
            return self.extranet.answer(envelope, record.request.header("Host"))
        return self.transfer.answer(envelope, user, f"http://{record.request.header('Host')}")

    def _refuse(self, record, refusal):
        """As SOAP fault, or with HTTP 200 and NOK; the login knows faults only."""
        operation, way = record.notes.get("operation"), refusal.way or self.settings.failure
        if way == "bare":
            return bare_fault()
        if way == "random":
            with self._lock:
                way = self._chance.choice(("fault", "nok"))
        if way == "nok" and record.request.path != "/sts" and operation:
            return nok(refusal, operation)
        return fault(refusal)

    # Pages -----------------------------------------------------------------------

    def overview(self, address):
        return pages.overview(self, address)

    def own_pages(self, request):
        if request.path == ENTITY:
            self.entity_calls += 1
            return Answer(200, b"fetched", "text/plain"), ENTITY
        if opened := self.extranet.portal.answer(request):
            return opened, PORTAL + "…"
        if request.path.startswith(RAW):
            return self._raw(request.path.removeprefix(RAW)), RAW + "…"
        return None

    def _raw(self, name):
        shipment, _, number = name.partition("/")
        found = self.transfer.shipments.get(shipment)
        documents = found.documents if found else []
        if not number.isdecimal() or int(number) >= len(documents):
            return Answer(404)
        document = documents[int(number)]
        return Answer(200, document.body(), document.media_type)

    # Control ---------------------------------------------------------------------

    def _settings(self, request):
        if request.method == "POST":
            self.settings.change(request.json())
        return json_answer(self.settings.as_json())

    def _users(self, request):
        if request.method == "POST" and is_form(request):
            self.sts.change_users({name: {"state": state} for name, state in form_fields(request).items()})
            return see_other("/")
        if request.method == "POST":
            self.sts.change_users(request.json())
        return json_answer(self.sts.users_as_json())

    def _shipments(self, request):
        if request.method == "POST":
            return json_answer({"ids": self.transfer.fill(request.json())})
        if request.method == "DELETE":
            self.transfer.clear()
        return json_answer(self.transfer.books())

    def _messages(self, request):
        if request.method == "POST":
            self.script.add(request.json())
        elif request.method == "DELETE":
            self.script.clear()
        return json_answer(self.script.as_json())

    def _tokens(self, request):
        if request.method != "DELETE":
            raise NotAFault("DELETE /tokens")
        self.sts.tokens.clear()
        return json_answer({})

    def _books(self, request):
        return json_answer(books(self))

    def _start_again(self, request):
        if request.method != "POST":
            raise NotAFault("POST /reset")
        self._reset()
        self.faults.clear()
        self.journal.clear()
        return json_answer({})


def main(arguments):
    options = parser(__doc__.splitlines()[0], PORT)
    options.add_argument(
        "--demo",
        action="store_true",
        help="shipments for the demo's customers, and deep links to pages of the simulator",
    )
    options.add_argument(
        "--fill", metavar="N:SIZE", help=f"N shipments of one document of SIZE bytes for {DEFAULT_USER}"
    )
    options.add_argument(
        "--tls", metavar="FOLDER", type=Path, help="serve over https, too, with certificates made there"
    )
    options.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="see settings.py")
    chosen = options.parse_args(arguments)
    simulator = Bipro(chosen.seed, chosen.fault)
    if chosen.demo:
        simulator.settings.link_style = "own"
    try:
        for words in chosen.set:
            simulator.settings.change(settings.from_words(words))
        if chosen.fill:
            count, _, size = chosen.fill.partition(":")
            simulator.transfer.fill({"count": int(count), "size": int(size or 1000)})
    except (NotAFault, ValueError) as error:
        options.error(str(error))
    if chosen.demo:
        simulator.transfer.fill(demo.shipments())
    if chosen.tls:
        tls.serve(simulator, chosen.tls)
    run(simulator, chosen.port)


if __name__ == "__main__":
    main(sys.argv[1:])
