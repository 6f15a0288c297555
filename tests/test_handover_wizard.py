from contextlib import closing

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .handover import HandoverCommon

MODES = ('callback', 'advice', 'anonymous')

# Field of the contract -> where it is kept, what empties it, what is typed, what then leaves.
CUSTOMER_DATA = {
    'customer_salutation': ('title_id', 'partner_title.res_partner_title_mister', 'mr'),
    'customer_last_name': ('lastname', "Groß", "Groß"),
    'customer_street': ('street', "Lindenweg 4", "Lindenweg 4"),
    'customer_postcode': ('zip', '50667', '50667'),
    'customer_town': ('city', "Köln", "Köln"),
    'customer_birth_date': ('birthdate_date', '1964-12-31', '1964-12-31'),
    'customer_phone': ('phone', '+49 221 987654', '+49 221 987654'),
}
VEHICLE_DATA = {
    'vehicle_hsn': ('hsn', '0588', '0588'),
    'vehicle_tsn': ('tsn', 'AUE', 'AUE'),
    'vehicle_plate': ('license_plate', 'K-XY 987', 'K-XY 987'),
    'vehicle_odometer': ('odometer', 51234, '51234'),
    'vehicle_first_registration': ('first_registration_date', '2018-02-28', '2018-02-28'),
    'vehicle_owner_registration': ('owner_registration_date', '2024-02-29', '2024-02-29'),
}
DATA = CUSTOMER_DATA | VEHICLE_DATA
ASKED_ANONYMOUSLY = (
    'customer_postcode',
    'customer_town',
    'customer_birth_date',
    'vehicle_hsn',
    'vehicle_tsn',
    'vehicle_first_registration',
)

# What the form offers where a field of the contract is missing, if not the field of the same name.
OFFERED = {
    'customer_last_name': {'firstname', 'lastname'},
    'customer_phone': {'phone', 'mobile'},
    'vehicle_odometer': {'odometer', 'is_new'},
}
OFFERABLE = {
    'title_id',
    'firstname',
    'lastname',
    'street',
    'zip',
    'city',
    'birthdate_date',
    'birth_year',
    'phone',
    'mobile',
    'make',
    'model_name',
    'hsn',
    'tsn',
    'license_plate',
    'first_registration_date',
    'owner_registration_date',
    'odometer',
    'is_new',
}
QUICK_FORM = {
    'zip',
    'city',
    'birth_year',
    'make',
    'model_name',
    'hsn',
    'tsn',
    'first_registration_date',
    'odometer',
}


