from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.dealer_insurance.connectors import wertgarantie

from .application import IBAN, ApplicationCommon

SENT_STATES = ('sending', 'submitted', 'unknown')


class StepsCommon(ApplicationCommon):
    def at(self, step, bike=None, **sale):
        application = self.apply(self.sell_bike(bike or self.bike, **sale).invoice_line_ids)
        self.go_to(application, step)
        return application

    def assertAsksFor(self, application, *labels):
        """Next stays where it is, and names these."""
        step = application.step
        with self.assertRaises(UserError) as refusal:
            application.action_next()
        for label in labels:
            self.assertIn(label, str(refusal.exception))
        self.assertEqual(application.step, step)


@tagged('post_install', '-at_install')
class TestApplicationSteps(StepsCommon):
    """The way through the steps of the form."""

    def test_whole_way(self):
        for bike in (self.bike, self.ebike):
            application = self.at('send', bike)
            application._check_complete()
            self.assertFalse(wertgarantie.faults(application._payload(), before_signing=True))

    def test_back_keeps_everything(self):
        application = self.at('send')
        names = sorted(application._typed_fields())
        before = application.read(names)
        for step in ('customer', 'vehicle', 'tariff', 'check', 'object', 'object'):
            application.action_back()
            self.assertEqual(application.step, step)
        self.assertEqual(application.read(names), before)
        while application.step != 'send':
            application.action_next()

    def test_form_shows_one_step(self):
        application = self.at('check')
        with Form(application) as form:
            self.assertFalse(form._get_modifier('frame_number', 'readonly'))
        for name in ('action_next', 'action_back'):
            self.assertIn(name, application.get_view(view_type='form')['arch'])

    def test_nothing_can_be_changed_once_it_is_sent(self):
        application = self.at('send')
        for state in SENT_STATES:
            application.sudo().state = state
            with self.subTest(state), self.assertRaisesRegex(UserError, "on its way"):
                application.price = 1
            for press in (application.action_next, application.action_back, application.offer_ids[0].action_choose):
                with self.subTest(state), self.assertRaisesRegex(UserError, "on its way"):
                    press()
            self.assertTrue(Form(application)._get_modifier('user_id', 'readonly'))

    def test_colleague_goes_on_with_the_responsibles_number(self):
        application = self.at('check').with_user(self.insurance_user)
        self.go_to(application, 'send')
        self.assertEqual(application._payload().agent_number, '4711002')

    def test_hint_when_the_shops_number_is_used(self):
        bike = self.make_bike('FREMD1', usage='customer', owner_id=self.customer.id)
        self.assertTrue(self.apply(bike, self.insurance_user).agent_hint)
        self.assertFalse(self.at('object').agent_hint)


@tagged('post_install', '-at_install')
class TestApplicationObject(StepsCommon):
    """Steps Object and Check."""

    def test_object_names_what_is_missing(self):
        bike = self.make_bike('FREMD1', usage='customer', owner_id=self.customer.id)
        application = self.apply(bike)
        self.assertIn(',price,', application.missing)
        self.assertAsksFor(application, "Purchase Date", "Price Paid")

    def test_used_bicycle_says_its_year(self):
        application = self.at('object')
        self.fill(application, is_used=True)
        self.assertAsksFor(application, "Year of Make")
        self.fill(application, build_year=2021)
        application.action_next()
        self.assertEqual(application._payload().object.build_year, 2021)

    def test_purchase_to_come_is_refused(self):
        application = self.at('object')
        self.fill(application, purchase_date=self.today + timedelta(days=1))
        self.assertAsksFor(application, "Purchase Date (not possible)")

    def test_late_application_is_warned_of_only(self):
        self.company.wertgarantie_deadline_days = 30
        self.assertFalse(self.at('object', days_ago=30).is_late)
        application = self.at('object', self.ebike, days_ago=31)
        self.assertTrue(application.is_late)
        application.action_next()

    def test_old_battery_is_warned_of_only(self):
        application = self.at('object', self.ebike, days_ago=400)
        self.assertFalse(application.is_old_battery)
        self.fill(application, insured_object='battery')
        self.assertTrue(application.is_old_battery)
        application.action_next()

    def test_battery_without_object_code_is_refused_at_once(self):
        self.wertgarantie.wertgarantie_battery_code = False
        application = self.at('object', self.ebike)
        self.fill(application, insured_object='battery')
        self.assertAsksFor(application, "Object Code, Battery")

    def test_employee_without_number_learns_it_at_once(self):
        self.wertgarantie.wertgarantie_agent_number = False
        self.set_agent_number(self.salesperson, False)
        self.assertAsksFor(self.at('object'), "Vermittlernummer")

    def test_identity_is_filled_from_the_vehicle(self):
        application = self.at('check', self.ebike)
        self.assertEqual(application.model_name, "Stromrad")
        self.assertEqual(application.frame_number, 'WEB987654')
        self.assertEqual(application.battery_number, 'AK4711')

    def test_maker_is_proposed_by_similarity(self):
        makers = self.wertgarantie._manufacturers()
        known = makers[0].name
        for brand, expected in ((known.lower(), known), ("Qxyzzy", "Sonstige")):
            self.brand.name = brand
            bike = self.make_bike(f'N{len(brand)}', usage='customer', owner_id=self.customer.id)
            application = self.apply(bike)
            self.fill(application, price=1000, purchase_date=self.today)
            application.action_next()
            self.assertIn(expected.lower()[:6], application.manufacturer_id.name.lower())

    def test_corrections_reach_the_vehicle_file(self):
        application = self.at('check', self.ebike)
        self.fill(application, frame_number="web 111", battery_number="AK-9")
        application.action_next()
        self.assertEqual((self.ebike.vin_sn, self.ebike.battery_number), (application.frame_number, 'AK-9'))
        self.assertEqual(application.frame_number, 'WEB111')
        self.assertEqual(self.ebike.model_id.brand_id, self.brand)

    def test_frame_and_battery_number_are_needed(self):
        self.ebike.write({'vin_sn': False, 'battery_number': False})
        application = self.at('check', self.ebike)
        self.assertAsksFor(application, "Frame Number", "Battery Number")

    def test_longest_model(self):
        self.bike_model.name = "Ä" * 80
        application = self.at('tariff')
        self.assertEqual(application._payload().object.model, "Ä" * 60)


