"""Which maker of the insurer's list a maker of ours is."""


def propose_maker(name, makers):
    """The most similar one of the list, else its entry for all others, else "".

    :param makers: of ``Client.manufacturers``
    """
    raise NotImplementedError
