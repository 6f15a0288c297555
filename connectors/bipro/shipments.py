"""What norm 430 delivers: shipments of business processes with documents."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Shipment:
    """
    :ivar str category: GeVo, 9 digits; words: ``tables.category_words``
    :ivar str kind: ``ArtDerLieferung``, 4 digits; words: ``tables.delivery_kind_words``
    :ivar str line: line of business (Sparte), ``"050"``
    :ivar datetime posted_at: aware, UTC
    :ivar date available_until: the last day it can be fetched
    :ivar int transfers: number of business processes
    :ivar bool data_only: without documents

    What the insurer leaves out is empty or None.
    """

    id: str
    category: str = ""
    kind: str = ""
    line: str = ""
    posted_at: datetime = None
    available_until: date = None
    transfers: int = None
    data_only: bool = None
    periodic: bool = None


@dataclass(frozen=True, repr=False)
class BusinessProcess:
    """A ``Transfer``: something that happened to a contract.

    The tuples hold each different value found anywhere in its data, as delivered,
    in the order of the data (after a plate change the old and the new one may be told).

    :ivar str kind: GeVo, 9 digits (``ArtID``)
    :ivar str number: the insurer's number of the process (``Vorgangsnummer``)
    :ivar str text: ``Freitext``
    :ivar names: of persons and companies: [(first name or "", last name or company)]
    :ivar documents: (Document)
    """

    kind: str = ""
    number: str = ""
    text: str = ""
    line: str = ""
    created_at: datetime = None
    policy_numbers: tuple = ()
    former_policy_numbers: tuple = ()
    contract_numbers: tuple = ()
    claim_numbers: tuple = ()
    agent_numbers: tuple = ()
    plates: tuple = ()
    vins: tuple = ()
    evb_numbers: tuple = ()
    names: tuple = ()
    documents: tuple = ()


@dataclass(frozen=True, repr=False)
class Delivery:
    """
    :ivar Shipment shipment: as told with the documents
    :ivar processes: (BusinessProcess)
    """

    shipment: Shipment
    processes: tuple = ()

    @property
    def documents(self):
        return [document for process in self.processes for document in process.documents]

    @property
    def is_short(self):
        """Whether less came than the insurer tells of: nothing at all, or fewer processes, or no document."""
        told = self.shipment
        lacks_documents = told.data_only is False and not self.documents
        return not self.processes or len(self.processes) < (told.transfers or 0) or lacks_documents

    @property
    def is_whole(self):
        """Whether all arrived, and every document sound; else it must not be acknowledged."""
        return not self.is_short and not any(document.fault for document in self.documents)