class OriginsCommon(HandoverCommon):
    """The places from which a customer and a car, about whom nothing is missing, are handed over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.take_consent(cls.person, cls.connection)
        cls.stock_car = cls.make_complete_car(
            usage='stock',
            owner_id=False,
            buyer_id=cls.person.id,
            license_plate='GM-ST 1',
        )
        cls.repair = cls.env['repair.order'].create({'partner_id': cls.person.id, 'vehicle_id': cls.car.id})
        cls.order = cls.make_order(cls.stock_car, partner=cls.person, user_id=cls.salesperson.id)
        cls.invoice = cls.make_invoice(cls.stock_car, partner=cls.person)
        cls.origins = {
            'customer': (cls.person, cls.insurance_user, cls.car),
            'customer_vehicle': (cls.car, cls.insurance_user, cls.car),
            'stock': (cls.stock_car, cls.insurance_user, cls.stock_car),
            'workshop_order': (cls.repair, cls.mechanic, cls.car),
            'offer': (cls.order, cls.salesperson, cls.stock_car),
            'invoice': (cls.invoice, cls.accountant, cls.stock_car),
        }


@tagged('post_install', '-at_install')
class TestHandoverWizard(OriginsCommon):
    def offered(self, form):
        return {name for name in OFFERABLE if not form._get_modifier(name, 'invisible')}

    def lose(self, name, vehicle):
        """Forget what the contract calls ``name``."""
        if name == 'customer_phone':
            self.person.write({'phone': False, 'mobile': False})
        elif name == 'vehicle_odometer':
            self.env['fleet.vehicle.odometer'].search([('vehicle_id', '=', vehicle.id)]).unlink()
            vehicle.invalidate_recordset(['odometer'])
        elif name in CUSTOMER_DATA:
            self.person[CUSTOMER_DATA[name][0]] = False
        else:
            vehicle[VEHICLE_DATA[name][0]] = False

    def is_asked(self, name, kind, mode):
        if mode == 'anonymous':
            return name in ASKED_ANONYMOUSLY
        return (name, kind) != ('vehicle_owner_registration', 'offer')

    # Every origin, mode and missing field

    def test_complete_data_ask_for_nothing(self):
        for kind, (origin, user, vehicle) in self.origins.items():
            for mode in MODES:
                with self.subTest(kind, mode=mode), closing(self.cr.savepoint()):
                    form = self.open_form(origin, mode, user)
                    self.assertEqual((form.origin_kind, form.partner_id, form.vehicle_id), (kind, self.person, vehicle))
                    self.assertEqual(form.connection_id, self.connection)
                    self.assertFalse(form.asked)
                    self.assertEqual(self.offered(form), QUICK_FORM if mode == 'anonymous' else set())
                    form.save().action_hand_over()
                    handover = self.last_handover()
                    self.assertEqual((handover.mode, handover.user_id), (mode, user))

    def test_each_missing_field_is_asked_for(self):
        for kind, (origin, user, vehicle) in self.origins.items():
            for name in DATA:
                with closing(self.cr.savepoint()):
                    self.lose(name, vehicle)
                    form = self.open_form(origin, user=user)
                    for mode in MODES:
                        with self.subTest(kind, missing=name, mode=mode):
                            form.mode = mode
                            self._assert_asked(form, name if self.is_asked(name, kind, mode) else '')
        self.assertFalse(self.simulator.received())

    def _assert_asked(self, form, name):
        """The form offers just what is missing, and hands nothing over without it."""
        self.assertEqual(form.asked or '', name)
        usual = {DATA[name][0]} if name else set()
        self.assertEqual(self.offered(form), QUICK_FORM if form.mode == 'anonymous' else OFFERED.get(name, usual))
        if name:
            wizard = form.save()
            label = wizard._field_labels()[name]
            with closing(self.cr.savepoint()), self.assertRaisesRegex(UserError, f"complete or correct: {label}$"):
                wizard.action_hand_over()

    def test_what_is_typed_is_kept_and_leaves(self):
        for kind, (origin, user, vehicle) in self.origins.items():
            for mode in MODES:
                with self.subTest(kind, mode=mode), closing(self.cr.savepoint()):
                    self.simulator.forget()
                    asked = [name for name in DATA if self.is_asked(name, kind, mode)]
                    for name in asked:
                        self.lose(name, vehicle)
                    form = self.open_form(origin, mode, user)
                    self.assertEqual(set(form.asked.split(',')), set(asked))
                    for name in asked:
                        self.type_in(form, name)
                    if mode == 'callback':  # the number is another one than the customer agreed to
                        form.may_call_phone = True
                        form.manner = 'oral'
                    wizard = form.save()
                    wizard.action_hand_over()
                    self.assertEqual(self.last_handover().mode, mode)
                    self._assert_kept(asked, vehicle, mode)
                    self._assert_typed_leaves(asked, wizard)

    def type_in(self, form, name):
        field, typed, _leaving = DATA[name]
        if form.mode == 'anonymous' and name == 'customer_birth_date':
            form.birth_year = 1964
        else:
            setattr(form, field, self.env.ref(typed) if field == 'title_id' else typed)

    def _assert_kept(self, names, vehicle, mode):
        """On the customer and the vehicle; of an anonymised query nothing."""
        self.env.invalidate_all()
        for name in names:
            field, typed, _leaving = DATA[name]
            kept = (self.person if name in CUSTOMER_DATA else vehicle)[field]
            if mode == 'anonymous':
                self.assertFalse(kept)
            elif field == 'title_id':
                self.assertEqual(kept, self.env.ref(typed))
            else:
                self.assertEqual(str(kept) if '_date' in field else kept, typed)

    def _assert_typed_leaves(self, names, wizard):
        """To the simulator, or into the form that the browser will post."""
        if wizard.mode == 'callback':
            [fields] = self.received()
        else:
            fields = dict(wizard._portal_form(self.last_handover())[1])
        for name in names:
            leaving = DATA[name][2]
            if wizard.mode == 'anonymous' and name == 'customer_birth_date':
                leaving = '1964-07-01'
            self.assertEqual(fields['customer_phone_private' if name == 'customer_phone' else name], leaving)

    def test_what_cannot_be_right_is_asked_for_too(self):
        self.revoke(self.person.consent_ids)
        for values, asked, offered in (
            ({'zip': 'D-51643'}, 'customer_postcode', {'zip'}),
            ({'phone': '02261 / daheim'}, 'customer_phone_private', {'phone', 'mobile'}),
            ({'mobile': '12'}, 'customer_mobile_private', {'phone', 'mobile'}),
            ({'firstname': 'x' * 61}, 'customer_first_name', {'firstname'}),
        ):
            with self.subTest(asked), closing(self.cr.savepoint()):
                self.person.write(values)
                form = self.open_form(self.car)
                self.assertEqual(form.asked, asked)
                self.assertEqual(self.offered(form), offered)

    def test_fields_stay_while_they_are_filled(self):
        self.person.write({'street': False, 'zip': False})
        form = self.open_form(self.car)
        form.street = "Lindenweg 4"
        self.assertEqual(self.offered(form), {'street', 'zip'})

    def test_new_vehicle_without_a_kilometre(self):
        self.lose('vehicle_odometer', self.car)
        form = self.open_form(self.car)
        form.is_new = True
        form.save().action_hand_over()
        self.assertEqual(self.received()[0]['vehicle_odometer'], '0')

    # District instead of a license plate

    def test_district_only_where_allowed(self):
        for kind, (origin, user, vehicle) in self.origins.items():
            allowed = kind in ('stock', 'offer', 'invoice')
            with self.subTest(kind), closing(self.cr.savepoint()):
                self.simulator.forget()
                self.lose('vehicle_plate', vehicle)
                form = self.open_form(origin, user=user)
                form.license_plate = 'GM'
                wizard = form.save()
                if not allowed:
                    with self.assertRaises(UserError):
                        wizard.action_hand_over()
                    self.assertFalse(self.simulator.received())
                    continue
                wizard.action_hand_over()
                self.assertEqual(self.received()[0]['vehicle_plate'], 'GM')
                self.assertEqual(vehicle.license_plate, 'GM')

    def test_district_of_a_car_just_sold(self):
        """The buyer owns it already, so that the district is no plate of the vehicle's."""
        self.stock_car.license_plate = False
        self.invoice.action_post()
        self.assertEqual(self.stock_car.usage, 'customer')
        form = self.open_form(self.invoice, user=self.accountant)
        self.assertEqual(form.asked, 'vehicle_plate')
        form.license_plate = 'GM'
        form.save().action_hand_over()
        self.assertEqual(self.received()[0]['vehicle_plate'], 'GM')
        self.assertFalse(self.stock_car.license_plate)

    # Origins

    def test_customer_with_several_vehicles_has_the_choice(self):
        second = self.make_complete_car(self.person, license_plate='GM-CD 456')
        bicycle = self.make_vehicle(model_id=self.bike_model.id, usage='customer', owner_id=self.person.id)
        self.make_complete_car(self.customer, license_plate='GM-XX 1')
        form = self.open_form(self.person)
        self.assertEqual(form.vehicle_choice_ids[:], self.car + second)
        self.assertNotIn(bicycle, form.vehicle_choice_ids[:])
        form.vehicle_id = second
        form.save().action_hand_over()
        self.assertEqual(self.received()[0]['vehicle_plate'], 'GM-CD 456')

    def test_choosing_is_limited_to_the_customer_s_vehicles(self):
        form = self.open_form(self.person)
        arch = etree.fromstring(form.record.get_view(view_type='form')['arch'])
        domain = arch.find(".//field[@name='vehicle_id']").get('domain')
        self.assertEqual(
            safe_eval(domain, {'vehicle_choice_ids': self.car.ids}),
            [('id', 'in', self.car.ids)],
        )

    def test_bicycles_are_not_offered(self):
        bicycle = self.make_vehicle(model_id=self.bike_model.id, buyer_id=self.person.id)
        order = self.make_order(bicycle, self.stock_car, partner=self.person, user_id=self.salesperson.id)
        form = self.open_form(order, user=self.salesperson)
        self.assertEqual(form.vehicle_choice_ids[:], self.stock_car)
        only = self.make_order(bicycle, partner=self.person, user_id=self.salesperson.id)
        for origin in (bicycle, only):
            self.assertFalse(self.open_form(origin, 'anonymous', self.salesperson).vehicle_id)

    def test_stock_vehicle_needs_a_buyer_who_is_kept(self):
        self.stock_car.buyer_id = False
        for mode in ('callback', 'advice'):
            with self.subTest(mode), closing(self.cr.savepoint()):
                form = self.open_form(self.stock_car, mode)
                self.assertTrue(form._get_modifier('partner_id', 'required'))
                with self.assertRaises(AssertionError):
                    form.save()
                form.partner_id = self.person
                wizard = form.save()
                wizard.action_hand_over()
                self.assertEqual(self.stock_car.buyer_id, self.person)
                self.assertEqual(self.last_handover().partner_id, self.person)

    def test_remote_call_without_a_buyer(self):
        self.stock_car.buyer_id = False
        for mode in ('callback', 'advice'):
            wizard = self.stock_car.with_user(self.insurance_user).action_compare_insurance()
            wizard = self.env[wizard['res_model']].with_user(self.insurance_user).browse(wizard['res_id'])
            wizard.mode = mode
            with self.assertRaises(UserError):
                wizard.action_hand_over()

    def test_workshop_order_needs_a_vehicle_which_can_be_created(self):
        self.repair.vehicle_id = False
        form = self.open_form(self.repair, user=self.mechanic)
        self.assertTrue(form._get_modifier('vehicle_id', 'required'))
        with self.assertRaises(AssertionError):
            form.save()
        view = etree.fromstring(form.record.get_view(view_type='form')['arch'])
        context = view.find(".//field[@name='vehicle_id']").get('context')
        self.assertIn('fleet_vehicle_view_form_short', context)
        created = self._create_on_the_spot(self.mechanic, form, context)
        self.assertEqual((created.usage, created.owner_id), ('customer', self.person))
        form.vehicle_id = created
        for field, typed, _leaving in VEHICLE_DATA.values():
            setattr(form, field, typed)
        form.save().action_hand_over()
        self.assertEqual(self.repair.vehicle_id, created)
        self.assertEqual(self.received()[0]['vehicle_plate'], 'K-XY 987')

    def _create_on_the_spot(self, user, form, context):
        values = {'partner_id': form.partner_id.id, 'origin_kind': form.origin_kind}
        vehicles = self.env['fleet.vehicle'].with_user(user).with_context(**safe_eval(context, values))
        with Form(vehicles) as vehicle:
            vehicle.model_id = self.car_model
        return vehicle.record

    def test_freely_entered_vehicle_comes_to_the_line_that_sells_it(self):
        order = self.make_order(partner=self.person, lines=[self.order_line()], user_id=self.salesperson.id)
        form = self.open_form(order, user=self.salesperson)
        form.vehicle_id = self.car
        form.save().action_hand_over()
        self.assertEqual(order.order_line.vehicle_id, self.car)

    def test_workshop_order_keeps_its_vehicle(self):
        other = self.make_complete_car(self.person, license_plate='GM-EF 7')
        wizard = self.open_wizard(self.repair, user=self.mechanic)
        wizard.vehicle_id = other
        wizard.action_hand_over()
        self.assertEqual(self.repair.vehicle_id, self.car)

    def test_offer_with_a_freely_entered_vehicle(self):
        """A district will do, and it is meant for the customer."""
        order = self.make_order(partner=self.person, user_id=self.salesperson.id)
        form = self.open_form(order, user=self.salesperson)
        self.assertFalse(form.vehicle_id)
        view = etree.fromstring(form.record.get_view(view_type='form')['arch'])
        created = self._create_on_the_spot(
            self.salesperson, form, view.find(".//field[@name='vehicle_id']").get('context')
        )
        self.assertEqual((created.usage, created.buyer_id, created.owner_id.ids), ('stock', self.person, []))
        form.vehicle_id = created
        self.assertEqual(
            form.asked, 'vehicle_hsn,vehicle_tsn,vehicle_plate,vehicle_odometer,vehicle_first_registration'
        )
        for field, typed in (
            ('hsn', '0588'),
            ('tsn', 'AUE'),
            ('license_plate', 'K'),
            ('odometer', 10),
            ('first_registration_date', '2020-01-01'),
        ):
            setattr(form, field, typed)
        form.save().action_hand_over()
        [fields] = self.received()
        self.assertEqual((fields['origin'], fields['vehicle_plate']), ('offer', 'K'))
        self.assertNotIn('vehicle_owner_registration', fields)
        self.assertEqual(created.license_plate, 'K')

    def test_company_customer(self):
        company = self.make_partner(False, "Müller & Söhne GmbH", is_company=True, phone='+49 2261 777777')
        self.take_consent(company, self.connection, channels=('phone_business',))
        order = self.make_order(self.stock_car, partner=company, user_id=self.salesperson.id)
        invoice = self.make_invoice(self.stock_car, partner=company)
        for origin, user in ((order, self.salesperson), (invoice, self.accountant)):
            with self.subTest(origin._name), closing(self.cr.savepoint()):
                self.simulator.forget()
                form = self.open_form(origin, user=user)
                self.assertFalse(form.asked)
                wizard = form.save()
                preview = self.shown(wizard)
                wizard.action_hand_over()
                [fields] = self.received()
                self.assertEqual(fields['customer_salutation'], 'company')
                self.assertEqual(fields['customer_last_name'], "Müller & Söhne GmbH")
                self.assertEqual(fields['customer_phone_business'], '+49 2261 777777')
                self.assertFalse(
                    {'customer_first_name', 'customer_birth_date', 'customer_phone_private'} & fields.keys()
                )
                self.assertShown(preview, fields)
                self.assertIn(("Salutation", "Company"), preview)

    def test_contact_of_a_company_has_business_numbers(self):
        company = self.make_partner(False, "Müller & Söhne GmbH", is_company=True)
        contact = self.make_complete_customer("Ulla", "Müller", parent_id=company.id)
        self.take_consent(contact, self.connection, channels=('phone_business', 'mobile'))
        self.hand_over(self.make_complete_car(contact, license_plate='GM-UM 1'))
        [fields] = self.received()
        self.assertEqual(fields['customer_phone_business'], contact.phone)
        self.assertEqual(fields['customer_mobile_business'], contact.mobile)
        self.assertFalse({'customer_phone_private', 'customer_mobile_private'} & fields.keys())

    # The globe

    def test_globe_on_each_form_for_insurance_users_only(self):
        for origin, user, plain in (
            (self.person, self.insurance_user, self.plain_salesperson),
            (self.car, self.insurance_user, None),
            (self.repair, self.mechanic, self.plain_mechanic),
            (self.order, self.salesperson, self.plain_salesperson),
            (self.invoice, self.accountant, self.make_user('bookkeeper', 'account.group_account_invoice')),
        ):
            with self.subTest(origin._name):
                self.assertEqual(self._globes(origin, user), ['fa-globe'])
                if plain:
                    self.assertEqual(self._globes(origin, plain), [])

    def _globes(self, origin, user):
        views = (
            self.env.ref('dealer_insurance.fleet_vehicle_view_form') if origin == self.car else self.env['ir.ui.view']
        )
        arch = etree.fromstring(origin.with_user(user).get_view(views.id, 'form')['arch'])
        return [button.get('icon') for button in arch.iterfind(".//button[@name='action_compare_insurance']")]

    # Preview

    def test_preview_shows_exactly_what_leaves(self):
        for kind, (origin, user, _vehicle) in self.origins.items():
            with self.subTest(kind), closing(self.cr.savepoint()):
                self.simulator.forget()
                wizard = self.open_wizard(origin, user=user)
                preview = self.shown(wizard)
                wizard.action_hand_over()
                [fields] = self.received()
                self.assertShown(preview, fields)
                self.assertEqual(fields['origin'], kind)

    def test_preview_in_words(self):
        self.assertEqual(
            self.shown(self.open_wizard(self.car)),
            [
                ("Salutation", "Ms"),
                ("First Name", "Jörg-Änne"),
                ("Last Name", "Weiß"),
                ("Street and Number", "Hauptstraße 1"),
                ("Postcode", "51643"),
                ("Town", "Gummersbach"),
                ("Date of Birth", "03/09/1971"),
                ("Phone, private", "+49 2261 123456"),
                ("Mobile, private", "+49 171 5556667"),
                ("May Be Called On", "Phone, private; Mobile, private"),
                ("HSN", "0603"),
                ("TSN", "BJM"),
                ("Make", "Agger"),
                ("Model", "Kombi"),
                ("License Plate", "GM-AB 123"),
                ("Odometer", "48,000 km"),
                ("First Registration", "05/02/2019"),
                ("Registration on Owner", "12/31/2021"),
                ("VIN", self.car.vin_sn),
            ],
        )

    def test_names_that_look_like_code_values(self):
        self.person.write({'firstname': "ms", 'lastname': "company"})
        self.assertIn(("Last Name", "company"), self.shown(self.open_wizard(self.car)))

    def test_preview_follows_what_is_typed(self):
        self.person.street = False
        form = self.open_form(self.car)
        form.street = "<b>Lindenweg</b> 4"
        wizard = form.save()
        self.assertIn(("Street and Number", "<b>Lindenweg</b> 4"), self.shown(wizard))

    def test_preview_of_an_anonymised_query(self):
        shown = dict(self.shown(self.open_wizard(self.car, 'anonymous')))
        self.assertEqual(shown["Last Name"], "Anonym-Nachname")
        self.assertEqual(shown["Date of Birth"], "07/01/1971")
        self.assertEqual(shown["VIN"], "ANONYM99999999999")
        self.assertFalse({"License Plate", "Salutation", "Registration on Owner"} & shown.keys())

    # Profiles

    def test_own_profile_before_the_shared_one(self):
        own = self.make_connection(self.simulator.address, name="Own", user_id=self.insurance_user.id)
        foreign = self.make_connection(self.simulator.address, name="Colleague's", user_id=self.salesperson.id)
        form = self.open_form(self.car)
        self.assertEqual(form.connection_id, own)
        self.assertEqual(form.connection_ids[:], own + self.connection)
        self.assertNotIn(foreign, form.connection_ids[:])
        form.connection_id = self.connection
        form.save().action_hand_over()
        self.assertEqual(self.last_handover().connection_id, self.connection)

    def test_no_profile(self):
        self.connection.action_deactivate()
        with self.assertRaisesRegex(UserError, "insurance_manager"):
            self.car.with_user(self.insurance_user).action_compare_insurance()
        with self.assertRaises(RedirectWarning):
            self.car.with_user(self.insurance_manager).action_compare_insurance()

    def test_profile_withdrawn_while_the_form_is_open(self):
        for state in ('draft', 'blocked'):
            with self.subTest(state), closing(self.cr.savepoint()):
                self.make_connection(self.simulator.address, name="Another")
                wizard = self.open_wizard(self.car)
                wizard.connection_id = self.connection
                self.connection.state = state
                with self.assertRaises(UserError):
                    wizard.action_hand_over()
                self.assertFalse(self.simulator.received())

    # Rights

    def test_nobody_without_the_group(self):
        portal = self.make_user_of('base.group_portal')
        for user in (self.plain_salesperson, self.plain_mechanic, portal, self.env.ref('base.public_user')):
            for kind, (origin, _user, _vehicle) in self.origins.items():
                with self.subTest(user.login, kind=kind), self.assertRaises(AccessError):
                    origin.with_user(user).action_compare_insurance()
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env['insurance.handover.wizard'].with_user(user).create({'partner_id': self.person.id})

    def make_user_of(self, group):
        return (
            self.env['res.users']
            .with_context(no_reset_password=True)
            .create(
                {
                    'name': "Customer",
                    'login': 'portal_customer',
                    'partner_id': self.customer.id,
                    'company_id': self.company.id,
                    'company_ids': [Command.set(self.company.ids)],
                    'group_ids': [Command.set(self.env.ref(group).ids)],
                }
            )
        )

    def test_contact_of_a_colleague_stays_as_it_is(self):
        administrator = self.make_user('administrator', 'base.group_system')
        owner = administrator.partner_id
        owner.write({'firstname': "Anton", 'lastname': "Admin"})
        form = self.open_form(self.make_complete_car(owner, license_plate='GM-AD 1'), 'advice')
        form.phone = "+49 171 5556667"
        wizard = form.save()
        for lastname in ("Admin", "Thief"):
            wizard.lastname = lastname
            with self.assertRaisesRegex(AccessError, "Admin is a colleague or your own company"):
                wizard.action_hand_over()
        self.assertEqual((owner.lastname, owner.phone), ("Admin", False))
        self.assertFalse(self.simulator.received())

    def test_form_of_somebody_else(self):
        wizard = self.open_wizard(self.car)
        self.env.invalidate_all()
        for user in (self.salesperson, self.plain_salesperson):
            with self.subTest(user.login), self.assertRaises(AccessError):
                wizard.with_user(user).action_hand_over()
        self.assertFalse(self.simulator.received())

    def test_profile_of_a_colleague(self):
        foreign = self.make_connection(self.simulator.address, name="Colleague's", user_id=self.salesperson.id)
        wizard = self.open_wizard(self.car)
        wizard.connection_id = foreign
        with self.assertRaises(UserError):
            wizard.action_hand_over()
        self.assertFalse(self.simulator.received())

    def test_another_company(self):
        elsewhere = self.make_company("Autohaus Wiehl")
        connection = self.make_connection(self.simulator.address, company_id=elsewhere.id)
        vehicle = self.make_complete_car(self.person, company_id=elsewhere.id, license_plate='GM-FF 1')
        partner = self.make_complete_customer("Fremde", "Kundin", company_id=elsewhere.id)
        self.assertNotIn(connection, self.open_form(self.car).connection_ids[:])
        for record in (vehicle, partner):
            with self.subTest(record._name), self.assertRaises(AccessError):
                record.with_user(self.insurance_user).action_compare_insurance()
        for values in (
            {'vehicle_id': vehicle.id},
            {'partner_id': partner.id},
            {'connection_id': connection.id},
            {'company_id': elsewhere.id},
            {'company_id': elsewhere.id, 'connection_id': connection.id},
            {'origin_model': 'res.partner', 'origin_id': partner.id},
        ):
            for mode in MODES:
                with self.subTest(values, mode=mode), closing(self.cr.savepoint()), self.assertRaises(UserError):
                    self.forge(mode=mode, **values).action_hand_over()
        self.assertFalse(self.simulator.received())

    def forge(self, **values):
        """A form as only a remote call can make it."""
        self.env.invalidate_all()
        wizard = (
            self.env['insurance.handover.wizard']
            .with_user(self.insurance_user)
            .create(
                {
                    'partner_id': self.person.id,
                    'vehicle_id': self.car.id,
                    'company_id': self.company.id,
                    **values,
                }
            )
        )
        wizard.flush_recordset()
        self.env.invalidate_all()
        return wizard

    def test_form_tells_nothing_about_records_of_another_company(self):
        elsewhere = self.make_company("Autohaus Wiehl")
        vehicle = self.make_complete_car(self.person, company_id=elsewhere.id, license_plate='GM-FF 1')
        partner = self.make_complete_customer("Fremde", "Kundin", company_id=elsewhere.id)
        self.env.flush_all()
        forms = self.env['insurance.handover.wizard'].with_user(self.insurance_user)
        shown = ('lastname', 'birthdate_date', 'license_plate', 'hsn', 'preview')
        for values in ({'partner_id': partner.id}, {'vehicle_id': vehicle.id}):
            with self.subTest(values), self.assertRaises(AccessError):
                self.env.invalidate_all()
                forms.onchange(values, list(values), {name: {} for name in (*shown, *values)})

    # Quick query

    def test_quick_query_from_the_menu(self):
        menu = self.env.ref('dealer_insurance.menu_quick_query')
        visible = self.env['ir.ui.menu'].with_user(self.insurance_user)._visible_menu_ids()
        self.assertIn(menu.id, visible)
        self.assertNotIn(menu.id, self.env['ir.ui.menu'].with_user(self.plain_salesperson)._visible_menu_ids())
        action = menu.action.with_user(self.insurance_user).run()
        form = Form.from_action(self.env(user=self.insurance_user), action)
        self.assertEqual((form.mode, form.partner_id.ids, form.vehicle_id.ids), ('anonymous', [], []))
        self.assertEqual(self.offered(form), QUICK_FORM)
        wizard = form.save()
        with self.assertRaisesRegex(
            UserError, "Postcode, Town, Date of Birth, HSN, TSN, Make, Model, First Registration$"
        ):
            wizard.action_hand_over()
        for field, typed in (
            ('zip', '51643'),
            ('city', "Gummersbach"),
            ('birth_year', 1970),
            ('hsn', '0603'),
            ('tsn', 'BJM'),
            ('make', "Agger"),
            ('model_name', "Kombi"),
            ('first_registration_date', '2019-05-02'),
        ):
            setattr(form, field, typed)
        self.assertEqual(form.save().action_hand_over()['type'], 'ir.actions.act_url')

    def test_quick_query_without_a_profile(self):
        self.connection.action_deactivate()
        action = self.env.ref('dealer_insurance.insurance_quick_query_action')
        with self.assertRaisesRegex(UserError, "insurance_manager"):
            action.with_user(self.insurance_user).run()

    def test_years_that_are_none(self):
        for year in (0, -5, 71, 20000):
            with self.subTest(year):
                form = self.open_form(self.car, 'anonymous')
                form.birth_year = year
                with self.assertRaises(UserError):
                    form.save().action_hand_over()


