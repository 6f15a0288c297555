from datetime import date

from odoo.tests import tagged

from .gdv_files import liability, partner, record, terms, vehicle
from .gdv_import import NUMBER, OTHER_VIN, GdvImportCase, contract

SECOND = '30471100816'
OLD = '30471100001'
MERGED = {69: "4", 70: "37", 72: "00082024"}
CONTINUED = {69: "4", 70: "38", 72: "31122023"}


@tagged('post_install', '-at_install')
class TestGdvMatchingCustomers(GdvImportCase):
    """Customer number, then name, date of birth and postcode; never by guess."""

    def known(self, **values):
        customer = self.make_partner("Änne", "Prüfstein", birthdate_date=date(1971, 3, 9), street="Große Straße 17b")
        customer.write(values)
        return customer

    def matched(self, **told):
        """Whose policy it becomes; nobody is created."""
        made = self.import_records(*contract(**told), create_partners=False)
        return self.policy().partner_id, self.codes(made)

    def test_name_birth_date_and_postcode(self):
        for case, values, told, is_same in (
            ("same", {}, {}, True),
            ("umlauts spelled out", {}, {'holder': {44: "PRUEFSTEIN", 104: "AENNE     "}}, True),
            ("moved", {'zip': '10115'}, {}, False),
            ("born another day", {'birthdate_date': date(1999, 3, 9)}, {}, False),
            ("another first name", {'firstname': "Anne"}, {}, False),
            ("date of birth not known here", {'birthdate_date': False}, {}, False),
        ):
            with self.subTest(case=case):
                customer = self.known(**values)
                found, codes = self.matched(**told)
                self.assertEqual(found, customer if is_same else found.browse())
                self.assertEqual('no_customer' in codes, not is_same)
                self.policy().unlink()
                customer.unlink()

    def test_by_address_where_allowed(self):
        customer = self.known(birthdate_date=False)
        told = self.preview(*contract())
        self.assertIn('possible_customer', self.codes(told))
        self.assertEqual(told.partner_new_count, 1)
        self.import_records(*contract(), match_by_address=True)
        self.assertEqual(self.policy().partner_id, customer)

    def test_several_are_left_out(self):
        self.known()
        self.known()
        made = self.import_records(*contract())
        self.assertEqual(self.codes(made), ['several_customers'])
        self.assertFalse(self.policy())
        self.assertEqual(made.results['skipped'], 1)

    def test_customer_number_at_the_insurer(self):
        self.import_records(*contract(customer="K4711"))
        moved = {157: "10115", 163: "Berlin     ", 188: "Am Markt 1       "}
        self.import_records(*contract(SECOND, moved, {97: OTHER_VIN}, customer="K4711"))
        self.assertEqual(self.policy(SECOND).partner_id, self.policy().partner_id)

    def test_number_of_somebody_else(self):
        self.import_records(*contract(customer="K4711"))
        self.import_records(*contract(SECOND, {44: "Nachbar  "}, {97: OTHER_VIN}, customer="K4711"))
        self.assertEqual(self.policy(SECOND).partner_id.lastname, "Nachbar")

    def test_number_that_the_dealer_gave(self):
        customer = self.known(ref="D-100", birthdate_date=False, zip='99999')
        head = {'number': NUMBER}
        records = [partner(**head), record('0100', {60: "D-100"}, part="2", **head), terms(**head)]
        self.import_records(*records, create_partners=False)
        self.assertEqual(self.policy().partner_id, customer)

    def test_one_person_with_several_contracts_is_created_once(self):
        self.small_batches(2)
        records = [part for serial in range(5) for part in contract(f"3047110{serial:04}", car=False)]
        made = self.import_records(*records)
        self.assertEqual((made.partner_new_count, made.results['partners']), (1, 1))
        self.assertEqual(len(self.env['insurance.policy'].search([('gdv_import_id', '=', made.id)]).partner_id), 1)

    def test_company(self):
        self.import_records(
            *contract(holder={43: "3", 44: "Spedition Agger", 74: "GmbH", 104: " " * 30, 226: "00000000"})
        )
        customer = self.policy().partner_id
        self.assertEqual((customer.is_company, customer.name), (True, "Spedition Agger GmbH"))
        self.import_records(
            *contract(SECOND, {43: "3", 44: "SPEDITION AGGER", 74: "GMBH", 104: " " * 30, 226: "00000000"})
        )
        self.assertEqual(self.policy(SECOND).partner_id, customer)

    def test_customer_of_a_policy_stays(self):
        policy = self.make_policy(partner_id=self.other_customer.id)
        made = self.import_records(*contract())
        self.assertEqual(policy.partner_id, self.other_customer)
        self.assertEqual(self.codes(made), ['other_customer'])

    def test_other_company(self):
        customer = self.known(company_id=self.make_company("Autohaus Wiehl").id)
        self.import_records(*contract())
        self.assertNotEqual(self.policy().partner_id, customer)


