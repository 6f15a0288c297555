from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged, users
from odoo.tools.safe_eval import safe_eval

from .common import DealerCommon

MODULE = 'dealer_insurance'
PREFERENCES = 'base.view_users_form_simple_modif'
VIEWS_OF_OTHERS = (
    ('sale.order', 'salesperson', None),
    ('account.move', 'accountant', None),
    ('res.partner', 'salesperson', None),
    ('product.template', 'salesperson', None),
    ('repair.order', 'mechanic', None),
    ('stock.lot', 'mechanic', None),
    ('res.users', 'salesperson', PREFERENCES),
)
# A battery has its number whether or not it is insured.
NO_INSURANCE = {'battery_number'}


class ViewCase(DealerCommon):
    def nested_nodes(self, arch, model, tag='field'):
        """The nodes of a view with the model they belong to, of its subviews too."""
        for node in arch:
            if node.tag == tag:
                yield model, node
            inner = model
            if node.tag == 'field' and len(node):
                inner = self.env[model]._fields[node.get('name')].comodel_name
            yield from self.nested_nodes(node, inner, tag)

    def is_hidden(self, node):
        return any(node.get(name) in ('1', 'True') for name in ('invisible', 'column_invisible'))

    def specification(self, arch):
        """What the web client asks for to show a list, a kanban or another flat view."""
        names = {node.get('name') for node in arch.xpath('.//field[not(ancestor::field)]')}
        return {name: {'fields': {'display_name': {}}} for name in names}


# Their lists are not empty in these tests.
MADE_HERE = {'fleet.vehicle', 'fleet.vehicle.model', 'fleet.vehicle.model.brand', 'res.users'}


