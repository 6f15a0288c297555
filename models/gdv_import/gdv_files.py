"""The contracts of several files in a row, and the portions in which an import takes them."""

import io
from collections import Counter
from itertools import islice
from pathlib import Path

from ...connectors import gdv


class Files:
    """Reads the files of an import once, in the order in which they were attached.

    :ivar list readings: [(name of the file, connectors.gdv.Reading)], those that were begun
    """

    def __init__(self, attachments):
        self._attachments = attachments.sorted('id')
        self.readings = []

    def __iter__(self):
        """:return: [(name of the file, connectors.gdv.Contract)]
        :raise connectors.gdv.Unreadable: a file is none of GDV
        """
        for attachment in self._attachments:
            with _opened(attachment) as file:
                reading = gdv.read(file)
                self.readings.append((attachment.name, reading))
                for contract in reading:
                    yield attachment.name, contract

    @property
    def packages(self):
        return [package for _name, reading in self.readings for package in reading.packages]

    def findings(self):
        """:return: [(name of the file, connectors.gdv.Finding)] and {(name, code): how many there were}"""
        kept = [(name, finding) for name, reading in self.readings for finding in reading.findings]
        counts = {
            (name, code): count for name, reading in self.readings for code, count in reading.findings.counts.items()
        }
        return kept, counts


def _opened(attachment):
    """Where it lies in Odoo's file store, so that it is never in memory as a whole."""
    path = Path(attachment._full_path(attachment.store_fname or ''))
    return path.open('rb') if path.is_file() else io.BytesIO(attachment.raw or b'')


def batches(items, size, start=0):
    """[[item]] of a size, without the first ones."""
    items = islice(iter(items), start, None)
    while batch := list(islice(items, size)):
        yield batch


def rounds(plans_of):
    """Contracts of which one may follow from another, one after the other; all others at once.

    :param plans_of: [(item, keys)], in the order of the file
    :return: [[item]]
    """
    found, last = [], Counter()
    for item, keys in plans_of:
        number = max((last[key] for key in keys), default=0)
        if number == len(found):
            found.append([])
        found[number].append(item)
        for key in keys:
            last[key] = number + 1
    return found
