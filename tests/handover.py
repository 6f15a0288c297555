from datetime import date

from lxml import html

from odoo.tests import Form

from . import simulator
from .common import DealerCommon
from .covercheck import CHECK_ID, CoverCheckMixin

BLOCKED_CHECK_ID = 'PRUEF-0815'
SALUTATIONS = {'mr': "Mr", 'ms': "Ms", 'company': "Company", 'none': "None"}
PHONES = {
    'phone_private': "Phone, private",
    'phone_business': "Phone, business",
    'mobile_private': "Mobile, private",
    'mobile_business': "Mobile, business",
}


class HandoverCommon(CoverCheckMixin, DealerCommon):
    """A dealer with a connection to the simulator, which runs as a program of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.simulator = simulator.start('covercheck', '--check-id', CHECK_ID, '--blocked', BLOCKED_CHECK_ID)
        cls.addClassCleanup(cls.simulator.stop)
        cls.connection = cls.make_connection(cls.simulator.address)
        cls.person = cls.make_complete_customer()
        cls.car = cls.make_complete_car(cls.person)

    def setUp(self):
        super().setUp()
        self.simulator.forget()

    def open_form(self, origin, mode='callback', user=None):
        """The form that the globe button opens for ``user``, who then chooses the mode."""
        origin = origin.with_user(user or self.insurance_user)
        form = Form.from_action(origin.env, origin.action_compare_insurance())
        if form.mode != mode:
            form.mode = mode
        return form

    def open_wizard(self, origin, mode='callback', user=None):
        return self.open_form(origin, mode, user).save()

    def hand_over(self, origin, mode='callback', user=None):
        """What the button answers, nothing being typed."""
        return self.open_wizard(origin, mode, user).action_hand_over()

    def last_handover(self):
        return self.env['insurance.handover'].search([], order='id desc', limit=1)

    def received(self):
        """The fields of each hand-over that the simulator has received: [{name: value}]"""
        return [dict(record['fields']) for record in self.simulator.received()]

    def shown(self, wizard):
        """The preview's rows: [(label, value)]"""
        rows = html.fromstring(str(wizard.preview)).iter('tr')
        return [tuple(cell.text_content() for cell in row) for row in rows]

    def in_words(self, fields):
        """What was received, as the preview is to show it: [value]"""
        called = [label for phone, label in PHONES.items() if fields[f'consent_{phone}'] == 'granted']
        return [
            *(self._in_words(*field) for field in fields.items() if field[0].startswith('customer_')),
            "; ".join(called) or "No",
            *(self._in_words(*field) for field in fields.items() if field[0].startswith('vehicle_')),
        ]

    def _in_words(self, name, value):
        if name == 'customer_salutation':
            return SALUTATIONS[value]
        if name == 'vehicle_odometer':
            return f'{int(value):,} km'
        if name == 'customer_birth_date' or name.endswith('_registration'):
            return date.fromisoformat(value).strftime('%m/%d/%Y')
        return value

    def assertShown(self, preview, fields):
        """The preview has shown exactly what was received."""
        self.assertEqual([value for _label, value in preview], self.in_words(fields))
