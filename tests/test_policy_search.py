from lxml import etree

from odoo import Command
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from ..tools import policy_number
from .shipments import ShipmentCommon

# As people type, paste or read out 30471100815.
WRITTEN = (
    '30471100815',
    '30/471.100.815',
    '30 471 100 815',
    ' 30-471100815 ',
    '30/471100815/301',
    '301 30 471100815',
    '30471100815301',
    '30130471100815',
    '00000030471100815',
    '３０ ４７１.１００.８１５',
    'VS-Nr. 30 471.100.815',
    'R+V 30 471100815',
    '471100815',
    '471.100.815',
)
PARTS = ('471.100', '815', '30/471', '0-471-1')
TOO_LITTLE = ('-', '/', '.', ' . ', '8-1', '3/0', '0.0')


class SearchCase(ShipmentCommon):
    """``cls.policy`` 30471100815 of Erika Kunde, and others beside it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_insurer = cls.env['insurance.insurer'].create({'name': "Aggertaler"})
        cls.other = cls.make_policy('32999888777', insurer_id=cls.kravag.id, partner_id=cls.other_customer.id)

    def search_by(self, model, field, text, user=None, action=None):
        """What the list shows when the text is typed and this field of the search view is chosen."""
        records = self.env[model].with_user(user or self.insurance_user)
        view = etree.fromstring(records.get_view(view_type='search')['arch'])
        node = view.find(f'.//field[@name="{field}"]')
        if node.get('filter_domain'):
            domain = safe_eval(node.get('filter_domain'), {'self': text, 'raw_value': text})
        else:
            domain = [(field, 'ilike', text)]
        found = records.web_search_read(domain, {'display_name': {}})
        return records.browse(row['id'] for row in found['records'])

    def search(self, text, **options):
        return self.search_by('insurance.policy', 'number', text, **options)

    def names(self, text, user=None, **options):
        """What the box of a policy offers."""
        policies = self.env['insurance.policy'].with_user(user or self.insurance_user)
        return policies.browse(record_id for record_id, _name in policies.name_search(text, **options))

    def assert_found(self, policies, *texts):
        for text in texts:
            with self.subTest(text, by="search"):
                self.assertEqual(self.search(text), policies)
            with self.subTest(text, by="name"):
                self.assertEqual(self.names(text), policies)


@tagged('post_install', '-at_install')
class TestPolicySearch(SearchCase):
    """A policy is found by its number, however somebody writes it."""

    def test_any_notation(self):
        self.assert_found(self.policy, *WRITTEN)

    def test_part(self):
        self.assert_found(self.policy, *PARTS)

    def test_stored_as_somebody_typed_it(self):
        """The number in the book may be the one with signs, or lack its area."""
        self.policy.number = '30 / 471.100.815'
        self.assert_found(self.policy, *WRITTEN, *PARTS)
        self.policy.number = '471 100 815'
        self.assert_found(self.policy, '30471100815', '30/471.100.815 301', '471.100.815')

    def test_too_little(self):
        for text in TOO_LITTLE:
            with self.subTest(text):
                self.assertFalse(self.search(text))
        self.assert_found(self.env['insurance.policy'], '/', '8-1', '3/0')
        self.assertEqual(policy_number.part('1' * 31), '')
        self.assert_found(self.env['insurance.policy'], '4' * 31, '30/471' * 10_000)

    def test_other_numbers(self):
        self.policy._learn_number('K-99/7 B')
        self.policy._learn_number('30 111.222.333', 'former')
        self.assert_found(self.policy, 'K-99/7 B', '997', '30/111-222-333', '111 222 333', '111.222')
        self.assert_found(self.policy, '30/471.100.815')

    def test_any_insurers_number(self):
        policy = self.make_policy('KH-0012.345/X', insurer_id=self.other_insurer.id)
        self.assert_found(policy, 'KH-0012.345/X', 'kh0012345x', 'KH 0012345 X', '12.345')
        policy.number = '0012345'
        self.assert_found(policy, '12345', '12.345', '00012345')

    def test_reading_of_one_insurer_is_none_of_another(self):
        """What R+V leaves away as the area is another number for others."""
        self.make_policy('471100815', insurer_id=self.other_insurer.id)
        self.assert_found(self.policy, '30/471.100.815')
        self.assertEqual(len(self.search('471100815')), 2)

    def test_area_that_is_open(self):
        twin = self.make_policy('74471100815', insurer_id=self.env.ref('dealer_insurance.insurer_condor').id)
        for found in (self.search('471.100.815'), self.names('471/100815')):
            self.assertEqual(set(found), {twin, self.policy})

    def test_names_and_vehicles(self):
        for text in ("kunde", "Erika", "GM-AB 123", self.car.vin_sn[-9:]):
            with self.subTest(text):
                self.assertEqual(self.names(text), self.policy)
        self.assertFalse(self.search("kunde"))
        self.assertEqual(self.names(""), self.policy + self.other)

    def test_evb_number(self):
        self.policy.evb_number = 'RV4K7P2'
        self.assertEqual(self.search('4k7p'), self.policy)

    def test_not(self):
        policies = self.env['insurance.policy'].with_user(self.insurance_user)
        self.policy._learn_number('997')
        for text in ('30/471.100.815', '997'):
            with self.subTest(text):
                self.assertEqual(policies.search([('any_number', 'not ilike', text)]), self.other)
        self.assertEqual(policies.search([('any_number', '!=', '30/471.100.815')]), self.other)

    def test_exactly(self):
        """By a file that is imported: the same number in signs, but none that leaves something open."""
        self.policy._learn_number('99-7')
        for text in ('30471100815', '30/471.100.815', '30 471100815 301', '99/7'):
            with self.subTest(text):
                self.assertEqual(self.names(text, operator='='), self.policy)
        for text in ('471100815', '30471100', '99', ''):
            with self.subTest(text):
                self.assertFalse(self.names(text, operator='='))

    def test_companies_are_apart(self):
        company = self.make_company("Autohaus Wiehl")
        theirs = self.make_policy('30471100815', company_id=company.id, vehicle_id=False)
        theirs._learn_number('99-7')
        neighbour = self.make_user('neighbour', 'dealer_insurance.group_insurance_user', company=company)
        self.assert_found(self.policy, *WRITTEN)
        self.assert_found(self.env['insurance.policy'], '99-7')
        policies = self.env(user=neighbour, context={'allowed_company_ids': company.ids})['insurance.policy']
        for text in ('30/471.100.815', '997'):
            self.assertEqual([found for found, _name in policies.name_search(text)], theirs.ids)

    def test_queries(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            found = self.names('471.100')
            return self.cr.sql_log_count - before, len(found)

        count()
        few, _one = count()
        for number in range(60):
            self.make_policy(f'304711009{number:02}', vehicle_id=self.car.id)._learn_number(f'99-{number}')
        many, found = count()
        self.assertEqual((many, found), (few, 61))

    def test_look_ups_are_indexed(self):
        """By which number a policy or a delivery is looked up, its table has an index."""
        self.cr.execute(
            "SELECT tablename, indexdef FROM pg_indexes WHERE tablename LIKE 'insurance_%' AND indexdef LIKE '%key%'"
        )
        indexes = self.cr.fetchall()
        for table, column in (
            ('insurance_policy', 'number_key'),
            ('insurance_policy_notation', 'key'),
            ('insurance_shipment', 'number_key'),
        ):
            with self.subTest(table):
                self.assertTrue(any(name == table and f'btree ({column})' in text for name, text in indexes))


@tagged('post_install', '-at_install')
class TestPolicySearchPlaces(SearchCase):
    """Where else a policy is looked up."""

    def test_inbox(self):
        waiting = self.make_shipment(policy_number='30 471.100.815', person_name="Kunde")
        waiting |= self.make_shipment(policy_number='471100815')
        self.make_shipment(policy_number='30471100816')
        self.make_shipment()
        for text in WRITTEN:
            with self.subTest(text):
                found = self.search_by('insurance.shipment', 'policy_number', text, self.insurance_manager)
                self.assertEqual(set(found), set(waiting))
        for text in TOO_LITTLE:
            with self.subTest(text):
                self.assertFalse(
                    self.search_by('insurance.shipment', 'policy_number', text, self.insurance_manager) - waiting[:1]
                )

    def test_deliveries_of_a_policy(self):
        """Under whatever number the insurer has sent them."""
        self.policy._learn_number('99-7')
        shipments = self.receive_shipment(policy_number='997') | self.receive_shipment(license_plate='GM-AB 123')
        for text in ('30/471.100.815', '471.100', '99/7'):
            with self.subTest(text):
                self.assertEqual(set(self.search_by('insurance.shipment', 'policy_number', text)), set(shipments))

    def test_deliveries_to_another_company(self):
        company = self.make_company("Autohaus Wiehl")
        theirs = self.make_connection(company_id=company.id)
        self.make_shipment(theirs, policy_number='30471100815')
        self.assertFalse(
            self.search_by('insurance.shipment', 'policy_number', '30/471.100.815', self.insurance_manager)
        )

    def test_box_of_the_dialog(self):
        shipment = self.make_shipment(policy_number='4711')
        wizards = self.env['insurance.shipment.wizard'].with_user(self.insurance_manager)
        with Form(wizards.with_context(default_shipment_ids=[Command.set(shipment.ids)])) as form:
            values = {'company_id': form.company_id.id, 'insurer_ids': form.insurer_ids.ids}
            domain = safe_eval(form._view['fields']['policy_id']['domain'], values)
            for text in WRITTEN:
                with self.subTest(text):
                    self.assertEqual(self.names(text, self.insurance_manager, domain=domain), self.policy)
            form.policy_id = self.policy

    def test_documents_and_proposals(self):
        shipment = self.receive_shipment(
            category='200010000', policy_number='30 471.100.815', evb_number='RV4K7P2', person_name="Kunde"
        )
        for model, records in (
            ('insurance.document', shipment.document_ids),
            ('insurance.proposal', shipment.proposal_ids),
        ):
            with self.subTest(model):
                self.assertTrue(records)
                self.assertEqual(self.search_by(model, 'policy_id', '30/471.100.815'), records)
                self.assertFalse(self.search_by(model, 'policy_id', '30/471.100.816'))
