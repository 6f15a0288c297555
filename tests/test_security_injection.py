import itertools
from urllib.parse import quote

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .security import QUIET, SecurityCommon

SCRIPT = "<script>alert(1)</script>"
HOSTILE = (
    "'; DROP TABLE insurance_policy; --",
    "' OR '1'='1",
    '" OR ""="',
    "4711') UNION SELECT login, password FROM res_users --",
    "100 %s %(id)s %% {0} {self.env}",
    "\\",
    "\\' OR 1=1 --",
    "[('id', '!=', 0)]",
    '["|", ["id", ">", 0], ["id", "<", 0]]',
    "|",
    SCRIPT,
)
SEARCHED = (
    ('insurance.policy', 'number', 'number_key', 'evb_number', 'partner_id', 'vehicle_id', 'product_name'),
    ('insurance.shipment', 'policy_number', 'person_name', 'license_plate', 'vin', 'partner_id', 'policy_id'),
    ('insurance.application', 'contract_number', 'partner_id', 'vehicle_id'),
    ('insurance.document', 'name', 'partner_id', 'policy_id'),
    ('insurance.handover', 'reference', 'partner_id', 'evb_number'),
    ('insurance.consent', 'person_name', 'partner_id'),
    ('insurance.insurer', 'name', 'legal_name'),
    ('fleet.vehicle', 'name', 'license_plate', 'vin_sn', 'hsn', 'owner_id', 'battery_number'),
)
# In the browser: what it does with an address that names a button.
PRESSING = """
    const { services } = odoo.__WOWL_DEBUG__.root.env;
    const state = { action: "dealer_insurance.go_on", model: "res.partner", button: "unlink", id: NUMBER };
    services.action.loadState({ ...state, actionStack: [state] }).finally(() => console.log("test successful"));
"""
ADDRESSES = (
    '/my/insurances?sortby={0}&search={0}&filterby={0}&groupby={0}',
    '/my/insurances/page/{0}',
    '/my/insurances/{0}',
    '/my/insurances/document/{0}',
    '/dealer_insurance/handover/{0}',
    '/dealer_insurance/handbook/images/{0}',
)
NUMBERS = ('1e9', '-1', '0', '99999999999999999999', '..', '../__manifest__.py')
SECRETS = ('covercheck_check_id', 'wertgarantie_password', 'bipro_password', 'bipro_ticket')


@tagged('post_install', '-at_install')
class TestSecurityInjection(SecurityCommon):
    """What people type is text: it is searched, kept and shown as it was typed, and never obeyed."""

    def test_searched(self):
        env = self.as_role('manager')
        for (model, *names), text in itertools.product(SEARCHED, HOSTILE):
            with self.subTest(model, text=text):
                self.assertFalse(env[model].name_search(text))
                for name in names:
                    self.assertFalse(env[model].search([(name, 'ilike', text)]))
                    self.assertIn(self.records[model].id, env[model].search([(name, 'not ilike', text)]).ids)

    def test_kept_as_typed(self):
        policies = self.as_role('user')['insurance.policy']
        for text in HOSTILE:
            with self.subTest(text), self.undone():
                policy = policies.create(
                    {'number': text, 'insurer_id': self.insurer.id, 'partner_id': self.customer.id}
                )
                self.forget()
                self.assertEqual(policy.number, text)
                self.assertEqual(policies.search([('number', '=', text)]), policy)

    def test_refused_as_identifier(self):
        car = self.car.with_env(self.as_role('user'))
        for name, text in itertools.product(('license_plate', 'vin_sn', 'hsn'), HOSTILE):
            with self.subTest(name, text=text), self.assertRaises(UserError), self.env.cr.savepoint():
                car.write({name: text})

    def test_shown_as_typed(self):
        self.customer.write({'firstname': SCRIPT, 'lastname': "<u>Weiß</u>", 'street': '" onload="alert(1)'})
        dialogs = self.as_role('user')['insurance.handover.wizard']
        dialog = dialogs.create(self.form_values()[dialogs._name])
        preview = html.fromstring(str(dialog.preview))
        self.assertIn(SCRIPT, preview.text_content())
        self.assertFalse(preview.xpath('//script | //u | //@onload'))

    @mute_logger(*QUIET)
    def test_secrets_by_detours(self):
        for role, secret in itertools.product(('user', 'manager'), SECRETS):
            for detour, attempt in self.detours(self.as_role(role), secret).items():
                with self.subTest(detour, role=role, secret=secret), self.assertRaises(AccessError):
                    attempt()

    def detours(self, env, secret):
        connections, applications = env['insurance.connection'], env['insurance.application']
        behind = {'connection_id': {'fields': {secret: {}}}}
        return {
            'search': lambda: connections.search([(secret, '=like', 'S%')]),
            'path': lambda: applications.search([(f'connection_id.{secret}', '=like', 'S%')]),
            'any': lambda: applications.search([('connection_id', 'any', [(secret, '!=', False)])]),
            'order': lambda: connections.search([], order=secret),
            'group': lambda: connections.formatted_read_group([], [secret], ['__count']),
            'aggregate': lambda: connections.formatted_read_group([], [], [f'{secret}:array_agg']),
            'read': lambda: self.connection.with_env(env).read([secret]),
            'read behind': lambda: applications.search([]).web_read(behind),
        }


@tagged('post_install', '-at_install')
class TestSecurityAddresses(SecurityCommon, HttpCase):
    """Whatever stands in an address: a page, or none, but never an error."""

    @mute_logger('odoo.http')
    def test_pages_of_customers(self):
        self.authenticate('portal_customer', 'portal_customer')
        for address, text in itertools.product(ADDRESSES, (*HOSTILE, *NUMBERS)):
            with self.subTest(address, text=text):
                answer = self.url_open(address.format(quote(text, safe='')))
                self.assertIn(answer.status_code, (200, 404, 410))
                self.assertNotIn(SCRIPT, answer.text)

    @mute_logger('odoo.http')
    def test_tokens_of_the_return(self):
        for text in (*HOSTILE, *NUMBERS, '\0', 'ü', 'A' * 4000):
            with self.subTest(text):
                answer = self.url_open(
                    f'/dealer_insurance/return/{quote(text, safe="")}', data={'reference': text, 'result': text}
                )
                self.assertIn(answer.status_code, (200, 404))
                self.assertNotIn(SCRIPT, answer.text)
        self.assertEqual(self.records['insurance.handover'].state, 'unknown')

    def test_address_that_presses_a_button(self):
        """Of whatever the victim may press: what the browser presses by itself is the server's to say."""
        partner = self.env['res.partner'].create({'name': "Erika Kunde"})
        self.browser_js(
            '/odoo',
            PRESSING.replace('NUMBER', str(partner.id)),
            "odoo.__WOWL_DEBUG__ && odoo.isReady",
            login='admin',
        )
        self.env.invalidate_all()
        self.assertTrue(partner.exists())
