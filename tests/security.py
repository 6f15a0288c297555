"""Who may do what: one record of each of our models, and the roles that try it."""

from contextlib import contextmanager, suppress
from datetime import date

from odoo import Command
from odoo.models import BaseModel
from odoo.tests import new_test_user

from .book import BookCommon

MODULE = 'odoo.addons.dealer_insurance'
PDF = b'%PDF-1.4 a paper'
QUIET = ('odoo.addons.base.models.ir_model', 'odoo.addons.base.models.ir_rule')


class Undone(Exception):
    """Ends a block that leaves nothing behind."""


def is_own(class_):
    return class_.__module__.startswith((f'{MODULE}.models', f'{MODULE}.wizards'))


def own_methods(env):
    """Methods that Odoo offers to remote callers because of us: {(model, method)}."""
    return {
        (model._name, name)
        for model in env.values()
        for class_ in type(model).__mro__
        if is_own(class_) and not model._abstract
        for name, member in vars(class_).items()
        if not name.startswith('_') and callable(member) and not hasattr(BaseModel, name)
    }


def own_models(env):
    """Names of the models that this addon makes, but for abstract ones."""
    names = env['ir.model'].search([('model', '=like', 'insurance.%')]).mapped('model')
    return {name for name in names if not env[name]._abstract}


