import json

from . import simulator

USER, PASSWORD = 'musterrad', 'Speichen-2026'
AUSTRIAN_USER, AUSTRIAN_PASSWORD = 'alpenrad', 'Gipfel-2026'
SHOP_NUMBER, FIRST_NUMBER, SECOND_NUMBER = '4711001', '4711002', '4711003'
NUMBER_WITHOUT_PRODUCTS = '4711008'
AUSTRIAN_SHOP_NUMBER, AUSTRIAN_NUMBER = '4722001', '4722002'
BATTERY_CODE = '270010'
ORIGIN = "Musterrad Odoo"


class WertgarantieMixin:
    """A shop that sells Wertgarantie's insurances, spoken to by the simulator.

    To be mixed into ``DealerCommon``. ``cls.wertgarantie`` is the active connection of the
    German shop ``cls.company``; ``cls.salesperson`` and ``cls.accountant`` have a
    Vermittlernummer of their own, all others sell by the shop's. Each test finds the
    simulator as if just started.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.simulator = simulator.start('wertgarantie')
        cls.addClassCleanup(cls.simulator.stop)
        cls.wertgarantie = cls.make_wertgarantie()
        cls.set_agent_number(cls.salesperson, FIRST_NUMBER)
        cls.set_agent_number(cls.accountant, SECOND_NUMBER)

    def setUp(self):
        super().setUp()
        if not self._registry_patched:
            self.registry_enter_test_mode()
        self.simulator.forget()
        self.simulator.call('DELETE', '/books')

    @classmethod
    def make_wertgarantie(cls, **values):
        """An active connection; of the German shop unless the values say otherwise."""
        connection = cls.env['insurance.connection'].create(
            {
                'name': "Wertgarantie",
                'provider': 'wertgarantie',
                'company_id': cls.company.id,
                'environment': 'test',
                'recipient_name': "Wertgarantie (Simulator)",
                'recipient_address': "Rahmenweg 3, 54321 Beispielhausen",
                'wertgarantie_base_url': cls.simulator.address,
                'wertgarantie_user': USER,
                'wertgarantie_password_entry': PASSWORD,
                'wertgarantie_origin': ORIGIN,
                'wertgarantie_battery_code': BATTERY_CODE,
                'wertgarantie_agent_number': SHOP_NUMBER,
                **values,
            }
        )
        connection.action_activate()
        return connection

    @classmethod
    def make_austrian_shop(cls):
        """A bicycle shop in Austria with an active connection, and its only employee.

        :return: connection, employee
        """
        company = cls.make_company("Alpenrad Innsbruck")
        company.country_id = cls.env.ref('base.at')
        connection = cls.make_wertgarantie(
            company_id=company.id,
            wertgarantie_user=AUSTRIAN_USER,
            wertgarantie_password_entry=AUSTRIAN_PASSWORD,
            wertgarantie_agent_number=AUSTRIAN_SHOP_NUMBER,
        )
        employee = cls.make_user(
            'austrian',
            'sales_team.group_sale_salesman',
            'dealer_insurance.group_insurance_user',
            company=company,
        )
        cls.set_agent_number(employee, AUSTRIAN_NUMBER, company)
        return connection.with_context(allowed_company_ids=company.ids), employee

    @classmethod
    def set_agent_number(cls, user, number, company=None):
        user.with_company(company or cls.company).wertgarantie_agent_number = number

    # The simulator

    def books(self):
        """What Wertgarantie has written down: ``simulators/wertgarantie``."""
        return self.simulator.call('GET', '/books').json()

    def logins(self):
        """{"right", "wrong"}: how often somebody has tried to log in."""
        return self.books()['logins']

    def expire_sessions(self):
        self.simulator.call('DELETE', '/sessions')

    def lock_account(self, name=USER):
        self.simulator.call('POST', '/accounts', json.dumps({name: 'locked'}))