@tagged('post_install', '-at_install')
class TestApplicationLock(StepsCommon):
    """Step Vehicle: lock and leasing."""

    def test_lock_and_leasing_are_asked_for(self):
        self.assertAsksFor(self.at('vehicle'), "Approved Lock Seen", "Is It Leased?")

    def test_all_about_a_lock_instead(self):
        application = self.at('vehicle')
        self.fill(application, leasing='no', lock_maker="Schloß & Co")
        self.assertAsksFor(application, "Kind of Lock", "Model of the Lock", "Key Number")
        self.fill(application, lock_kind="Bügelschloss", lock_model="U 1", lock_key_number="0815")
        application.action_next()
        self.assertEqual(application._payload().object.lock.key_number, "0815")

    def test_threshold_is_shown(self):
        self.company.lock_threshold_ids.unlink()
        self.env['insurance.lock.threshold'].create(
            {'company_id': self.company.id, 'price_up_to': 2000, 'lock_price': 29}
        )
        self.assertEqual(self.at('vehicle').lock_threshold, 29)

    def test_battery_needs_no_lock(self):
        application = self.apply(self.sell_bike(self.ebike).invoice_line_ids)
        self.fill(application, insured_object='battery')
        self.go_to(application, 'vehicle')
        self.fill(application, leasing='no')
        application.action_next()
        self.assertFalse(application._payload().object.lock_checked)

    def test_leased_vehicle_ends_here_with_the_reason(self):
        application = self.at('vehicle')
        self.fill(application, leasing='yes')
        self.assertFalse(application.needs_lock)
        application.action_next()
        self.assertEqual((application.state, application.step), ('cancelled', 'vehicle'))
        self.assertIn("leased", application.closing_reason)

    def test_wrong_answer_on_leasing_can_be_taken_back(self):
        application = self.at('vehicle')
        self.fill(application, leasing='yes')
        application.action_next()
        application.action_resume()
        self.assertEqual((application.state, application.leasing), ('draft', False))
        self.go_to(application, 'send')

    def test_leased_vehicle_where_the_insurer_allows_it(self):
        self.wertgarantie.wertgarantie_leasing_allowed = True
        application = self.at('vehicle')
        self.fill_vehicle(application, leasing='yes')
        application.action_next()
        self.assertEqual((application.state, application.step), ('draft', 'customer'))