@tagged('post_install', '-at_install')
class TestGdvMatchingVehicles(GdvImportCase):
    """VIN, then plate and holder."""

    def imported(self, **values):
        self.import_records(*contract(**values.pop('told', {})), **values)
        return self.policy().vehicle_id

    def test_vin(self):
        car = self.make_customer_car(vin_sn="WVWZZZ1JZXW000001")
        self.assertEqual(self.imported(), car)
        self.assertEqual(self.policy().insured_vehicle_ids.vehicle_id, car)

    def test_plate_and_holder(self):
        holder = self.make_partner("Änne", "Prüfstein", birthdate_date=date(1971, 3, 9))
        car = self.make_customer_car(holder, vin_sn=False, license_plate="GM-AB 123")
        self.assertEqual(self.imported(told={'car': {97: " " * 17}}), car)

    def test_plate_whose_umlaut_is_written_out(self):
        holder = self.make_partner("Änne", "Prüfstein", birthdate_date=date(1971, 3, 9))
        car = self.make_customer_car(holder, vin_sn=False, license_plate="WÜ-AB 123")
        self.assertEqual(self.imported(told={'car': {97: " " * 17, 114: "WUE-AB 123"}}), car)

    def test_umlaut_comes_back_where_it_was_written_out(self):
        self.assertEqual(self.imported(told={'car': {114: "TOEL-A 12 "}}).license_plate, "TÖL-A 12")

    def test_plate_of_somebody_else(self):
        car = self.make_customer_car(vin_sn=False, license_plate="GM-AB 123")
        self.assertNotEqual(self.imported(), car)

    def test_plate_that_went_to_another_car(self):
        holder = self.make_partner("Änne", "Prüfstein", birthdate_date=date(1971, 3, 9))
        car = self.make_customer_car(holder, vin_sn=OTHER_VIN, license_plate="GM-AB 123")
        self.assertNotEqual(self.imported(), car)

    def test_only_matched(self):
        self.assertFalse(self.imported(create_vehicles=False))
        insured = self.policy().insured_vehicle_ids
        self.assertEqual((insured.license_plate, insured.name), ("GM-AB 123", "VW Golf"))

    def test_created_later(self):
        self.imported(create_vehicles=False)
        made = self.import_records(*contract())
        self.assertEqual(self.counts(made), {'changed': 1})
        self.assertEqual(self.policy().vehicle_id.vin_sn, "WVWZZZ1JZXW000001")
        self.assertEqual(self.counts(self.import_records(*contract())), {'unchanged': 1})

    def test_what_cannot_be_right_is_left_out(self):
        made = self.import_records(*contract(car={97: "WVWZZZ1JZXWOOOO01", 114: "GMAB123  "}))
        self.assertEqual(self.codes(made), ['plate', 'vin'])
        car = self.policy().vehicle_id
        self.assertFalse(car.license_plate or car.vin_sn)

    def test_another_car_under_the_same_number(self):
        first = self.imported()
        made = self.import_records(*contract(car={97: OTHER_VIN, 114: "GM-CD 456"}))
        self.assertEqual(self.counts(made), {'changed': 1})
        self.assertEqual(self.policy().vehicle_id.vin_sn, OTHER_VIN)
        self.assertNotEqual(self.policy().vehicle_id, first)

    def test_vehicle_chosen_by_a_person_stays(self):
        car = self.make_customer_car()
        policy = self.make_policy(vehicle_id=car.id)
        self.import_records(*contract())
        self.assertEqual(policy.vehicle_id, car)

    def test_several_vehicles_under_one_number(self):
        head = {'number': NUMBER}
        records = [
            partner(**head),
            terms(**head),
            vehicle(**head),
            liability(**head),
            vehicle({97: OTHER_VIN, 114: "GM-CD 456", 231: "0002"}, **head),
            liability({102: "SF1"}, **head),
        ]
        self.import_records(*records)
        policy = self.policy()
        self.assertEqual(policy.insured_vehicle_ids.vehicle_id.mapped('vin_sn'), ["WVWZZZ1JZXW000001", OTHER_VIN])
        self.assertEqual(policy.insured_vehicle_ids.mapped('cover_ids.no_claims_class'), ["SF5", "SF1"])
        second = policy.insured_vehicle_ids[1].vehicle_id
        self.assertEqual(second._insurance_policies(), policy)