class SecurityCommon(BookCommon):
    """``cls.records`` holds a record of each model, in the dealer's company; ``cls.roles`` who tries to get at them.

    ``user`` and ``manager`` may also do what salespersons, accountants and mechanics do, so that
    nothing but our own rules stands between them and a record. ``elsewhere`` is what ``manager``
    is, in another company.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.env['res.company'].create({'name': "Autohaus Wiehl", 'country_id': cls.germany.id})
        cls.roles = dict(cls._make_roles())
        cls.records = {record._name: record for record in cls._make_records()}

    @classmethod
    def _make_roles(cls):
        work = ('sales_team.group_sale_salesman_all_leads', 'account.group_account_invoice', 'stock.group_stock_user')
        user, manager = 'dealer_insurance.group_insurance_user', 'dealer_insurance.group_insurance_manager'
        yield 'public', cls.env.ref('base.public_user')
        yield 'portal', cls.make_portal_user('portal_customer', cls.customer)
        yield 'plain', cls.make_user('plain', *work)
        yield 'user', cls.make_user('user', user, *work)
        yield 'manager', cls.make_user('manager', manager, *work)
        yield 'administrator', cls.make_user('administrator', 'base.group_system')
        yield 'elsewhere', cls.make_user('elsewhere', manager, *work, company=cls.elsewhere)

    @classmethod
    def make_portal_user(cls, login, partner):
        return new_test_user(
            cls.env,
            login,
            'base.group_portal',
            password=login,
            partner_id=partner.id,
            company_id=cls.company.id,
            company_ids=cls.company.ids,
            context={'no_reset_password': True},
        )

    @classmethod
    def as_role(cls, role):
        """An environment as a remote caller gets it."""
        return cls.env(user=cls.roles[role], context={'tz': 'UTC'})

    # Records

    @classmethod
    def make(cls, model, **values):
        return cls.env[model].create(values)

    @classmethod
    def _make_records(cls):
        yield from cls._make_places()
        yield from cls._make_connections()
        yield from cls._make_book()
        yield from cls._make_evidence()
        yield from cls._make_application()
        yield from cls._make_shipment()
        yield from cls._make_import()

    @classmethod
    def _make_places(cls):
        yield cls.customer
        yield cls.car
        order = cls.make_order(cls.make_car(), user_id=cls.roles['user'].id)
        order.action_confirm()
        yield order
        yield order.order_line
        invoice = cls.make_invoice(cls.make_car())
        yield invoice
        yield invoice.invoice_line_ids
        yield cls.env['insurance.decision.report'].search([('order_id', '=', order.id)])
        yield cls.make('repair.order', partner_id=cls.customer.id, vehicle_id=cls.car.id)

    @classmethod
    def _make_connections(cls):
        cls.connection = cls.make(
            'insurance.connection',
            name="R+V",
            provider='bipro',
            company_id=cls.company.id,
            insurer_id=cls.insurer.id,
            recipient_name="R+V",
        )
        yield cls.connection
        yield cls.insurer
        yield cls.env['insurance.insurer.right'].search([], limit=1)
        yield cls.make('insurance.insurer.category', insurer_id=cls.insurer.id, code='990000001', name="Letters")
        yield cls.make(
            'insurance.manufacturer', connection_id=cls.connection.id, name="Agger", last_seen=date(2026, 1, 1)
        )
        yield cls.make('insurance.product.type', connection_id=cls.connection.id, code='RAD')
        yield cls.make('insurance.lock.threshold', company_id=cls.company.id, price_up_to=500, lock_price=20)
        yield cls.make('insurance.session', connection_id=cls.connection.id, access_digest='digest', key='key')
        yield cls.env['insurance.overview'].search([], limit=1)
        yield cls.make('insurance.consent.wording', provider='bipro', version='t', purpose="p", products="p", text="t")

    @classmethod
    def _make_book(cls):
        cls.policy = cls.make_policy(vehicle_id=cls.car.id)
        yield cls.policy
        yield cls.make('insurance.policy.notation', policy_id=cls.policy.id, number='0815', kind='learned')
        yield cls.make('insurance.policy.vehicle', policy_id=cls.policy.id)
        yield cls.make('insurance.policy.cover', policy_id=cls.policy.id)
        yield cls.make('insurance.policy.payment', policy_id=cls.policy.id)
        yield cls.store_paper(policy_id=cls.policy.id)

    @classmethod
    def store_paper(cls, kind='policy', **values):
        return cls.env['insurance.document']._store_file(
            "Police.pdf", PDF, kind=kind, company_id=cls.company.id, **values
        )

    @classmethod
    def _make_evidence(cls):
        about = {'company_id': cls.company.id, 'partner_id': cls.customer.id, 'recipient_name': "R+V"}
        yield cls.env['insurance.consent']._write_down(
            {
                **about,
                'provider': 'bipro',
                'purpose': "p",
                'products': "p",
                'wording': "w",
                'wording_version': 't',
                'manner': 'oral',
            }
        )
        yield cls.env['insurance.handover']._write_down(
            {**about, 'connection_id': cls.connection.id, 'mode': 'callback', 'data_sent': "Name", 'state': 'unknown'}
        )
        yield cls.env['insurance.information']._write_down(
            {**about, 'product_name': "Rad", 'document_name': "ipid.pdf"}
        )
        chain = cls.env['insurance.evidence.chain']._of(cls.company, 'insurance.consent')
        yield chain
        yield cls.make('insurance.evidence.removal', chain_id=chain.id, number=77, hash='hash')

    @classmethod
    def _make_application(cls):
        application = cls.make(
            'insurance.application',
            connection_id=cls.connection.id,
            company_id=cls.company.id,
            partner_id=cls.customer.id,
            vehicle_id=cls.car.id,
            policy_id=cls.policy.id,
        )
        yield application
        yield cls.make(
            'insurance.application.offer',
            application_id=application.id,
            product_name="Rad",
            product_type='RAD',
            application_code='1',
        )

    @classmethod
    def _make_shipment(cls):
        shipment = cls.make('insurance.shipment', connection_id=cls.connection.id, external_id='L1', state='failed')
        yield shipment
        yield cls.make(
            'insurance.shipment.candidate', shipment_id=shipment.id, policy_id=cls.policy.id, reason='number'
        )
        yield cls.make(
            'insurance.proposal',
            shipment_id=shipment.id,
            company_id=cls.company.id,
            policy_id=cls.policy.id,
            kind='evb',
            new_value='ABC1234',
        )
        yield cls.make('insurance.transfer.run', connection_id=cls.connection.id)

    @classmethod
    def _make_import(cls):
        import_ = cls.make('insurance.gdv.import', company_id=cls.company.id)
        yield import_
        yield cls.make('insurance.gdv.import.line', import_id=import_.id)
        yield cls.make('insurance.gdv.import.insurer', import_id=import_.id, company_number='5311')
        yield cls.make('insurance.gdv.import.finding', import_id=import_.id)

    def form_values(self):
        """What opens each of our dialogs: {model: values}."""
        line = self.records['sale.order'].order_line
        policy = {'policy_id': self.policy.id}
        return {
            'insurance.consent.wizard': {
                'partner_id': self.customer.id,
                'connection_id': self.connection.id,
                'consent_id': self.records['insurance.consent'].id,
            },
            'insurance.decision.wizard': {
                'line_ids': [Command.create({'order_line_id': line.id, 'decision': 'declined'})],
            },
            'insurance.deep.link.wizard': {
                'choice_ids': [Command.create({**policy, 'name': "Damage"})],
                **policy,
            },
            'insurance.finalise.wizard': {'application_id': self.records['insurance.application'].id},
            'insurance.handover.wizard': {'partner_id': self.customer.id, 'vehicle_id': self.car.id},
            'insurance.policy.end.wizard': {**policy, 'kind': 'cancelled'},
            'insurance.policy.renewal.wizard': policy,
            'insurance.shipment.wizard': {'shipment_ids': self.records['insurance.shipment'].ids, **policy},
        }

    # Trying

    def forget(self):
        """As between two calls: what one caller has read is not at hand for the next."""
        self.env.flush_all()
        self.env.invalidate_all()

    @contextmanager
    def undone(self):
        with suppress(Undone), self.env.cr.savepoint():
            yield
            raise Undone

    def written_rows(self):
        """How many rows this transaction has written so far, those taken back included."""
        self.env.flush_all()
        self.env.cr.execute('SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables')
        return int(self.env.cr.fetchone()[0])