@tagged('post_install', '-at_install')
class TestApplicationCustomer(StepsCommon):
    """Step Customer: who is insured, and how they pay."""

    def test_filled_from_the_customer(self):
        application = self.at('customer')
        person = application._payload().customer
        self.assertEqual((person.salutation, person.first_name, person.last_name), ("Frau", "Erika", "Kunde"))
        self.assertEqual((person.address.postcode, person.address.country), ('51643', 'DE'))

    def test_each_mandatory_value_is_asked_for(self):
        application = self.at('customer')
        self.fill_customer(application)
        for name, label in (
            ('title_id', "Salutation"),
            ('firstname', "First Name"),
            ('lastname', "Last Name"),
            ('street', "Street and Number"),
            ('zip', "Postcode"),
            ('city', "Town"),
            ('country_id', "Country"),
            ('iban', "IBAN"),
            ('collection_type', "Payment"),
        ):
            with self.subTest(name):
                value = application[name]
                application[name] = False
                self.assertAsksFor(application, label)
                application[name] = value

    def test_mistakes_are_named(self):
        application = self.at('customer')
        self.fill_customer(application)
        for name, value, words in (
            ('zip', '5164', "Postcode (not valid)"),
            ('email', 'erika', "Email (not valid)"),
            ('iban', 'DE02 1203 0000 0000 2020 52', "IBAN (not valid)"),
            ('birthdate_date', self.today + timedelta(days=1), "Date of Birth (not possible)"),
        ):
            with self.subTest(name):
                right = application[name]
                application[name] = value
                self.assertAsksFor(application, words)
                application[name] = right

    def test_typed_is_kept_on_the_customer(self):
        self.customer.write({'street': False, 'birthdate_date': False})
        application = self.at('customer')
        self.fill_customer(application, street="Lindenweg 4", birthdate_date='1980-02-29', mobile="+49 171 5556667")
        application.action_next()
        self.assertEqual(self.customer.street, "Lindenweg 4")
        self.assertEqual(str(self.customer.birthdate_date), '1980-02-29')
        self.assertEqual(self.customer.mobile, "+49 171 5556667")
        self.assertEqual(self.customer.bank_ids.sanitized_acc_number, IBAN.replace(' ', ''))

    def test_nothing_is_emptied_and_no_account_doubled(self):
        self.env['res.partner.bank'].create({'partner_id': self.customer.id, 'acc_number': IBAN})
        application = self.at('customer')
        self.assertEqual(application.iban, IBAN)
        self.fill(application, phone=False, collection_type='debit')
        application.action_next()
        self.assertTrue(self.customer.phone)
        self.assertEqual(len(self.customer.bank_ids), 1)

    def test_account_that_was_given_up_is_taken_up_again(self):
        """Odoo archives it where people delete it, and takes no second one with its number."""
        account = self.env['res.partner.bank'].create(
            {'partner_id': self.customer.id, 'acc_number': IBAN, 'allow_out_payment': True}
        )
        account.unlink()
        application = self.at('customer')
        self.fill_customer(application)
        application.action_next()
        self.assertEqual(application.step, 'send')
        self.assertEqual(self.customer.bank_ids, account)
        self.assertFalse(account.allow_out_payment)

    def test_iban_is_spelled_in_groups(self):
        with Form(self.at('customer')) as form:
            form.collection_type = 'debit'
            form.iban = 'de02120300000000202051'
            self.assertEqual(form.iban, IBAN)

    def test_no_account_without_debit(self):
        for collection_type in ('self', 'dealer'):
            application = self.at('customer', self.make_bike(f'N{collection_type}'))
            application.iban = "unsinn"
            self.fill(application, collection_type=collection_type)
            application.action_next()
            self.assertEqual(application._payload().payment.iban, '')
        self.assertFalse(self.customer.bank_ids)

    def test_shops_usual_payment_is_proposed_where_possible(self):
        self.company.wertgarantie_collection_type = 'dealer'
        self.assertEqual(self.at('customer').collection_type, 'dealer')
        battery = self.apply(self.sell_bike(self.ebike).invoice_line_ids)
        self.fill(battery, insured_object='battery')
        self.go_to(battery, 'customer')
        self.assertEqual(battery.collection_type, 'debit')

    def test_payment_that_the_product_lacks_is_refused(self):
        application = self.at('customer')
        application.offer_id.sudo().accepts_dealer = False
        self.fill(application, collection_type='dealer')
        self.assertAsksFor(application, "Payment (not possible)")

    def test_company(self):
        firm = self.env['res.partner'].create(
            {
                'name': "Müller & Söhne GmbH",
                'is_company': True,
                'street': "Werkstr. 1",
                'zip': '51643',
                'city': "Gummersbach",
                'country_id': self.germany.id,
            }
        )
        application = self.at('customer', partner=firm)
        self.assertEqual(application.customer_kind, 'company')
        self.fill_customer(application, firstname="Jo", lastname="Müller", company_name="Müller und Söhne GmbH")
        application.action_next()
        customer = application._payload().customer
        self.assertEqual((customer.name, customer.contact_last_name), ("Müller und Söhne GmbH", "Müller"))
        self.assertEqual(firm.name, "Müller und Söhne GmbH")

    def test_known_customer_or_contract_needs_its_number_only(self):
        self.customer.write({'street': False, 'title_id': False})
        for kind, label in (('customer', "Customer Number"), ('contract', "Contract Number")):
            application = self.at('customer', self.make_bike(f'K{kind}'))
            self.fill_customer(application, customer_kind=kind)
            self.assertAsksFor(application, label)
            self.fill(application, **{f'existing_{kind}_number': '70012345'})
            application.action_next()
            self.assertEqual(application._payload().customer.number, '70012345')

    def test_odd_characters_in_every_text(self):
        odd = "Ä'ö & <ß> \"ş\""
        application = self.at('customer')
        self.fill_customer(application, firstname=odd, lastname=odd, street=odd, city=odd)
        application.action_next()
        self.assertEqual(application._payload().customer.address.street, odd)


