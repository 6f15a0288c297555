from urllib.parse import urlsplit

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from .bipro_connection import PASSWORD_WITHOUT_RIGHTS, USER_WITHOUT_RIGHTS, BiproMixin
from .common import DealerCommon
from .dialog import DialogMixin

PORTAL = 'https://online.example.com/broker'
HOST = 'portal.example.com'
RUV, OTHER_RUV, KRAVAG = '30471100815', '74555000111', '32123456789'


class DeepLinkCase(BiproMixin, DialogMixin, DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.insurer.write({'portal_url': PORTAL, 'portal_hosts': f'ruv.de, {HOST}'})
        cls.car = cls.make_customer_car(license_plate="GM-AB 123")
        cls.policy = cls.make_policy()

    @classmethod
    def make_policy(cls, number=RUV, **values):
        """Of the customer's car at R+V unless the values say otherwise."""
        return cls.env['insurance.policy'].create(
            {
                'number': number,
                'insurer_id': cls.insurer.id,
                'partner_id': cls.customer.id,
                'vehicle_id': cls.car.id,
                **values,
            }
        )

    def open(self, record=None, user=None):
        """What the button answers."""
        record = self.policy if record is None else record
        self.env.flush_all()  # nobody presses before it is saved
        return record.with_user(user or self.salesperson).action_open_at_insurer()

    def dialog_of(self, action, user=None):
        self.assertEqual(action.get('res_model'), 'insurance.deep.link.wizard')
        return self.env[action['res_model']].with_user(user or self.salesperson).browse(action['res_id'])

    def choose(self, action, name):
        """What comes of a choice in the dialog."""
        [choice] = self.dialog_of(action).choice_ids.filtered(lambda choice: choice.name == name)
        return choice.action_open()

    def calls(self):
        """How often the extranet was asked."""
        return sum(one['target'] == '/extranet' for one in self.simulator.received())

    def assertOpens(self, action, target, host=HOST):
        """A place of the insurer's portal, in a new tab."""
        self.assertEqual((action['type'], action['target']), ('ir.actions.act_url', 'new'))
        address = urlsplit(action['url'])
        self.assertEqual((address.hostname, address.path), (host, f'/extranet/{target}'))

    def assertOpensPortal(self, action, sentence, address=PORTAL):
        """The portal's own address, with nothing added, and why."""
        self.assertEqual(action.get('tag'), 'display_notification')
        self.assertIn(sentence, action['params']['message'])
        self.assertEqual(action['params']['next']['url'], address)
        self.assertEqual(action['params']['next']['target'], 'new')


@tagged('post_install', '-at_install')
class TestDeepLink(DeepLinkCase):
    def test_several_places_are_offered_by_name(self):
        action = self.press(self.policy, 'action_open_at_insurer', self.salesperson)
        names = self.dialog_of(action).choice_ids.mapped('name')
        self.assertEqual(names, ["Stammdaten", "Verträge", "Dokumente", "Schäden", "Schaden melden"])
        self.assertOpens(self.choose(action, "Schaden melden"), '011')

    def test_one_place_opens_at_once(self):
        self.set(link_targets=['004'])
        self.assertOpens(self.open(), '004')
        self.assertEqual(self.calls(), 1)

    def test_place_without_name_is_named_by_its_code(self):
        link = type('Link', (), {'description': "", 'target_id': '007'})
        self.assertEqual(self.policy._link_name(link), "Schäden")

    def test_addresses_are_asked_for_anew_and_never_stored(self):
        action = self.open()
        first, second = self.choose(action, "Dokumente"), self.choose(action, "Dokumente")
        self.assertNotEqual(first['url'], second['url'])
        self.assertEqual(self.calls(), 3)
        self.env.flush_all()
        for model in ('insurance.deep.link.wizard', 'insurance.deep.link.choice', 'insurance.policy', 'mail.message'):
            table = SQL.identifier(self.env[model]._table)
            rows = self.env.execute_query(SQL("SELECT id FROM %s AS t WHERE t::text LIKE %s", table, f'%{HOST}%'))
            self.assertFalse(rows, model)

    def test_addresses_are_not_logged(self):
        with self.assertLogs(level='DEBUG') as logs:
            url = self.choose(self.open(), "Dokumente")['url']
        logged = '\n'.join(logs.output)
        self.assertNotIn(url.rpartition('=')[2], logged)
        self.assertNotIn(RUV, '\n'.join(line for line in logs.output if 'sql_db' not in line))

    def test_place_that_is_gone_at_the_second_click(self):
        action = self.open()
        self.set(link_targets=['002'])
        self.assertOpensPortal(self.choose(action, "Dokumente"), "not offer this place any more")

    def test_number_is_sent_in_its_normal_form(self):
        self.policy.number = "30 / 471.100.815"
        self.set(link_targets=['004'])
        self.assertOpens(self.open(), '004')

    def test_login_is_shared_and_renewed_once(self):
        self.set(link_targets=['004'])
        self.open()
        self.simulator.call('DELETE', '/tokens')
        self.assertOpens(self.open(), '004')
        self.assertEqual(self.booked_user()['logins'], 2)

    def test_number_of_the_group_is_asked_by_the_connection_of_another_company(self):
        self.set(link_targets=['004'])
        kravag = self.env.ref('dealer_insurance.insurer_kravag_allgemeine')
        self.assertOpens(self.open(self.make_policy(KRAVAG, insurer_id=kravag.id)), '004')

    def test_dialog_belongs_to_who_opened_it(self):
        action = self.open()
        for dialog in (self.dialog_of(action, self.mechanic), self.dialog_of(action, self.mechanic).sudo().choice_ids):
            with self.assertRaises(AccessError):
                dialog.with_user(self.mechanic).read(['policy_id'])


@tagged('post_install', '-at_install')
class TestDeepLinkHosts(DeepLinkCase):
    def setUp(self):
        super().setUp()
        self.set(link_targets=['004'])

    def test_other_addresses_are_not_opened(self):
        for style in ('http', 'foreign', 'script'):
            with self.subTest(style):
                self.set(link_style=style)
                self.assertOpensPortal(self.open(), "offers no place")

    def test_host_below_a_listed_one(self):
        self.set(link_host=f'claims.{HOST}')
        self.assertOpens(self.open(), '004', f'claims.{HOST}')

    def test_insurer_without_list_opens_its_portal_only(self):
        self.insurer.portal_hosts = False
        self.assertOpensPortal(self.open(), "offers no place")

    def test_simulator_is_opened_by_http_in_tests_only(self):
        self.insurer.portal_hosts = '127.0.0.1'
        self.set(link_style='http', link_host=self.simulator.host)
        self.assertOpens(self.open(), '004', '127.0.0.1')
        self.ruv.environment = 'production'
        self.assertOpensPortal(self.open(), "offers no place")


@tagged('post_install', '-at_install')
class TestDeepLinkSearch(DeepLinkCase):
    """A number without its Arbeitsgebiet."""

    def setUp(self):
        super().setUp()
        self.policy.number = RUV[2:]

    def test_search_is_announced_before_anything_is_asked(self):
        dialog = self.dialog_of(self.open())
        self.assertEqual(self.calls(), 0)
        self.assertIn("Arbeitsgebiet", dialog.advice)
        self.assertEqual(
            (dialog.license_plate, dialog.partner_name, dialog.number), ("GM-AB 123", "Erika Kunde", RUV[2:])
        )

    def test_search_opens(self):
        self.assertOpens(self.dialog_of(self.open()).action_search(), '028')

    def test_number_can_be_completed(self):
        action = self.dialog_of(self.open()).action_complete_number()
        self.assertEqual((action['res_model'], action['res_id']), ('insurance.policy', self.policy.id))

    def test_without_connection_there_is_nothing_to_announce(self):
        self.ruv.action_deactivate()
        self.assertOpensPortal(self.open(), "no BiPRO connection")


@tagged('post_install', '-at_install')
class TestDeepLinkFaults(DeepLinkCase):
    def test_service_is_down(self):
        for way in ('fault', 'nok'):
            with self.subTest(way):
                self.answer('getLinks', '00940', way=way)
                self.assertOpensPortal(self.open(), "cannot be reached at the moment")

    def test_nobody_answers(self):
        self.ruv.bipro_extranet_url = 'http://127.0.0.1:9/extranet'
        self.assertOpensPortal(self.open(), "cannot be reached at the moment")

    def test_policy_is_not_found(self):
        self.policy.number = '30999888777'
        self.assertOpensPortal(self.open(), "does not find this policy")

    def test_right_is_missing(self):
        self.ruv.write({'bipro_user': USER_WITHOUT_RIGHTS, 'bipro_password_entry': PASSWORD_WITHOUT_RIGHTS})
        self.ruv.action_activate()
        self.assertOpensPortal(self.open(), "Anzeige der Bestandsdaten")

    def test_wrong_password_is_tried_once(self):
        self.ruv.bipro_password_entry = 'falsch'
        self.assertOpensPortal(self.open(), "refused the access data")
        self.assertEqual(self.booked_user()['wrong_logins'], 1)

    def test_nothing_is_sent_while_blocked(self):
        self.ruv.state = 'blocked'
        self.assertOpensPortal(self.open(), "insurance_manager")
        self.assertEqual(self.simulator.received(), [])

    def test_connection_without_extranet(self):
        self.ruv.bipro_extranet_url = False
        self.assertOpensPortal(self.open(), "no BiPRO connection")

    def test_connection_of_somebody_else(self):
        self.ruv.user_id = self.mechanic
        self.assertOpensPortal(self.open(), "no BiPRO connection")
        self.assertEqual(len(self.dialog_of(self.open(user=self.mechanic), self.mechanic).choice_ids), 5)

    def test_own_connection_comes_first(self):
        self.ruv.bipro_extranet_url = 'http://127.0.0.1:9/extranet'
        self.make_bipro(user_id=self.salesperson.id)
        self.assertEqual(len(self.dialog_of(self.open()).choice_ids), 5)

    def test_connection_of_another_company(self):
        self.ruv.action_deactivate()
        self.make_bipro(company_id=self.make_company("Autohaus Wiehl").id)
        self.assertOpensPortal(self.open(), "no BiPRO connection")

    def test_portal_is_not_known(self):
        self.insurer.portal_url = False
        self.ruv.action_deactivate()
        self.assertFalse(self.policy.with_user(self.salesperson).can_open_at_insurer)
        with self.assertRaisesRegex(UserError, "insurance_manager"):
            self.open()
        with self.assertRaises(RedirectWarning):
            self.open(user=self.insurance_manager)

    def test_no_right_no_call(self):
        with self.assertRaises(AccessError):
            self.open(user=self.plain_salesperson)
        self.assertEqual(self.simulator.received(), [])


@tagged('post_install', '-at_install')
class TestDeepLinkPlaces(DeepLinkCase):
    """From the vehicle and the customer."""

    def setUp(self):
        super().setUp()
        self.set(link_targets=['004'])

    def test_only_policy_opens(self):
        for place in (self.car, self.customer):
            with self.subTest(place._name):
                self.assertTrue(place.with_user(self.salesperson).can_open_at_insurer)
                self.assertOpens(self.open(place), '004')

    def test_one_of_several_is_chosen(self):
        other = self.make_policy(OTHER_RUV)
        action = self.open(self.customer)
        self.assertEqual(self.dialog_of(action).choice_ids.policy_id, self.policy | other)
        self.assertEqual(self.calls(), 0)
        self.assertOpens(self.choose(action, other.display_name), '004')

    def test_policies_in_force_come_first(self):
        self.make_policy(OTHER_RUV).action_mark_ended()
        self.assertOpens(self.open(self.car), '004')
        self.policy.action_mark_ended()
        self.assertEqual(len(self.dialog_of(self.open(self.car)).choice_ids), 2)

    def test_from_the_repair(self):
        repair = self.env['repair.order'].create({'partner_id': self.customer.id, 'vehicle_id': self.car.id})
        self.assertOpens(self.open(repair, self.mechanic), '004')

    def test_company_shows_the_policies_of_its_contacts(self):
        firm = self.env['res.partner'].create({'name': "Muster GmbH", 'is_company': True})
        self.customer.parent_id = firm
        self.assertOpens(self.open(firm), '004')

    def test_no_policy(self):
        self.assertFalse(self.other_customer.with_user(self.salesperson).can_open_at_insurer)
        with self.assertRaises(UserError):
            self.open(self.other_customer)

    def test_policies_of_another_company_are_not_offered(self):
        company = self.make_company("Autohaus Wiehl")
        self.make_policy(OTHER_RUV, company_id=company.id, vehicle_id=False)
        self.assertOpens(self.open(self.customer), '004')


@tagged('post_install', '-at_install')
class TestDeepLinkTours(DeepLinkCase, HttpCase):
    """In the browser of a salesperson."""

    registry_test_mode = False  # ``BiproMixin`` sees to it

    def open_in_browser(self, tour):
        self.start_tour(f'/odoo/insurance.policy/{self.policy.id}', tour, login=self.insurance_user.login)

    def test_place_of_the_portal(self):
        self.open_in_browser('dealer_insurance_deep_link')

    def test_search(self):
        self.policy.number = RUV[2:]
        self.open_in_browser('dealer_insurance_deep_link_search')

    def test_portal_instead(self):
        self.ruv.bipro_extranet_url = False
        self.open_in_browser('dealer_insurance_deep_link_portal')
