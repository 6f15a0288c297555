from lxml import etree

from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from ..models.connection.insurance_connection_secret import MASK
from .common import DealerCommon
from .wertgarantie import (
    BATTERY_CODE,
    FIRST_NUMBER,
    NUMBER_WITHOUT_PRODUCTS,
    ORIGIN,
    PASSWORD,
    SECOND_NUMBER,
    SHOP_NUMBER,
    USER,
    WertgarantieMixin,
)

SECRET, ENTRY = 'wertgarantie_password', 'wertgarantie_password_entry'


@tagged('post_install', '-at_install')
class TestWertgarantieConnection(WertgarantieMixin, DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = cls.make_user('administrator', 'base.group_system')
        cls.managed = cls.wertgarantie.with_user(cls.insurance_manager)

    # Access

    def test_manager_sets_a_profile_up(self):
        connections = self.env['insurance.connection'].with_user(self.insurance_manager)
        with Form(connections.with_context(default_provider='wertgarantie')) as form:
            form.name = "Wertgarantie of the workshop"
            self.assertEqual(form.insurer_id, self.env.ref('dealer_insurance.insurer_wertgarantie'))
            form.recipient_name = "Wertgarantie (Simulator)"
            form.recipient_address = "Beispielhausen"
            form.wertgarantie_base_url = self.simulator.address
            form.wertgarantie_user = USER
            form.wertgarantie_password_entry = f' {PASSWORD} '
            form.wertgarantie_origin = ORIGIN
        connection = form.record
        self.assertEqual(
            (
                connection.wertgarantie_company,
                connection.wertgarantie_bike_code,
                connection.wertgarantie_ebike_code,
                connection.wertgarantie_battery_code,
                connection.wertgarantie_encoding,
                connection.wertgarantie_leasing_allowed,
            ),
            ('WG', '27', '270009', False, 'utf-8', False),
        )
        connection.action_activate()
        self.assertEqual((connection.state, connection[ENTRY]), ('active', MASK))
        self.assertEqual(connection.with_user(self.administrator)[SECRET], PASSWORD)

    def test_broker_has_no_insurer(self):
        self.assertFalse(
            self.env['insurance.connection'].create({'name': "CoverCheck", 'provider': 'covercheck'}).insurer_id
        )

    def test_password_is_not_read(self):
        for user in (self.insurance_user, self.insurance_manager):
            connection = self.wertgarantie.with_user(user)
            self.assertEqual(connection.read([ENTRY])[0][ENTRY], MASK)
            for read in (
                lambda connection=connection: connection[SECRET],
                lambda connection=connection: connection.search([(SECRET, '=like', f'{PASSWORD[0]}%')]),
                lambda connection=connection: connection.env['insurance.session'].search([]),
            ):
                with self.assertRaises(AccessError):
                    read()
        with self.assertRaises(AccessError):
            self.wertgarantie.with_user(self.insurance_user).read(['wertgarantie_user'])
        self.assertFalse(self.wertgarantie.copy()[SECRET])

    def test_part_of_a_password_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "as a whole"):
            self.managed[ENTRY] = f'{MASK}2026'

    def test_addresses(self):
        for address in ('http://wertgarantie.example.com', 'wertgarantie.example.com', 'https://x.example.com/?a=1'):
            with self.assertRaisesRegex(ValidationError, "https://"), self.env.cr.savepoint():
                self.managed.write({'wertgarantie_base_url': address, ENTRY: PASSWORD})
        self.managed.write({'wertgarantie_base_url': 'https://wertgarantie.example.com/services', ENTRY: PASSWORD})

    def test_active_one_stays_complete(self):
        for name in ('wertgarantie_user', 'wertgarantie_origin', 'wertgarantie_bike_code', ENTRY):
            with self.assertRaisesRegex(ValidationError, "fill in first"), self.env.cr.savepoint():
                self.managed[name] = False

    def test_germany_and_austria_only(self):
        self.assertEqual(self.wertgarantie._wertgarantie_access().tax_country, 'DE')
        self.wertgarantie.action_deactivate()
        self.company.country_id = self.env.ref('base.fr')
        with self.assertRaisesRegex(UserError, "Germany and Austria"):
            self.managed.action_activate()
        self.company.country_id = self.env.ref('base.at')
        self.managed.action_activate()
        self.assertEqual(self.wertgarantie._wertgarantie_access().tax_country, 'AT')

    # Test of the connection

    def test_connection_works(self):
        tells = self.managed.action_test_wertgarantie()['params']
        self.assertEqual(tells['type'], 'success')
        self.assertRegex(tells['message'], rf"{SHOP_NUMBER}: Bicycle 2, E-bike 2, Battery alone 1")
        self.assertEqual(self.logins(), {'right': 1, 'wrong': 0})

    def test_connection_is_tested_before_it_is_activated(self):
        self.wertgarantie.action_deactivate()
        self.assertEqual(self.managed.action_test_wertgarantie()['params']['type'], 'success')

    def test_incomplete_one_calls_nobody(self):
        self.wertgarantie.action_deactivate()
        self.managed.wertgarantie_origin = False
        with self.assertRaisesRegex(UserError, "fill in first: Herkunft"):
            self.managed.action_test_wertgarantie()
        self.assertEqual(self.logins(), {'right': 0, 'wrong': 0})

    def test_number_unknown_to_the_insurer(self):
        self.managed.wertgarantie_agent_number = '999'
        tells = self.managed.action_test_wertgarantie()['params']
        self.assertEqual(tells['type'], 'warning')
        self.assertRegex(
            tells['message'], r"999 nothing can be sold: .*Wertgarantie says: .*nicht für diesen|freigeschaltet"
        )

    def test_number_without_products(self):
        self.managed.wertgarantie_agent_number = NUMBER_WITHOUT_PRODUCTS
        self.assertIn("none", self.managed.action_test_wertgarantie()['params']['message'])

    def test_no_number(self):
        self.managed.wertgarantie_agent_number = False
        tells = self.managed.action_test_wertgarantie()['params']
        self.assertEqual(tells['type'], 'warning')
        self.assertIn("enter a Vermittlernummer", tells['message'])

    def test_refused_login_blocks(self):
        self.managed[ENTRY] = 'Speichen-2025'
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "has refused your access data"):
            self.managed.action_test_wertgarantie()
        self.env.invalidate_all()
        self.assertEqual(self.wertgarantie.state, 'blocked')
        self.assertIn(self.insurance_manager, self.wertgarantie.activity_ids.user_id)
        for call in (
            self.managed.action_test_wertgarantie,
            self.managed.action_activate,
            self.managed.action_refresh_manufacturers,
            lambda: self.wertgarantie._products('bike', self.salesperson),
        ):
            with self.assertRaises(UserError):
                call()
        self.assertEqual(self.logins(), {'right': 0, 'wrong': 1})
        self.managed[ENTRY] = PASSWORD
        self.managed.action_activate()
        self.assertFalse(self.wertgarantie.activity_ids)
        self.assertEqual(self.managed.action_test_wertgarantie()['params']['type'], 'success')

    def test_another_user_name_is_a_new_chance_too(self):
        self.managed.wertgarantie_user = 'nobody'
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "refused"):
            self.managed.action_test_wertgarantie()
        self.env.invalidate_all()
        self.managed.wertgarantie_user = USER
        self.assertEqual(self.wertgarantie.state, 'draft')

    def test_locked_account(self):
        self.lock_account()
        with self.assertRaisesRegex(UserError, "has blocked your access"):
            self.managed.action_test_wertgarantie()
        self.env.invalidate_all()
        self.assertEqual(self.wertgarantie.state, 'blocked')

    def test_out_of_order(self):
        self.simulator.fault('503', times='always')
        with self.assertRaisesRegex(UserError, "cannot be reached"):
            self.managed.action_test_wertgarantie()
        self.env.invalidate_all()
        self.assertEqual(self.wertgarantie.state, 'active')

    def test_only_managers_test(self):
        with self.assertRaises(AccessError):
            self.wertgarantie.with_user(self.insurance_user).action_test_wertgarantie()
        self.assertEqual(self.logins(), {'right': 0, 'wrong': 0})

    # Activation

    def test_email_that_asks_for_activation(self):
        self.company.write({'street': "Kettengasse 5", 'zip': '51643', 'city': "Gummersbach"})
        action = self.managed.action_write_wertgarantie()
        composers = self.env[action['res_model']].with_user(self.insurance_manager)
        with Form(composers.with_context(**action['context'])) as form:
            self.assertFalse(form.partner_ids[:].company_id)
            self.assertEqual(form.partner_ids[:].mapped('email'), ['schnittstellen@wertgarantie.com'])
            for text in (self.company.name, "Kettengasse 5", SHOP_NUMBER):
                self.assertIn(text, form.body)
        self.assertNotIn(USER, form.body)

    # Products

    def test_products_of_an_object(self):
        for kind, word in (('bike', 'RAD'), ('ebike', 'KOMPLETTSCHUTZ_EBIKE'), ('battery', 'AKKU')):
            products = self.wertgarantie.with_user(self.salesperson)._products(kind)
            self.assertTrue(products)
            for product in products:
                self.assertIn(word, product.type)

    def test_manager_maps_what_is_unclear(self):
        self.managed.action_test_wertgarantie()
        rows = self.wertgarantie.product_type_ids
        unclear = rows.filtered(lambda row: not row.kind)
        self.assertTrue(unclear)
        self.assertEqual(self.wertgarantie.unmapped_count, len(unclear))
        self.assertIn(self.insurance_manager, self.wertgarantie.activity_ids.user_id)
        activities = len(self.wertgarantie.activity_ids)
        with Form(self.managed) as form:
            for index in range(len(rows)):
                with form.product_type_ids.edit(index) as row:
                    row.kind = row.kind or 'other'
            with form.product_type_ids.edit(0) as row:
                row.kind = 'bike'
        self.assertEqual(self.wertgarantie.unmapped_count, 0)
        self.managed.action_test_wertgarantie()
        self.assertEqual(len(self.wertgarantie.activity_ids), activities)
        products = self.wertgarantie._products('bike', self.salesperson)
        self.assertIn(rows[0].code, [product.type for product in products])

    def test_object_codes(self):
        self.assertEqual(
            [self.wertgarantie._object_code(kind) for kind in ('bike', 'ebike', 'battery')],
            ['27', '270009', BATTERY_CODE],
        )
        self.wertgarantie.wertgarantie_battery_code = False
        with self.assertRaisesRegex(UserError, "Object Code, Battery is not known"):
            self.wertgarantie._object_code('battery')

    # Manufacturers

    def test_manufacturers_are_asked_for_once_a_day(self):
        connection = self.wertgarantie.with_user(self.salesperson)
        makers = connection._manufacturers()
        self.assertGreater(len(makers), 100)
        self.assertEqual(connection._manufacturers(), makers)
        self.assertEqual(self.calls('GET_OBJECT_DETAILS'), 1)
        makers.sudo().last_seen = '2026-01-01'
        connection._manufacturers()
        self.assertEqual(self.calls('GET_OBJECT_DETAILS'), 2)
        self.managed.action_refresh_manufacturers()
        self.assertEqual(self.calls('GET_OBJECT_DETAILS'), 3)

    def test_manufacturer_listed_no_more_is_archived(self):
        self.wertgarantie._manufacturers()
        gone = self.env['insurance.manufacturer'].create(
            {'name': "Gone & Co", 'connection_id': self.wertgarantie.id, 'last_seen': '2026-01-01'}
        )
        self.managed.action_refresh_manufacturers()
        self.assertFalse(gone.active)
        self.assertNotIn(gone, self.wertgarantie._manufacturers())

    def test_known_manufacturers_serve_when_the_insurer_does_not(self):
        makers = self.wertgarantie._manufacturers()
        makers.last_seen = '2026-01-01'
        self.simulator.fault('500', times='always')
        self.assertEqual(self.wertgarantie._manufacturers(), makers)

    def test_none_known_and_none_to_be_had(self):
        self.simulator.fault('500', times='always')
        with self.assertRaisesRegex(UserError, "cannot be reached"):
            self.wertgarantie._manufacturers()

    def test_every_night(self):
        others = self.env['insurance.connection'].sudo().search([('id', '!=', self.wertgarantie.id)])
        others.action_deactivate()
        self.env.ref('dealer_insurance.ir_cron_refresh_manufacturers').method_direct_trigger()
        self.assertTrue(self.wertgarantie.manufacturer_ids)

    def test_proposal(self):
        makers = self.wertgarantie._manufacturers()
        maker = makers.filtered(lambda maker: len(maker.name) > 6)[:1]
        self.assertEqual(self.wertgarantie._propose_manufacturer(f"{maker.name.upper()} GmbH"), maker)
        self.assertIn("onstige", self.wertgarantie._propose_manufacturer("Qwxyzzq").name)

    def calls(self, name):
        return self.books()['calls'].get(name, 0)

    # A copy of the database

    def test_neutralized(self):
        self.managed.action_test_wertgarantie()
        self.env.flush_all()
        for query in get_neutralization_queries(['dealer_insurance']):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        connection = self.wertgarantie
        self.assertEqual(
            (connection.environment, connection.state, connection.wertgarantie_user, connection[SECRET]),
            ('test', 'draft', False, False),
        )
        self.assertFalse(self.env['insurance.session'].search([]))


