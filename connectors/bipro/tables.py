"""What the codes of BiPRO mean, in the words of the field; tables: ``*.csv``."""

import csv
from functools import cache
from pathlib import Path


def category_words(category, overrides=None):
    """``"120010106"`` -> ``"Kennzeichenänderung"``; the longest known beginning counts; unknown: the code.

    :param dict overrides: {beginning of category: words} of an insurer
    """
    words = {**_words("categories"), **(overrides or {})}
    beginnings = (category[:length] for length in range(len(category), 0, -1))
    return next((words[beginning] for beginning in beginnings if beginning in words), category)


def is_for_customer(category):
    """Whether papers of this business process are the policyholder's as well: our reading, norms do not say.

    What the dealer alone is told (commission, acquisition, complaints, files) and what is unknown is not.
    """
    return any(row["code"] == category[:3] and row["for_customer"] for row in rows("categories"))


def delivery_kind_words(kind):
    """``"1002"`` -> words of ``ArtDerLieferung``; unknown: the code."""
    return _words("delivery_kinds").get(kind, kind)


def link_target_words(target_id):
    """``"005"`` -> ``"Dokumente"``; unknown: the code."""
    return _words("link_targets").get(target_id, target_id)


def document_kind_words(kind):
    """``"Versicherungsbestaetigung"`` -> ``"Versicherungsbestätigung"``; unknown: the code."""
    return _words("document_kinds").get(kind, kind)


@cache
def rows(name):
    """The table's lines: ({column: text})"""
    with Path(__file__).with_name(f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def _words(name):
    return {row["code"]: row["words"] for row in rows(name)}
