"""Wertgarantie on localhost: the published web services for bicycles and e-bikes, for trying out and for tests.

    python3 simulators wertgarantie --port 8092

needs Odoo's Python packages (lxml, reportlab, pypdf, python-stdnum). The first line on stdout is the address; the
services are `/login.pl`, `/checksession.pl`, `/callservice.pl`. In Odoo's tests: `simulator.start('wertgarantie')`.

Options: `--port`, `--fault`, `--seed` as of every simulator;
`--account NAME:PASSWORD:COMPANY:COUNTRY:AGENT,…` instead of the invented ones below, repeatable;
`--locked NAME`: locked from the start; `--session-seconds N`: a session's life since its last use (1800);
`--origin TEXT`: the only `Herkunft` taken (any, unless told).

account    password       company  country  agents (Vermittlernummern)
musterrad  Speichen-2026  WG       DE       4711001 (shop), 4711002, 4711003 (employees), 4711008/none, 4711009/one
alpenrad   Gipfel-2026    WG       AT       4722001 (shop), 4722002 (employee)

An agent sells all products of its country, or after `/` `one` (KOMPLETTSCHUTZ_RAD_M_2018) or `none`. Object codes:
bicycle 27, e-bike 270009, battery 270010 (invented). Known customer number: 70012345; known contract: 50012345.

For people: `/`. For tests: `/received` and `/faults` as of every simulator (a fault's `address` may also be a FUNCTION
or FUNCTION/SHAPING, such as SET_XML_INTERFACE; more faults: `technical`, `not_ok`, `fehler`, `expired`), and

`GET /books`: {"applications": {Satznummer: {"contract_number", "agent", "product", "status_code", "copies" (times it
    came again), "xml", "document" (base64, or null)}}, "contract_numbers": {reserved number: Satznummer or null},
    "logins": {"right", "wrong"}, "calls": {"LOGIN", "CHECKSESSION" or FUNCTION/SHAPING: received}}
`DELETE /books`: all as at the start: no application, no session, every account as the options said
`GET /accounts`: {name: {"state": "active" or "locked", "wrong": wrong logins in a row}}; `POST` {name: state}
`DELETE /sessions`: every session has expired

Assumed, because nothing is published: three wrong logins lock an account, which is told with the code 21 too;
`RESULT.STATUS_CODE` "2" for manual processing (`Bemerkung`), "5" for an application that came before with the same
content (but for `Herkunft` and `Exportdatum`); what is refused has no STATUSCODE and a STATUS that begins with `Fehler`
(not by the schema) or `NOT OK` (against a rule); `Kuendigung` is refused.
"""

import sys
from pathlib import Path

from common.exchange import json_answer, see_other
from common.server import parser, run
from common.simulator import Simulator, form_fields, is_form

from . import calls as wire
from . import documents, pages
from .access import DEMO, Access, NotAnAccount, agent, from_words
from .answers import EMPTY, Refused, listed, not_ok, refusal, success, unverified
from .books import STATUS_TEXTS, Books
from .calls import CALLS, CHECK, LOGIN
from .faults import EXPIRED
from .premium import premium, product_of
from .tariffs import sold_by
from .xml import APPLICATION, read, remarks, text

PORT = 8092
MAKERS = (Path(__file__).resolve().parent / "makers.txt").read_text(encoding="utf-8").splitlines()


