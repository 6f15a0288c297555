from datetime import date
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.dealer_insurance.connectors.gdv import PartialDate

from .gdv import GdvCase
from .gdv_files import file, liability, package, partner, record, terms, vehicle


@tagged("post_install", "-at_install")
class TestGdvTraps(GdvCase):
    def test_part_number_missing(self):
        for mark in (" ", "0", "X"):
            with self.subTest(mark=mark):
                contract, reading = self.contract(
                    partner(part=mark), terms(part=mark), vehicle(part=mark), liability(part=mark)
                )
                self.assertEqual(contract.holder.name1, "Prüfstein")
                self.assertEqual(contract.terms.net_premium, Decimal("432.10"))
                self.assertEqual(contract.vehicles[0].covers[0].no_claims_class, "SF5")
                self.assertEqual(list(reading.findings), [])

    def test_part_that_is_not_known(self):
        contract, reading = self.contract(
            terms(), vehicle(), liability(), liability({102: "JUNK", 110: "JUNK"}, part="7")
        )
        self.assertEqual([cover.no_claims_class for cover in contract.vehicles[0].covers], ["SF5"])
        self.assertEqual(list(reading.findings), [])

    def test_part_number_elsewhere(self):
        contract, _reading = self.contract(
            record('0220', {53: "2"}, line="070", part=" "),
            record('0500', {66: "1"}, part=" "),
            record('0500', {47: "1" * 50}, part="2"),
            record('0210', {43: "2"}, line="000", part=" "),
        )
        self.assertEqual([found.part.number for found in contract.records], [2, 1, 2, 2])

    def test_unknown_records(self):
        aside = [record('0220', line="000"), record('0212', line="050"), record('0300'), record('0300'), record('0815')]
        contract, reading = self.contract(partner(), terms(line="209"), *aside, vehicle())
        self.assertEqual(len(contract.records), 8)
        self.assertEqual(len(contract.vehicles), 1)
        unread = [finding.params['record'] for finding in reading.findings]
        self.assertEqual(unread, ['0300', '0815'])

    def test_partial_dates(self):
        told = {'00052019': PartialDate(2019, 5), '00002019': PartialDate(2019, None), '00000000': None, ' ' * 8: None}
        for text, expected in told.items():
            with self.subTest(text=text):
                contract, reading = self.contract(terms(), vehicle({126: text}))
                self.assertEqual(contract.vehicles[0].first_registration, expected)
                self.assertEqual(list(reading.findings), [])

    def test_days_of_partial_dates(self):
        self.assertEqual(
            (PartialDate(2024, 2).first_day, PartialDate(2024, 2).last_day), (date(2024, 2, 1), date(2024, 2, 29))
        )
        self.assertEqual(
            (PartialDate(2024, None).first_day, PartialDate(2024, None).last_day),
            (date(2024, 1, 1), date(2024, 12, 31)),
        )

    def test_unreadable_values(self):
        for text in (
            "31022024",
            "2024-1-1",
            "01132024",
            "00132024",
            "01010000",
            "0101 024",
            "²1012024",
            "01010001",
            "00000025",
        ):
            with self.subTest(text=text):
                contract, reading = self.contract(partner({226: text}), terms({116: "0000ABC43210"}))
                self.assertIsNone(contract.holder.birth_date)
                self.assertIsNone(contract.terms.net_premium)
                self.assertEqual(contract.holder.name1, "Prüfstein")
                expected = [
                    (2, 'birth_date', 'unreadable', {'record': '0100.050.1', 'type': 'date'}),
                    (3, 'net_premium', 'unreadable', {'record': '0200.050.1', 'type': 'amount'}),
                ]
                self.assertEqual(list(reading.findings), expected)

    def test_unreadable_sign(self):
        contract, reading = self.contract(record('0400', {110: "00000043210?"}))
        self.assertIsNone(contract.payments[0].net)
        self.assertEqual([finding.field for finding in reading.findings], ['net'])

    def test_values_looked_at_twice_are_found_once(self):
        contract, reading = self.contract(terms({116: "x" * 12}))
        self.assertIsNone(contract.terms.net_premium)
        self.assertIsNone(contract.records[0]['net_premium'])
        self.assertEqual(reading.findings.counts, {'unreadable': 1})

    def test_blank_numbers(self):
        contract, reading = self.contract(
            terms({99: " " * 5, 116: " " * 12}), record('0210', {157: " " * 6}), liability({107: "   "})
        )
        self.assertEqual(self.values(contract, '0200.050.1', 'share'), (None,))
        self.assertIsNone(contract.terms.net_premium)
        self.assertIsNone(contract.vehicles[0].covers[0].premium_rate)
        self.assertEqual(list(reading.findings), [])

    def test_findings_stay_few_and_their_counts_complete(self):
        records = [terms({116: "x" * 12}, number=str(serial)) for serial in range(3000)]
        contracts, reading = self.read(file(package(*records)))
        self.assertEqual({contract.terms.net_premium for contract in contracts}, {None})
        self.assertEqual(reading.findings.counts['unreadable'], 3000)
        self.assertLess(len(reading.findings), 300)
