from datetime import date
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.dealer_insurance.connectors.gdv import PartialDate

from .gdv_files import NUMBER, file, liability, package, partner, record, terms, vehicle
from .test_gdv_reader import GdvCase


def liability_exact(premium, **head):
    return record('0221', {43: "00000750000000", 57: "00000000000000", 85: premium}, line="051", **head)


def comprehensive(fields=None, **head):
    texts = {43: "01012024", 75: "SF10", 80: "040", 83: "00003000", 128: "0000000500", 151: "0000000150"}
    return record('0220', {**texts, **(fields or {})}, line="052", **head)


def module(name, fields=None, **head):
    texts = {43: f"KEY-{name}", 63: name, 93: "01022024", 157: "00000100", 245: "052"}
    return record('0220', {**texts, **(fields or {})}, line="055", **head)


@tagged("post_install", "-at_install")
class TestGdvContract(GdvCase):
    def test_head(self):
        contract, _reading = self.contract(partner(), terms(), vehicle())
        self.assertEqual(contract.number, NUMBER)
        self.assertEqual(contract.insurer_number, "5438")
        self.assertEqual(contract.agency, "0000471100")
        self.assertEqual(contract.line, 2)
        self.assertEqual(contract.lines, ("050",))

    def test_terms(self):
        more = {44: "BROKER-1", 61: "KOMF", 66: "072023", 72: "000000051420", 84: "32 123 456 789", 114: "KFZ KOMFORT"}
        contract, _reading = self.contract(
            terms({104: "A-77", 159: "K-1", 201: "15122023", 226: "1"}), record('0200', more, part="2")
        )
        found = contract.terms
        self.assertEqual((found.start, found.end), (date(2024, 1, 1), date(2025, 1, 1)))
        self.assertEqual((found.payment_interval, found.status, found.collection), ("1", "1", "2"))
        self.assertEqual((found.net_premium, found.gross_premium), (Decimal("432.10"), Decimal("514.20")))
        self.assertEqual(found.currency, "EUR")
        self.assertEqual((found.order_number, found.broker_number), ("A-77", "BROKER-1"))
        self.assertEqual((found.product_form, found.product_form_since), ("KOMF", PartialDate(2023, 7)))
        self.assertEqual((found.printed_number, found.product_name), ("32 123 456 789", "KFZ KOMFORT"))
        self.assertEqual(found.application_date, date(2023, 12, 15))
        self.assertIsNone(found.issued)

    def test_terms_of_other_lines(self):
        contract, reading = self.contract(
            partner(line="040"), terms(line="040"), record('0210', {43: "XX"}, line="040", part=" ")
        )
        self.assertEqual(contract.lines, ("040",))
        self.assertEqual(contract.terms.net_premium, Decimal("432.10"))
        self.assertEqual(contract.vehicles, ())
        self.assertEqual(list(reading.findings), [])

    def test_partners(self):
        people = [
            partner({237: "02", 44: "Leasing GmbH", 43: "3", 104: " " * 30}),
            record('0100', {43: "L-1"}, part="2"),
            partner({237: "01"}),
            record(
                '0100',
                {43: "C-1", 60: "4711", 157: "10", 159: "02261 123456", 201: "60", 203: "0171 5556667"},
                part="2",
            ),
            record('0100', {43: "40", 45: "aenne@example.com", 229: "05"}, part="3"),
            record('0100', {43: "Müller", 187: "GENODED1GMB", 209: "DE02120300000000202051"}, part="4"),
            record('0100', {77: "Gummersbach", 195: "M-1", 230: "01022024"}, part="5"),
        ]
        contract, _reading = self.contract(*people, terms())
        company, person = contract.partners
        self.assertEqual(contract.holder, person)
        self.assertEqual(
            (company.name1, company.salutation, company.insurer_customer_number), ("Leasing GmbH", "3", "L-1")
        )
        self.assertEqual((person.name1, person.name3, person.postcode), ("Prüfstein", "Änne", "51643"))
        self.assertEqual((person.insurer_customer_number, person.agency_customer_number), ("C-1", "4711"))
        contacts = [("10", "02261 123456"), ("60", "0171 5556667"), ("40", "aenne@example.com")]
        self.assertEqual(list(person.contacts), contacts)
        self.assertEqual(
            (person.birth_name, person.bic1, person.iban1), ("Müller", "GENODED1GMB", "DE02120300000000202051")
        )
        self.assertEqual((person.birth_place, person.mandate_date), ("Gummersbach", date(2024, 2, 1)))

    def test_person_stays_out_of_texts(self):
        contract, _reading = self.contract(partner(), terms(), vehicle())
        for told in (contract, contract.holder, contract.terms, contract.vehicles[0], contract.records[0]):
            self.assertNotIn("Prüfstein", repr(told))
            self.assertNotIn("GM-AB", repr(told))

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
        self.assertEqual((found.vin, found.plate, found.power), ("WVWZZZ1JZXW000001", "GM-AB 123", Decimal("85.0")))
        self.assertEqual((found.first_registration, found.owner_registration), (date(2019, 5, 2), date(2021, 5, 2)))
        self.assertEqual((found.season_start, found.season_end, found.plate_kind), ("04", "10", "54"))
        self.assertEqual((found.list_price, found.added_value), (Decimal("25123.45"), Decimal("1000.00")))
        self.assertEqual(
            (found.purchase_price, found.yearly_kilometres, found.total_mass), (Decimal("23456.00"), 12000, 1800)
        )
        self.assertEqual(
            (found.other_plate, found.other_insurer_number, found.other_number), ("GM-CD 1", "5438", NUMBER)
        )
        self.assertEqual(contract.evb_number, "RVA1B2C")
        self.assertIsNone(found.premium)

    def test_list_price_in_whole_euros_only(self):
        contract, _reading = self.contract(terms(), vehicle({152: "000000012345"}))
        self.assertEqual(contract.vehicles[0].list_price, 25000)
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

    def test_payments(self):
        paid = {46: "03012024", 54: "0101202431122024", 110: "00000043210-", 122: "00000008210", 139: "00000051420+"}
        contract, _reading = self.contract(record('0400', {**paid, 151: "00000004321"}))
        [found] = contract.payments
        self.assertEqual((found.booking_date, found.period_start), (date(2024, 1, 3), date(2024, 1, 1)))
        self.assertEqual((found.net, found.tax), (Decimal("-432.10"), Decimal("82.10")))
        self.assertEqual((found.gross, found.commission), (Decimal("514.20"), Decimal("43.21")))
        self.assertIsNone(contract.terms)
        self.assertIsNone(contract.holder)
        self.assertFalse(contract.is_cancelled)

    def test_claims(self):
        damage = {
            43: "S-2024-1",
            66: "1",
            76: "B-1",
            102: "05022024",
            110: "06022024",
            126: "051",
            140: "0000000123456+",
        }
        contract, _reading = self.contract(record('0500', damage, part=" "), record('0500', {60: "2"}, part="2"))
        [claim] = contract.claims
        self.assertEqual((claim.claim_number, claim.agency_claim_number, claim.claim_line), ("S-2024-1", "B-1", "051"))
        self.assertEqual((claim.loss_date, claim.amount), (date(2024, 2, 5), Decimal("1234.56")))