@tagged('post_install', '-at_install')
class TestAgentNumber(WertgarantieMixin, DealerCommon):
    def test_own_before_the_shops(self):
        for user, number, is_own in (
            (self.salesperson, FIRST_NUMBER, True),
            (self.accountant, SECOND_NUMBER, True),
            (self.insurance_user, SHOP_NUMBER, False),
        ):
            connection = self.wertgarantie.with_user(user)
            self.assertEqual((connection._agent_number(), connection._has_own_agent_number()), (number, is_own))

    def test_of_a_colleague(self):
        self.assertEqual(self.wertgarantie.with_user(self.insurance_user)._agent_number(self.salesperson), FIRST_NUMBER)

    def test_none(self):
        self.wertgarantie.wertgarantie_agent_number = False
        with self.assertRaisesRegex(UserError, r"missing\. Please ask insurance_manager"):
            self.wertgarantie.with_user(self.insurance_user)._agent_number()
        with self.assertRaises(RedirectWarning):
            self.wertgarantie.with_user(self.insurance_manager)._agent_number()

    def test_positive_integer(self):
        for number in ('0', '-5', '4711 002', '47a', '1.5', '٤٧', 'x'):
            for record in (
                self.salesperson.with_user(self.insurance_manager),
                self.wertgarantie.with_user(self.insurance_manager),
            ):
                with self.assertRaisesRegex(ValidationError, "no Vermittlernummer"), self.env.cr.savepoint():
                    record.wertgarantie_agent_number = number

    def test_managers_enter_it(self):
        view = self.env.ref('dealer_insurance.res_users_view_list_insurance')
        employee = self.insurance_user.with_user(self.insurance_manager)
        self.assertIn('wertgarantie_agent_number', employee.get_view(view.id, 'list')['arch'])
        employee.wertgarantie_agent_number = '4711003'
        self.assertEqual(self.wertgarantie._agent_number(self.insurance_user), '4711003')
        with self.assertRaises(AccessError):
            self.salesperson.with_user(self.salesperson).write({'wertgarantie_agent_number': '1'})
        with self.assertRaises(AccessError):
            self.salesperson.with_user(self.insurance_user).write({'wertgarantie_agent_number': '1'})

    def test_shown_in_the_preferences(self):
        view = self.env.ref('base.view_users_form_simple_modif')
        own = self.salesperson.with_user(self.salesperson)
        [field] = etree.fromstring(own.get_view(view.id, 'form')['arch']).findall(
            ".//field[@name='wertgarantie_agent_number']"
        )
        self.assertEqual(field.get('readonly'), '1')
        self.assertEqual(own.read(['wertgarantie_agent_number'])[0]['wertgarantie_agent_number'], FIRST_NUMBER)

    def test_another_in_another_company(self):
        connection, employee = self.make_austrian_shop()
        self.assertEqual(connection._agent_number(employee), '4722002')
        self.salesperson.company_ids += connection.company_id
        self.assertEqual(connection._agent_number(self.salesperson), '4722001')
        self.assertTrue(connection.with_user(employee)._products('ebike'))


