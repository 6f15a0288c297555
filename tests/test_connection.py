from lxml import etree

from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import BaseCase, Form, tagged, users
from odoo.tools.safe_eval import safe_eval

from ..models.connection.insurance_connection_secret import MASK
from .common import DealerCommon
from .covercheck import CHECK_ID, ELSEWHERE, RECIPIENT, CoverCheckMixin, committed

SECRET = 'covercheck_check_id'
ENTRY = 'covercheck_check_id_entry'


@tagged('post_install', '-at_install')
class TestConnection(CoverCheckMixin, DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = cls.make_user('administrator', 'base.group_system')
        cls.managing_administrator = cls.make_user(
            'managing_administrator',
            'base.group_system',
            'dealer_insurance.group_insurance_manager',
        )
        cls.env.ref('base.group_allow_export').user_ids += (
            cls.insurance_user + cls.insurance_manager + cls.administrator + cls.managing_administrator
        )
        cls.connection = cls.make_connection()
        cls.connections = cls.env['insurance.connection']

    def of(self, user):
        return self.connection.with_user(user)

    # Prüf-ID

    def test_manager_sets_a_profile_up(self):
        with Form(
            self.connections.with_user(self.insurance_manager).with_context(default_provider='covercheck')
        ) as form:
            form.name = "CoverCheck of the sales team"
            form.recipient_name = RECIPIENT
            form.recipient_address = "Köln"
            form.covercheck_check_id_entry = f' {CHECK_ID}-2 '
            form.covercheck_portal_url = f'{ELSEWHERE}/portal'
            form.covercheck_callback_url = f'{ELSEWHERE}/callback'
        connection = form.record
        self.assertEqual(
            (connection.state, connection.company_id, connection.environment), ('draft', self.company, 'production')
        )
        connection.action_activate()
        self.assertEqual(connection.state, 'active')
        self.assertEqual(connection[ENTRY], MASK)
        self.assertEqual(connection.with_user(self.administrator)[SECRET], f'{CHECK_ID}-2')

    def test_no_secret_goes_to_another_place(self):
        """Who may enter it, but not read it, could else have it sent to a server of their own."""
        bipro = self.connections.create(
            {
                'name': "R+V",
                'provider': 'bipro',
                'company_id': self.company.id,
                'insurer_id': self.env.ref('dealer_insurance.insurer_ruv').id,
                'bipro_user': "rmp100001",
                'bipro_password_entry': "Musterwald-1",
            }
        )
        wertgarantie = self.connections.create(
            {
                'name': "Wertgarantie",
                'provider': 'wertgarantie',
                'company_id': self.company.id,
                'wertgarantie_base_url': 'https://portal.example.com',
                'wertgarantie_user': "musterrad",
                'wertgarantie_password_entry': "Speichen-2026",
            }
        )
        other = {'bipro_login_kind': 'password'}
        for connection, place, value in (
            (self.connection, 'covercheck_callback_url', 'https://thief.example.com/callback'),
            (wertgarantie, 'wertgarantie_base_url', 'https://thief.example.com'),
            (wertgarantie, 'wertgarantie_base_url', 'https://portal.example.com:8443'),
            (bipro, 'bipro_sts_url', 'https://thief.example.com/sts'),
            (bipro, 'bipro_sts_wsdl', 'PGRlZmluaXRpb25zLz4='),
            (bipro, 'insurer_id', self.env.ref('dealer_insurance.insurer_condor').id),
        ):
            for values in ({place: value}, {place: value, **other}):
                with self.subTest(place, value=value), self.assertRaisesRegex(UserError, "anew along"):
                    connection.with_user(self.insurance_manager).write(values)
        bipro.with_user(self.insurance_manager).write(
            {'bipro_sts_url': 'https://other.example.com/sts', 'bipro_password_entry': "Musterwald-2"}
        )
        self.assertEqual(bipro.bipro_password, "Musterwald-2")
        wertgarantie.with_user(self.insurance_manager).wertgarantie_base_url = 'https://portal.example.com/v2'
        wertgarantie.with_user(self.managing_administrator).wertgarantie_base_url = 'https://new.example.com'
        self.assertEqual(wertgarantie.wertgarantie_password, "Speichen-2026")

    def test_masked_for_everyone_in_every_read(self):
        for user in (self.insurance_user, self.insurance_manager, self.managing_administrator, self.administrator):
            connection = self.of(user)
            with self.subTest(user=user.login):
                self.assertEqual(connection.read([ENTRY])[0][ENTRY], MASK)
                self.assertEqual(connection.web_read({ENTRY: {}})[0][ENTRY], MASK)
                self.assertEqual(connection.export_data([ENTRY])['datas'], [[MASK]])
                self.assertEqual(connection.web_search_read([], {ENTRY: {}})['records'][0][ENTRY], MASK)

    @users('insurance_user', 'insurance_manager')
    def test_no_way_to_it_for_others(self):
        connection = self.connection.with_env(self.env)
        connections = self.env['insurance.connection']
        guess = [(SECRET, '=like', f'{CHECK_ID[0]}%')]
        for read in (
            lambda: connection[SECRET],
            lambda: connection.read([SECRET]),
            lambda: connection.web_read({SECRET: {}}),
            lambda: connection.mapped(SECRET),
            lambda: connection.export_data([SECRET]),
            lambda: connections.search(guess),
            lambda: connections.search_count(guess),
            lambda: connection.filtered_domain(guess),
            lambda: connections.search([], order=SECRET),
            lambda: connections.formatted_read_group([], [SECRET], ['__count']),
            lambda: self.env['insurance.handover'].search([(f'connection_id.{SECRET}', '=', CHECK_ID)]),
            lambda: connection.write({SECRET: 'PRUEF-0815'}),
        ):
            with self.assertRaises(AccessError):
                read()
        self.assertNotIn(SECRET, connections.fields_get())
        self.assertNotIn(SECRET, connections.get_view(view_type='form')['arch'].replace(ENTRY, ''))
        self.assertNotIn(CHECK_ID, str(connection.read()))

    def test_not_found_by_its_value(self):
        """Nobody guesses the secret sign by sign."""
        for user in (self.insurance_manager, self.managing_administrator):
            with self.assertRaisesRegex(ValueError, "not stored"):
                self.connections.with_user(user).search([(ENTRY, '=', CHECK_ID)])

    def test_administrators_read_it(self):
        for user in (self.administrator, self.managing_administrator):
            self.assertEqual(self.of(user).read([SECRET])[0][SECRET], CHECK_ID)

    def test_not_copied(self):
        for user in (self.insurance_manager, self.managing_administrator):
            twin = self.of(user).copy()
            self.assertFalse(twin.sudo()[SECRET])
            self.assertFalse(twin[ENTRY])
            self.assertEqual(twin.state, 'draft')

    def test_not_in_the_chatter(self):
        self.of(self.insurance_manager)[ENTRY] = 'PRUEF-0815'
        self.env.flush_all()
        messages = self.connection.message_ids
        self.assertNotIn('PRUEF', str(messages.mapped('body')))
        self.assertNotIn('PRUEF', str(messages.sudo().tracking_value_ids.mapped('new_value_char')))

    def test_saving_the_form_keeps_it(self):
        with Form(self.of(self.insurance_manager)) as form:
            form.name = "CoverCheck of the workshop"
        self.of(self.insurance_manager)[ENTRY] = MASK
        self.assertEqual(self.connection[SECRET], CHECK_ID)

    def test_mask_is_no_part_of_it(self):
        for entry in (f'{MASK}4711', "PRÜF-1", "PRUEF 4711", 'X' * 65):
            with self.assertRaises(ValidationError):
                self.of(self.insurance_manager)[ENTRY] = entry
        self.assertEqual(self.connection[SECRET], CHECK_ID)

    def test_only_managers_enter_it(self):
        for user in (self.insurance_user, self.plain_salesperson):
            with self.assertRaises(AccessError):
                self.of(user).write({ENTRY: 'PRUEF-0815'})

    # Addresses

    def test_https_only(self):
        sentence = "an address begins with https:// and has nothing behind a question mark"
        for address in (
            'http://covercheck.example.com/portal',
            'covercheck.example.com',
            'ftp://covercheck.example.com/',
            f'{ELSEWHERE}/?dealer=1',
            f'{ELSEWHERE}/#portal',
            'https://dealer:secret@covercheck.example.com/',
            'http://127.0.0.1.example.com/',
            'javascript:alert(1)',
        ):
            for field in ('covercheck_portal_url', 'covercheck_callback_url'):
                with self.subTest(address, field=field), self.assertRaisesRegex(ValidationError, sentence):
                    self.of(self.insurance_manager).write({field: address, ENTRY: CHECK_ID})

    def test_http_on_this_machine(self):
        for address in ('http://127.0.0.1:8091/portal', 'http://localhost/', 'http://[::1]:8091/', ELSEWHERE):
            self.of(self.insurance_manager).write({'covercheck_portal_url': address, ENTRY: CHECK_ID})
            self.assertEqual(self.connection.covercheck_portal_url, address)

    # State

    def test_activation_needs_all_data(self):
        labels = {
            ENTRY: "Prüf-ID",
            'covercheck_portal_url': "Portal Address",
            'covercheck_callback_url': "Callback Address",
            'recipient_name': "Legal Name",
            'recipient_address': "Address",
        }
        for field, label in labels.items():
            with self.subTest(field), self.assertRaisesRegex(ValidationError, f"fill in first: {label}$"):
                self.make_connection(**{field: False})
            with self.subTest(field, active=True), self.assertRaisesRegex(ValidationError, label):
                self.of(self.insurance_manager)[field] = False

    def test_imported_as_active(self):
        result = self.connections.with_user(self.insurance_manager).load(
            ['name', 'provider', 'state'],
            [["Imported", 'covercheck', 'active']],
        )
        self.assertFalse(result['ids'])
        self.assertIn("Please fill in first", result['messages'][0]['message'])

    def test_users_change_nothing(self):
        connection = self.of(self.insurance_user)
        for change in (
            connection.action_activate,
            connection.action_deactivate,
            connection.unlink,
            lambda: connection.write({'name': "Mine"}),
            connection.copy,
        ):
            with self.assertRaises(AccessError):
                change()

    def test_deactivated_is_not_used(self):
        self.of(self.insurance_manager).action_deactivate()
        self.assertFalse(self.usable())
        self.of(self.insurance_manager).action_activate()
        self.assertEqual(self.usable(), self.connection)

    # Whose

    def usable(self, user=None, company=None):
        connections = self.connections.with_user(user or self.insurance_user)
        return connections._usable('covercheck', company or self.company).with_env(self.env)

    def test_own_before_shared(self):
        own = self.make_connection(name="Zz Mine", user_id=self.insurance_user.id)
        self.assertEqual(list(self.usable()), [own, self.connection])
        self.assertEqual(list(self.usable(self.salesperson)), [self.connection])

    def test_other_employee_s(self):
        foreign = self.make_connection(user_id=self.salesperson.id)
        self.assertNotIn(foreign, self.usable())
        self.assertNotIn(foreign, self.usable(self.insurance_manager))
        self.assertEqual(self.connections.with_user(self.insurance_user).search([]), self.connection)
        with self.assertRaises(AccessError):
            foreign.with_user(self.insurance_user).read(['name'])
        self.assertIn(foreign, self.connections.with_user(self.insurance_manager).search([]))

    def test_other_company_s(self):
        company = self.make_company("Autohaus Wiehl")
        foreign = self.make_connection(company_id=company.id)
        for user in (self.insurance_user, self.insurance_manager):
            self.assertNotIn(foreign, self.connections.with_user(user).search([]))
            with self.assertRaises(AccessError):
                foreign.with_user(user).read(['name'])
            self.assertFalse(self.usable(user, company))
        self.insurance_user.company_ids += company
        both = self.connections.with_user(self.insurance_user).with_context(
            allowed_company_ids=(self.company | company).ids,
        )
        self.assertEqual(both._usable('covercheck', company), foreign)
        self.assertEqual(both._usable('covercheck', self.company), self.connection)

    @users('plain_salesperson')
    def test_nothing_without_the_group(self):
        with self.assertRaises(AccessError):
            self.env['insurance.connection'].search([])
        with self.assertRaises(AccessError):
            self.connection.with_env(self.env).read(['name'])

    # In the wizard

    def compare(self, user=None):
        action = self.customer.with_user(user or self.insurance_user).action_compare_insurance()
        return self.env[action['res_model']].with_user(user or self.insurance_user).browse(action['res_id'])

    def test_choice_in_the_wizard(self):
        own = self.make_connection(user_id=self.insurance_user.id)
        self.make_connection(user_id=self.salesperson.id)
        self.make_complete_car(self.customer)
        wizard = self.compare()
        self.assertEqual(wizard.connection_ids, own | self.connection)
        self.assertEqual(wizard.connection_id, own)
        with Form(wizard) as form:
            form.mode = 'advice'
            form.connection_id = self.connection
        self.assertEqual(wizard.connection_id, self.connection)

    def test_none_fits(self):
        self.connection.action_deactivate()
        with self.assertRaises(RedirectWarning) as raised:
            self.compare(self.insurance_manager)
        message, action_id, button, context = raised.exception.args
        self.assertIn("CoverCheck is not set up for you", message)
        action = self.env['ir.actions.act_window'].browse(action_id)
        self.assertEqual((action.res_model, button), ('insurance.connection', "Set up"))
        self.assertEqual(context, {'default_provider': 'covercheck'})
        with self.assertRaisesRegex(UserError, "Please ask ") as raised:
            self.compare()
        self.assertIn(self.insurance_manager.name, str(raised.exception))
        self.assertNotIsInstance(raised.exception, RedirectWarning)
        self.assertNotIn(self.salesperson.name, str(raised.exception))

    def test_managers_of_another_company_are_not_named(self):
        self.connection.action_deactivate()
        company = self.make_company("Autohaus Wiehl")
        foreign = self.make_user('foreign_manager', 'dealer_insurance.group_insurance_manager', company=company)
        with self.assertRaises(UserError) as raised:
            self.compare()
        self.assertNotIn(foreign.name, str(raised.exception))

    # Blocked

    def block(self):
        with self.enter_registry_test_mode():
            self.of(self.insurance_user)._block()
        self.env.invalidate_all()

    def test_managers_are_told(self):
        self.block()
        self.assertEqual(self.connection.state, 'blocked')
        activities = self.connection.activity_ids
        self.assertIn(self.insurance_manager, activities.user_id)
        self.assertNotIn(self.insurance_user, activities.user_id)
        self.assertIn("Access refused", activities[0].summary)
        self.block()
        self.assertEqual(self.connection.activity_ids, activities, "Told twice")

    def test_managers_are_told_in_their_language(self):
        self.insurance_manager.lang = 'de_DE'
        self.block()
        told = self.connection.activity_ids.filtered(lambda activity: activity.user_id == self.insurance_manager)
        self.assertEqual(told.summary, "Zugang abgelehnt: bitte neue Zugangsdaten eingeben")

    def test_blocked_is_not_used(self):
        wizard = self.compare()
        self.block()
        self.assertFalse(self.usable())
        with self.assertRaises(UserError):
            self.compare()
        with self.assertRaises(UserError):
            wizard.action_hand_over()
        self.assertFalse(self.env['insurance.handover'].search([('connection_id', '=', self.connection.id)]))

    def test_blocked_until_a_new_check_id(self):
        self.block()
        connection = self.of(self.insurance_manager)
        connection.action_deactivate()
        connection[ENTRY] = MASK
        with self.assertRaisesRegex(UserError, "enter new ones first"):
            connection.action_activate()
        self.assertEqual(connection.state, 'blocked')
        with Form(connection) as form:
            form.covercheck_check_id_entry = 'PRUEF-0816'
        self.assertEqual(connection.state, 'draft')
        self.assertFalse(connection.activity_ids)
        connection.action_activate()
        self.assertEqual(self.usable(), self.connection)

    def test_new_access_data_leave_other_activities(self):
        by_hand = self.connection.activity_schedule('mail.mail_activity_data_todo', automated=False)
        self.connection._ask_managers(lambda env: "The certificate ends soon")
        others = self.connection.activity_ids
        self.block()
        self.assertGreater(self.connection.activity_ids, others)
        self.of(self.insurance_manager)[ENTRY] = 'PRUEF-0816'
        self.assertEqual(self.connection.activity_ids, others)
        self.assertIn(by_hand, others)

    def test_blocked_is_listed(self):
        self.block()
        self.assertEqual(self.listed(), self.connection)

    # List

    def listed(self, *filters):
        """What the list shows a manager who opens it and chooses these filters too."""
        action = self.env['ir.actions.act_window']._for_xml_id('dealer_insurance.insurance_connection_action')
        chosen = [name.removeprefix('search_default_') for name in safe_eval(action['context'])]
        found = self.connections
        for name in (*chosen, *filters):
            domain = safe_eval(self.filter(name).get('domain'))
            found |= self.connections.with_user(self.insurance_manager).search(domain).with_env(self.env)
        return found

    def filter(self, name):
        arch = etree.fromstring(self.connections.get_view(view_type='search')['arch'])
        return arch.find(f".//filter[@name='{name}']")

    def test_unused_are_hidden_until_asked_for(self):
        unused = self.connection.copy()
        self.assertEqual(self.listed(), self.connection)
        self.assertEqual(self.listed('unused'), self.connection | unused)
        self.assertEqual(self.filter('used').getnext().get('name'), 'unused', "A separator would ask for both at once")

    # A copy of the database

    def test_neutralized(self):
        self.block()
        other = self.make_connection()
        self.env.flush_all()
        for query in get_neutralization_queries(['dealer_insurance']):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        for connection in self.connection | other:
            self.assertEqual(
                (connection.environment, connection.state, connection[SECRET], connection[ENTRY]),
                ('test', 'draft', False, False),
            )
        self.assertFalse(self.usable())


@tagged('post_install', '-at_install')
class TestBlockedForGood(BaseCase):
    """On real cursors: what a test's own cursor wraps would be rolled back with it."""

    def test_kept_when_the_caller_rolls_back(self):
        with committed() as env:
            connection = env['insurance.connection'].create({'name': "Refused", 'provider': 'covercheck'})
        self.addCleanup(self.remove, connection)
        with self.assertRaises(ZeroDivisionError), committed() as env:
            connection.with_env(env)._block()
            connection.with_env(env).name = 1 / 0
        with committed() as env:
            self.assertEqual(connection.with_env(env).state, 'blocked')
            self.assertTrue(connection.with_env(env).activity_ids)

    def remove(self, connection):
        with committed() as env:
            connection.with_env(env).unlink()
