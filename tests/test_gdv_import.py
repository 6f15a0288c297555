from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .gdv_files import record
from .gdv_import import NUMBER, OTHER_VIN, GdvImportCase, contract


@tagged('post_install', '-at_install')
class TestGdvImport(GdvImportCase):
    """A file becomes policies: preview, import, the same once more, changes."""

    def test_preview_writes_nothing_but_itself(self):
        before = [self.env[model].search_count([]) for model in ('insurance.policy', 'res.partner', 'fleet.vehicle')]
        made = self.preview(*contract(), *contract('30471100816', {44: "Nachbar".ljust(30)}, {97: OTHER_VIN}))
        self.assertEqual(made.state, 'previewed')
        self.assertEqual(self.counts(made), {'new': 2})
        self.assertEqual((made.partner_new_count, made.vehicle_new_count), (2, 2))
        self.assertEqual(made.line_ids.mapped('number'), [NUMBER, '30471100816'])
        self.assertEqual(made.line_ids[0].holder, "Änne Prüfstein")
        self.assertEqual(made.insurer_line_ids.insurer_id, self.ruv)
        self.assertEqual(made.insurer_line_ids.period, "01/01/2024 – 01/15/2024")
        after = [self.env[model].search_count([]) for model in ('insurance.policy', 'res.partner', 'fleet.vehicle')]
        self.assertEqual(before, after)

    def test_policy_is_created_with_all_that_is_told(self):
        exact = record('0221', {85: "000000023456"}, line="051", number=NUMBER)
        evb = record('0210', {157: "012000", 213: "RVA1B2C"}, part="2", number=NUMBER)
        records = contract(customer="K4711")
        made = self.import_records(*records[:4], evb, records[4], exact)
        self.assertEqual(made.state, 'done')
        policy = self.policy()
        self.assertEqual((policy.state, policy.line_of_business), ('active', 'car'))
        self.assertEqual((policy.start_date, policy.end_date), (date(2024, 1, 1), date(2025, 1, 1)))
        self.assertEqual((policy.net_premium, policy.payment_interval), (432.10, '12'))
        self.assertEqual((policy.insurer_customer_number, policy.agency_number), ("K4711", "0000471100"))
        self.assertEqual((policy.evb_number, policy.no_claims_class), ("RVA1B2C", "SF5"))
        holder = policy.partner_id
        self.assertEqual((holder.firstname, holder.lastname, holder.zip), ("Änne", "Prüfstein", "51643"))
        self.assertEqual((holder.birthdate_date, holder.title_id.salutation), (date(1971, 3, 9), 'ms'))
        car = policy.vehicle_id
        self.assertEqual((car.vin_sn, car.license_plate, car.hsn), ("WVWZZZ1JZXW000001", "GM-AB 123", "0603"))
        self.assertEqual((car.owner_id, car.usage), (holder, 'customer'))
        cover = policy.cover_ids
        self.assertEqual((cover.line, cover.premium, cover.display_name), ('051', 234.56, "Liability"))
        self.assertEqual(cover.insured_vehicle_id.vehicle_id, car)
        self.assertEqual(policy.create_uid, self.insurance_manager)
        self.assertIn("bestand.gdv", policy.message_ids.body)

    def test_nothing_is_left_uncomputed(self):
        """What is created together is as if it had been created by hand."""
        self.import_records(*contract())
        policy = self.policy()
        for made in (policy, policy.partner_id, policy.vehicle_id):
            computed = [field for field in made._fields.values() if field.compute and field.store]
            before = {field.name: made[field.name] for field in computed}
            for field in computed:
                self.env.add_to_compute(field, made)
            self.assertEqual({field.name: made[field.name] for field in computed}, before)

    def test_policy_and_customer_of_two_companies(self):
        other = self.env['res.company'].create({'name': "Zweigstelle"})
        ours, theirs = self.env['res.partner'].create(
            [{'name': company.name, 'company_id': company.id} for company in (self.company, other)]
        )
        for values in ({'partner_id': theirs.id}, {'company_id': other.id, 'partner_id': ours.id}):
            with self.assertRaises(UserError):
                self.make_policy(**values)

    def test_accident_gap_and_breakdown_service(self):
        accident = {43: "00000001000000", 57: "00000002000000", 183: "000000003145"}
        partial = {43: "01012024", 73: "00000700", 173: "1", 174: "1"}
        own = {'number': NUMBER}
        self.import_records(
            *contract(), record('0221', accident, line="054", **own), record('0220', partial, line="053", **own)
        )
        covers = {cover.line: cover for cover in self.policy().cover_ids}
        self.assertEqual((covers['054'].death_sum, covers['054'].invalidity_sum), (10000, 20000))
        self.assertEqual(covers['054'].premium, 31.45)
        self.assertTrue(covers['053'].has_gap and covers['053'].has_breakdown_service)
        self.assertFalse(covers['051'].has_gap or covers['051'].has_breakdown_service)

    def test_each_of_many_tells_where_it_came_from(self):
        second = '30471100816'
        self.import_records(*contract(), *contract(second, {44: "Nachbar".ljust(30)}, {97: OTHER_VIN}))
        for policy in self.policy() | self.policy(second):
            note = policy.message_ids
            self.assertIn("bestand.gdv", note.body)
            self.assertEqual((note.subtype_id, note.is_internal), (self.env.ref('mail.mt_note'), True))
            self.assertEqual(note.author_id, self.insurance_manager.partner_id)
            self.assertEqual(policy.cover_ids.company_id, self.company)
            self.assertEqual(policy.insured_vehicle_ids.create_uid, self.insurance_manager)

    def test_signs_of_payments(self):
        paid = {46: "03012024", 110: "00000043210-", 122: "00000008210-", 139: "00000051420-", 151: "00000004321-"}
        self.import_records(*contract(), record('0400', paid, number=NUMBER))
        payment = self.policy().payment_ids
        self.assertEqual((payment.net, payment.tax, payment.gross), (-432.10, -82.10, -514.20))
        self.assertEqual(payment.commission, -43.21)

    def test_twice_changes_nothing(self):
        records = [*contract(), *contract('30471100816', {44: "Nachbar".ljust(30)}, {97: OTHER_VIN})]
        self.import_records(*records)
        policies = self.policy() | self.policy('30471100816')
        before = policies.read()
        again = self.import_records(*records)
        self.assertEqual(self.counts(again), {'unchanged': 2})
        self.assertFalse(again.line_ids)
        self.assertEqual(policies.read(), before)
        self.assertEqual(again.results, {'unchanged': 2, 'partners': 0, 'vehicles': 0, 'payments': 0})
