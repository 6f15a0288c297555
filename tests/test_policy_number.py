from itertools import product

from odoo.tests import BaseCase, tagged

from odoo.addons.dealer_insurance.tools import policy_number

# What was written -> kind, key, Arbeitsgebiet, number of candidates
RUV_NOTATIONS = {
    # complete
    '32123456789': ('complete', '32123456789', '32', 1),
    ' 32123456789 ': ('complete', '32123456789', '32', 1),
    '32 123456789': ('complete', '32123456789', '32', 1),
    '32/123456789': ('complete', '32123456789', '32', 1),
    '32-123-456-789': ('complete', '32123456789', '32', 1),
    '32.123.456.789': ('complete', '32123456789', '32', 1),
    '32 \u2013 123456789': ('complete', '32123456789', '32', 1),
    '32\u00a0123\u202f456\u202f789': ('complete', '32123456789', '32', 1),
    '\t32123456789\r\n': ('complete', '32123456789', '32', 1),
    '３２１２３４５６７８９': ('complete', '32123456789', '32', 1),
    'VSNR 32 123456789': ('complete', '32123456789', '32', 1),
    'Nr. 30_123456789': ('complete', '30123456789', '30', 1),
    '30000000001': ('complete', '30000000001', '30', 1),
    '33123456789': ('complete', '33123456789', '33', 1),
    '74123456789': ('complete', '74123456789', '74', 1),
    '29123456789': ('complete', '29123456789', '29', 1),
    '97 999999999': ('complete', '97999999999', '97', 1),
    # as GDV and BiPRO fields are filled up
    '      32123456789': ('complete', '32123456789', '32', 1),
    '00000032123456789': ('complete', '32123456789', '32', 1),
    '032123456789': ('complete', '32123456789', '32', 1),
    '00032123456789': ('complete', '32123456789', '32', 1),
    '00099932123456789': ('with_branch', '32123456789', '32', 1),
    '00032120056789301': ('with_branch', '32120056789', '32', 1),
    '00000000123456789': ('without_area', '123456789', '', 45),
    # without Arbeitsgebiet
    '123456789': ('without_area', '123456789', '', 45),
    '123.456.789': ('without_area', '123456789', '', 45),
    '012345678': ('without_area', '012345678', '', 45),
    '0123456789': ('without_area', '123456789', '', 45),
    '00123456789': ('without_area', '123456789', '', 45),
    '00012345678': ('without_area', '012345678', '', 45),
    '301/00/123456789': ('without_area', '123456789', '', 45),
    # with Filialdirektion: the table tells
    '32120056789301': ('with_branch', '32120056789', '32', 1),
    '01232123456789': ('with_branch', '32123456789', '32', 1),
    '00132123456789': ('with_branch', '32123456789', '32', 1),
    '99932123456789': ('with_branch', '32123456789', '32', 1),
    # with Filialdirektion: the gaps tell
    '32 123456789 123': ('with_branch', '32123456789', '32', 1),
    '32.123456789/123': ('with_branch', '32123456789', '32', 1),
    '32-123.456.789-123': ('with_branch', '32123456789', '32', 1),
    '32123456789 301': ('with_branch', '32123456789', '32', 1),
    '301-32-123456789': ('with_branch', '32123456789', '32', 1),
    '301/32123456789': ('with_branch', '32123456789', '32', 1),
    '321 30 123456789': ('with_branch', '30123456789', '30', 1),
    'FD 321: 30-123456789': ('with_branch', '30123456789', '30', 1),
    # with Filialdirektion: nothing tells
    '32130123456789': ('ambiguous', '32130123456789', '', 2),
    '32123456789012': ('ambiguous', '32123456789012', '', 2),
    '00012332123456789': ('ambiguous', '12332123456789', '', 2),
    '000 12 332123456789': ('ambiguous', '12332123456789', '', 2),
    '321 301 234 567 89': ('ambiguous', '32130123456789', '', 2),
    '30174123456789': ('ambiguous', '30174123456789', '', 2),
    '29148123456789': ('ambiguous', '29148123456789', '', 2),
    '3213 0123 4567 89': ('ambiguous', '32130123456789', '', 2),
    '33333333333333': ('with_branch', '33333333333', '33', 1),
    # nothing that is known
    '': ('unknown', '', '', 0),
    None: ('unknown', '', '', 0),
    ' - / . ': ('unknown', '', '', 0),
    'unbekannt': ('unknown', '', '', 0),
    '٣٢١٢٣٤٥٦٧٨٩': ('unknown', '', '', 0),
    '12345678': ('unknown', '12345678', '', 0),
    '1234567890': ('unknown', '1234567890', '', 0),
    '321234567890': ('unknown', '321234567890', '', 0),
    '3212345678901': ('unknown', '3212345678901', '', 0),
    '99123456789': ('unknown', '99123456789', '', 0),
    '31123456789': ('unknown', '31123456789', '', 0),
    '99912399999999': ('with_branch', '12399999999', '12', 1),
    '99999999999999': ('unknown', '99999999999999', '', 0),
    '99 123456789 123': ('unknown', '99123456789', '', 0),
    '123-99-123456789': ('unknown', '99123456789', '', 0),
    '321234567890123': ('unknown', '321234567890123', '', 0),
    '32123456789012345': ('unknown', '32123456789012345', '', 0),
    '321234567890123456': ('too_long', '321234567890123456', '', 0),
}

