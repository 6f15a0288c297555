from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .application import ApplicationCommon
from .wertgarantie import NUMBER_WITHOUT_PRODUCTS

MONTHLY, YEARLY = 'KOMPLETTSCHUTZ_RAD_M_2018', 'KOMPLETTSCHUTZ_RAD_J_2018'


class TariffCommon(ApplicationCommon):
    def at_tariff(self, bike=None, **sale):
        application = self.apply(self.sell_bike(bike or self.bike, **sale).invoice_line_ids)
        self.go_to(application, 'tariff')
        return application

    def calls(self, name):
        return self.books()['calls'].get(name, 0)


@tagged('post_install', '-at_install')
class TestApplicationTariff(TariffCommon):
    """What Wertgarantie offers, and which of it the customer takes."""

    def test_products_for_this_object_stand_side_by_side(self):
        for bike, types in (
            (self.bike, {MONTHLY, YEARLY}),
            (self.ebike, {'KOMPLETTSCHUTZ_EBIKE_M_2018', 'KOMPLETTSCHUTZ_EBIKE_J_2018'}),
        ):
            application = self.at_tariff(bike)
            self.assertEqual(set(application.offer_ids.mapped('product_type')), types)

    def test_battery_alone(self):
        application = self.apply(self.sell_bike(self.ebike).invoice_line_ids)
        self.fill(application, insured_object='battery')
        self.go_to(application, 'tariff')
        self.assertEqual(application.offer_ids.mapped('product_type'), ['AKKUSCHUTZ_EBIKE_2018'])

    def test_premiums_for_each_way_to_pay(self):
        offer = self.at_tariff().offer_ids.filtered(lambda offer: offer.product_type == MONTHLY)
        self.assertEqual(offer._intervals(), ['1', '3', '6', '12'])
        self.assertEqual(offer._premium('1', False)['premium'], '15.00')
        self.assertEqual(offer._premium('3', True)['premium'], '47.70')
        for shown in ("Monthly", "15.00", "180.00", "47.70", "Sofortschutz"):
            self.assertIn(shown, offer.card)

    def test_what_the_insurer_says_is_shown_as_text(self):
        offer = self.at_tariff().offer_ids[0]
        offer.sudo().texts = [["<b>Name</b>", "<script>alert(1)</script>"]]
        self.assertNotIn('<script>', offer.card)
        self.assertNotIn('<b>', offer.card)

    def test_chosen_offer_tells_premium_and_start(self):
        with freeze_time('2027-03-17 10:00:00'):
            application = self.at_tariff()
            self.take_tariff(application, 0, payment_interval='3')
            self.assertEqual((application.premium, application.premium_per_year), (45, 180))
            self.assertEqual(application.start_date, fields.Date.to_date('2027-04-01'))
            with Form(application) as form:
                form.has_immediate_cover = True
                self.assertEqual(form.start_date, fields.Date.to_date('2027-03-17'))
                self.assertEqual(form.premium, 47.7)

    def test_yearly_product_is_paid_yearly(self):
        application = self.at_tariff()
        application.offer_ids.filtered(lambda offer: offer.product_type == YEARLY).action_choose()
        self.assertEqual(application.payment_interval, '12')
        self.assertEqual(application.premium, 165)

    def test_only_ways_to_pay_that_the_product_has(self):
        application = self.at_tariff()
        for product_type, intervals in ((MONTHLY, ['1', '3', '6', '12']), (YEARLY, ['12'])):
            offer = application.offer_ids.filtered(lambda offer, wanted=product_type: offer.product_type == wanted)
            offer.action_choose()
            with self.subTest(product_type):
                self.assertEqual(application.payment_intervals, intervals)
                self.assertEqual(application.collection_types, offer._collection_types())

    def test_interval_that_the_product_lacks_is_named(self):
        application = self.at_tariff()
        self.take_tariff(application, 1, payment_interval='1')
        with self.assertRaisesRegex(UserError, "Paid"):
            application.action_next()

    def test_offer_without_premium_shows_why_and_cannot_be_chosen(self):
        self.wertgarantie.wertgarantie_ebike_code = '999'
        [offer] = self.at_tariff(self.ebike).offer_ids
        self.assertIn("nicht versicherbar", offer.message)
        self.assertFalse(offer._intervals())
        with self.assertRaises(UserError) as refusal:
            offer.action_choose()
        self.assertEqual(str(refusal.exception), offer.message)

    def test_price_above_all_limits(self):
        with self.assertRaisesRegex(UserError, "offers nothing"):
            self.at_tariff(price=4000)

    def test_agent_without_products(self):
        self.set_agent_number(self.salesperson, NUMBER_WITHOUT_PRODUCTS)
        with self.assertRaisesRegex(UserError, "offers nothing"):
            self.at_tariff()

    def test_tariff_must_be_chosen_and_its_ipid_handed_over(self):
        application = self.at_tariff()
        with self.assertRaisesRegex(UserError, "Tariff.*IPID|IPID.*Tariff"):
            application.action_next()
        application.offer_ids[0].action_choose()
        with self.assertRaisesRegex(UserError, "IPID"):
            application.action_next()
        self.assertFalse(application.information_ids)

    def test_hand_over_of_the_ipid_is_kept_as_evidence(self):
        application = self.at_tariff()
        self.take_tariff(application)
        application.action_next()
        [information] = application.information_ids
        [paper] = application.document_ids.filtered(lambda paper: paper.kind == 'ipid')
        self.assertEqual(information.document_checksum, paper.checksum)
        self.assertEqual(information.partner_id, self.customer)
        self.assertEqual(information.product_name, application.offer_id.product_name)
        self.assertEqual(information.user_id, self.salesperson)

    def test_same_paper_is_evidence_once_another_product_again(self):
        application = self.at_tariff()
        for number, count in ((0, 1), (0, 1), (1, 2)):
            if number:
                application.offer_ids[number].action_choose()
                self.assertFalse(application.is_ipid_handed_over)
            self.take_tariff(application, number)
            application.action_next()
            application.action_back()
            self.assertEqual(len(application.information_ids), count)

    def test_papers_open_as_pdf_and_are_fetched_once(self):
        offer = self.at_tariff().offer_ids[0]
        for action in (offer.action_open_ipid(), offer.action_open_conditions(), offer.action_open_ipid()):
            self.assertEqual(action['type'], 'ir.actions.act_url')
            attachment = self.env['ir.attachment'].browse(int(action['url'].rpartition('/')[2].partition('?')[0]))
            self.assertTrue(attachment.raw.startswith(b'%PDF'))
        self.assertEqual(self.calls('GET_PRODUCT_DATA/LEGAL_DOCUMENTS'), 1)

    def test_back_and_next_ask_nothing_again(self):
        application = self.at_tariff()
        self.take_tariff(application)
        asked = self.calls('GET_PRODUCT_DATA/INSURANCE_PREMIUM')
        application.action_back()
        application.action_next()
        self.assertTrue(application.offer_id)
        self.assertEqual(self.calls('GET_PRODUCT_DATA/INSURANCE_PREMIUM'), asked)

    def test_other_price_outdates_the_offers_but_not_the_choice(self):
        application = self.at_tariff()
        self.take_tariff(application)
        before = application.premium
        application.action_back()
        application.action_back()
        self.fill(application, price=1900)
        self.assertFalse(application.offer_ids)
        self.assertFalse(application.premium)
        self.go_to(application, 'tariff')
        self.assertEqual(application.offer_id.product_type, MONTHLY)
        self.assertGreater(application.premium, before)
        self.assertTrue(application.is_ipid_handed_over)

    def test_other_object_outdates_the_choice_too(self):
        application = self.at_tariff(self.ebike)
        self.take_tariff(application)
        application.action_back()
        application.action_back()
        self.fill(application, insured_object='battery')
        self.go_to(application, 'tariff')
        self.assertFalse(application.offer_id)

    def test_offers_of_another_day_are_asked_for_again(self):
        application = self.at_tariff()
        application.action_back()
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            application.action_next()
            self.assertEqual(application.application_date, self.today + timedelta(days=1))
            self.assertEqual(application.offers_date, self.today + timedelta(days=1))

    def test_nobody_writes_offers_but_the_insurer(self):
        offer = self.at_tariff().offer_ids[0]
        with self.assertRaises(AccessError):
            offer.premiums = []

    def test_austria(self):
        connection, employee = self.make_austrian_shop()
        company = connection.company_id
        bike = (
            self.env(context={})['fleet.vehicle']
            .with_company(company)
            .create(
                {
                    'model_id': self.bike_model.id,
                    'vin_sn': 'AT1',
                    'company_id': company.id,
                    'usage': 'customer',
                    'owner_id': self.customer.id,
                }
            )
        )
        application = self.apply(bike, employee)
        self.fill(application, price=1000, purchase_date=self.today)
        self.go_to(application, 'tariff')
        self.assertEqual(application.connection_id, connection)
        self.assertTrue(application.offer_ids)

    def test_outage_keeps_what_was_typed(self):
        application = self.apply(self.sell_bike(self.bike).invoice_line_ids)
        application.action_next()
        self.fill(application, model_name="Stadtrad 7")
        self.simulator.fault('503', address='GET_AGENT_DATA')
        with self.assertRaises(UserError), self.env.cr.savepoint():
            application.action_next()
        self.assertEqual((application.step, application.model_name), ('check', "Stadtrad 7"))
