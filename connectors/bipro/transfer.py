"""Norm 430: the insurer's shipments."""

from contextlib import ExitStack, contextmanager
from functools import cached_property

from ..errors import Rejected, Unavailable
from . import definitions, security_headers
from .access import FALSE, OMIT, TRUE, USUAL_LIMITS, is_early
from .archive import Unpacker
from .content import Base64Content
from .shipment_nodes import has_documents, read_process, read_shipment
from .shipments import Delivery
from .soap import BLANK, Service, action_of

ACKNOWLEDGED, ALREADY = "acknowledged", "already"

_CONFIRMATIONS = {TRUE: True, FALSE: False, OMIT: None}


class Transfer:
    """Calls over one connection; a context manager.

    Every call may raise ``TokenInvalid``, ``Rejected``, ``Unavailable`` (any of
    ``CODES``), and, if the insurer says so at this late point, ``AuthenticationError``
    or ``AccountLocked``.
    """

    def __init__(self, access, token, limits=USUAL_LIMITS):
        self.access, self.limits = access, limits
        self.service = Service(
            access,
            limits,
            url=access.transfer_url,
            wsdl=access.transfer_wsdl or definitions.ours(_wsdl(access)),
            wsse=security_headers.ContextToken(token.identifier),
            action=action_of(access),
        )

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.service.close()

    def list(self):
        """What waits to be fetched, each id once: [Shipment]"""
        found = {}

        def take(lieferung):
            shipment = read_shipment(lieferung)
            if shipment.id:
                found.setdefault(shipment.id, shipment)

        selection = {
            "KategorieDerLieferung": self.access.category or None,
            "BestaetigeLieferungen": _CONFIRMATIONS[self.access.confirm_deliveries],
        }
        with ExitStack() as files, _unless("nothing"):
            message = self._message("listShipments", self.limits.list, repeatable=True, **selection)
            self.service.call(message, files).read(on_end={"Lieferung": take})
        return list(found.values())

    @contextmanager
    def fetch(self, shipment_id):
        """The shipment with its documents, whose contents live as long as the context: Delivery

        :raise Rejected: also ``gone``, ``past``
        """
        with ExitStack() as files:
            answer = self.service.call(self._get, files, blank=shipment_id)
            yield self._read_delivery(answer, files, shipment_id)

    def acknowledge(self, shipment_id):
        """Tells the insurer that the shipment is stored; it will not be listed again.

        :return: ``ACKNOWLEDGED``, or ``ALREADY`` if the insurer does not have it to be acknowledged (any more)
        :raise OutcomeUnknown: also; the shipment may or may not be listed again
        """
        with ExitStack() as files, _unless("gone", "past"):
            self.service.call(self._told, files, blank=shipment_id).read()
            return ACKNOWLEDGED
        return ALREADY

    @cached_property
    def _get(self):
        return self._message("getShipment", self.limits.shipment, repeatable=True, ID=BLANK)

    @cached_property
    def _told(self):
        return self._message("acknowledgeShipment", self.limits.small, ID=BLANK)

    def _message(self, name, max_bytes, repeatable=False, **values):
        head = {"BiPROVersion": self.access.bipro_version or None, "ConsumerID": self.access.consumer_id or None}
        request = {**head, **values}
        return self.service.message(name, max_bytes=max_bytes, repeatable=repeatable, Request=request)

    def _read_delivery(self, answer, files, shipment_id):
        unpacker = Unpacker(self.limits, files)
        processes = []

        def take(node):
            processes.append(read_process(node, answer.attachments, unpacker))

        root = answer.read(on_end={"Transfer": take}, sinks={"Daten": lambda: Base64Content(files)})
        lieferung = root.find("Lieferung")
        if not lieferung or lieferung.text_of("ID") not in ("", shipment_id):
            raise Unavailable("not_soap")
        if has_documents(lieferung):
            take(lieferung)
        return Delivery(read_shipment(lieferung), tuple(processes))


def _wsdl(access):
    return "transfer-2.1" if is_early(access.bipro_version) else "transfer"


@contextmanager
def _unless(*codes):
    """Refused for one of these reasons is as good as done."""
    try:
        yield
    except Rejected as error:
        if error.code not in codes:
            raise
