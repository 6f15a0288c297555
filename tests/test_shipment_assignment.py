from odoo.tests import tagged

from .shipments import ShipmentCommon

# As insurers and people write the number of the policy 30471100815.
NOTATIONS = {
    '30471100815': 'number',
    '30 471100815': 'number',
    '30.471.100.815': 'number',
    '30/471-100-815': 'number',
    ' 30 471 100 815 ': 'number',
    '00030471100815': 'number',
    '30-471100815-120': 'number',
    '30471100815 120': 'number',
    '120 30471100815': 'number',
    '120-30-471100815': 'number',
    'KFZ 30471100815': 'number',
    '471100815': 'notation',
    '471.100.815': 'notation',
    '471 100 815': 'notation',
    '00471100815': 'notation',
}
STRANGERS = ('30471100816', '32471100815', '471100816', '30', '99471100815', '4711008150000000000000000', 'A-17')


@tagged('post_install', '-at_install')
class TestShipmentAssignment(ShipmentCommon):
    """What comes from an insurer finds its policy, or waits for a person. It never guesses."""

    def assert_found(self, shipment, policy, found_by):
        self.assertRecordValues(
            shipment,
            [
                {
                    'assignment': 'exact',
                    'found_by': found_by,
                    'policy_id': policy.id,
                    'vehicle_id': policy.vehicle_id.id,
                    'partner_id': policy.partner_id.id,
                }
            ],
        )

    def assert_open(self, shipment, reason, *candidates):
        """:param candidates: policies, vehicles or customers that are offered"""
        self.assertRecordValues(
            shipment,
            [
                {
                    'assignment': 'suggested' if candidates else 'none',
                    'open_reason': reason,
                    'policy_id': False,
                    'vehicle_id': False,
                    'partner_id': False,
                }
            ],
        )
        offered = [each.policy_id or each.vehicle_id or each.partner_id for each in shipment.candidate_ids]
        self.assertCountEqual(offered, candidates)

    # Numbers

    def test_notations_of_one_number(self):
        for number, found_by in NOTATIONS.items():
            with self.subTest(number):
                self.assert_found(self.receive_shipment(policy_number=number), self.policy, found_by)

    def test_numbers_of_nobody(self):
        for number in STRANGERS:
            with self.subTest(number):
                self.assert_open(self.receive_shipment(policy_number=number), 'unknown_number')

    def test_policy_typed_without_its_area(self):
        policy = self.make_policy('660410123')
        self.assert_found(self.receive_shipment(policy_number='660410123'), policy, 'notation')
        self.assert_found(self.receive_shipment(policy_number='30660410123'), policy, 'notation')

    def test_contract_number_where_no_policy_number_is_told(self):
        self.assert_found(self.receive_shipment(contract_number='30 471.100.815'), self.policy, 'number')

    def test_two_policies_that_differ_in_the_area_are_both_suggested(self):
        other = self.make_policy('35471100815', line_of_business='other')
        self.assert_found(self.receive_shipment(policy_number='35471100815'), other, 'number')
        self.assert_open(self.receive_shipment(policy_number='471100815'), 'several', self.policy, other)

    def test_two_numbers_in_one_shipment(self):
        other = self.make_policy('30471100999')
        shipment = self.receive_shipment(told={'policy_numbers': ['30471100815', '30471100999']})
        self.assert_open(shipment, 'several', self.policy, other)

    def test_companies_of_the_group_share_their_numbers(self):
        policy = self.make_policy('32123456789', insurer_id=self.kravag.id)
        self.assert_found(self.receive_shipment(policy_number='32-123456789'), policy, 'number')

    def test_other_insurers_have_other_numbers(self):
        other = self.env['insurance.insurer'].create({'name': "Another Insurer"})
        connection = self.make_connection(insurer_id=other.id)
        self.assert_open(self.receive_shipment(connection, policy_number='30471100815'), 'unknown_number')

    def test_plain_numbers(self):
        other = self.env['insurance.insurer'].create({'name': "Another Insurer"})
        policy = self.make_policy('KR-0047 11', insurer_id=other.id)
        connection = self.make_connection(insurer_id=other.id)
        self.assert_found(self.receive_shipment(connection, policy_number='kr004711'), policy, 'number')

    def test_former_number_of_the_policy(self):
        self.policy.notation_ids.create({'policy_id': self.policy.id, 'number': '38 100 200 300'})
        self.assert_found(self.receive_shipment(policy_number='38100200300'), self.policy, 'notation')
        self.assert_found(self.receive_shipment(policy_number='100200300'), self.policy, 'notation')

    def test_shipment_that_tells_the_former_number(self):
        shipment = self.receive_shipment(
            told={'policy_numbers': ['84999000111'], 'former_policy_numbers': ['30471100815']}
        )
        self.assert_found(shipment, self.policy, 'notation')

    # Vehicles

    def test_vin_and_plate(self):
        for told in ({'vin': self.car.vin_sn.lower()}, {'license_plate': 'gm ab 123'}, {'license_plate': 'GM-AB123'}):
            with self.subTest(told):
                self.assert_found(self.receive_shipment(**told), self.policy, 'vehicle')

    def test_vin_counts_more_than_plate(self):
        self.make_customer_car(self.other_customer, license_plate='GM-XY 9')
        shipment = self.receive_shipment(vin=self.car.vin_sn, license_plate='GM-XY 9')
        self.assert_found(shipment, self.policy, 'vehicle')

    def test_vehicle_without_policy(self):
        """An eVB number comes before the policy does."""
        car = self.make_customer_car(license_plate='GM-NE 1')
        shipment = self.receive_shipment(vin=car.vin_sn)
        self.assertRecordValues(
            shipment,
            [{'assignment': 'exact', 'policy_id': False, 'vehicle_id': car.id, 'partner_id': self.customer.id}],
        )
        self.assertEqual(shipment.document_ids.vehicle_id, car)
        self.assertEqual(shipment.document_ids.partner_id, self.customer)

    def test_vehicle_with_two_policies(self):
        other = self.make_policy('35471100815', vehicle_id=self.car.id, line_of_business='other')
        self.assert_open(self.receive_shipment(vin=self.car.vin_sn), 'several', self.policy, other)

    def test_vehicle_whose_former_policy_has_ended(self):
        self.policy.state = 'ended'
        policy = self.make_policy('30471100999', vehicle_id=self.car.id)
        self.assert_found(self.receive_shipment(vin=self.car.vin_sn), policy, 'vehicle')

    def test_plate_that_does_not_tell_where_the_district_ends(self):
        car = self.make_customer_car(license_plate='GM-A 77')
        self.assert_open(self.receive_shipment(license_plate='GMA77'), 'several', car)

    def test_known_vehicle_with_an_unknown_number(self):
        shipment = self.receive_shipment(policy_number='30999888777', vin=self.car.vin_sn)
        self.assert_open(shipment, 'other_number', self.policy)

    def test_vehicle_that_belongs_to_somebody_else_now(self):
        """A letter to the former owner is not filed at the new one."""
        shipment = self.receive_shipment(vin=self.car.vin_sn, person_name="Vorbesitzer", person_firstname="Udo")
        self.assert_open(shipment, 'other_person', self.policy)

    def test_name_in_another_spelling_is_no_other_person(self):
        self.customer.lastname = "Müller-Köß"
        for name in ("MUELLER-KOESS", "Mueller", "Köß"):
            with self.subTest(name):
                shipment = self.receive_shipment(vin=self.car.vin_sn, person_name=name)
                self.assert_found(shipment, self.policy, 'vehicle')

    # Names

    def test_a_name_is_only_a_suggestion(self):
        for firstname, lastname in (("Erika", "Kunde"), ("ERIKA", "KUNDE"), ("", "Kunde")):
            with self.subTest(lastname):
                shipment = self.receive_shipment(person_name=lastname, person_firstname=firstname)
                self.assert_open(shipment, 'name_only', self.policy)

    def test_customer_without_policy(self):
        shipment = self.receive_shipment(person_name="Nachbar", person_firstname="Hans")
        self.assert_open(shipment, 'name_only', self.other_customer)
        self.assertEqual(shipment.suggestion_id, shipment.candidate_ids)

    def test_two_customers_of_one_name(self):
        namesake = self.make_partner("Hans", "Nachbar")
        self.make_partner("Grete", "Nachbar")
        shipment = self.receive_shipment(person_name="Nachbar", person_firstname="Hans")
        self.assert_open(shipment, 'name_only', self.other_customer, namesake)
        self.assertFalse(shipment.suggestion_id)

    def test_name_beside_an_unknown_number(self):
        shipment = self.receive_shipment(policy_number='30999888777', person_name="Kunde", person_firstname="Erika")
        self.assert_open(shipment, 'unknown_number', self.policy)

    def test_nothing_known(self):
        self.assert_open(self.receive_shipment(person_name="Niemand"), 'nothing_known')
        self.assert_open(self.receive_shipment(), 'nothing_known')

    def test_files_about_many_contracts_wait_for_nobody(self):
        shipment = self.receive_shipment(category='999010010', policy_number='30471100815')
        self.assert_open(shipment, 'file')

    # What becomes of it

    def test_documents_and_note(self):
        shipment = self.receive_shipment(policy_number='30471100815')
        document = shipment.document_ids
        self.assertRecordValues(
            document,
            [{'policy_id': self.policy.id, 'vehicle_id': self.car.id, 'partner_id': self.customer.id}],
        )
        self.assertEqual(document.category_name, "Policierung")
        self.assertIn(document, self.policy.document_ids)
        self.assertIn("Policierung", self.policy.message_ids[0].body)

    def test_policy_that_becomes_known_later(self):
        shipments = self.make_shipment(policy_number='30555666777') | self.make_shipment(policy_number='555666777')
        shipments._assign()
        policy = self.make_policy('30 555 666 777')
        for shipment in shipments:
            self.assertEqual(shipment.policy_id, policy)

    def test_what_is_assigned_stays(self):
        shipment = self.receive_shipment(policy_number='30471100815')
        other = self.make_policy('30471100999')
        shipment._assign_by_hand(other, other.vehicle_id, other.partner_id)
        shipment._assign()
        self.assertRecordValues(shipment, [{'assignment': 'manual', 'policy_id': other.id}])

    def test_other_company(self):
        company = self.make_company("Autohaus Nachbarort")
        foreign = self.make_policy('30777888999', company_id=company.id)
        self.assert_open(self.receive_shipment(policy_number='30777888999'), 'unknown_number')
        connection = self.make_connection(company_id=company.id)
        shipment = self.receive_shipment(connection, policy_number='30777888999')
        self.assertEqual(shipment.policy_id, foreign)

    def test_words_of_the_insurer(self):
        self.env['insurance.insurer.category'].create(
            {'insurer_id': self.insurer.id, 'code': '140012030', 'name': "Eigene Bedeutung"}
        )
        for category, words in {
            '140012030': "Eigene Bedeutung",
            '120010106': "Kennzeichenänderung",
            '160099000': "Kündigung und Vertragsende",
            '777000000': '777000000',
        }.items():
            with self.subTest(category):
                self.assertEqual(self.make_shipment(category=category).category_name, words)

    def test_insurer_that_means_something_else_by_a_code(self):
        """Such as statements of commission: what customers have seen up to now is not for them."""
        document = self.receive_shipment(category='140012030', policy_number='30471100815').document_ids
        self.assertTrue(document.is_for_customer)
        self.insurer.category_ids.create({'insurer_id': self.insurer.id, 'code': '140012030', 'name': "Courtage"})
        self.assertFalse(document.is_for_customer)

    # Size

    def test_queries_do_not_depend_on_the_number_of_shipments(self):
        def batch(size):
            shipments = self.env['insurance.shipment']
            for number in range(size):
                shipments |= self.make_shipment(
                    policy_number=(f'30{number:09}', f'{number:09}', '', '30471100815')[number % 4],
                    vin='' if number % 4 < 2 else self.car.vin_sn,
                    person_name="Kunde",
                )
            self.env.flush_all()
            self.env.invalidate_all()
            return shipments

        def count(shipments):
            before = self.env.cr.sql_log_count
            shipments._assign()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        batch(4)._assign()
        few, many = count(batch(8)), count(batch(80))
        self.assertLessEqual(many, few)