@tagged('post_install', '-at_install')
class TestWertgarantieSettings(WertgarantieMixin, DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = cls.make_user('administrator', 'base.group_system')

    def settings(self, **values):
        return self.env['res.config.settings'].with_user(self.administrator).create(values)

    def assertStands(self, state, count):
        settings = self.settings()
        self.assertEqual((settings.wertgarantie_state, settings.wertgarantie_count), (state, count))

    def test_state_and_count(self):
        self.assertStands('active', 1)
        self.wertgarantie.state = 'blocked'
        self.assertStands('blocked', 1)
        self.wertgarantie.state = 'draft'
        self.assertStands('unused', 0)

    def test_hidden_until_it_is_used_or_asked_for(self):
        arch = etree.fromstring(self.settings().get_view(view_type='form')['arch'])
        [block] = arch.findall(".//block[@name='wertgarantie']")

        def is_shown(**values):
            settings = self.env['res.config.settings'].with_user(self.administrator).new(values)
            names = {name: settings[name] for name in ('wertgarantie_count', 'show_unused_providers')}
            return not safe_eval(block.get('invisible'), names)

        self.assertTrue(is_shown())
        self.wertgarantie.action_deactivate()
        self.assertFalse(is_shown())
        self.assertTrue(is_shown(show_unused_providers=True))

    def test_kept_per_company(self):
        self.assertEqual(
            (self.company.wertgarantie_deadline_days, self.company.wertgarantie_collection_type), (180, 'debit')
        )
        with Form(self.settings()) as form:
            form.wertgarantie_deadline_days = 90
            form.wertgarantie_collection_type = 'dealer'
        form.record.execute()
        self.assertEqual(
            (self.company.wertgarantie_deadline_days, self.company.wertgarantie_collection_type), (90, 'dealer')
        )

    def test_country(self):
        self.assertTrue(self.settings().wertgarantie_insures)
        self.company.country_id = self.env.ref('base.fr')
        self.assertFalse(self.settings().wertgarantie_insures)

    def test_add_a_profile(self):
        action = self.settings().action_add_wertgarantie_profile()
        profiles = self.env[action['res_model']].with_user(self.administrator).with_context(**action['context'])
        with Form(profiles) as form:
            form.name = "Wertgarantie"
        self.assertEqual((form.record.provider, form.record.state), ('wertgarantie', 'draft'))

    def test_minimum_lock_price(self):
        self.assertEqual(self.company._minimum_lock_price(700), 49)
        thresholds = self.env['insurance.lock.threshold'].with_user(self.administrator)
        for price_up_to, lock_price in ((4000, 39), (500, 19), (1000, 29)):
            with Form(thresholds) as form:
                form.price_up_to = price_up_to
                form.lock_price = lock_price
        company = self.company.with_user(self.salesperson)
        self.assertEqual(
            [company._minimum_lock_price(price) for price in (499.99, 500, 500.01, 4000, 4000.01)],
            [19, 19, 29, 39, 49],
        )