@tagged('post_install', '-at_install')
class TestQueriesOfTheForm(OriginsCommon):
    LIMIT = 40

    def queries(self, origin, user):
        """How many queries it takes to press the globe and to show the form."""
        origin = origin.with_user(user)
        form = origin.env['insurance.handover.wizard']
        fields = {
            name: {} for name in form.get_views([(False, 'form')])['models']['insurance.handover.wizard']['fields']
        }
        self._press(origin, form, fields)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self._press(origin, form, fields)
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def _press(self, origin, form, fields):
        form.browse(origin.action_compare_insurance()['res_id']).web_read(fields)

    def test_at_most_forty_from_everywhere(self):
        for kind, (origin, user, _vehicle) in self.origins.items():
            with self.subTest(kind):
                self.assertLessEqual(self.queries(origin, user), self.LIMIT)

    def test_as_many_for_one_as_for_two_hundred_vehicles(self):
        for origin, user, _vehicle in self.origins.values():
            self.queries(origin, user)
        one = {kind: self.queries(origin, user) for kind, (origin, user, _vehicle) in self.origins.items()}
        self.env['fleet.vehicle'].with_context(tracking_disable=True).create(
            [
                {
                    'model_id': self.car_model.id,
                    'usage': 'customer',
                    'owner_id': self.person.id,
                    'vin_sn': self.next_vin(),
                }
                for _ in range(199)
            ]
        )
        self.assertEqual(len(self.open_form(self.person).vehicle_choice_ids[:]), 200)
        many = {kind: self.queries(origin, user) for kind, (origin, user, _vehicle) in self.origins.items()}
        self.assertEqual(many, one)
