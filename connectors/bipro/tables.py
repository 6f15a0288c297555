"""What the codes of BiPRO mean, in the words of the field; tables: ``*.csv``."""


def category_words(category, overrides=None):
    """``"120010106"`` -> ``"Kennzeichenänderung"``; the longest known beginning counts; unknown: the code.

    :param dict overrides: {beginning of category: words} of an insurer
    """
    raise NotImplementedError


def delivery_kind_words(kind):
    """``"1002"`` -> words of ``ArtDerLieferung``; unknown: the code."""
    raise NotImplementedError


def link_target_words(target_id):
    """``"005"`` -> ``"Dokumente"``; unknown: the code."""
    raise NotImplementedError


def document_kind_words(kind):
    """``"Versicherungsbestaetigung"`` -> ``"Versicherungsbestätigung"``; unknown: the code."""
    raise NotImplementedError
