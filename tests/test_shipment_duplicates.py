from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .bipro_connection import BiproMixin
from .common import DealerCommon

USERS = ('seller', 'outsider', 'stranger', 'erika', 'hans')
QUIET = ('odoo.http', 'odoo.addons.base.models.ir_rule', 'odoo.addons.base.models.ir_model')
NUMBER = '30471100815'


@tagged('post_install', '-at_install')
class TestShipmentDuplicates(BiproMixin, DealerCommon, HttpCase):
    """The same letter comes with two shipments and is one file: who may read either may read it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env['insurance.policy'].create(
            {
                'number': NUMBER,
                'insurer_id': cls.insurer.id,
                'company_id': cls.company.id,
                'partner_id': cls.customer.id,
            }
        )
        group, other_company = 'dealer_insurance.group_insurance_user', cls.make_company("Zweitwagen")
        cls.make_reader('seller', f'base.group_user,{group}', cls.company)
        cls.make_reader('outsider', 'base.group_user', cls.company)
        cls.make_reader('stranger', f'base.group_user,{group}', other_company)
        cls.make_reader('erika', 'base.group_portal', cls.company, partner_id=cls.customer.id)
        cls.make_reader('hans', 'base.group_portal', cls.company)

    @classmethod
    def make_reader(cls, login, groups, company, **values):
        context = {'no_reset_password': True}
        return new_test_user(
            cls.env,
            login,
            groups,
            password=login,
            company_id=company.id,
            company_ids=company.ids,
            context=context,
            **values,
        )

    def deliver(self, **members):
        self.fill(documents=[{'name': "Rechnung.pdf", 'key': "same", 'size': 2000}], **members)
        self.fetch()
        return self.shipments()[-1:].document_ids

    def readers(self, document):
        """Who gets the file."""
        readers = set()
        for user in USERS:
            self.authenticate(user, user)
            answer = self.url_open(f'/web/content/{document.attachment_id.id}')
            readers |= {user} if answer.status_code == 200 else set()
        return readers

    @mute_logger(*QUIET)
    def test_first_is_not_assigned(self):
        first = self.deliver()
        self.assertEqual(self.readers(first), set())
        second = self.deliver(policy_number=NUMBER)
        self.assertEqual((second.duplicate_of_id, second.attachment_id), (first, first.attachment_id))
        self.assertEqual((first.policy_id, second.policy_id), (self.policy.browse(), self.policy))
        self.assertEqual(self.readers(second), {'seller', 'erika'})
        self.authenticate('erika', 'erika')
        self.assertEqual(self.url_open(f'/my/insurances/document/{second.id}').status_code, 200)
        self.assertEqual(self.url_open(f'/my/insurances/document/{first.id}').status_code, 404)

    @mute_logger(*QUIET)
    def test_assignment_is_taken_away(self):
        self.deliver()
        second = self.deliver(policy_number=NUMBER)
        second.shipment_id.action_unassign()
        self.assertEqual(self.readers(second), set())

    def test_same_leaflet_about_changes_of_two(self):
        """What is told beside it is another customer's."""
        cars = self.make_customer_car(license_plate='GM-AB 123') | self.make_customer_car(license_plate='GM-AB 124')
        for number, car in zip(('1', '2'), cars):
            car.vin_sn = f'WVWZZZ1JZXW00000{number}'
            self.deliver(category='120010106', plate=f'GM-XY {number}', vin=car.vin_sn)
        first, second = self.shipments()
        self.assertEqual(second.duplicate_of_id, first)
        self.assertEqual((first + second).vehicle_id, cars)
        self.assertEqual((first + second).proposal_ids.mapped('new_value'), ['GM-XY 1', 'GM-XY 2'])
        for car in cars:
            self.assertTrue(car.message_ids.filtered(lambda message: "Kennzeichenänderung" in message.body))

    def test_same_leaflet_about_the_same_once_more(self):
        for _time in range(2):
            self.deliver(category='140000000', policy_number=NUMBER)
        notes = self.policy.message_ids.filtered(lambda message: "R+V" in message.body)
        self.assertEqual(len(notes), 1)
