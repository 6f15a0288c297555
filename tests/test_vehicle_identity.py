from lxml import etree

from odoo.exceptions import RedirectWarning, ValidationError
from odoo.tests import Form, tagged, users
from odoo.tools.safe_eval import safe_eval

from odoo.addons.dealer_insurance.tools import kba, license_plate, vin

from .common import DealerCommon

LONG_FORM = 'dealer_insurance.fleet_vehicle_view_form'
SHORT_FORM = 'dealer_insurance.fleet_vehicle_view_form_short'
ONCHANGE_LOGGER = 'odoo.tests.form.onchange'

PLATE_FAULTS = {
    'empty': (" - ", "The license plate is empty."),
    'characters': (
        "GM-AB 12!",
        "The license plate holds characters that no German plate has: !. "
        "Is it a foreign one? Then choose its country of registration.",
    ),
    'format': (
        "123 GM",
        "This is not a German license plate. They look like GM-AB 123. "
        "Is it a foreign one? Then choose its country of registration.",
    ),
    'prefix_only': (
        "gm",
        "GM is the district only. A customer's vehicle needs its whole license plate, such as GM-AB 123.",
    ),
    'ambiguous': ("gma 123", "Please put a hyphen behind the district: G-MA 123 / GM-A 123 / GMA-123?"),
    'district': (
        "GUMM-AB 12",
        "A license plate begins with one to three letters for the district, not with GUMM.",
    ),
    'letters': ("GM-ABC 12", "One or two letters follow the district, not ABC."),
    'digits': ("GM-AB 0123", "A license plate ends with one to four digits, the first one not 0."),
    'season': ("GM-AB 12 04/13", "The season needs two months, two to eleven months long, such as 04/10."),
    'length': ("HVL-AB 1234", "This license plate has 9 characters, but at most 8 are possible."),
}
VIN_FAULTS = {
    'empty': (" ", "The number is empty."),
    'length': (
        "WVWZZZ1JZXW00000",
        "A VIN has 17 characters, this one has 16. "
        "Is the car older than 1981? Then enter its first registration before the number.",
    ),
    'characters': ("WVWZZZ1JZXW00000?", "A VIN has letters and digits only, not: ?"),
    'letters_ioq': ("WVWZZZ1JZXW00000O", "A VIN never has the letter O. The digit 1 or 0 is meant."),
}
FRAME_NUMBER_FAULTS = {
    'empty': (" ", "The number is empty."),
    'length': ("A" * 65, "The number has 65 characters, but at most 64 are possible."),
}
HSN_FAULTS = {
    'empty': (" ", "The number is empty."),
    'characters': ("O603", "The HSN has digits only, not: O"),
    'length': ("603", "The HSN has four digits, such as 0603, this one has 3."),
}
TSN_FAULTS = {
    'empty': (" ", "The number is empty."),
    'characters': ("B-M", "The TSN has letters and digits only, not: -"),
    'length': (
        "BJMA",
        "The TSN has three characters, such as BJM; the whole entry of field 2.2 has nine. This one has 4.",
    ),
}


