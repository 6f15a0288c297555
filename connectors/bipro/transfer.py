"""Norm 430: the insurer's shipments."""

from contextlib import contextmanager

from .access import USUAL_LIMITS

ACKNOWLEDGED, ALREADY = "acknowledged", "already"


class Transfer:
    """Calls over one connection; a context manager.

    Every call may raise ``TokenInvalid``, ``Rejected``, ``Unavailable`` (any of
    ``CODES``), and, if the insurer says so at this late point, ``AuthenticationError``
    or ``AccountLocked``.
    """

    def __init__(self, access, token, limits=USUAL_LIMITS):
        self.access, self.token, self.limits = access, token, limits

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        """Ends the connection."""

    def list(self):
        """What waits to be fetched, each id once: [Shipment]"""
        raise NotImplementedError

    @contextmanager
    def fetch(self, shipment_id):
        """The shipment with its documents, whose contents live as long as the context: Delivery

        :raise Rejected: also ``gone``, ``past``
        """
        raise NotImplementedError
        yield

    def acknowledge(self, shipment_id):
        """Tells the insurer that the shipment is stored; it will not be listed again.

        :return: ``ACKNOWLEDGED``, or ``ALREADY`` if the insurer does not have it to be acknowledged
        :raise OutcomeUnknown: also; the shipment may or may not be listed again
        """
        raise NotImplementedError