@tagged("post_install", "-at_install")
class TestGdvLifeOfContract(GdvCase):
    def test_cancelled(self):
        contract, _reading = self.contract(terms({69: "4", 70: "12", 72: "00082024"}))
        self.assertTrue(contract.is_cancelled)
        self.assertEqual(contract.terms.leaving_date, PartialDate(2024, 8))
        self.assertEqual(contract.terms.leaving_date.last_day, date(2024, 8, 31))

    def test_new_number(self):
        left, came = self.read(
            file(
                package(
                    terms({69: "4", 70: "38"}, number="OLD1"),
                    terms({209: "OLD1".rjust(17), 226: "1"}, number="NEW1"),
                )
            )
        )[0]
        self.assertTrue(left.is_continued)
        self.assertEqual((came.number, came.old_number), ("NEW1", "OLD1"))

    def test_reference_to_itself_is_no_old_number(self):
        contract, _reading = self.contract(terms({209: NUMBER.rjust(17)}))
        self.assertEqual(contract.old_number, "")

    def test_company_merged_into_another(self):
        left = [partner(insurer="5339 "), terms({69: "4", 70: "37", 72: "00082024"}, insurer="5339 ")]
        contracts, reading = self.read(file(package(*left, partner(), terms())))
        self.assertEqual(
            [(contract.insurer_number, contract.is_cancelled) for contract in contracts],
            [("5339", True), ("5438", False)],
        )
        self.assertEqual(list(reading.findings), [])

    def test_left_and_came_under_the_same_number(self):
        records = [
            partner({44: "Left"}),
            terms({69: "4"}),
            vehicle(),
            partner({44: "Came"}),
            partner({237: "02"}),
            terms(),
            vehicle(),
        ]
        contracts, _reading = self.read(file(package(*records)))
        self.assertEqual([contract.is_cancelled for contract in contracts], [True, False])
        self.assertEqual(
            [[person.name1 for person in contract.partners] for contract in contracts],
            [["Left"], ["Came", "Prüfstein"]],
        )
        self.assertEqual([len(contract.vehicles) for contract in contracts], [1, 1])

    def test_partner_after_the_terms(self):
        contract, _reading = self.contract(terms(), partner(), vehicle(), partner({237: "02"}))
        self.assertEqual(len(contract.partners), 2)

    def test_bundle(self):
        contract, _reading = self.contract(
            terms(line="000", bundled="1"), vehicle(bundled="1"), liability(), record('0210', line="070", bundled="1")
        )
        self.assertTrue(contract.is_bundle)
        self.assertEqual(contract.lines, ("050", "070"))

    def test_line_000_without_mark_is_no_bundle(self):
        contract, _reading = self.contract(partner(line="000"), terms(line="000"), vehicle(), liability())
        self.assertFalse(contract.is_bundle)
        self.assertEqual(contract.lines, ("050",))

    def test_line_of_covers_without_vehicle(self):
        contract, _reading = self.contract(terms(line="000"), liability())
        self.assertEqual(contract.lines, ("050",))
        self.assertEqual([cover.line for cover in contract.unassigned_covers], ["051"])

    def test_no_number(self):
        contract, reading = self.contract(terms(number=""))
        self.assertEqual(contract.number, "")
        self.assertEqual([(finding.line, finding.code) for finding in reading.findings], [(2, 'no_number')])


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
            record('0220', {53: "2"}, line="070", part=" "), record('0500', {66: "1"}, part="2")
        )
        self.assertEqual([found.part.number for found in contract.records], [2, 1])

    def test_unknown_records(self):
        aside = [record('0220', line="000"), record('0212', line="050"), record('0300'), record('0300'), record('0815')]
        contract, reading = self.contract(partner(), terms(line="209"), *aside, vehicle())
        self.assertEqual(len(contract.records), 8)
        self.assertEqual(len(contract.vehicles), 1)
        unread = [finding.params['record'] for finding in reading.findings]
        self.assertEqual(unread, ['0212', '0300', '0815'])

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
        for text in ("31022024", "2024-1-1", "01132024", "00132024", "01010000", "0101 024", "²1012024"):
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
        self.assertIsNone(contract.terms.share)
        self.assertIsNone(contract.terms.net_premium)
        self.assertIsNone(contract.vehicles[0].covers[0].premium_rate)
        self.assertEqual(list(reading.findings), [])

    def test_findings_stay_few_and_their_counts_complete(self):
        records = [terms({116: "x" * 12}, number=str(serial)) for serial in range(3000)]
        contracts, reading = self.read(file(package(*records)))
        self.assertEqual({contract.terms.net_premium for contract in contracts}, {None})
        self.assertEqual(reading.findings.counts['unreadable'], 3000)
        self.assertLess(len(reading.findings), 300)