class Wertgarantie(Simulator):
    addresses = wire.ADDRESSES
    calls = wire.PLACES
    longest_body = wire.LONGEST_BODY

    def __init__(self, access, origin="", seed=None, faults=()):
        super().__init__(seed, faults)
        self.access = access
        self.origin = origin
        self.books = Books()
        self.control |= {"/books": self._books, "/accounts": self._accounts, "/sessions": self._sessions}
        self._services = {
            "GET_AGENT_DATA/AVAILABLE_PRODUCTS": self._products,
            "GET_PRODUCT_DATA/ADVERTISING_TEXT": self._advertising,
            "GET_PRODUCT_DATA/INSURANCE_PREMIUM": self._premium,
            "GET_PRODUCT_DATA/LEGAL_DOCUMENTS": self._legal_documents,
            "GET_PRODUCT_DATA/COMPARISON_DOCUMENTS": self._comparison_documents,
            "GET_OBJECT_DETAILS": self._makers,
            "GET_NEW_CONTRACTNUMBER/DEFAULT": self._new_contract_number,
            "SET_XML_INTERFACE/DEFAULT": self._take,
        }

    # Calls -----------------------------------------------------------------------

    def examine(self, record):
        pairs = wire.decode(record.request)
        call = wire.call_of(record.request.path, dict(pairs))
        record.notes |= {
            "reference": call or None,
            "fields": [[name, wire.shown(name, value)] for name, value in pairs],
            "remarks": wire.field_remarks(call, pairs) if call else [],
        }
        if call:
            self.books.calls[call] += 1

    def places(self, record):
        call = record.notes["reference"] or ""
        return record.request.path, call, call.partition("/")[0]

    def work_off(self, record, busy):
        try:
            if refused := wire.transport_refusal(record.request):
                return refused
            fields = wire.checked(wire.decode(record.request))
            if busy:
                return self._busy(record, fields)
            return self._serve(record, fields)
        except Refused as reason:
            record.notes["refused"] = reason.status
            return refusal(reason)

    def _busy(self, record, fields):
        if record.fault != EXPIRED:
            return json_answer({"error": "busy"}, 429, Retry_After="30")
        self.access.end(fields.get("SESSION", ""))
        raise unverified("User not verified: Session abgelaufen")

    def _serve(self, record, fields):
        if fields.get("API") != "JSON":
            return wire.xml_refusal()
        if record.request.path == LOGIN:
            return self._login(fields)
        account = self.access.account(wire.required(fields, "SESSION"))
        if record.request.path == CHECK:
            return success(SESSION=fields["SESSION"])
        call = record.notes["reference"]
        if call is None:
            raise not_ok("Diese FUNCTION mit diesem SHAPING gibt es nicht")
        for name in CALLS[call]:
            wire.required(fields, name)
        return self._services[call](fields, account, record)

    def _login(self, fields):
        if wire.required(fields, "FUNCTION") != "LOGIN":
            raise not_ok("FUNCTION muss LOGIN sein")
        key = self.access.login(*(wire.required(fields, name) for name in ("USER", "PASSWORD", "COMPANY")))
        return success(SESSION=key)

    # Services ----------------------------------------------------------------------

    def _products(self, fields, account, record):
        products = sold_by(account.country, agent(account, fields["AGENT_NR"]))
        extended = fields.get("EXTENDED_RESULT") == "true"
        entries = listed(product.as_answer(extended) for product in products)
        return success({"PRODUCT_LIST": {"PRODUCT": entries} if products else EMPTY})

    def _advertising(self, fields, account, record):
        texts = [{"NAME": name, "TEXT": words} for name, words in _product(fields).texts]
        return success({"ADVERTISING_TEXTS": {"ADVERTTISING_TEXT": listed(texts)} if texts else EMPTY})

    def _premium(self, fields, account, record):
        answer = premium(fields["DATA"])
        if answer["FEHLERMELDUNG"]:
            record.notes["refused"] = answer["FEHLERMELDUNG"]
        return success(answer)

    def _legal_documents(self, fields, account, record):
        return success(documents.legal_documents(_product(fields), fields["DOCUMENT_TYPE"]))

    def _comparison_documents(self, fields, account, record):
        return success(documents.comparison_documents(_product(fields)))

    def _makers(self, fields, account, record):
        return success({"MANUFACTURER_LIST": {"MANUFACTURER": MAKERS}})

    def _new_contract_number(self, fields, account, record):
        return success({"NEWCONTRACTNUMBER": self.books.reserve()})

    def _take(self, fields, account, record):
        root = read(fields["DATA"], APPLICATION)
        record.notes["remarks"] += remarks(fields["DATA"], root)
        elements = root.findall("Antrag")
        record.notes["satznummern"] = [text(element, "Satznummer") for element in elements]
        if self.origin and text(root, "Herkunft") != self.origin:
            raise not_ok("Diese Herkunft ist nicht vereinbart")
        code = record.notes["status_code"] = self.books.take(elements, account)
        return success({"STATUS_CODE": code, "STATUS_TEXT": STATUS_TEXTS[code]})

    # Control -------------------------------------------------------------------------

    def overview(self, address):
        return pages.overview(self, address)

    def describe(self, record):
        """Without the body, in which there are passwords and long papers."""
        return {name: value for name, value in super().describe(record).items() if name != "body"}

    def _books(self, request):
        if request.method == "DELETE":
            self.books.restart()
            self.access.restart()
        elif request.method != "GET":
            return wire.wrong_method("GET, DELETE")
        return json_answer({**self.books.as_json(), "logins": self.access.logins})

    def _accounts(self, request):
        if request.method == "POST":
            try:
                self.access.change(form_fields(request) if is_form(request) else request.json())
            except NotAnAccount as error:
                return json_answer({"error": str(error)}, 400)
            if is_form(request):
                return see_other("/")
        elif request.method != "GET":
            return wire.wrong_method("GET, POST")
        return json_answer({name: state.as_json() for name, state in self.access.states.items()})

    def _sessions(self, request):
        if request.method not in ("DELETE", "POST"):
            return wire.wrong_method("DELETE")
        self.access.end_all()
        return see_other("/") if is_form(request) else json_answer({})


def _product(fields):
    return product_of(fields["APPLICATION_CODE"], fields["PRODUCT_TYPE"])


def main(arguments):
    options = parser(__doc__.splitlines()[0], PORT)
    options.add_argument("--account", type=from_words, action="append", metavar="NAME:PASSWORD:COMPANY:COUNTRY:AGENT,…")
    options.add_argument(
        "--locked", action="append", default=[], metavar="NAME", help="an account locked from the start"
    )
    options.add_argument(
        "--session-seconds", type=float, default=1800, help="since its last use (default: %(default)s)"
    )
    options.add_argument("--origin", default="", metavar="TEXT", help="the only Herkunft taken (default: any)")
    chosen = options.parse_args(arguments)
    try:
        access = Access(chosen.account or DEMO, chosen.locked, chosen.session_seconds)
    except NotAnAccount as error:
        options.error(str(error))
    run(Wertgarantie(access, chosen.origin, chosen.seed, chosen.fault), chosen.port)


if __name__ == "__main__":
    main(sys.argv[1:])
