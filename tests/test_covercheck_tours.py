import requests
from lxml import html

from odoo.tests import HttpCase, tagged

from .handover import HandoverCommon

PAGE = '/dealer_insurance/handover/'


@tagged('post_install', '-at_install')
class TestCoverCheckTours(HandoverCommon, HttpCase):
    """A German salesperson hands over by the browser; the simulator stands on the other side."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.make_user(
            'seller',
            'base.group_partner_manager',
            'dealer_insurance.group_insurance_user',
        )
        cls.seller.lang = 'de_DE'

    def setUp(self):
        super().setUp()
        self.env['ir.config_parameter'].set_param('web.base.url', self.base_url())

    def tour(self, record, name):
        self.start_tour(
            f'/odoo/{record._name}/{record.id}', f'dealer_insurance_covercheck_{name}', login=self.seller.login
        )

    def test_callback_with_missing_data_and_a_signature(self):
        person = self.make_complete_customer("Karl", "Kiefer", birthdate_date=False)
        car = self.make_complete_car(person, license_plate='GM-KK 1', odometer=0)
        self.tour(person, 'callback')
        self.assertEqual(str(person.birthdate_date), '1984-03-14')
        self.assertEqual(car.odometer, 51000)
        consent = person.consent_ids
        self.assertRecordValues(
            consent,
            [{'manner': 'signed', 'user_id': self.seller.id, 'state': 'valid', 'numbers': '+49 171 5556667'}],
        )
        self.assertTrue(consent.document)
        [sent] = self.received()
        self.assertEqual((sent['mode'], sent['customer_birth_date']), ('callback', '1984-03-14'))
        self.assertNotIn('customer_phone_private', sent)
        self.assertRecordValues(
            person.handover_ids,
            [
                {
                    'state': 'accepted',
                    'consent_id': consent.id,
                    'reference': sent['reference'],
                }
            ],
        )

    def test_own_advice_up_to_the_number_for_registration(self):
        self.tour(self.person, 'advice')
        [sent] = self.open_portal()
        self.assertEqual((sent['mode'], sent['customer_last_name']), ('advice', self.person.lastname))
        self.choose_tariff('concluded')
        handover = self.person.handover_ids
        self.assertRecordValues(handover, [{'state': 'concluded', 'vehicle_id': self.car.id}])
        self.assertEqual(self.car.evb_number, handover.evb_number)
        self.start_tour(
            f'/odoo/customer-vehicles/{self.car.id}',
            'dealer_insurance_covercheck_registration_ready',
            login=self.seller.login,
        )

    def test_quick_query_about_nobody(self):
        self.start_tour('/odoo/sold-not-insured', 'dealer_insurance_covercheck_anonymous', login=self.seller.login)
        [sent] = self.open_portal()
        self.assertEqual(
            (sent['mode'], sent['customer_postcode'], sent['customer_birth_date'], sent['vehicle_hsn']),
            ('anonymous', '51643', '1984-07-01', '0603'),
        )
        self.choose_tariff('offer')
        self.assertRecordValues(
            self.last_handover(),
            [
                {'state': 'offered', 'partner_id': False, 'person_name': False, 'vehicle_id': False},
            ],
        )

    def open_portal(self):
        """Go where the tour would have gone in a new tab: the browser posts the page's form by itself.

        :return: what the simulator has received
        """
        page = self.env['insurance.handover.wizard'].search([], order='id desc', limit=1)
        path = page.with_user(self.seller)._page_url(self.last_handover())
        self.browser_js(
            path,
            "console.log('test successful')",
            "location.pathname.startsWith('/process/')",
            login=self.seller.login,
        )
        return self.received()

    def choose_tariff(self, result):
        """Choose a tariff in the portal, and come back to Odoo as the portal's page does.

        :param str result: the button pressed, as section 9 of the contract calls it
        """
        [record] = self.simulator.received()
        address = f"{self.simulator.address}{record['process']}"
        choice = html.fromstring(requests.get(address, timeout=10).text)
        tariff = choice.xpath('//input[@name="tariff"]/@value')[0]
        answer = requests.post(address, {'tariff': tariff, 'result': result}, timeout=10)
        [form] = [form for form in html.fromstring(answer.text).forms if form.get('id') == 'return']
        self.opener.cookies.clear()
        self.assertEqual(self.url_open(form.action, data=dict(form.fields)).status_code, 200)
        self.env.invalidate_all()
