from datetime import date
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.dealer_insurance.connectors.gdv import PartialDate

from .gdv import GdvCase
from .gdv_files import NUMBER, file, liability, package, partner, record, terms, vehicle


@tagged("post_install", "-at_install")
class TestGdvContract(GdvCase):
    def test_head(self):
        contract, _reading = self.contract(partner(), terms(), vehicle())
        self.assertEqual(contract.number, NUMBER)
        self.assertEqual(contract.insurer_number, "5438")
        self.assertEqual(contract.agency, "0000471100")
        self.assertEqual(contract.first_line, 2)
        self.assertEqual(contract.lines, ("050",))

    def test_terms(self):
        more = {44: "BROKER-1", 61: "KOMF", 66: "072023", 72: "000000051420", 84: "32 123 456 789", 114: "KFZ KOMFORT"}
        contract, _reading = self.contract(
            terms({104: "A-77", 159: "K-1", 201: "15122023", 226: "1"}), record('0200', more, part="2")
        )
        found = contract.terms
        self.assertEqual((found.start, found.end), (date(2024, 1, 1), date(2025, 1, 1)))
        self.assertEqual((found.payment_interval, found.status), ("1", "1"))
        self.assertEqual((found.net_premium, found.gross_premium), (Decimal("432.10"), Decimal("514.20")))
        self.assertEqual(found.currency, "EUR")
        self.assertEqual((found.broker_number, found.product_name), ("BROKER-1", "KFZ KOMFORT"))
        self.assertEqual(
            self.values(contract, '0200.050.1', 'order_number', 'application_date', 'collection'),
            ("A-77", date(2023, 12, 15), "2"),
        )
        self.assertEqual(
            self.values(contract, '0200.050.2', 'product_form', 'product_form_since', 'printed_number', 'issued'),
            ("KOMF", PartialDate(2023, 7), "32 123 456 789", None),
        )

    def test_terms_of_other_lines(self):
        contract, reading = self.contract(partner(line="040"), terms(line="040"), record('0210', line="040", part=" "))
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
            self.values(contract, '0100.050.4', 'birth_name', 'bic1', 'iban1'),
            ("Müller", "GENODED1GMB", "DE02120300000000202051"),
        )
        self.assertEqual(
            self.values(contract, '0100.050.5', 'birth_place', 'mandate_date'), ("Gummersbach", date(2024, 2, 1))
        )

    def test_person_stays_out_of_texts(self):
        contract, _reading = self.contract(partner(), terms(), vehicle())
        for told in (contract, contract.holder, contract.terms, contract.vehicles[0], contract.records[0]):
            self.assertNotIn("Prüfstein", repr(told))
            self.assertNotIn("GM-AB", repr(told))

    def test_payments(self):
        paid = {46: "03012024", 54: "0101202431122024", 110: "00000043210-", 122: "00000008210 ", 139: "00000051420+"}
        contract, _reading = self.contract(record('0400', {**paid, 151: "00000004321-"}))
        [found] = contract.payments
        self.assertEqual((found.booking_date, found.period_start), (date(2024, 1, 3), date(2024, 1, 1)))
        self.assertEqual((found.net, found.tax), (Decimal("-432.10"), Decimal("82.10")))
        self.assertEqual((found.gross, found.commission), (Decimal("514.20"), Decimal("-43.21")))
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

    def test_left_and_came_without_partners(self):
        records = [terms({69: "4"}), vehicle(), terms(), vehicle(), liability()]
        contracts, _reading = self.read(file(package(*records)))
        self.assertEqual([len(contract.records) for contract in contracts], [2, 3])

    def test_partner_after_the_terms(self):
        contract, _reading = self.contract(terms(), partner(), vehicle(), partner({237: "02"}))
        self.assertEqual(len(contract.partners), 2)

    def test_bundle(self):
        contract, _reading = self.contract(
            terms(line="000", bundled="1"), vehicle(bundled="1"), liability(), record('0210', line="070", bundled="1")
        )
        self.assertTrue(contract.is_bundle)
        self.assertEqual(contract.lines, ("050", "070"))

    def test_cancelled_part_of_a_bundle(self):
        head = {'bundled': "1"}
        contract, reading = self.contract(
            terms(line="000", **head),
            vehicle(**head),
            liability(),
            record('0210', {43: "4", 44: "01012020", 52: "30062024"}, line="070", **head),
            record('0210', {43: "1", 44: "01012021", 52: "00000000"}, line="130", **head),
            record('0210', {43: "1", 79: "4", 80: "01012022", 88: "31122023"}, line="299", part=" ", **head),
        )
        self.assertEqual(contract.lines, ("050", "130"))
        gone = [(section.line, section.start, section.end) for section in contract.cancelled_sections]
        self.assertEqual(
            gone, [("070", date(2020, 1, 1), date(2024, 6, 30)), ("299", date(2022, 1, 1), date(2023, 12, 31))]
        )
        self.assertFalse(contract.is_cancelled)
        self.assertIsNone(contract.motor_end)
        self.assertEqual(list(reading.findings), [])

    def test_motor_insurance_leaves_a_bundle(self):
        head = {'bundled': "1"}
        ended = [liability({51: "30062024"}), record('0220', {43: "01012024", 51: "00072024"}, line="053")]
        living = record('0210', {43: "1"}, line="130", **head)
        contract, _reading = self.contract(terms(line="000", **head), vehicle(**head), *ended, living)
        self.assertEqual(contract.motor_end, PartialDate(2024, 7))
        self.assertEqual(contract.lines, ("130",))
        contract, _reading = self.contract(terms(line="000", **head), vehicle(**head), ended[0], liability(), living)
        self.assertIsNone(contract.motor_end)
        contract, _reading = self.contract(terms(), vehicle(), ended[0])
        self.assertIsNone(contract.motor_end)

    def test_parts_of_a_cancelled_bundle_left_with_it(self):
        contract, _reading = self.contract(
            terms({69: "4"}, line="000", bundled="1"), record('0210', {43: "4"}, line="070", bundled="1")
        )
        self.assertEqual((contract.cancelled_sections, contract.lines), ((), ("070",)))

    def test_business_insurers_leave_the_line_to_the_parts(self):
        for number in ("75000000001", "84000000001"):
            head = {'number': number}
            records = [partner(line="000", **head), terms(line="000", **head)]
            for line in ("040", "050"):
                with self.subTest(number=number, line=line):
                    contract, reading = self.contract(*records, record('0210', line=line, **head))
                    self.assertEqual((contract.number, contract.lines), (number, (line,)))
                    self.assertEqual((contract.is_bundle, contract.holder.name1), (False, "Prüfstein"))
                    self.assertEqual(list(reading.findings), [])

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
