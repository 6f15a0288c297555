"""What keeps an application from leaving."""


def faults(application, before_signing=False):
    """All that is missing or wrong, in the order of the schema: [Fault]

    :param before_signing: leave out what comes with the reservation and the
        signature (``sequence_number``, ``contract_number``, ``document``)
    """
    raise NotImplementedError