@tagged('post_install', '-at_install')
class TestApplicationOfColleague(StepsCommon):
    """Nobody takes an account over, or renames the dealer, by insuring a bicycle."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = cls.make_user('administrator', 'base.group_system', 'base.group_partner_manager')
        cls.owner = cls.administrator.partner_id
        cls.owner.write({name: cls.customer[name] for name in ('title_id', 'street', 'zip', 'city', 'country_id')})
        cls.owner.write({'firstname': "Anton", 'lastname': "Admin", 'phone': False})

    def at_customer(self, owner, user=None):
        application = self.apply(self.bike_of(owner), user or self.insurance_user)
        self.fill(application, price=1000, purchase_date=self.today)
        self.go_to(application, 'customer')
        self.fill(application, collection_type='self')
        return application

    def bike_of(self, owner):
        return self.make_bike(f'OF{owner.id}', usage='customer', owner_id=owner.id)

    def test_contact_of_an_administrator(self):
        application = self.at_customer(self.owner)
        for name, value in (
            ('email', 'thief@example.com'),
            ('lastname', "Thief"),
            ('phone', "+49 171 5556667"),
            ('iban', IBAN),
        ):
            with self.subTest(name):
                before = application[name]
                self.fill(application, collection_type='debit' if name == 'iban' else 'self', **{name: value})
                with self.assertRaisesRegex(AccessError, "Admin is a colleague or your own company"):
                    application.action_next()
                self.assertEqual(self.owner.email, 'administrator@example.com')
                self.assertEqual((self.owner.lastname, self.owner.phone), ("Admin", False))
                self.assertFalse(self.owner.bank_ids)
                application.write({'collection_type': 'self', name: before})

    def test_archived_account(self):
        self.administrator.active = False
        application = self.at_customer(self.owner)
        self.fill(application, email='thief@example.com')
        with self.assertRaises(AccessError):
            application.action_next()

    def test_rights_of_the_contact_manager_do_not_suffice(self):
        self.insurance_user.group_ids += self.env.ref('base.group_partner_manager')
        application = self.at_customer(self.owner)
        self.fill(application, email='thief@example.com')
        with self.assertRaises(AccessError):
            application.action_next()
        self.assertEqual(self.owner.email, 'administrator@example.com')

    def test_colleague_insures_a_bicycle_with_what_is_known(self):
        application = self.at_customer(self.owner)
        application.action_next()
        self.assertEqual(application.step, 'send')

    def test_administrator_corrects_a_colleague(self):
        self.administrator.group_ids += self.env.ref('dealer_insurance.group_insurance_user')
        colleague = self.mechanic.partner_id
        colleague.write({name: self.customer[name] for name in ('title_id', 'street', 'zip', 'city', 'country_id')})
        colleague.write({'firstname': "Max", 'lastname': "Mechanic"})
        application = self.at_customer(colleague, self.administrator)
        self.fill(application, email='max@example.com')
        application.action_next()
        self.assertEqual(colleague.email, 'max@example.com')

    def test_own_address(self):
        self.insurance_user.partner_id.write(
            {name: self.customer[name] for name in ('title_id', 'street', 'zip', 'city', 'country_id')}
        )
        application = self.at_customer(self.insurance_user.partner_id)
        self.fill(application, firstname="Ina", lastname="Insurer", mobile="+49 171 5556667")
        application.action_next()
        self.assertEqual(self.insurance_user.partner_id.mobile, "+49 171 5556667")

    def test_own_company_is_not_renamed(self):
        self.company.write({'street': "Werkstr. 1", 'zip': '51643', 'city': "Gummersbach"})
        contact = self.make_partner("Erik", "Empfang", parent_id=self.company.partner_id.id)
        contact.title_id = self.customer.title_id
        application = self.at_customer(contact)
        self.assertEqual(application.customer_kind, 'company')
        self.fill(application, company_name="Stolen GmbH")
        with self.assertRaisesRegex(AccessError, "your own company"):
            application.action_next()
        self.assertEqual(self.company.name, "Autohaus Aggertal")

    def test_customer_of_a_user_without_rights_to_contacts(self):
        self.assertFalse(self.customer.with_user(self.insurance_user).has_access('write'))
        application = self.at_customer(self.customer, self.insurance_user)
        self.fill_customer(application, email='neu@example.com')
        application.action_next()
        self.assertEqual(self.customer.email, 'neu@example.com')
        self.assertEqual(len(self.customer.bank_ids), 1)
