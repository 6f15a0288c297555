from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .shipments import ShipmentCommon

PLATE_CHANGE, CANCELLED, EXPIRED, COVER = '120010106', '160011000', '160016000', '200010000'


@tagged('post_install', '-at_install')
class TestProposals(ShipmentCommon):
    """A business process of an insurer changes nothing here before a person accepts it."""

    def propose(self, category, **values):
        shipment = self.receive_shipment(category=category, **{'policy_number': '30471100815', **values})
        return shipment.proposal_ids.with_user(self.insurance_user)

    def assert_proposed(self, proposal, kind, old, new):
        self.assertRecordValues(
            proposal, [{'kind': kind, 'old_text': old, 'new_text': new, 'state': 'open', 'policy_id': self.policy.id}]
        )

    def test_plate_change(self):
        proposal = self.propose(PLATE_CHANGE, told={'plates': ['GM-AB 123', 'gm ab 987']})
        self.assert_proposed(proposal, 'plate', "GM-AB 123", "GM-AB 987")
        self.assertEqual(self.car.license_plate, "GM-AB 123")
        proposal.action_accept()
        self.assertEqual(self.car.license_plate, "GM-AB 987")
        self.assertRecordValues(proposal, [{'state': 'accepted', 'decided_by_id': self.insurance_user.id}])
        self.assertTrue(proposal.decided_at)
        self.assertIn("GM-AB 987", self.policy.message_ids[0].body)

    def test_plate_that_the_vehicle_has_already(self):
        self.assertFalse(self.propose(PLATE_CHANGE, license_plate='GM-AB 123'))

    def test_plates_that_leave_a_doubt(self):
        for plates in (['GM-X 1', 'GM-Y 1'], ['GMA77'], []):
            with self.subTest(plates):
                self.assertFalse(self.propose(PLATE_CHANGE, told={'plates': plates}))

    def test_cancellation(self):
        self.policy.end_date = date(2027, 1, 1)
        proposal = self.propose(CANCELLED, posted_at=datetime(2026, 11, 2, 9, 0))
        self.assert_proposed(proposal, 'end', "In Force", "Cancelled")
        self.assertEqual(proposal.end_date, date(2027, 1, 1))
        proposal.end_date = date(2026, 12, 31)
        proposal.action_accept()
        self.assertRecordValues(
            self.policy,
            [
                {
                    'state': 'cancelled',
                    'end_date': date(2026, 12, 31),
                    'end_declared_on': date(2026, 11, 2),
                    'end_reason': "Kündigung durch die Gesellschaft",
                }
            ],
        )

    def test_expiry(self):
        proposal = self.propose(EXPIRED)
        self.assert_proposed(proposal, 'end', "In Force", "Ended")
        proposal.action_accept()
        self.assertEqual(self.policy.state, 'ended')

    def test_policy_that_has_ended_already(self):
        self.policy.state = 'ended'
        self.assertFalse(self.propose(CANCELLED))

    def test_question_about_an_end_is_no_end(self):
        for category in ('160002000', '160008000', '160009000'):
            with self.subTest(category):
                self.assertFalse(self.propose(category))

    def test_cover_of_a_policy(self):
        proposal = self.propose(COVER, evb_number='rv 4k7p2')
        self.assert_proposed(proposal, 'evb', False, 'RV4K7P2')
        proposal.action_accept()
        self.assertEqual(self.policy.evb_number, 'RV4K7P2')
        self.assertEqual(self.car.evb_number, 'RV4K7P2')
        self.policy.state = 'cancelled'
        self.assertFalse(self.car.evb_number)

    def test_what_is_no_evb_number(self):
        """As shipments hold it that came when anything was read as one."""
        for told in ('true', 'wird nachgereicht', 'RV4K7PO', 'RV4K7P', '-'):
            with self.subTest(told):
                self.assertFalse(self.propose(COVER, evb_number=told))
        proposal = self.propose(COVER, told={'evb_numbers': ['true', 'RV-4K7P2']})
        self.assert_proposed(proposal, 'evb', False, 'RV4K7P2')

    def test_cover_of_a_car_without_policy(self):
        car = self.make_customer_car(license_plate='GM-NE 1')
        proposal = self.propose(COVER, policy_number=False, vin=car.vin_sn, evb_number='RV4K7P2')
        self.assertFalse(car.evb_number)
        proposal.action_accept()
        self.assertEqual(car.evb_number, 'RV4K7P2')

    def test_new_number(self):
        proposal = self.propose(
            '120022000',
            policy_number='84 999 000 111',
            told={'former_policy_numbers': ['30471100815']},
        )
        self.assert_proposed(proposal, 'number', '30471100815', '84999000111')
        proposal.action_accept()
        self.assertEqual(self.policy.number, '84999000111')
        self.assertEqual(self.receive_shipment(policy_number='30 471100815').policy_id, self.policy)

    def test_declined(self):
        proposal = self.propose(PLATE_CHANGE, license_plate='GM-AB 987')
        proposal.action_decline()
        self.assertEqual(self.car.license_plate, "GM-AB 123")
        self.assertRecordValues(proposal, [{'state': 'declined', 'decided_by_id': self.insurance_user.id}])
        with self.assertRaises(UserError):
            proposal.action_accept()

    def test_told_twice_proposed_once(self):
        self.assertTrue(self.propose(PLATE_CHANGE, license_plate='GM-AB 987'))
        self.assertFalse(self.propose(PLATE_CHANGE, license_plate='GM-AB 987'))

    def test_what_repeats_proposes_nothing(self):
        """Somebody has declined it already."""
        first = self.propose(PLATE_CHANGE, license_plate='GM-AB 987')
        first.action_decline()
        again = {'license_plate': 'GM-AB 987', 'duplicate_of_id': first.shipment_id.id}
        self.assertFalse(self.propose(PLATE_CHANGE, **again))
        self.assertTrue(self.propose(COVER, evb_number='RV4K7P2', duplicate_of_id=first.shipment_id.id))

    def test_own_meaning_of_an_insurer(self):
        self.insurer.category_ids.create({'insurer_id': self.insurer.id, 'code': PLATE_CHANGE, 'name': "Etwas anderes"})
        self.assertFalse(self.propose(PLATE_CHANGE, license_plate='GM-AB 987'))

    def test_taken_away_with_the_assignment(self):
        proposal = self.propose(PLATE_CHANGE, license_plate='GM-AB 987')
        declined = self.propose(COVER, evb_number='RV4K7P2')
        declined.action_decline()
        (proposal | declined).shipment_id.with_user(self.insurance_manager).action_unassign()
        self.assertFalse(proposal.exists())
        self.assertTrue(declined.exists())

    def test_proposed_when_assigned_by_hand(self):
        shipment = self.receive_shipment(category=PLATE_CHANGE, person_name="Kunde", license_plate='GM-AB 987')
        self.assertFalse(shipment.proposal_ids)
        shipment.with_user(self.insurance_manager).action_assign_suggestion()
        self.assert_proposed(shipment.proposal_ids, 'plate', "GM-AB 123", "GM-AB 987")

    def test_shown_where_it_matters(self):
        proposal = self.propose(PLATE_CHANGE, license_plate='GM-AB 987')
        self.assertEqual(self.policy.open_proposal_ids, proposal)
        self.assertEqual(self.car.open_proposal_ids, proposal)
        proposal.action_accept()
        self.env.invalidate_all()
        self.assertFalse(self.policy.open_proposal_ids | self.car.open_proposal_ids)

    def test_nobody_without_insurance_decides(self):
        proposal = self.propose(PLATE_CHANGE, license_plate='GM-AB 987')
        with self.assertRaises(AccessError):
            proposal.with_user(self.plain_salesperson).action_accept()