@tagged('post_install', '-at_install')
class TestGdvMatchingPolicies(GdvImportCase):
    """Numbers: other notations, old and new ones, other insurers of the group."""

    def test_policy_typed_before(self):
        policy = self.make_policy(number="30/471.100.815", partner_id=self.customer.id)
        self.import_records(*contract())
        self.assertEqual((policy.number, policy.net_premium), ("30/471.100.815", 432.10))

    def test_policy_typed_without_its_area(self):
        holder = self.make_partner("Änne", "Prüfstein")
        policy = self.make_policy(number="471100815", partner_id=holder.id)
        self.import_records(*contract())
        self.assertEqual((policy.number, policy.number_key), (NUMBER, NUMBER))

    def test_new_number(self):
        for case, batches in (
            ("leaver first", [[*contract(OLD, term=CONTINUED), *self.successor()]]),
            ("newcomer first", [[*self.successor(), *contract(OLD, term=CONTINUED)]]),
            ("newcomer alone", [contract(OLD), self.successor()]),
            ("leaver, then newcomer", [contract(OLD), contract(OLD, term=CONTINUED), self.successor()]),
        ):
            with self.subTest(case=case):
                for records in batches:
                    self.import_records(*records)
                policy = self.policy()
                self.assertEqual((policy.state, policy.notation_ids.mapped('number')), ('active', [OLD]))
                self.assertFalse(self.policy(OLD))
                again = self.preview(*batches[-1])
                self.assertEqual(self.counts(again), {'unchanged': again.contract_count})
                policy.unlink()

    def successor(self):
        return contract(term={209: OLD.rjust(17)})

    def test_insurer_that_merged(self):
        leaver = contract('74555000111', term=MERGED, insurer="5339 ")
        newcomer = contract('74555000111')
        for case, batches in (
            ("together", [[*leaver, *newcomer]]),
            ("newcomer first", [[*newcomer, *leaver]]),
            ("known before", [contract('74555000111', insurer="5339 "), [*leaver, *newcomer]]),
        ):
            with self.subTest(case=case):
                for records in batches:
                    self.import_records(*records)
                policy = self.policy('74555000111')
                self.assertEqual((policy.insurer_id, policy.state), (self.ruv, 'active'))
                self.assertFalse(self.policy('74555000111', self.condor))
                self.assertEqual(self.counts(self.preview(*leaver, *newcomer)), {'unchanged': 2})
                policy.unlink()

    def test_two_contracts_of_one_number(self):
        records = [*contract(term={69: "4", 72: "31122022"}), *contract()]
        self.import_records(*records)
        self.assertEqual(self.policy().state, 'active')
        self.assertEqual(self.counts(self.preview(*records)), {'unchanged': 2})

    def test_bundle(self):
        head = {'number': '34000000001', 'line': "000", 'bundled': "1"}
        self.import_records(
            partner(**head),
            terms(**head),
            vehicle(number=head['number'], bundled="1"),
            record('0210', line="130", number=head['number'], bundled="1"),
        )
        policy = self.policy('34000000001')
        self.assertEqual((policy.is_bundle, policy.lines_of_business), (True, "050, 130"))
        self.assertEqual(policy.line_of_business, 'car')

    def test_part_of_a_bundle_that_was_cancelled(self):
        head = {'number': '34000000001', 'line': "000", 'bundled': "1"}
        own = {'number': head['number'], 'bundled': "1"}
        motor = [vehicle(**own), liability({51: "30062024"}, number=head['number'])]
        home = record('0210', {43: "4", 52: "31032024"}, line="130", **own)
        law = record('0210', {43: "1"}, line="070", **own)
        self.import_records(partner(**head), terms(**head), motor[0], liability(number=head['number']), home, law)
        policy = self.policy('34000000001')
        self.assertEqual((policy.state, policy.lines_of_business), ('active', "050, 070"))
        self.assertEqual(policy.cancelled_lines, "130")
        self.assertEqual(policy.end_date, date(2025, 1, 1))
        self.import_records(partner(**head), terms(**head), *motor, home, law)
        self.assertEqual((policy.state, policy.end_date), ('cancelled', date(2024, 6, 30)))
        self.assertEqual((policy.lines_of_business, policy.cancelled_lines), ("070", "050, 130"))
        self.assertEqual(policy.line_of_business, 'car')

    def test_business_insurers_leave_the_line_to_the_parts(self):
        for number in ('75000000001', '84000000001'):
            with self.subTest(number=number):
                head = {'number': number, 'line': "000"}
                self.import_records(partner(**head), terms(**head), vehicle(number=number), liability(number=number))
                policy = self.policy(number)
                self.assertEqual((policy.is_bundle, policy.line_of_business), (False, 'car'))
                self.assertEqual(policy.number_key, number)
                self.assertTrue(policy.vehicle_id)

    def test_line_without_mark_is_no_bundle(self):
        head = {'number': '75000000001', 'line': "000"}
        self.import_records(partner(**head), terms(**head))
        self.assertEqual(
            (self.policy('75000000001').is_bundle, self.policy('75000000001').line_of_business), (False, 'other')
        )
