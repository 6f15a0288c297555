from odoo.tests import tagged

from .application import SignedCommon

MOST = 40
OFFERS = {'fields': {'card': {}, 'is_chosen': {}, 'message': {}}}
SIGNATURE = b'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
SHOWN = {
    'missing': {},
    'is_late': {},
    'lock_threshold': {},
    'agent_hint': {},
    'partner_id': {'fields': {}},
    'offer_ids': OFFERS,
}


@tagged('post_install', '-at_install')
class TestApplicationQueries(SignedCommon):
    """A step answers, and is shown, with few queries, however many offers there are.

    Each request begins with an empty cache, and so does what follows a commit within it. What Odoo
    itself keeps about each change, in the chatter and in the log, counts too.
    """

    def setUp(self):
        super().setUp()
        self.patch(self.registry['insurance.application'], '_commit', self.commit)
        self.finalise(self.sign(self.apply_for(self.ebike, price=2520)))  # what is asked for once is known now
        self.application = self.apply(self.invoice_order(self.bike).invoice_line_ids)

    def invoice_order(self, bike):
        order = self.make_order(lines=[self.order_line(bike, price_unit=840.34)])
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        return invoice

    @staticmethod
    def commit(application):
        """As far as a test may go: everything is written, and the cache forgotten."""
        application.env.cr.flush()
        application.env.cr.clear()

    def queries(self, press):
        """How many one request takes."""
        self.commit(self.application)
        before = self.env.cr.sql_log_count
        press()
        self.commit(self.application)
        return self.env.cr.sql_log_count - before

    def show(self):
        self.application.web_read(SHOWN | {name: {} for name in self.application._typed_fields()})

    def assertFew(self, press):
        self.assertLessEqual(self.queries(press), MOST)
        self.assertLessEqual(self.queries(self.show), MOST)

    def test_each_step(self):
        fillers = {'tariff': self.take_tariff, 'vehicle': self.fill_vehicle, 'customer': self.fill_customer}
        while self.application.step != 'send':
            step = self.application.step
            fillers.get(step, lambda application: None)(self.application)
            with self.subTest(step):
                self.assertFew(self.application.action_next)

    def test_print_sign_and_finalise(self):
        self.go_to(self.application, 'send')
        for part in ("number", "paper"):
            with self.subTest(part):
                self.assertFew(self.application.action_print)
        self.assertEqual(self.application.state, 'printed')
        self.fill(self.application, signature=SIGNATURE)
        with self.subTest("sign"):
            self.assertFew(self.application.action_sign)
        dialog = self.application._finalise_dialog()
        with self.subTest("finalise"):
            self.assertFew(dialog.action_finalise)
        with self.subTest("policy"):
            self.assertFew(dialog.action_file_policy)
        self.assertTrue(self.application.policy_id)

    def test_no_query_for_each_offer(self):
        self.go_to(self.application, 'tariff')
        offer = self.application.offer_ids[0]
        few = self.queries(offer.action_choose), self.queries(self.show)
        for number in range(20):
            offer.sudo().copy({'application_code': f'X{number}'})
        self.assertLessEqual((self.queries(offer.action_choose), self.queries(self.show)), few)
