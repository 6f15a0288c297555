from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .shipments import ShipmentCommon


@tagged('post_install', '-at_install')
class TestInboxTours(ShipmentCommon, HttpCase):
    """A German manager empties the inbox by the browser; a salesperson types a policy number as it is often told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.insurance_manager | cls.insurance_user).lang = 'de_DE'

    def test_inbox(self):
        suggested = self.receive_shipment(person_name="Nachbar", person_firstname="Hans")
        unknown = self.receive_shipment(
            category='120010106', policy_number='111222333', license_plate='GM-AB 987', person_name="Fremd"
        )
        new = self.receive_shipment(policy_number='30999888777', line='051')
        self.start_tour('/odoo/sold-not-insured', 'dealer_insurance_inbox', login=self.insurance_manager.login)
        self.assertEqual(suggested.partner_id, self.other_customer)
        self.assertEqual(unknown.policy_id, self.policy)
        self.assertEqual(self.policy.notation_ids.number, '111222333')
        self.assertEqual(self.car.license_plate, 'GM-AB 987')
        self.assertRecordValues(
            new.policy_id, [{'number': '30999888777', 'insurer_id': self.insurer.id, 'line_of_business': 'car'}]
        )
        self.assertEqual(set((suggested | unknown | new).mapped('assignment')), {'manual', 'exact'})

    def test_policy_number_without_its_area(self):
        policy = self.make_policy('30471100900')
        self.start_tour(
            f'/odoo/insurance.policy/{policy.id}', 'dealer_insurance_policy_number', login=self.insurance_user.login
        )
        self.assertRecordValues(policy, [{'number': '32471100900', 'insurer_id': self.kravag.id}])

    def test_chatter_with_papers_that_nobody_writes(self):
        """The web client offers a thumbnail of each PDF in the chatter; a refusal would be an error on the screen."""
        attachment = self.receive_shipment(policy_number='30471100815').document_ids.attachment_id
        hidden = self.receive_shipment(person_name="Kunde").document_ids.attachment_id
        self.authenticate(self.insurance_user.login, self.insurance_user.login)
        self.assertIsNone(self.offer_thumbnail(attachment))
        self.assertFalse(attachment.thumbnail)
        with self.assertRaises(JsonRpcException), mute_logger('odoo.http'):
            self.offer_thumbnail(hidden)

    def offer_thumbnail(self, attachment):
        return self.make_jsonrpc_request(
            '/mail/attachment/update_thumbnail', {'attachment_id': attachment.id, 'thumbnail': 'R0lGODlhAQABAAAAACw='}
        )
