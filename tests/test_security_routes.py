from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .covercheck import ELSEWHERE, CoverCheckMixin
from .security import MODULE, PDF, QUIET, SecurityCommon

EVERYBODY = {'public', 'portal', 'plain', 'user', 'manager', 'administrator', 'elsewhere'}
EMPLOYEES = EVERYBODY - {'public', 'portal'}
CUSTOMER = {'portal'}
PICTURE = 'application-sign.png'
SERVER = ('odoo.http', *QUIET)

# Who is shown what a route is for; all others are asked to log in, or find nothing there.
SHOWN_TO = {
    '/my/insurances': CUSTOMER,
    '/my/insurances/page/<int:page>': CUSTOMER,
    '/my/insurances/<int:policy_id>': CUSTOMER,
    '/my/insurances/document/<int:document_id>': CUSTOMER,
    '/dealer_insurance/handbook/de': EMPLOYEES,
    '/dealer_insurance/handbook/images/<string:name>': EMPLOYEES,
    '/dealer_insurance/handover/<string:token>': {'user'},
    '/dealer_insurance/return/<string:token>': EVERYBODY,  # The same page, whatever was sent.
}
# Of Odoo, with our rule about whom it obeys.
CHANGED = {'/mail/attachment/update_thumbnail'}


def own_routes(env):
    """:return: {rule: who is let in, as Odoo says it}"""
    modules = env.registry._init_modules
    return {
        rule: endpoint.routing['auth']
        for rule, endpoint in env['ir.http']._generate_routing_rules(sorted(modules), {})
        for class_ in type(endpoint.func.__self__).__mro__
        if class_.__module__.startswith(f'{MODULE}.controllers') and endpoint.func.__name__ in vars(class_)
    }


@tagged('post_install', '-at_install')
class TestSecurityRoutes(CoverCheckMixin, SecurityCommon, HttpCase):
    """Every address of ours, asked for by everybody over HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paper = cls.records['insurance.document']
        cls.covercheck = cls.make_connection()

    def test_table_is_complete(self):
        self.assertEqual(own_routes(self.env).keys(), SHOWN_TO.keys() | CHANGED)

    def test_only_the_return_needs_no_login(self):
        open_routes = {rule for rule, auth in own_routes(self.env).items() if auth not in ('user', 'bearer')}
        self.assertEqual(open_routes - CHANGED, {'/dealer_insurance/return/<string:token>'})

    @mute_logger(*SERVER)
    def test_who_is_shown_what(self):
        for rule, shown_to in SHOWN_TO.items():
            address, content = self.example(rule)
            # Those who are let in come last: some links are good for one time.
            for role in sorted(self.roles, key=lambda role: role in shown_to):
                with self.subTest(rule, role=role):
                    self.log_in(role)
                    answer = self.ask(rule, address)
                    self.assertEqual(content in answer.content, role in shown_to)
                    if role == 'public' and role not in shown_to:
                        self.assertIn('/web/login', answer.url)

    def example(self, rule):
        """:return: an address of the rule, and what only its rightful visitor is shown"""
        number = self.policy.number.encode()
        return {
            '/my/insurances': ('/my/insurances', number),
            '/my/insurances/page/<int:page>': ('/my/insurances/page/1', number),
            '/my/insurances/<int:policy_id>': (f'/my/insurances/{self.policy.id}', number),
            '/my/insurances/document/<int:document_id>': (f'/my/insurances/document/{self.paper.id}', PDF),
            '/dealer_insurance/handbook/de': ('/dealer_insurance/handbook/de', b'Handbuch'),
            '/dealer_insurance/handbook/images/<string:name>': (
                f'/dealer_insurance/handbook/images/{PICTURE}',
                b'PNG',
            ),
            '/dealer_insurance/handover/<string:token>': (self.link_of_user(), ELSEWHERE.encode()),
            '/dealer_insurance/return/<string:token>': ('/dealer_insurance/return/forged', b'CoverCheck'),
        }[rule]

    def link_of_user(self):
        """To the page that takes the user to the portal."""
        customer = self.make_complete_customer()
        wizard = self.as_role('user')['insurance.handover.wizard'].create(
            {'mode': 'advice', 'partner_id': customer.id, 'vehicle_id': self.make_complete_car(customer).id}
        )
        return wizard.action_hand_over()['url']

    def log_in(self, role):
        if role == 'public':
            self.authenticate(None, None)
        else:
            login = self.roles[role].login
            self.authenticate(login, login)

    def ask(self, rule, address):
        data = {'result': 'concluded'} if rule.startswith('/dealer_insurance/return') else None
        return self.url_open(address, data=data)

    @mute_logger(*SERVER)
    def test_thumbnails_of_papers_are_never_written(self):
        attachment = self.paper.attachment_id
        for role in self.roles:
            with self.subTest(role):
                self.log_in(role)
                try:
                    self.make_jsonrpc_request(
                        '/mail/attachment/update_thumbnail',
                        {'attachment_id': attachment.id, 'thumbnail': 'R0lGODlhAQABAAAAACw='},
                    )
                except JsonRpcException:
                    self.assertNotIn(role, ('user', 'manager'))
                self.assertFalse(attachment.thumbnail)
