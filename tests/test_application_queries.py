from odoo.tests import tagged

from .application import SignedCommon

MOST = 40
MOST_TO_FILE = 40  # the policy and its papers at vehicle, customer, order and invoice, each with a note
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

    What Odoo's report engine needs for its layout is not counted.
    """

    def setUp(self):
        super().setUp()
        self.spent_on_reports = 0
        reports = self.registry['ir.actions.report']
        render = reports._render_qweb_pdf

        def render_apart(report, *args, **options):
            before = self.env.cr.sql_log_count
            try:
                return render(report, *args, **options)
            finally:
                self.spent_on_reports += self.env.cr.sql_log_count - before

        self.patch(reports, '_render_qweb_pdf', render_apart)
        self.finalise(self.sign(self.apply_for(self.ebike, price=2520)))  # what is asked for once is known now
        self.application = self.apply_for(self.bike)

    def queries(self, press):
        """How many it takes to press a button and show what comes of it."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.spent_on_reports = 0
        press()
        self.env.flush_all()
        self.application.web_read(SHOWN | {name: {} for name in self.application._typed_fields()})
        return self.env.cr.sql_log_count - before - self.spent_on_reports

    def assertFew(self, press, most=MOST):
        self.assertLessEqual(self.queries(press), most)

    def test_each_step(self):
        fillers = {'tariff': self.take_tariff, 'vehicle': self.fill_vehicle, 'customer': self.fill_customer}
        while self.application.step != 'send':
            step = self.application.step
            fillers.get(step, lambda application: None)(self.application)
            with self.subTest(step):
                self.assertFew(self.application.action_next)

    def test_print_sign_and_finalise(self):
        self.go_to(self.application, 'send')
        with self.subTest("print"):
            self.assertFew(self.application.action_print)
        self.fill(self.application, signature=SIGNATURE)
        with self.subTest("sign"):
            self.assertFew(self.application.action_sign)
        with self.subTest("finalise"):
            self.assertFew(lambda: self.finalise(self.application), MOST + MOST_TO_FILE)
        self.assertEqual(self.application.state, 'submitted')

    def test_no_query_for_each_offer(self):
        self.go_to(self.application, 'tariff')
        offer = self.application.offer_ids[0]
        few = self.queries(offer.action_choose)
        for number in range(20):
            offer.sudo().copy({'application_code': f'X{number}'})
        self.assertLessEqual(self.queries(offer.action_choose), few)
