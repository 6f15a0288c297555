"""Every guided step on the tablet at the counter: all is in sight, has a name, and can be done by the keyboard."""

from odoo.tests import HttpCase, tagged

from .application import SignedCommon
from .book import BookCommon
from .gdv_import import GdvImportCase, contract
from .handover import HandoverCommon
from .shipments import ShipmentCommon
from .test_deep_link import DeepLinkCase


class TabletCase(HttpCase):
    browser_size = '768x1024'

    def tour(self, record, name, user):
        user.lang = 'de_DE'
        self.start_tour(f'/odoo/{record._name}/{record.id}', f'dealer_insurance_tablet_{name}', login=user.login)


@tagged('post_install', '-at_install')
class TestTabletHandover(HandoverCommon, TabletCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.make_user('seller', 'base.group_partner_manager', 'dealer_insurance.group_insurance_user')

    def setUp(self):
        super().setUp()
        self.env['ir.config_parameter'].set_param('web.base.url', self.base_url())

    def test_callback(self):
        person = self.make_complete_customer("Karl", "Kiefer", birthdate_date=False)
        self.make_complete_car(person, license_plate='GM-KK 1', odometer=0)
        self.tour(person, 'callback', self.seller)
        self.assertRecordValues(
            person.consent_ids,
            [{'manner': 'signed', 'state': 'valid', 'numbers': f'{person.phone}\n{person.mobile}'}],
        )
        [sent] = self.received()
        self.assertEqual((sent['mode'], sent['customer_birth_date']), ('callback', '1984-03-14'))

    def test_advice(self):
        self.tour(self.person, 'advice', self.seller)
        self.assertEqual(self.last_handover().mode, 'advice')

    def test_anonymous_query(self):
        self.tour(self.person, 'anonymous', self.seller)
        self.assertEqual(self.last_handover().mode, 'anonymous')

    def test_consent(self):
        self.tour(self.person, 'consent', self.seller)
        self.assertRecordValues(self.person.consent_ids, [{'manner': 'oral', 'state': 'valid'}])

    def test_connection(self):
        administrator = self.make_user('boss', 'dealer_insurance.group_insurance_manager', 'base.group_system')
        self.tour(self.connection, 'connection', administrator)
        self.assertEqual(self.connection.name, "tresen")


@tagged('post_install', '-at_install')
class TestTabletApplication(SignedCommon, TabletCase):
    """The steps up to the signature are in `test_wertgarantie_tours`."""

    def test_finalise(self):
        application = self.sign(self.apply_for(self.bike))
        self.tour(application, 'finalise', self.accountant)
        self.assertEqual(application.state, 'submitted')


@tagged('post_install', '-at_install')
class TestTabletPolicy(BookCommon, TabletCase):
    def test_end(self):
        policy = self.make_policy(vehicle_id=self.car.id)
        self.tour(policy, 'policy_end', self.salesperson)
        self.assertEqual(policy.end_reason, "verkauft")

    def test_renewal(self):
        policy = self.make_policy(vehicle_id=self.car.id, end_date=self.day(10), premium=450, payment_interval='12')
        self.tour(policy, 'renewal', self.salesperson)
        self.assertRecordValues(policy.next_policy_ids, [{'number': "0815", 'premium': 450}])

    def test_decision(self):
        order = self.make_order(self.car, user_id=self.salesperson.id)
        self.tour(order, 'decision', self.salesperson)
        self.assertEqual(order.state, 'sale')
        self.assertEqual(order.order_line.insurance_decision, 'insured')


@tagged('post_install', '-at_install')
class TestTabletDeepLink(DeepLinkCase, TabletCase):
    registry_test_mode = False  # `BiproMixin` sees to it

    def test_choice(self):
        self.tour(self.policy, 'deep_link', self.salesperson)

    def test_search(self):
        self.tour(self.make_policy('471100900'), 'deep_link_search', self.salesperson)


@tagged('post_install', '-at_install')
class TestTabletDocuments(ShipmentCommon, TabletCase):
    def test_assignment(self):
        shipment = self.receive_shipment(category='120010106', policy_number='111222333', person_name="Fremd")
        self.insurance_manager.lang = 'de_DE'
        self.start_tour('/odoo/insurance-inbox', 'dealer_insurance_tablet_assignment', login='insurance_manager')
        self.assertEqual(shipment.policy_id, self.policy)


@tagged('post_install', '-at_install')
class TestTabletImport(GdvImportCase, TabletCase):
    def test_import(self):
        made = self.make_import(*contract())
        self.tour(made, 'gdv_import', self.insurance_manager)
        self.assertEqual(made.state, 'running')
