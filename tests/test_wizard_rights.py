from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged, users

from .common import DealerCommon

WIZARD = 'insurance.decision.wizard'


@tagged('post_install', '-at_install')
class TestWizardRights(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.car = cls.make_car()
        cls.order = cls.make_order(cls.car, user_id=cls.salesperson.id)
        cls.line = cls.sell(cls.car).invoice_line_ids
        cls.foreign_line = cls.sell_elsewhere()

    @classmethod
    def sell_elsewhere(cls):
        """The posted invoice line of a vehicle in another company."""
        company = cls.make_company("Autohaus Wiehl")
        env = cls.env(context=dict(cls.env.context, allowed_company_ids=company.ids))
        vehicle = cls.make_car(company_id=company.id)
        invoice = env['account.move'].create(
            {
                'move_type': 'out_invoice',
                'partner_id': cls.customer.id,
                'invoice_line_ids': [cls.invoice_line(vehicle)],
            }
        )
        invoice.action_post()
        return invoice.invoice_line_ids.with_env(cls.env)

    def forge(self, document=None, **line_values):
        """A dialog as only a remote call can make it."""
        return self.env[WIZARD].create(
            {
                **(document or {}),
                'line_ids': [Command.create({'decision': 'declined', **line_values})],
            }
        )

    def assertForbidden(self, wizard, line=None):
        line = (line or self.foreign_line).sudo()
        before = line.insurance_decision, line.vehicle_id
        with self.assertRaises(AccessError):
            wizard.action_apply()
        self.assertEqual((line.insurance_decision, line.vehicle_id), before)

    # Without the group

    @users('plain_salesperson', 'plain_mechanic')
    def test_nobody_without_the_group_opens_it(self):
        origins = self.car, self.customer, self.line.move_id, self.order
        for origin in origins:
            with self.subTest(origin._name), self.assertRaises(AccessError):
                origin.with_env(self.env).action_decide_insurance()
        with self.assertRaises(AccessError):
            self.forge(move_line_id=self.line.id)

    @users('plain_salesperson', 'plain_mechanic')
    def test_nobody_without_the_group_applies_it(self):
        wizard = self.env(user=self.salesperson)[WIZARD].create(
            {
                'line_ids': [Command.create({'order_line_id': self.order.order_line.id, 'decision': 'declined'})],
            }
        )
        self.assertForbidden(wizard.with_env(self.env), self.order.order_line)

    @users('insurance_user')
    def test_nobody_applies_another_user_s_dialog(self):
        wizard = self.env(user=self.salesperson)[WIZARD].create(
            {
                'line_ids': [Command.create({'move_line_id': self.line.id, 'decision': 'declined'})],
            }
        )
        self.assertForbidden(wizard.with_env(self.env), self.line)

    # With the group

    @users('insurance_user', 'salesperson', 'mechanic', 'accountant')
    def test_insurance_user_decides_on_visible_vehicles(self):
        for decision in ('declined', 'wanted'):
            self.forge(move_line_id=self.line.id, vehicle_id=self.car.id, decision=decision).action_apply()
            self.assertEqual(self.line.insurance_decision, decision)

    @users('insurance_user', 'salesperson', 'mechanic')
    def test_decision_is_not_written_without_the_dialog(self):
        with self.assertRaises(AccessError):
            self.line.with_env(self.env).write({'insurance_decision': 'insured'})

    @users('insurance_user', 'salesperson', 'accountant', 'insurance_manager')
    def test_vehicle_of_another_company(self):
        vehicle = self.foreign_line.vehicle_id
        for values in (
            {'move_line_id': self.foreign_line.id},
            {'move_line_id': self.foreign_line.id, 'vehicle_id': vehicle.id},
            {'move_line_id': self.foreign_line.id, 'vehicle_id': self.car.id},
        ):
            with self.subTest(values):
                self.assertForbidden(self.forge(**values))

    @users('salesperson')
    def test_line_of_another_company_tells_no_product(self):
        self.assertFalse(self.forge(move_line_id=self.foreign_line.id).line_ids.name)
        self.assertEqual(self.forge(order_line_id=self.order.order_line.id).line_ids.name, "New Car")

    @users('salesperson')
    def test_line_of_another_company_behind_an_own_one(self):
        wizard = self.forge(
            order_line_id=self.order.order_line.id,
            vehicle_id=self.car.id,
            move_line_id=self.foreign_line.id,
        )
        wizard.action_apply()
        self.assertEqual(self.order.order_line.insurance_decision, 'declined')
        self.assertEqual(self.foreign_line.insurance_decision, 'open')

    @users('accountant')
    def test_vehicle_of_another_company_on_an_own_invoice(self):
        line = self.make_invoice(None).invoice_line_ids.filtered('insurance_decision')
        wizard = self.forge(move_line_id=line.id, vehicle_id=self.foreign_line.vehicle_id.id)
        self.assertForbidden(wizard, line)

    @users('insurance_user')
    def test_line_without_a_vehicle_follows_the_rights_on_its_document(self):
        line = self.make_invoice(None).invoice_line_ids.filtered('insurance_decision')
        self.assertForbidden(self.forge(move_line_id=line.id), line)

    @users('insurance_user')
    def test_waiting_button_needs_the_rights_on_its_document(self):
        invoice = self.make_invoice(self.make_car())
        for document in ({'order_id': self.order.id}, {'move_id': invoice.id}):
            with self.subTest(document), self.assertRaises(AccessError):
                self.forge(document, move_line_id=self.line.id, vehicle_id=self.car.id).action_apply()
        self.assertEqual((self.order.state, invoice.state), ('draft', 'draft'))
