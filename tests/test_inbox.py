from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .shipments import ShipmentCommon


@tagged('post_install', '-at_install')
class TestInbox(ShipmentCommon):
    """A manager assigns what could not find its place by itself; everybody sees what concerns their customers."""

    def inbox(self, shipment, user=None):
        return shipment.with_user(user or self.insurance_manager)

    def choose(self, shipments, **chosen):
        """Assign by the dialog."""
        action = self.inbox(shipments).action_choose()
        wizard = self.env['insurance.shipment.wizard'].with_user(self.insurance_manager)
        with Form(wizard.with_context(**action['context'])) as form:
            for name, record in chosen.items():
                form[name] = record
        form.record.action_assign()
        return form.record

    def assert_waiting(self, shipment):
        self.assertIn(shipment.assignment, ('none', 'suggested'))
        self.assertFalse(shipment.policy_id)
        self.assertFalse(shipment.document_ids.policy_id)

    # Assign

    def test_one_click_on_a_candidate_teaches_the_number(self):
        shipment = self.receive_shipment(policy_number='99-7', person_name="Kunde", person_firstname="Erika")
        [candidate] = self.inbox(shipment).candidate_ids
        candidate.action_assign()
        self.assertRecordValues(
            shipment, [{'assignment': 'manual', 'policy_id': self.policy.id, 'vehicle_id': self.car.id}]
        )
        self.assertEqual(shipment.document_ids.policy_id, self.policy)
        self.assertFalse(shipment.candidate_ids)
        following = self.receive_shipment(policy_number='997')
        self.assertRecordValues(following, [{'assignment': 'exact', 'policy_id': self.policy.id}])

    def test_several_at_once(self):
        shipments = self.receive_shipment(person_name="Kunde") | self.receive_shipment(person_name="Nachbar")
        undecided = self.receive_shipment(person_name="Niemand")
        self.inbox(shipments | undecided).action_assign_suggestion()
        self.assertEqual(shipments.mapped('assignment'), ['manual', 'manual'])
        self.assertEqual(shipments.partner_id, self.customer | self.other_customer)
        self.assert_waiting(undecided)

    def test_dialog_assigns_several_to_one_policy(self):
        shipments = self.receive_shipment(policy_number='111222333') | self.receive_shipment(contract_number='V-9')
        wizard = self.choose(shipments, policy_id=self.policy)
        self.assertEqual(wizard.vehicle_id, self.car)
        self.assertEqual(shipments.policy_id, self.policy)
        self.assertCountEqual(self.policy.notation_ids.mapped('number'), ['111222333', 'V-9'])

    def test_dialog_says_what_will_be_learned(self):
        shipment = self.receive_shipment(policy_number='111222333')
        wizard = self.env['insurance.shipment.wizard'].create({'shipment_ids': shipment.ids})
        self.assertFalse(wizard.numbers)
        wizard.policy_id = self.policy
        self.assertEqual(wizard.numbers, '111222333')

    def test_vehicle_or_customer_alone(self):
        car = self.make_customer_car(license_plate='GM-NE 1')
        shipment = self.receive_shipment()
        self.choose(shipment, vehicle_id=car)
        self.assertRecordValues(shipment.document_ids, [{'vehicle_id': car.id, 'partner_id': self.customer.id}])
        shipment = self.receive_shipment()
        self.choose(shipment, partner_id=self.other_customer)
        self.assertEqual(shipment.document_ids.partner_id, self.other_customer)

    def test_dialog_wants_a_choice(self):
        with self.assertRaises(UserError):
            self.choose(self.receive_shipment())

    def test_number_of_another_policy_is_not_learned(self):
        """Which of both is wrong, only the policies can tell."""
        other = self.make_policy('30471100999')
        shipment = self.receive_shipment(policy_number='30471100815')
        self.choose(shipment, policy_id=other)
        self.assertEqual(shipment.policy_id, other)
        self.assertFalse(other.notation_ids)
        self.assertEqual(self.receive_shipment(policy_number='30471100815').policy_id, self.policy)

    def test_choosing_otherwise_teaches_anew(self):
        other = self.make_policy('30471100999')
        shipment = self.receive_shipment(policy_number='111222333')
        self.choose(shipment, policy_id=self.policy)
        self.choose(shipment, policy_id=other)
        self.assertEqual(self.receive_shipment(policy_number='111222333').policy_id, other)
        self.assertFalse(self.policy.notation_ids)
        self.assertEqual(shipment.document_ids.policy_id, other)

    def test_policy_of_another_insurer_is_refused(self):
        other = self.env['insurance.insurer'].create({'name': "Another Insurer"})
        policy = self.make_policy('4711', insurer_id=other.id)
        with self.assertRaises(UserError):
            self.choose(self.receive_shipment(), policy_id=policy)

    def test_file_about_many_contracts_is_refused(self):
        with self.assertRaises(UserError):
            self.choose(self.receive_shipment(category='999010010'), policy_id=self.policy)

    # Take away

    def test_wrong_assignment_goes_back(self):
        shipment = self.receive_shipment(policy_number='111222333', person_name="Kunde")
        self.inbox(shipment).candidate_ids.action_assign()
        document = shipment.document_ids
        self.inbox(shipment, self.insurance_user).action_unassign()
        self.assert_waiting(shipment)
        self.assertEqual(shipment.open_reason, 'taken_away')
        self.assertTrue(document.exists().attachment_id)
        self.assertFalse(document.partner_id)
        self.assertFalse(self.policy.notation_ids)
        self.assertEqual(self.receive_shipment(policy_number='111222333').assignment, 'none')

    def test_search_again(self):
        shipment = self.receive_shipment(license_plate='GM-NE 1')
        self.assert_waiting(shipment)
        car = self.make_customer_car(license_plate='GM-NE 1')
        self.inbox(shipment).action_search_again()
        self.assertEqual(shipment.vehicle_id, car)

    # Create a policy

    def create_policy(self, shipment, **changes):
        action = self.inbox(shipment).action_create_policy()
        policies = self.env['insurance.policy'].with_user(self.insurance_manager)
        with Form(policies.with_context(**action['context'])) as form:
            for name, value in changes.items():
                form[name] = value
        return form.record

    def test_policy_from_a_shipment(self):
        shipment = self.receive_shipment(
            policy_number='32-999888777', person_name="Nachbar", evb_number='KA4K7P2', line='051'
        )
        policy = self.create_policy(shipment)
        self.assertRecordValues(
            policy,
            [
                {
                    'number': '32999888777',
                    'insurer_id': self.kravag.id,
                    'partner_id': self.other_customer.id,
                    'line_of_business': 'car',
                    'evb_number': 'KA4K7P2',
                    'company_id': self.company.id,
                }
            ],
        )
        self.assertEqual(shipment.policy_id, policy)
        self.assertEqual(shipment.document_ids.policy_id, policy)

    def test_policy_with_a_corrected_number(self):
        shipment = self.receive_shipment(policy_number='99-7', person_name="Nachbar")
        policy = self.create_policy(shipment, number='30999888777')
        self.assertEqual(shipment.policy_id, policy)
        self.assertEqual(self.receive_shipment(policy_number='99-7').policy_id, policy)

    # Who sees what

    def test_users_see_what_is_assigned(self):
        assigned = self.receive_shipment(policy_number='30471100815')
        waiting = self.receive_shipment(person_name="Kunde")
        both = assigned | waiting
        for model, records in (('insurance.shipment', both), ('insurance.document', both.document_ids)):
            with self.subTest(model):
                mine = [('id', 'in', records.ids)]
                for user, count in ((self.insurance_user, 1), (self.insurance_manager, 2)):
                    self.assertEqual(self.env[model].with_user(user).search_count(mine), count)
        with self.assertRaises(AccessError):
            self.inbox(waiting, self.insurance_user)._assign_by_hand(self.policy, self.car, self.customer)

    def test_attachments_follow_their_shipments(self):
        waiting = self.receive_shipment(person_name="Kunde")
        attachment = waiting.document_ids.attachment_id
        attachment.with_user(self.insurance_manager).check_access('read')
        with self.assertRaises(AccessError):
            attachment.with_user(self.insurance_user).check_access('read')

    def test_own_access_own_inbox(self):
        connection = self.make_connection(user_id=self.insurance_user.id)
        shipment = self.receive_shipment(connection, person_name="Kunde")
        self.inbox(shipment, self.insurance_user).action_assign_suggestion()
        self.assertEqual(shipment.policy_id, self.policy)

    def test_nobody_without_insurance(self):
        shipment = self.receive_shipment(policy_number='30471100815')
        with self.assertRaises(AccessError):
            self.inbox(shipment, self.plain_salesperson).action_unassign()

    def test_companies_are_apart(self):
        company = self.make_company("Autohaus Nachbarort")
        stranger = new_test_user(
            self.env,
            login='stranger',
            groups='base.group_user,dealer_insurance.group_insurance_manager',
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        shipment = self.receive_shipment(person_name="Kunde")
        for record in (shipment, shipment.candidate_ids, shipment.document_ids):
            with self.subTest(record._name), self.assertRaises(AccessError):
                record.with_user(stranger).with_context(allowed_company_ids=company.ids).check_access('read')
        foreign = self.make_policy('30777888999', company_id=company.id)
        with self.assertRaises(UserError):
            shipment._assign_by_hand(foreign, foreign.vehicle_id, foreign.partner_id)

    # What is asked about a number in the policy's form

    def test_form_asks_for_the_area(self):
        with Form(self.env['insurance.policy'].with_user(self.insurance_user)) as form:
            form.partner_id = self.customer
            form.insurer_id = self.insurer
            form.number = '999888777'
            self.assertEqual(form.number, '999888777')
            self.assertIn("Arbeitsgebiet", form.number_advice)
            self.assertEqual(
                [choice['number'] for choice in form.number_choices],
                ['30999888777', '32999888777', '33999888777', '74999888777'],
            )
            kravag = form.number_choices[1]
            self.assertEqual(kravag['insurer']['id'], self.kravag.id)
            form.line_of_business = 'other'
            self.assertGreater(len(form.number_choices), 40)
            form.line_of_business = 'car'
            form.number = kravag['number']
            self.assertEqual([choice['insurer']['id'] for choice in form.number_choices], [self.kravag.id])
            form.insurer_id = self.kravag
            self.assertFalse(form.number_advice)
            self.assertFalse(form.number_choices)