@tagged('post_install', '-at_install')
class TestWithoutInsurance(ViewCase):
    """Employees without the group work as before, on orders that carry vehicles and decisions."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain_accountant = cls.make_user('plain_accountant', 'account.group_account_invoice')
        cls.car = cls.make_car()
        cls.order = cls.make_order(cls.car, user_id=cls.plain_salesperson.id)
        cls.order.order_line.insurance_decision = 'declined'
        cls.own_fields = set(
            cls.env['ir.model.fields']
            .search([])
            .filtered(lambda field: MODULE in field.modules.split(', '))
            .mapped(lambda field: (field.model, field.name))
        )

    def shown(self, model, user, form):
        """Fields and buttons of this addon that the views of a model show to a user."""
        env = self.env(user=user)
        form_id = self.env.ref(form).id if form else False
        views = env[model].get_views([(form_id, 'form'), (False, 'list'), (False, 'search'), (False, 'kanban')])
        names = set()
        for view in views['views'].values():
            arch = etree.fromstring(view['arch'])
            for node_model, node in self.nested_nodes(arch, model):
                if (node_model, node.get('name')) in self.own_fields and not self.is_hidden(node):
                    names.add(node.get('name'))
            names |= {
                node.get('name')
                for node in arch.iter('button', 'filter', 'page')
                if node.get('name') in ('action_decide_insurance', 'action_view_vehicles', 'is_vehicle', 'vehicles')
            }
        return names - NO_INSURANCE

    def test_views_show_insurance_to_insurance_users_only(self):
        for model, login, form in VIEWS_OF_OTHERS:
            with self.subTest(model):
                self.assertTrue(self.shown(model, getattr(self, login), form))
                self.assertFalse(self.shown(model, getattr(self, f'plain_{login}'), form))

    @users('plain_salesperson', 'plain_mechanic', 'plain_accountant')
    def test_no_menu(self):
        menus = self.env['ir.ui.menu'].load_menus(False)
        self.assertNotIn(self.env.ref('dealer_insurance.menu_insurance').id, menus)

    @users('plain_salesperson', 'plain_mechanic', 'plain_accountant')
    def test_no_vehicle_and_no_decision(self):
        with self.assertRaises(AccessError):
            self.car.with_env(self.env).read(['name'])
        with self.assertRaises(AccessError):
            self.order.order_line.with_env(self.env).read(['insurance_decision'])

    @users('plain_salesperson')
    def test_salesperson_enters_an_order(self):
        form = Form(self.env['sale.order'])
        form.partner_id = self.customer
        with form.order_line.new() as line:
            line.product_id = self.car_product
        order = form.save()
        order.action_confirm()
        self.assertEqual(order.state, 'sale')
        self.assertEqual(order.sudo().order_line.insurance_decision, 'open')

    @users('plain_salesperson')
    def test_salesperson_works_on_an_order_with_a_vehicle(self):
        order = self.order.with_env(self.env)
        with Form(order) as form:
            form.client_order_ref = "Inquiry"
            with form.order_line.edit(0) as line:
                line.price_unit = 19000
        order.action_quotation_sent()
        self.assertIn("19.000,00", self.print('sale.report_saleorder', order))
        order.action_confirm()
        self.assertEqual(self.car.buyer_id, self.customer)
        invoice = order._create_invoices()
        self.assertEqual(invoice.sudo().invoice_line_ids.vehicle_id, self.car)
        self.assertEqual(invoice.sudo().invoice_line_ids.insurance_decision, 'declined')
        Form(invoice)
        duplicate = order.copy()
        self.assertEqual(duplicate.sudo().order_line.insurance_decision, 'open')
        duplicate.action_confirm()
        duplicate.action_cancel()
        self.assertEqual(self.car.buyer_id, self.customer)

    @users('plain_accountant')
    def test_accountant_works_on_an_invoice_with_a_vehicle(self):
        self.company.insurance_note_printed = True
        invoice = self.make_invoice(lines=[self.invoice_line(self.car, insurance_decision='declined')])
        invoice = invoice.with_env(self.env)
        with Form(invoice) as form:
            form.ref = "Ref"
            with form.invoice_line_ids.edit(0) as line:
                line.price_unit = 19000
        invoice.action_post()
        self.assertEqual(self.car.owner_id, self.customer)
        page = self.print('account.report_invoice_with_payments', invoice)
        self.assertIn(self.car.vin_sn, page)
        self.assertIn("Das Fahrzeug ist nicht versichert.", page)
        refund = invoice._reverse_moves([{'invoice_date': invoice.invoice_date}], cancel=True)
        self.print('account.report_invoice_with_payments', refund)
        self.assertEqual(self.car.usage, 'stock')
        invoice.copy().action_post()
        refund.button_draft()
        Form(refund)

    def print(self, report, document):
        html, _type = self.env['ir.actions.report']._render_qweb_html(report, document.ids)
        return html.decode()

    @users('plain_salesperson', 'plain_accountant')
    def test_partner_with_vehicles(self):
        self.make_customer_car()
        partner = self.customer.with_env(self.env)
        Form(partner)
        self.assertEqual(partner.vehicle_count, 0)


@tagged('post_install', '-at_install')
class TestInsuranceApp(ViewCase):
    """An insurance user needs neither fleet nor administrator rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.car = cls.make_customer_car(license_plate="GM-AB 1")
        cls.make_car(license_plate="GM")
        cls.make_car(usage='fleet')
        cls.sell(cls.make_car())

    def menu_actions(self):
        """The window actions in the Insurance app's menu, as this user sees it."""
        menus = self.env['ir.ui.menu'].load_menus(False)
        waiting = [menus[self.env.ref('dealer_insurance.menu_insurance').id]]
        while waiting:
            menu = waiting.pop()
            waiting += [menus[child] for child in menu['children']]
            if menu['action_id'] and not menu['children']:
                yield menu['xmlid'], self.env[menu['action_model']].sudo().browse(menu['action_id'])

    def open_action(self, action):
        """Load, search and open the records, as the web client does."""
        model = self.env[action.res_model].with_context(**safe_eval(action.context or '{}', {'uid': self.env.uid}))
        views = model.get_views(
            [*action.views, (action.search_view_id.id, 'search')],
            {
                'action_id': action.id,
                'toolbar': True,
                'load_filters': True,
            },
        )['views']
        domain = safe_eval(action.domain or '[]', {'uid': self.env.uid})
        for view_type in {'list', 'kanban'} & views.keys():
            arch = etree.fromstring(views[view_type]['arch'])
            found = model.web_search_read(domain, self.specification(arch))
            if model._name in MADE_HERE:
                self.assertTrue(found['records'], action.name)
        self.filter_and_group(model, domain, views['search'])
        if 'form' in views:
            if record := model.search(domain, limit=1):
                Form(record, views['form']['id'])
            if model.has_access('create'):
                Form(model, views['form']['id'])

    def filter_and_group(self, model, domain, search_view):
        for node in etree.fromstring(search_view['arch']).iter('filter'):
            if node.get('domain'):
                model.search_count(domain + safe_eval(node.get('domain'), {'uid': self.env.uid}))
            group = safe_eval(node.get('context') or '{}').get('group_by')
            if group:
                model.formatted_read_group(domain, [group], ['__count'])

    @users('insurance_user', 'salesperson', 'mechanic', 'accountant')
    def test_every_menu_of_a_user_opens(self):
        opened = dict(self.menu_actions())
        self.assertEqual(
            opened.keys(),
            {
                f'dealer_insurance.menu_{name}'
                for name in (
                    'overview',
                    'uninsured',
                    'quick_query',
                    'application',
                    'policy',
                    'shipment',
                    'proposal',
                    'vehicle_stock',
                    'vehicle_customer',
                    'vehicle_fleet',
                    'handover',
                    'consent',
                    'information',
                    'decision_report',
                    'policy_analysis',
                    'handbook',
                )
            },
        )
        self.open_windows(opened)

    @users('insurance_manager')
    def test_every_menu_of_a_manager_opens(self):
        opened = dict(self.menu_actions())
        self.assertEqual(
            {
                f'dealer_insurance.menu_{name}'
                for name in (
                    'uninsured',
                    'employees',
                    'vehicle_models',
                    'vehicle_brands',
                    'connection',
                    'consent_wording',
                    'evidence_chain',
                    'evidence_removal',
                )
            }
            - opened.keys(),
            set(),
        )
        self.assertNotIn('dealer_insurance.menu_settings', opened)
        self.open_windows(opened)

    def open_windows(self, actions):
        """Open the lists and forms; what server actions do is tested where they belong."""
        for name, action in actions.items():
            if action._name == 'ir.actions.act_window':
                with self.subTest(name):
                    self.open_action(action)

    @users('insurance_user', 'insurance_manager')
    def test_new_vehicle_of_a_new_model_of_a_new_brand(self):
        form = Form(self.env['fleet.vehicle.model.brand'])
        form.name = "Wupper"
        brand = form.save()
        form = Form(self.env['fleet.vehicle.model'])
        form.brand_id = brand
        form.name = "Limousine"
        model = form.save()
        vehicles = self.env['fleet.vehicle'].with_context(default_usage='customer')
        form = Form(vehicles, f'{MODULE}.fleet_vehicle_view_form')
        form.model_id = model
        form.owner_id = self.customer
        form.license_plate = "gm ab 2"
        form.odometer = 12000
        vehicle = form.save()
        self.assertRecordValues(
            vehicle,
            [
                {
                    'display_name': "GM-AB 2 Wupper Limousine",
                    'odometer': 12000,
                    'usage': 'customer',
                }
            ],
        )
        with Form(vehicle, f'{MODULE}.fleet_vehicle_view_form') as form:
            form.odometer = 13000
        self.assertEqual(vehicle.odometer, 13000)

    def test_history_of_a_vehicle(self):
        self.sell(lines=[self.invoice_line(self.car, self.part_product)], invoice_user_id=self.accountant.id)
        for login, count in (('accountant', 1), ('salesperson', 0), ('mechanic', 0), ('insurance_user', 0)):
            with self.subTest(login):
                self.env.invalidate_all()
                car = self.car.with_user(getattr(self, login))
                self.assertEqual(car.invoice_count, count)
        action = self.car.with_user(self.accountant).action_view_invoices()
        self.assertEqual(len(self.env[action['res_model']].search(action['domain'])), 1)

    @users('insurance_user')
    def test_vehicles_are_deleted_by_managers_only(self):
        with self.assertRaises(AccessError):
            self.car.with_env(self.env).unlink()
        self.car.with_user(self.insurance_manager).unlink()

    @users('insurance_user', 'insurance_manager')
    def test_vehicle_of_another_company_is_invisible(self):
        foreign = self.make_car(company_id=self.make_company(f"Autohaus {self.env.user.login}").id)
        self.assertFalse(self.env['fleet.vehicle'].search([('id', '=', foreign.id)]))
        self.assertFalse(self.env['fleet.vehicle'].name_search(foreign.vin_sn))
        with self.assertRaises(AccessError):
            foreign.with_env(self.env).read(['name'])
        with self.assertRaises(AccessError):
            foreign.with_env(self.env).write({'color': "red"})


