import io
import random
import tempfile
from datetime import date
from decimal import Decimal
from unittest import skipUnless

from odoo.tests import BaseCase, tagged

from odoo.addons.dealer_insurance.connectors import gdv
from odoo.addons.dealer_insurance.connectors.gdv.layout import EVERY, ROWS

from . import gdv_files

try:
    from hypothesis import HealthCheck, configuration, given, settings
    from hypothesis import strategies as st
except ImportError:
    st = None

SEED = 471100
MUTATED_RECORDS = 100_000
LINE_ENDS = ("\r\n", "\n", "")
ENCODINGS = ('iso8859-15', 'cp850', 'utf-8')

# No letter that only one of the encodings knows, but those by which they are told apart.
LETTERS = "ABCXYZabcxyzäöüÄÖÜß0123456789 .-/"


def data_rows():
    """The fields behind the common head: {(record, line of business, part): [Field]}"""
    kinds = {}
    for row in ROWS:
        if row.first > 42 and row.part != EVERY and row.name != 'part_number':
            kinds.setdefault((row.record, row.line, row.part), []).append(row)
    return {kind: rows for kind, rows in kinds.items() if kind[0] not in ('0001', '9999')}


KINDS = data_rows()


def written(row, value):
    """How an insurer writes a value."""
    if row.type == 'text':
        return value.ljust(row.length)
    if value is None:
        return " " * row.length
    if row.type == 'date':
        return value.strftime("%d%m") + f"{value.year:04}"
    if row.type == 'month':
        return f"{value.month:02}{value.year:04}"
    if row.type == 'number':
        return f"{value:0{row.length}}"
    if row.type == 'amount':
        return f"{int(value.scaleb(row.decimals)):0{row.length}}"
    return f"{abs(int(value.scaleb(row.decimals))):0{row.length - 1}}" + ("-" if value < 0 else "+")


def values_of(row):
    digits = row.length - (row.type == 'signed')
    amounts = st.integers(0, 10**digits - 1).map(lambda number: Decimal(number).scaleb(-row.decimals))
    texts = st.text(LETTERS, max_size=row.length).map(str.strip)
    return {
        'text': texts,
        'date': st.none() | st.dates(date(1900, 1, 1), date(2199, 12, 31)),
        'month': st.none() | st.builds(gdv.PartialDate, st.integers(1900, 2199), st.integers(1, 12)),
        'number': st.none() | st.integers(0, 10**digits - 1),
        'amount': st.none() | amounts,
        'signed': st.none() | amounts | amounts.map(lambda amount: -amount),
    }[row.type]


def records_of():
    """A record of a random kind: (kind, {field: value})"""
    kinds = st.sampled_from(sorted(KINDS))
    return kinds.flatmap(
        lambda kind: st.tuples(st.just(kind), st.fixed_dictionaries({row.name: values_of(row) for row in KINDS[kind]}))
    )


def text_of(kind, values):
    record, line, part = kind
    fields = {row.first: written(row, values[row.name]) for row in KINDS[kind]}
    head = {'line': "050" if line == EVERY else line, 'part': part}
    own = [row for row in ROWS if row.name == 'part_number' and row[:2] == kind[:2] and row.part in (EVERY, part)]
    return gdv_files.record(record, {**fields, **{row.first: part for row in own}}, **head)


@tagged("post_install", "-at_install")
@skipUnless(st, "The package hypothesis is missing: dev/requirements-odoo.txt names it")
class TestGdvRoundTrip(BaseCase):
    """Whatever is written is read back."""

    def setUp(self):
        super().setUp()
        # Hypothesis keeps notes in the working directory otherwise.
        notes = self.enterContext(tempfile.TemporaryDirectory())
        configuration.set_hypothesis_home_dir(notes)

    def test_records(self):
        @settings(
            max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
        )
        @given(st.lists(records_of(), min_size=1, max_size=12), st.sampled_from(ENCODINGS), st.sampled_from(LINE_ENDS))
        def read_back(records, encoding, end):
            lines = gdv_files.package(*(text_of(*record) for record in records))
            reading = gdv.read(gdv_files.file(lines, encoding=encoding, end=end))
            found = [record for contract in reading for record in contract.records]
            self.assertEqual(len(found), len(records))
            for (kind, values), record in zip(records, found):
                self.assertEqual({name: record[name] for name in values}, values, kind)
            self.assertEqual(list(reading.findings), [])

        read_back()


@tagged("post_install", "-at_install")
class TestGdvRandomBytes(BaseCase):
    """However damaged a file is, it is read or refused: nothing else."""

    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)
        self.records_read = 0
        kinds = [gdv_files.partner(), gdv_files.terms(), gdv_files.vehicle(), gdv_files.liability()]
        others = [gdv_files.record(record, line=line.replace(EVERY, "040"), part=part) for record, line, part in KINDS]
        self.good = [*gdv_files.package(*kinds, *others), *gdv_files.package(*kinds)]

    def test_mutated_and_random_bytes(self):
        while self.records_read < MUTATED_RECORDS:
            self.read_to_the_end(self.mutated(gdv_files.file(self.good * 20).read()))
            self.read_to_the_end(gdv_files.header().encode() + self.random.randbytes(256 * 40))
        for _attempt in range(300):
            self.read_to_the_end(self.random.randbytes(self.random.randrange(2000)))

    def test_mutated_archives(self):
        archive = gdv_files.zipped({'a.gdv': gdv_files.file(self.good * 20).read(), 'b.gdv': b"\x00" * 1000}).read()
        for _attempt in range(300):
            self.read_to_the_end(self.mutated(archive, most=8))

    def mutated(self, content, most=400):
        """Bytes changed, left out, doubled, and some digits where none belong."""
        content = bytearray(content)
        for _change in range(self.random.randrange(1, most)):
            place = self.random.randrange(len(content))
            how = self.random.randrange(4)
            if how == 0:
                content[place] = self.random.randrange(256)
            elif how == 1:
                del content[place : place + self.random.randrange(1, 300)]
            elif how == 2:
                content[place:place] = content[place : place + self.random.randrange(1, 300)]
            else:
                content[place : place + 8] = self.random.choice(
                    (b"00000000", b"99999999", b"        ", b"\r\n\r\n\r\n\r\n")
                )
            if not content:
                content.append(48)
        return bytes(content)

    def read_to_the_end(self, content):
        try:
            reading = gdv.read(io.BytesIO(content))
        except gdv.Unreadable as refused:
            self.assertIn(refused.code, gdv.CODES)
            return
        for contract in reading:
            self.records_read += len(contract.records)
            self.look_at(contract)
        self.assertTrue(reading.packages or 'broken_off' in reading.findings.counts)
        for package in reading.packages:
            self.assertIsInstance(package.insurer_number, str)
            self.assertGreaterEqual(package.counted, 0)
        for finding in reading.findings:
            self.assertGreaterEqual(finding.line, 0)

    def look_at(self, contract):
        told = (
            contract.number,
            contract.agency,
            contract.lines,
            contract.old_number,
            contract.holder,
            contract.evb_number,
        )
        self.assertEqual(len(told), 6)
        for part in (contract.terms, *contract.partners, *contract.vehicles, *contract.payments, *contract.claims):
            for value in vars(part or contract).values():
                self.assertNotIn("\x00", value if isinstance(value, str) else "")
