"""The XML that goes to Wertgarantie, in the order of its schema."""


def application_xml(access, application):
    """bytes in the access's encoding

    :raise Rejected: ``fields``
    """
    raise NotImplementedError


def cancellation_xml(access, cancellation):
    """bytes in the access's encoding

    :raise Rejected: ``fields``
    """
    raise NotImplementedError