PLAIN_NOTATIONS = {
    'ab 12-34/x': ('complete', 'AB1234X', '', 1),
    'AB1234X': ('complete', 'AB1234X', '', 1),
    '  KV.4711  ': ('complete', 'KV4711', '', 1),
    'ü-77': ('complete', 'Ü77', '', 1),
    'u\u0308 77': ('complete', 'Ü77', '', 1),
    'o0-O': ('complete', 'O0O', '', 1),
    '0012345': ('complete', '0012345', '', 1),
    '000': ('complete', '000', '', 1),
    '12345678901234567': ('complete', '12345678901234567', '', 1),
    '123456789012345678': ('too_long', '123456789012345678', '', 0),
    '\u2013': ('unknown', '', '', 0),
    '': ('unknown', '', '', 0),
    None: ('unknown', '', '', 0),
}

# How a number may be spread: Filialdirektionen, and what stands between the parts
BRANCHES = ('000', '007', '012', '301', '999')
GAPS = ('', ' ', '-', '/')

CAR_KEYS = ['30123456789', '32123456789', '33123456789', '74123456789']

# Two numbers -> may they be the same contract's?
RUV_PAIRS = {
    ('32123456789', '32/123.456.789'): True,
    ('32123456789', '123456789'): True,
    ('32123456789', '00000032123456789'): True,
    ('32123456789', '32 123456789 301'): True,
    ('301 32 123456789', '32 123456789 301'): True,
    ('321 30 123456789', '123456789'): True,
    ('32130123456789', '30123456789'): True,
    ('32130123456789', '32130123456'): True,
    ('32130123456789', '321 30 123456789'): True,
    ('32130123456789', '130123456'): True,
    ('99123456789', '123456789'): True,
    ('99123456789', '99 123456789'): True,
    ('123456789', '123 456 789'): True,
    ('32123456789', '30123456789'): False,
    ('32123456789', '99123456789'): False,
    ('32123456789', '32123456788'): False,
    ('123456789', '123456780'): False,
    ('32130123456789', '33123456789'): False,
    ('32123456789', ''): False,
    ('', ''): False,
}

PLAIN_PAIRS = {
    ('ab 12', 'AB-12'): True,
    ('00123', '123'): True,
    ('123', '000000123'): True,
    ('A0123', 'A123'): False,
    ('1230', '123'): False,
    ('000', '0'): False,
    ('-', ''): False,
}


