from datetime import date
from decimal import Decimal

from odoo.tests import tagged

from .gdv import GdvCase
from .gdv_files import NUMBER, liability, partner, record, terms, vehicle


def liability_exact(premium, **head):
    return record('0221', {43: "00000750000000", 57: "00000000000000", 85: premium}, line="051", **head)


def comprehensive(fields=None, **head):
    texts = {43: "01012024", 75: "SF10", 80: "040", 83: "00003000", 128: "0000000500", 151: "0000000150"}
    return record('0220', {**texts, **(fields or {})}, line="052", **head)


def module(name, fields=None, **head):
    texts = {43: f"KEY-{name}", 63: name, 93: "01022024", 157: "00000100", 245: "052"}
    return record('0220', {**texts, **(fields or {})}, line="055", **head)


@tagged("post_install", "-at_install")
class TestGdvVehicle(GdvCase):
    def test_vehicle(self):
        second = {
            54: "PKW",
            84: "54",
            97: "02052021",
            109: "000002345600",
            157: "012000",
            213: "RVA1B2C",
            223: "001800",
        }
        shared = {43: "GM-CD 1", 57: "5438 ", 62: NUMBER}
        contract, _reading = self.contract(
            terms(),
            vehicle({252: "0410"}),
            record('0210', second, part="2"),
            record('0211', {43: "000002512345", 55: "000000100000"}),
            record('0230', shared),
        )
        [found] = contract.vehicles
        self.assertEqual((found.make, found.model, found.hsn, found.tsn), ("VW", "GOLF", "0603", "BJM"))
        self.assertEqual((found.vin, found.plate), ("WVWZZZ1JZXW000001", "GM-AB 123"))
        self.assertEqual((found.first_registration, found.owner_registration), (date(2019, 5, 2), date(2021, 5, 2)))
        self.assertEqual((found.season_start, found.season_end, found.plate_kind), ("04", "10", "54"))
        self.assertEqual(found.yearly_kilometres, 12000)
        self.assertEqual(self.values(contract, '0210.050.1', 'power'), (Decimal("85.0"),))
        self.assertEqual(
            self.values(contract, '0210.050.2', 'purchase_price', 'total_mass'), (Decimal("23456.00"), 1800)
        )
        self.assertEqual(
            self.values(contract, '0211.050.1', 'list_price_exact', 'added_value_exact'),
            (Decimal("25123.45"), Decimal("1000.00")),
        )
        self.assertEqual(
            self.values(contract, '0230.050.1', 'other_plate', 'other_insurer_number', 'other_number'),
            ("GM-CD 1", "5438", NUMBER),
        )
        self.assertEqual(contract.evb_number, "RVA1B2C")
        self.assertIsNone(found.premium)

    def test_premium(self):
        contract, _reading = self.contract(terms(), vehicle({152: "000000012345"}))
        self.assertEqual(contract.vehicles[0].premium, Decimal("123.45"))

    def test_covers(self):
        partial = {43: "01012024", 73: "00000700", 114: "20", 116: "0000000150", 174: "1"}
        contract, _reading = self.contract(
            terms(),
            vehicle(),
            liability(),
            comprehensive(),
            record('0220', partial, line="053"),
            record('0220', {43: "01012024", 115: "00000200"}, line="054"),
        )
        found = {cover.line: cover for cover in contract.vehicles[0].covers}
        self.assertEqual(list(found), ["051", "052", "053", "054"])
        self.assertEqual(
            (found["051"].no_claims_class, found["051"].premium_rate, found["051"].type_class), ("SF5", 55, "015")
        )
        self.assertEqual((found["052"].deductible, found["052"].partial_deductible), (500, 150))
        self.assertEqual((found["052"].premium, found["052"].premium_rate), (Decimal("300.0"), 40))
        self.assertEqual((found["053"].deductible, found["053"].gap), (150, "1"))
        self.assertEqual((found["054"].premium, found["054"].deductible), (Decimal("20.0"), None))

    def test_accident_and_luggage(self):
        exact = {43: "00000001000000", 57: "00000002000000", 183: "000000003145"}
        contract, reading = self.contract(
            terms(),
            vehicle(),
            record('0220', {43: "01012024", 69: "0010", 73: "0020", 115: "00000314"}, line="054"),
            record('0220', {43: "KEY", 63: "PERILS"}, line="054", part="2"),
            record('0221', exact, line="054"),
            record('0221', {43: "000000004000"}, line="054", part="2"),
            record('0220', {43: "01012024", 67: "0002", 71: "00000100"}, line="059"),
            record('0221', {43: "00000000200000", 57: "000000001055"}, line="059"),
        )
        accident, luggage = contract.vehicles[0].covers
        self.assertEqual((accident.death, accident.invalidity), (Decimal("10000.00"), Decimal("20000.00")))
        self.assertEqual(accident.premium, Decimal("31.45"))
        self.assertEqual((luggage.sums, luggage.premium), ((Decimal("2000.00"),), Decimal("10.55")))
        self.assertEqual(self.values(contract, '0221.054.2', 'full_premium_exact'), (Decimal("40.00"),))
        self.assertEqual(list(reading.findings), [])

    def test_exact_premium_of_a_module(self):
        exact = record('0221', {43: "000000015000", 55: "000000001234", 119: "052"}, line="055")
        contract, _reading = self.contract(terms(), vehicle(), module("A"), exact)
        [cover] = contract.vehicles[0].covers
        self.assertEqual((cover.premium, cover.deductible), (Decimal("12.34"), Decimal("150.00")))

    def test_exact_premium_prevails(self):
        contract, _reading = self.contract(terms(), vehicle(), liability(), liability_exact("000000023456"))
        [cover] = contract.vehicles[0].covers
        self.assertEqual(cover.premium, Decimal("234.56"))
        self.assertEqual(cover.sums, (Decimal("7500000.00"),))
        self.assertEqual(cover.no_claims_class, "SF5")

    def test_exact_premium_left_empty(self):
        for empty in ("000000000000", " " * 12):
            with self.subTest(empty=empty):
                contract, _reading = self.contract(terms(), vehicle(), liability(), liability_exact(empty))
                self.assertEqual(contract.vehicles[0].covers[0].premium, Decimal("234.5"))

    def test_sums_in_whole_euros_only(self):
        contract, _reading = self.contract(
            terms(), vehicle(), liability({73: "007500000", 82: "000000000", 91: "000050000"})
        )
        self.assertEqual(contract.vehicles[0].covers[0].sums, (7500000, 50000))

    def test_exact_premium_alone(self):
        contract, _reading = self.contract(terms(), vehicle(), liability_exact("000000000000"))
        self.assertEqual(contract.vehicles[0].covers[0].premium, 0)

    def test_records_of_a_cover_are_paired(self):
        rough = [liability({110: "00001000"}), comprehensive()]
        exact = [liability_exact("000000010011"), record('0221', {43: "000000030022"}, line="052")]
        orders = {
            'one after the other': [rough[0], exact[0], rough[1], exact[1]],
            'exact ones at the end': [*rough, *exact],
            'exact ones at the end, reversed': [*rough, *reversed(exact)],
        }
        for order, records in orders.items():
            with self.subTest(order=order):
                contract, _reading = self.contract(terms(), vehicle(), *records)
                found = [(cover.line, cover.premium) for cover in contract.vehicles[0].covers]
                self.assertEqual(found, [("051", Decimal("100.11")), ("052", Decimal("300.22"))])

    def test_modules_are_paired(self):
        exact = record('0221', line="055")
        for records in (
            [module("A"), exact, module("B"), exact],
            [module("A"), module("B"), exact, exact],
            [module("A"), module("B"), exact],
        ):
            contract, _reading = self.contract(terms(), vehicle(), *records)
            found = [(cover.module_name, cover.premium, cover.related_line) for cover in contract.vehicles[0].covers]
            self.assertEqual(found, [("A", Decimal("10.0"), "052"), ("B", Decimal("10.0"), "052")])

    def test_several_vehicles(self):
        contract, reading = self.contract(
            partner(),
            terms(),
            *(vehicle({114: "GM-A 1", 231: "0001"}), liability({110: "00001000"}), liability_exact("000000010011")),
            *(vehicle({114: "GM-B 2", 231: "0002"}), liability({110: "00002000"}), comprehensive()),
        )
        first, second = contract.vehicles
        self.assertEqual((first.plate, first.running_number), ("GM-A 1", "0001"))
        self.assertEqual([cover.premium for cover in first.covers], [Decimal("100.11")])
        self.assertEqual((second.plate, second.running_number), ("GM-B 2", "0002"))
        self.assertEqual([cover.premium for cover in second.covers], [Decimal("200.0"), Decimal("300.0")])
        self.assertEqual(list(reading.findings), [])

    def test_vehicles_first_with_sequence_numbers(self):
        contract, reading = self.contract(
            terms(),
            vehicle({114: "GM-A 1"}, sequence="01"),
            vehicle({114: "GM-B 2"}, sequence="02"),
            liability({110: "00002000"}, sequence="02"),
            liability({110: "00001000"}, sequence="01"),
        )
        self.assertEqual([vehicle_.covers[0].premium for vehicle_ in contract.vehicles], [100, 200])
        self.assertEqual(list(reading.findings), [])

    def test_vehicles_first_with_running_numbers(self):
        contract, reading = self.contract(
            terms(),
            vehicle({114: "GM-A 1", 231: "0001"}),
            vehicle({114: "GM-B 2", 231: "0002"}),
            liability({110: "00002000", 193: "0002"}),
            record('0221', {85: "000000020022", 152: "0002"}, line="051"),
            liability({110: "00001000", 193: "0001"}),
            comprehensive({178: "0001"}),
        )
        found = [[cover.premium for cover in vehicle_.covers] for vehicle_ in contract.vehicles]
        self.assertEqual(found, [[Decimal("100.0"), Decimal("300.0")], [Decimal("200.22")]])
        self.assertEqual(list(reading.findings), [])

    def test_vehicles_first_without_sequence_numbers(self):
        contract, reading = self.contract(
            terms(),
            vehicle({114: "GM-A 1"}),
            vehicle({114: "GM-B 2"}),
            liability(),
            vehicle({114: "GM-C 3"}),
            comprehensive(),
        )
        self.assertEqual([len(vehicle_.covers) for vehicle_ in contract.vehicles], [0, 0, 1])
        self.assertEqual([cover.line for cover in contract.unassigned_covers], ["051"])
        self.assertEqual([(finding.line, finding.code) for finding in reading.findings], [(5, 'covers_unassigned')])