@tagged('post_install', '-at_install')
class TestVehicleIdentity(DealerCommon):
    def new_form(self, model=None, view=LONG_FORM, **values):
        defaults = {'default_usage': 'customer', 'default_owner_id': self.customer.id}
        form = Form(self.env['fleet.vehicle'].with_context(**defaults), view)
        form.model_id = model or self.car_model
        for name, value in values.items():
            form[name] = value
        return form

    def assertTyped(self, name, table, **values):
        """What is typed is shown in its usual spelling at once, in both forms, and saved so."""
        for view in (LONG_FORM, SHORT_FORM):
            for typed, expected in table.items():
                with self.subTest(typed, view=view):
                    form = self.new_form(view=view, **values)
                    form[name] = typed
                    self.assertEqual(form[name], expected)
                    vehicle = form.save()
                    self.assertEqual(vehicle[name], expected)
                    vehicle.sudo().unlink()

    def assertRefused(self, name, faults, **values):
        """What cannot be right is warned about at once and refused when saving."""
        for view in (LONG_FORM, SHORT_FORM):
            for code, (typed, sentence) in faults.items():
                with self.subTest(code, view=view):
                    form = self.new_form(view=view, **values)
                    with self.assertLogs(ONCHANGE_LOGGER, 'WARNING') as warnings:
                        form[name] = typed
                    self.assertIn(sentence, warnings.output[0])
                    with self.assertRaises(ValidationError) as caught:
                        form.save()
                    self.assertEqual(caught.exception.args[0], sentence)

    # License plates

    @users('insurance_user')
    def test_german_plate_is_spelled_as_registered(self):
        self.assertTyped(
            'license_plate',
            {
                "gm ab 123": "GM-AB 123",
                "gm-ab123": "GM-AB 123",
                "gm ab 123 04-10": "GM-AB 123 04/10",
                "gm-ab 12 h": "GM-AB 12H",
                "gm ab 123e": "GM-AB 123E",
                "gm-ab 12e 03/10": "GM-AB 12E 03/10",
            },
        )

    @users('insurance_user')
    def test_wrong_german_plate_is_refused(self):
        self.assertRefused('license_plate', PLATE_FAULTS)
        self.assertEqual(set(PLATE_FAULTS), set(license_plate.CODES))

    @users('insurance_user')
    def test_district_alone_is_enough_for_a_vehicle_only_offered(self):
        form = self.new_form(usage='stock')
        form.license_plate = "gm"
        vehicle = form.save()
        self.assertEqual(vehicle.license_plate, "GM")
        with self.assertRaisesRegex(ValidationError, "^GM is the district only"):
            vehicle.write({'usage': 'customer', 'license_plate': "gm"})

    @users('insurance_user')
    def test_foreign_plates_are_taken_as_they_are(self):
        for country in ('base.at', 'base.nl'):
            with self.subTest(country):
                self.assertTyped(
                    'license_plate',
                    {"gu  123 ab": "GU 123 AB", "W-12345 X": "W-12345 X"},
                    registration_country_id=self.env.ref(country),
                )

    @users('insurance_user')
    def test_registration_country_is_the_company_s(self):
        self.assertEqual(self.new_form().registration_country_id, self.germany)

    @users('insurance_user')
    def test_same_plate_is_only_warned_about(self):
        first = self.make_customer_car(license_plate="GM-AB 123")
        form = self.new_form(license_plate="gm ab 123")
        self.assertEqual(form.same_plate_vehicle_id, first)
        second = form.save()
        self.assertEqual(second.same_plate_vehicle_id, first)
        self.assertEqual(first.with_env(self.env).same_plate_vehicle_id, second)
        self.assertFalse(self.new_form(license_plate="gm ab 124").same_plate_vehicle_id)

    def test_warning_of_the_same_plate_stands_in_the_form(self):
        arch = etree.fromstring(self.env.ref(LONG_FORM).arch)
        warning = arch.xpath("//div[hasclass('alert')][.//field[@name='same_plate_vehicle_id']]")
        self.assertEqual([node.get('invisible') for node in warning], ['not same_plate_vehicle_id'])

    # VIN and frame number

    @users('insurance_user')
    def test_vin_is_spelled_without_blanks(self):
        self.assertTyped('vin_sn', {"wvw zzz-1jz xw000001": "WVWZZZ1JZXW000001"})

    @users('insurance_user')
    def test_wrong_vin_is_refused(self):
        self.assertRefused('vin_sn', VIN_FAULTS)
        self.assertEqual(set(VIN_FAULTS), set(vin.CODES))

    @users('insurance_user')
    def test_car_older_than_the_standard_has_any_frame_number(self):
        form = self.new_form(first_registration_date='1975-06-01', vin_sn="113 456 oiq")
        self.assertEqual(form.save().vin_sn, "113456OIQ")
        self.assertRefused('vin_sn', VIN_FAULTS, first_registration_date='1981-01-01')

    @users('insurance_user')
    def test_bike_has_any_frame_number(self):
        self.assertTyped('vin_sn', {"wbk 12-o": "WBK12-O"}, model=self.bike_model)
        self.assertRefused('vin_sn', FRAME_NUMBER_FAULTS, model=self.bike_model)

    @users('insurance_user')
    def test_same_vin_is_refused_with_a_link_to_the_first_vehicle(self):
        for values in ({}, {'active': False}, {'usage': 'stock'}, {'company_id': False}):
            with self.subTest(values):
                first = self.make_customer_car(**values)
                form = self.new_form(vin_sn=first.vin_sn.lower())
                with self.assertRaises(RedirectWarning) as caught:
                    form.save()
                sentence, action, button = caught.exception.args[:3]
                self.assertEqual(
                    sentence,
                    f"{first.vin_sn} is known already: it belongs to {first.display_name}.",
                )
                self.assertEqual((action['res_model'], action['res_id']), ('fleet.vehicle', first.id))
                self.assertEqual(action['views'], [(self.env.ref(LONG_FORM).id, 'form')])
                self.assertEqual(button, "Open that vehicle")

    @users('insurance_user')
    def test_same_vin_is_refused_when_it_is_changed(self):
        first, second = self.make_customer_car(), self.make_customer_car()
        with self.assertRaises(RedirectWarning):
            second.with_env(self.env).vin_sn = first.vin_sn

    def test_same_vin_is_refused_within_one_import(self):
        with self.assertRaises(RedirectWarning):
            self.env['fleet.vehicle'].create(
                [
                    {'model_id': self.car_model.id, 'vin_sn': "WVWZZZ1JZXW999999"},
                    {'model_id': self.car_model.id, 'vin_sn': "wvwzzz1jzxw 999999"},
                ]
            )

    @users('insurance_user')
    def test_same_vin_in_another_company_is_its_own_affair(self):
        other = self.make_customer_car(company_id=self.make_company("Autohaus Wiehl").id)
        vehicle = self.new_form(vin_sn=other.vin_sn).save()
        self.assertEqual(vehicle.vin_sn, other.vin_sn)

    # HSN, TSN, battery

    @users('insurance_user')
    def test_hsn(self):
        self.assertTyped('hsn', {"0603": "0603", " 06 03 ": "0603"})
        self.assertRefused('hsn', HSN_FAULTS)
        self.assertEqual(set(HSN_FAULTS), set(kba.CODES))

    @users('insurance_user')
    def test_tsn_of_three_and_of_nine_characters(self):
        self.assertTyped('tsn', {"bjm": "BJM", "bjm 00123 4": "BJM001234"})
        self.assertRefused('tsn', TSN_FAULTS)
        self.assertEqual(set(TSN_FAULTS), set(kba.CODES))

    @users('insurance_user')
    def test_battery_number(self):
        self.assertTyped('battery_number', {"bosch 500-17": "BOSCH500-17"}, model=self.ebike_model)
        self.assertRefused('battery_number', FRAME_NUMBER_FAULTS, model=self.ebike_model)

    def test_identifiers_are_checked_without_a_form(self):
        car = self.make_car(license_plate="gm ab 1", hsn="06 03", tsn="bjm")
        self.assertRecordValues(car, [{'license_plate': "GM-AB 1", 'hsn': "0603", 'tsn': "BJM"}])
        for name, typed in (('license_plate', "GM-ABC 1"), ('vin_sn', "123"), ('hsn', "1"), ('tsn', "1")):
            with self.subTest(name), self.assertRaises(ValidationError):
                car[name] = typed

    # What belongs to a car and to a bike

    def test_insurance_object(self):
        bike = self.make_vehicle(model_id=self.bike_model.id)
        vehicles = bike + self.make_car() + self.make_vehicle(model_id=self.ebike_model.id)
        self.assertEqual(vehicles.mapped('insurance_object'), ['bike', 'car', 'ebike'])
        bike.battery_number = "500"
        self.assertEqual(bike.insurance_object, 'ebike')

    @users('insurance_user')
    def test_forms_show_what_belongs_to_the_vehicle(self):
        shown = {
            self.car_model: {'hsn', 'tsn', 'license_plate', 'first_registration_date'},
            self.bike_model: {'electric_assistance'},
            self.ebike_model: {'electric_assistance', 'battery_number'},
        }
        for view in (LONG_FORM, SHORT_FORM):
            for model, names in shown.items():
                form = self.new_form(model, view)
                for name in set.union(*shown.values()):
                    with self.subTest(view=view, model=model.name, field=name):
                        self.assertEqual(form._get_modifier(name, 'invisible'), name not in names)

    def test_number_is_called_vin_on_cars_and_frame_number_on_bikes_and_older_cars(self):
        vehicles = (
            (self.make_car(), "VIN"),
            (self.make_car(first_registration_date='1972-05-01'), "Frame Number"),
            (self.make_vehicle(model_id=self.bike_model.id), "Frame Number"),
        )
        for view in (LONG_FORM, SHORT_FORM):
            arch = etree.fromstring(self.env['fleet.vehicle'].get_view(self.env.ref(view).id)['arch'])
            for vehicle, label in vehicles:
                with self.subTest(view=view, vehicle=vehicle.display_name):
                    labels = [
                        node.get('string')
                        for node in arch.xpath("//field[@name='vin_sn']")
                        if not safe_eval(node.get('invisible'), {'has_vin': vehicle.has_vin})
                    ]
                    self.assertEqual(labels, [label])

    @users('insurance_user')
    def test_vehicle_is_found_by_the_words_it_is_shown_with(self):
        car = self.make_customer_car(license_plate="GM-AB 123")
        self.make_customer_car(self.other_customer, license_plate="GM-XY 9")
        self.assertEqual(self.env['fleet.vehicle'].name_search(car.display_name)[0][0], car.id)
        self.assertEqual(len(self.env['fleet.vehicle'].name_search(car.display_name)), 1)

    def test_accepted_plate_does_not_block_other_numbers(self):
        car = self.make_car(license_plate="GM", usage='stock')
        car.write({'usage': 'customer', 'owner_id': self.customer.id})
        car.hsn = "0603"
        self.assertEqual(car.hsn, "0603")

    # Names

    @users('insurance_user')
    def test_vehicle_is_found_by_plate_number_and_owner(self):
        car = self.make_customer_car(license_plate="GM-AB 123")
        self.make_customer_car(self.other_customer, license_plate="GM-XY 9")
        for text in ("GM-AB", "ab 123", car.vin_sn[-5:], car.vin_sn.lower(), "Erika", "erika"):
            with self.subTest(text):
                found = self.env['fleet.vehicle'].name_search(text)
                self.assertEqual([record_id for record_id, _name in found], car.ids)

    def test_name_begins_with_what_tells_vehicles_apart(self):
        bike = self.make_vehicle(model_id=self.bike_model.id, vin_sn="WBK1")
        self.assertEqual(bike.display_name, "WBK1 Agger Tourenrad")
        self.assertEqual(self.make_car(license_plate="GM-AB 123").display_name, "GM-AB 123 Agger Kombi")

    def test_duplicate_has_no_numbers_of_its_own(self):
        car = self.make_customer_car(battery_number="5", owner_registration_date='2024-01-01')
        self.assertRecordValues(
            car.copy(),
            [
                {
                    'vin_sn': False,
                    'battery_number': False,
                    'owner_id': False,
                    'owner_registration_date': False,
                }
            ],
        )