@tagged('post_install', '-at_install')
class TestPolicyNumber(BaseCase):
    def assertNotations(self, scheme, table):
        for written, expected in table.items():
            with self.subTest(written=written):
                notation = policy_number.explain(written, scheme)
                found = (notation.kind, notation.key, notation.area, len(notation.candidates))
                self.assertEqual(found, expected)

    def assertMatches(self, scheme, table):
        for (one, other), expected in table.items():
            with self.subTest(one=one, other=other):
                self.assertIs(policy_number.matches(one, other, scheme), expected)
                self.assertIs(policy_number.matches(other, one, scheme), expected)

    # R+V group

    def test_every_notation_is_understood_or_left_open(self):
        self.assertNotations('ruv', RUV_NOTATIONS)

    def test_table_is_large_enough(self):
        self.assertGreaterEqual(len(RUV_NOTATIONS), 60)

    def test_key_is_read_back_as_the_same_key(self):
        for scheme, table in (('ruv', RUV_NOTATIONS), ('plain', PLAIN_NOTATIONS)):
            for written in table:
                with self.subTest(scheme=scheme, written=written):
                    key = policy_number.key(written, scheme)
                    self.assertEqual(policy_number.key(key, scheme), key)

    def test_number_is_complete_with_its_area_only(self):
        for written, (kind, *_others) in RUV_NOTATIONS.items():
            with self.subTest(written=written):
                is_complete = kind in ('complete', 'with_branch')
                self.assertIs(policy_number.is_complete(written, 'ruv'), is_complete)

    def test_number_is_among_its_readings_however_it_is_written(self):
        shapes = (
            '{area}{gap}{number}',
            '{number}',
            '{area}{gap}{number}{gap}{branch}',
            '{branch}{gap}{area}{gap}{number}',
        )
        for area, branch, gap, shape in product(policy_number.areas('ruv'), BRANCHES, GAPS, shapes):
            written = shape.format(area=area.area, number='012345678', branch=branch, gap=gap)
            with self.subTest(written=written):
                self.assertIn(f'{area.area}012345678', policy_number.readings(written, 'ruv'))

    def test_candidates_are_complete_numbers(self):
        for written in RUV_NOTATIONS:
            for candidate in policy_number.explain(written, 'ruv').candidates:
                self.assertEqual(policy_number.explain(candidate, 'ruv').kind, 'complete', candidate)

    def test_line_of_business_narrows_the_areas(self):
        for line in ('050', '051', '052', '053', '059'):
            self.assertEqual(list(policy_number.explain('123456789', 'ruv', line).candidates), CAR_KEYS, line)
        self.assertEqual(policy_number.explain('123456789', 'ruv', '070').candidates, ('35123456789',))

    def test_line_of_business_settles_where_the_branch_stands(self):
        for written, key in {'29130123456789': '30123456789', '30129123456789': '30129123456'}.items():
            self.assertEqual(policy_number.explain(written, 'ruv').kind, 'ambiguous')
            notation = policy_number.explain(written, 'ruv', '051')
            self.assertEqual((notation.kind, notation.key), ('with_branch', key))
            self.assertEqual(policy_number.key(written, 'ruv', '051'), key)

    def test_line_of_business_does_not_settle_two_of_its_own(self):
        self.assertEqual(policy_number.explain('32130123456789', 'ruv', '051').kind, 'ambiguous')
        self.assertEqual(policy_number.explain('29148123456789', 'ruv', '051').kind, 'ambiguous')

    def test_readings_of_a_complete_number(self):
        for written in ('32123456789', '32 123456789 301', '00000032123456789'):
            self.assertEqual(policy_number.readings(written, 'ruv'), ['32123456789', '123456789'])

    def test_readings_of_a_number_without_its_area(self):
        self.assertEqual(policy_number.readings('123456789', 'ruv', '050'), ['123456789', *CAR_KEYS])
        self.assertEqual(len(policy_number.readings('123456789', 'ruv')), 46)

    def test_readings_of_an_ambiguous_number(self):
        self.assertEqual(
            policy_number.readings('32130123456789', 'ruv'),
            ['32130123456789', '32130123456', '30123456789', '130123456', '123456789'],
        )

    def test_readings_of_an_unknown_number(self):
        self.assertEqual(policy_number.readings('99123456789', 'ruv'), ['99123456789', '123456789'])
        self.assertEqual(policy_number.readings('4711', 'ruv'), ['4711'])
        self.assertEqual(policy_number.readings('unbekannt', 'ruv'), [])

    def test_same_contract_in_another_notation(self):
        self.assertMatches('ruv', RUV_PAIRS)

    def test_areas(self):
        areas = policy_number.areas('ruv')
        self.assertEqual(len(areas), len({area for area, _words, _insurer in areas}))
        self.assertEqual(
            policy_number.areas('ruv', '050'),
            [
                ('30', "Kfz", 'R+V'),
                ('32', "Kfz", 'KRAVAG-ALLGEMEINE'),
                ('33', "Kfz", 'KRAVAG-LOGISTIC'),
                ('74', "Kfz", 'Condor'),
            ],
        )
        self.assertEqual(policy_number.areas('ruv', '000'), areas)
        self.assertEqual(policy_number.areas('plain'), [])

    def test_shown(self):
        self.assertEqual(policy_number.shown('32123456789', 'ruv'), '32 123456789')
        for key in ('123456789', '32130123456789', ''):
            self.assertEqual(policy_number.shown(key, 'ruv'), key)
        self.assertEqual(policy_number.shown('AB1234X', 'plain'), 'AB1234X')
        self.assertEqual(policy_number.shown(None, 'plain'), '')

    def test_what_is_no_number_has_no_key(self):
        for scheme in policy_number.SCHEMES:
            self.assertEqual(policy_number.key('1' * 30, scheme), '1' * 30)
            self.assertEqual(policy_number.key('1' * 31, scheme), '')
            self.assertEqual(policy_number.readings('1' * 31, scheme), [])

    # Any insurer

    def test_plain_numbers(self):
        self.assertNotations('plain', PLAIN_NOTATIONS)

    def test_plain_numbers_with_more_and_fewer_zeros(self):
        self.assertMatches('plain', PLAIN_PAIRS)
        readings = policy_number.readings('0123', 'plain')
        self.assertEqual(readings[0], '0123')
        self.assertCountEqual(readings[1:3], ['123', '00123'])
        self.assertEqual(len(readings), 15)
