from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from ..models.application.insurance_application import STATES
from ..models.application.insurance_application_protection import CHOSEN_AT_START, SIGNATURE
from .application import SignedCommon
from .test_application_paper import picture


@tagged('post_install', '-at_install')
class TestApplicationProtection(SignedCommon):
    """What a paper says stays true: a remote call changes no more than the form lets a person change."""

    def setUp(self):
        super().setUp()
        self.application = self.apply_for(self.ebike, price=2520)

    def write(self, name, value, application=None):
        """By a remote call of an employee who may take applications, and no more."""
        application = (application or self.application).with_user(self.insurance_user)
        with self.env.cr.savepoint():
            call_kw(application.browse(), 'write', [application.ids, {name: value}], {})
            self.env.flush_all()

    def begun_for(self, bike):
        """What a remote call needs to begin an application."""
        names = ('connection_id', 'partner_id', 'company_id')
        return {'vehicle_id': bike.id, **{name: self.application[name].id for name in names}}

    def others(self):
        """Another customer, vehicle and connection: as a forged call would name them."""
        return {
            'company_id': self.make_company("Nebenan").id,
            'connection_id': self.wertgarantie.copy({'name': "Another"}).id,
            'partner_id': self.other_customer.id,
            'vehicle_id': self.bike.id,
        }

    def test_whose_paper_it_is_stays_in_every_state(self):
        self.sign(self.application)
        paper, others = self.application.paper_id, self.others()
        self.assertEqual(others.keys(), CHOSEN_AT_START)
        for state, _label in STATES:
            self.application.sudo().state = state
            for name, other in others.items():
                before = self.application[name]
                with self.subTest(state, name=name), self.assertRaisesRegex(UserError, "begin a new application"):
                    self.write(name, other)
                self.write(name, before.id)
                self.assertEqual((self.application[name], self.application.state), (before, state))
        self.assertEqual(self.application.paper_id, paper)

    def test_form_shows_whose_paper_it_is(self):
        for state, _label in STATES:
            self.application.sudo().state = state
            form = Form(self.application)
            for name in ('partner_id', 'vehicle_id'):
                with self.subTest(state, name=name):
                    self.assertTrue(form._get_modifier(name, 'readonly'))

    def test_what_the_steps_tell_is_not_typed(self):
        """Else the paper would name another premium, product or day than what is handed in."""
        self.sign(self.application)
        sale = self.application.move_line_id
        offer = self.application.offer_ids - self.application.offer_id
        for name, value in {
            'application_date': '2020-01-01',
            'closing_reason': "No",
            'move_line_id': self.sell_bike(self.bike).invoice_line_ids.id,
            'offer_id': offer[0].id,
            'offer_ids': [Command.clear()],
            'order_line_id': self.make_order(self.bike).order_line.id,
            'premium': 1,
            'premium_per_year': 1,
            'signed_on': '2020-01-01',
            'start_date': '2020-01-01',
            'step': 'object',
        }.items():
            with self.subTest(name), self.assertRaises(AccessError):
                self.write(name, value)
        self.assertEqual(self.application.move_line_id, sale)
        self.finalise(self.application)
        self.assertEqual(self.application.state, 'submitted')

    def test_what_is_typed_voids_the_paper(self):
        self.sign(self.application)
        self.write('lastname', "Nachbar")
        self.assertEqual((self.application.state, self.application.paper_id.ids), ('draft', []))

    def test_signature_is_taken_on_the_paper_only(self):
        values = {
            'manner': 'paper',
            'scan': picture(),
            'scan_name': "a.png",
            'signature': picture(),
            'signed_place': "Köln",
        }
        self.assertEqual(values.keys(), SIGNATURE)
        self.print_paper(self.application)
        for state, _label in STATES:
            self.application.sudo().state = state
            for name, value in values.items():
                with self.subTest(state, name=name):
                    if state == 'printed':
                        self.write(name, value)
                    else:
                        with self.assertRaisesRegex(UserError, "neither before nor after"):
                            self.write(name, value)
            self.assertEqual(Form(self.application)._get_modifier('manner', 'readonly'), state != 'printed')

    def test_signature_that_came_before_the_paper_does_not_count(self):
        """A remote call may begin an application with whatever it likes."""
        forged = self.application.create(
            self.begun_for(self.bike) | {'price': 1000, 'purchase_date': self.today, 'signature': picture()}
        )
        self.print_paper(forged)
        self.assertEqual(forged.state, 'printed')
        with self.assertRaisesRegex(UserError, "have the customer sign"):
            forged.action_sign()

    def test_begun_with_a_sale_that_is_not_one_s_own(self):
        """The sale would be told that its vehicle is insured."""
        line = self.sell_bike(self.bike).invoice_line_ids
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.application.create(self.begun_for(self.bike) | {'move_line_id': line.id})