@tagged('post_install', '-at_install')
class TestReminderRights(DealerCommon):
    @users('insurance_manager')
    def test_manager_sets_the_reminder_of_others_and_nothing_else(self):
        colleagues = (self.salesperson + self.plain_mechanic).with_env(self.env)
        colleagues.write({'insurance_reminder': 'always'})
        self.assertEqual(colleagues.mapped('insurance_reminder'), ['always', 'always'])
        for values in (
            {'name': "X"},
            {'insurance_reminder': 'never', 'name': "X"},
            {'group_ids': []},
            {'password': "x"},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                colleagues.write(values)
        self.assertEqual(colleagues.mapped('insurance_reminder'), ['always', 'always'])

    @users('insurance_user', 'salesperson', 'plain_salesperson', 'accountant')
    def test_nobody_else_does(self):
        with self.assertRaises(AccessError):
            self.mechanic.with_env(self.env).write({'insurance_reminder': 'never'})

    @users('insurance_user', 'salesperson', 'mechanic')
    def test_own_reminder_in_the_preferences(self):
        action = self.env['ir.actions.actions']._for_xml_id('base.action_res_users_my')
        view_id = {view_type: view_id for view_id, view_type in action['views']}['form']
        with Form(self.env.user, view_id) as form:
            self.assertEqual(form.insurance_reminder, 'company')
            form.insurance_reminder = 'never'
        self.assertEqual(self.env.user.insurance_reminder, 'never')
