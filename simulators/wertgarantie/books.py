"""What Wertgarantie keeps: reserved contract numbers and applications taken."""

import base64
import threading
from collections import Counter
from dataclasses import dataclass

from lxml import etree

from .answers import not_ok
from .application import check
from .xml import file_content, text

TAKEN, MANUAL, KNOWN = "3", "2", "5"  # only 3 is published
STATUS_TEXTS = {TAKEN: "Verarbeitet", MANUAL: "Manuelle Bearbeitung", KNOWN: "Bereits verarbeitet"}
FIRST_NUMBER = 60_000_001


@dataclass
class Application:
    content: bytes  # canonical
    xml: str
    document: bytes
    agent: str
    product: str
    contract_number: str
    status_code: str
    copies: int = 0

    def as_json(self):
        return {
            "contract_number": self.contract_number,
            "agent": self.agent,
            "product": self.product,
            "status_code": self.status_code,
            "copies": self.copies,
            "xml": self.xml,
            "document": base64.b64encode(self.document).decode() or None,
        }


class Books:
    def __init__(self):
        self._lock = threading.Lock()
        self._next = FIRST_NUMBER  # goes on when all else is forgotten: no number comes twice
        self.restart()

    def restart(self):
        self.applications = {}  # Satznummer -> Application
        self.numbers = {}  # reserved contract number -> Satznummer, or None
        self.calls = Counter()

    def as_json(self):
        return {
            "applications": {number: application.as_json() for number, application in self.applications.items()},
            "contract_numbers": self.numbers,
            "calls": self.calls,
        }

    def reserve(self):
        with self._lock:
            number, self._next = str(self._next), self._next + 1
            self.numbers[number] = None
        return number

    def take(self, elements, account):
        """The status code of these `Antrag` elements: all of them are taken, or none."""
        with self._lock:
            known = [self._known(element) for element in elements]
            new = [self._new(element, account) for element, one in zip(elements, known) if one is None]
            self._check_each_once(new)
            for application in filter(None, known):
                application.copies += 1
            for number, application in new:
                self._keep(number, application)
        codes = {application.status_code for _, application in new} or {KNOWN}
        return MANUAL if MANUAL in codes else codes.pop()

    def _known(self, element):
        application = self.applications.get(text(element, "Satznummer"))
        if application and application.content != _canonical(element):
            raise not_ok("Diese Satznummer kam schon einmal, mit anderem Inhalt")
        return application

    def _new(self, element, account):
        product = check(element, account, [one.contract_number for one in self.applications.values()])
        number = text(element, "Vertragsnummer")
        if number:
            self._check_contract_number(number)
        return text(element, "Satznummer"), Application(
            content=_canonical(element),
            xml=etree.tostring(element, encoding="unicode", with_tail=False),
            document=file_content(element, "Dokument/DateiB64"),
            agent=text(element, "Vermittlernummer"),
            product=product.type,
            contract_number=number,
            status_code=MANUAL if element.find("Bemerkung") is not None else TAKEN,
        )

    def _check_contract_number(self, number):
        if number not in self.numbers:
            raise not_ok("Diese Vertragsnummer ist nicht reserviert")
        if self.numbers[number] is not None:
            raise not_ok("Diese Vertragsnummer ist schon vergeben")

    def _check_each_once(self, new):
        names = [name for name, _ in new]
        numbers = [application.contract_number for _, application in new if application.contract_number]
        if len(set(names)) < len(names) or len(set(numbers)) < len(numbers):
            raise not_ok("Eine Satz- oder Vertragsnummer kommt zweimal vor")

    def _keep(self, name, application):
        if not application.contract_number:
            application.contract_number, self._next = str(self._next), self._next + 1
        self.numbers[application.contract_number] = name
        self.applications[name] = application


def _canonical(element):
    return etree.tostring(element, method="c14n", with_tail=False)
