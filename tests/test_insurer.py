from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged, users

from ..tools import policy_number
from .common import DealerCommon


class InsurerCase(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.insurers = cls.env['insurance.insurer']
        cls.ruv, cls.kravag, cls.logistic, cls.condor, cls.wertgarantie = (
            cls.env.ref(f'dealer_insurance.insurer_{name}')
            for name in ('ruv', 'kravag_allgemeine', 'kravag_logistic', 'condor', 'wertgarantie')
        )
        cls.group = cls.ruv + cls.kravag + cls.logistic + cls.condor


@tagged('post_install', '-at_install')
class TestInsurer(InsurerCase):
    def assertRefused(self, name, *values):
        for value in values:
            with self.subTest(value=value), self.assertRaises(ValidationError), self.cr.savepoint():
                self.wertgarantie[name] = value

    def test_manager_adds_an_insurer(self):
        with Form(self.insurers.with_user(self.insurance_manager)) as form:
            form.name = "Aggertaler"
            form.company_numbers = "4711, 04712"
            form.evb_prefixes = "AG"
            form.portal_url = "https://portal.example.com/login"
            form.portal_hosts = "example.com"
        self.assertEqual(form.record.policy_number_scheme, 'plain')
        self.assertEqual(self.insurers._find_by_company_number('04711'), form.record)

    @users('insurance_user')
    def test_user_reads_but_does_not_change(self):
        insurer = self.ruv.with_env(self.env)
        self.assertEqual(insurer.name, "R+V")
        self.assertTrue(insurer.right_ids.mapped('name'))
        with self.assertRaises(AccessError):
            insurer.name = "Other"
        with self.assertRaises(AccessError):
            insurer.right_ids[0].is_required = False

    @users('plain_salesperson')
    def test_others_see_no_insurers(self):
        with self.assertRaises(AccessError):
            self.env['insurance.insurer'].search([])

    # Data

    def test_company_number_of_files(self):
        find = self.insurers._find_by_company_number
        self.assertEqual(find('5438'), self.ruv)
        self.assertEqual(find('05438'), self.ruv)
        self.assertEqual(find(' 5339 '), self.condor)
        for unknown in ('438', '54380', '', '00000', None):
            self.assertFalse(find(unknown), unknown)

    def test_what_is_not_known_is_left_empty(self):
        self.assertFalse(any((self.kravag + self.logistic + self.wertgarantie).mapped('company_numbers')))
        self.assertFalse(any(self.insurers.search([]).mapped('addresses_checked')))

    def test_evb_names_its_insurer(self):
        find = self.insurers._find_by_evb
        self.assertEqual(find('rv a1b2c'), self.ruv)
        self.assertEqual(find('CAA1B2C'), self.condor)
        self.assertEqual(find('KAA1B2C'), self.kravag + self.logistic)
        self.assertFalse(find('XXA1B2C'))
        self.assertFalse(find(False))

    def test_rights_of_a_technical_user(self):
        rights = self.ruv.right_ids
        self.assertEqual(
            rights.filtered('is_required').mapped('name'),
            ["Basis Benutzer", "Anzeige der Bestandsdaten", "Dokumentenarchiv"],
        )
        self.assertEqual(len(rights - rights.filtered('is_required')), 3)
        self.assertEqual(self.ruv._rights_for('transfer').mapped('name'), ["Basis Benutzer", "Dokumentenarchiv"])

    # Checks

    def test_addresses_are_safe(self):
        for name in self.insurers._address_fields():
            self.assertRefused(
                name,
                'http://portal.example.com',
                'javascript:alert(1)',
                'portal.example.com',
                'https://user:secret@example.com/',
            )
            self.wertgarantie[name] = 'https://portal.example.com/login?language=de'
            self.wertgarantie[name] = 'http://127.0.0.1:8093/portal'

    def test_hosts_are_plain_names(self):
        self.assertRefused(
            'portal_hosts',
            'https://example.com',
            'example.com/path',
            '*.example.com',
            'de',
            '.example.com',
            'example.com:8443',
            'user@example.com',
            'exämple.com',
        )
        self.wertgarantie.portal_hosts = 'example.com; portal.example.org 127.0.0.1'
        self.assertEqual(
            self.wertgarantie._listed('portal_hosts'),
            ['example.com', 'portal.example.org', '127.0.0.1'],
        )

    def test_numbers_and_prefixes_have_their_shape(self):
        self.assertRefused('company_numbers', 'R+V', '123456', '54-38', '0')
        self.assertRefused('evb_prefixes', 'R', 'RVX', 'rv', 'IO')

    def test_company_number_belongs_to_one_insurer(self):
        self.assertRefused('company_numbers', '5438', '1, 05339')
        self.condor.active = False
        self.wertgarantie.company_numbers = '5339'
        with self.assertRaises(ValidationError):
            self.condor.active = True


@tagged('post_install', '-at_install')
class TestInsurerNumber(InsurerCase):
    def test_key(self):
        self.assertEqual(self.ruv._policy_key('32/123.456.789'), '32123456789')
        self.assertEqual(self.wertgarantie._policy_key('wg 12-34'), 'WG1234')
        self.assertEqual(self.insurers._policy_key('wg 12-34'), 'WG1234')
        self.assertIs(self.ruv._policy_key('-'), False)
        self.assertIs(self.ruv._policy_key(False), False)

    def test_line_of_business_of_a_policy(self):
        self.assertEqual(len(self.ruv._explain_number('123456789', 'car').candidates), 4)
        self.assertEqual(self.ruv._policy_key('29130123456789', 'car'), '30123456789')
        self.assertEqual(self.ruv._number_readings('123456789', 'car')[:2], ['123456789', '30123456789'])
        self.assertEqual([area.area for area in self.ruv._number_areas('car')], ['30', '32', '33', '74'])

    def test_choices_for_an_incomplete_number(self):
        self.assertEqual(
            self.ruv._number_choices('123456789', 'car'),
            [
                ('30123456789', "30 123456789, Kfz (R+V)"),
                ('32123456789', "32 123456789, Kfz (KRAVAG-ALLGEMEINE)"),
                ('33123456789', "33 123456789, Kfz (KRAVAG-LOGISTIC)"),
                ('74123456789', "74 123456789, Kfz (Condor)"),
            ],
        )
        self.assertEqual(
            self.ruv._number_choices('29148123456789'),
            [('29148123456', "29 148123456, Haftpflicht"), ('48123456789', "48 123456789, Wohngebäude")],
        )
        for complete in ('30123456789', '30 123456789 301', 'unbekannt', ''):
            self.assertEqual(self.ruv._number_choices(complete), [], complete)

    def test_advice_tells_what_is_open(self):
        for number, line, part in (
            ('123456789', 'car', "32 123456789, Kfz (KRAVAG-ALLGEMEINE)"),
            ('123456789', None, "They stand on the policy"),
            ('29148123456789', None, "three digits too many"),
            ('4711', 'car', "not how R+V writes"),
            ('321234567890123456', 'car', "17 characters"),
            ('32123456789', 'car', "a number of KRAVAG-ALLGEMEINE"),
        ):
            with self.subTest(number=number):
                self.assertIn(part, self.ruv._number_advice(number, line))

    def test_no_advice_where_all_is_well(self):
        self.assertEqual(self.ruv._number_advice('30 123456789', 'car'), "")
        self.assertEqual(self.ruv._number_advice('29 123456789'), "")
        self.assertEqual(self.kravag._number_advice('32 123456789 301', 'car'), "")
        self.assertEqual(self.wertgarantie._number_advice('WG 4711'), "")
        self.assertEqual(self.ruv._number_advice(''), "")

    def test_number_names_its_company(self):
        for number, insurer in {
            '30123456789': self.ruv,
            '32123456789': self.kravag,
            '33 123456789 301': self.logistic,
            '74123456789': self.condor,
            '56123456789': self.condor,
            '29123456789': self.insurers,
            '123456789': self.insurers,
            '': self.insurers,
        }.items():
            self.assertEqual(self.ruv._find_by_policy_number(number), insurer, number)
        self.assertFalse(self.wertgarantie._find_by_policy_number('32123456789'))

    def test_group_shares_its_numbers(self):
        self.assertEqual(self.condor._same_numbers(), self.group.sorted('name'))
        self.assertEqual(self.wertgarantie._same_numbers(), self.wertgarantie)

    def test_every_company_of_the_table_is_an_insurer(self):
        named = {area.insurer for area in policy_number.areas('ruv')} - {""}
        self.assertEqual(set(self.group.mapped('number_company')), named)
