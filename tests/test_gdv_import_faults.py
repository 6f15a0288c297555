from contextlib import suppress

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users

from odoo.addons.dealer_insurance.models.gdv_import import insurance_gdv_import_preview
from odoo.addons.dealer_insurance.models.gdv_import.gdv_execution import Executor

from .gdv_files import record, terms
from .gdv_import import NUMBER, OTHER_VIN, GdvImportCase, contract

SECOND = '30471100816'


def portfolio(count):
    return [part for serial in range(count) for part in contract(f"3047110{serial:04}", car=False)]


@tagged('post_install', '-at_install')
class TestGdvImportFiles(GdvImportCase):
    """What is odd is told, what is no file of portfolio data refused."""

    def test_no_gdv(self):
        for content, sentence in (
            (b"", "The file is empty."),
            (b"%PDF-1.7 \n", "This is no file of portfolio data (GDV)."),
        ):
            with (
                self.subTest(content=content),
                self.assertRaisesRegex(UserError, sentence.replace("(", r"\(").replace(")", r"\)")),
            ):
                self.preview(content=content)

    def test_no_file(self):
        made = self.manager_env['insurance.gdv.import'].create({})
        with self.assertRaisesRegex(UserError, "at least one file"):
            made.action_check()

    def test_findings_name_line_and_field(self):
        made = self.preview(*contract(holder={226: "31022024"}, covers=False))
        self.assertEqual(made.finding_ids.mapped('code'), ['unreadable'])
        finding = made.finding_ids
        self.assertEqual((finding.line, finding.place), (2, "Date of Birth"))
        self.assertEqual(finding.message, "What stands here is no date. It was left empty.")

    def test_findings_stay_few_and_their_count_complete(self):
        records = [terms(number=f"3047110{serial:04}") for serial in range(300)]
        made = self.preview(*records)
        self.assertEqual(set(self.codes(made)), {'no_holder'})
        self.assertEqual((len(made.finding_ids), made.finding_count, made.skipped_count), (200, 300, 300))

    def test_several_files_and_archives(self):
        files = self.attach(*contract()) | self.attach(*contract(SECOND, car={97: OTHER_VIN}), name="zweite.gdv")
        made = self.import_records(files=files)
        self.assertEqual(made.results['new'], 2)

    def test_unknown_insurer_is_chosen_on_the_spot(self):
        records = contract(insurer="5058 ")
        made = self.preview(*records)
        self.assertEqual((self.counts(made), made.unknown_insurer_count), ({'skipped': 1}, 1))
        unknown = made.insurer_line_ids.filtered(lambda line: line.company_number == "5058")
        kravag = self.env.ref('dealer_insurance.insurer_kravag_allgemeine')
        unknown.insurer_id = kravag
        self.assertEqual(kravag.company_numbers, "5058")
        made.action_check_again()
        self.assertEqual(self.counts(made), {'new': 1})
        made.action_start()
        self.run_imports()
        self.assertTrue(self.policy(insurer=kravag))

    def test_payments_are_kept_once(self):
        payment = {46: "01022024", 54: "0102202401032024", 110: "00000010000+", 122: "00000001900", 139: "00000011900+"}
        booked = record('0400', {**payment, 151: "00000000500"}, number=NUMBER)
        self.import_records(*contract(), booked, booked)
        payments = self.policy().payment_ids
        self.assertEqual(payments.mapped('gross'), [119, 119])
        self.assertEqual(payments.mapped('commission'), [5, 5])
        later = record('0400', {**payment, 46: "01032024"}, number=NUMBER)
        made = self.import_records(*contract(), booked, booked, later)
        self.assertEqual((self.counts(made), made.results['payments']), ({'unchanged': 1}, 1))
        self.assertEqual(len(self.policy().payment_ids), 3)

    def test_foreign_currency(self):
        made = self.import_records(*contract(term={113: "CHF"}))
        self.assertEqual((self.codes(made), self.policy().net_premium), (['currency'], 0))


@tagged('post_install', '-at_install')
class TestGdvEnds(GdvImportCase):
    """What ends, and what only may have ended."""

    def test_cancelled(self):
        self.import_records(*contract())
        made = self.import_records(*contract(term={69: "4", 72: "30062024"}))
        policy = self.policy()
        self.assertEqual((self.counts(made), policy.state), ({'ended': 1}, 'cancelled'))
        self.assertEqual(str(policy.end_date), "2024-06-30")

    def test_end_recorded_here_stays(self):
        self.import_records(*contract())
        policy = self.policy()
        policy.write({'state': 'cancelled', 'end_declared_on': '2024-02-01', 'end_date': '2024-12-31'})
        made = self.import_records(*contract(term={116: "000000099999"}))
        self.assertEqual((policy.state, str(policy.end_date)), ('cancelled', '2024-12-31'))
        self.assertEqual(self.codes(made), ['ended_here'])

    def test_delta_ends_nothing_that_it_does_not_name(self):
        self.import_records(*contract())
        made = self.import_records(*contract(SECOND, car=False))
        self.assertEqual((self.counts(made), self.policy().state), ({'new': 1}, 'active'))
        self.assertFalse(made.proposal_ids)

    def test_full_file_proposes_the_end(self):
        self.import_records(*contract())
        made = self.import_records(*contract(SECOND, car=False), scope='full')
        self.assertEqual(self.counts(made), {'new': 1, 'missing': 1})
        proposal = made.proposal_ids
        self.assertEqual((proposal.policy_id, proposal.kind, self.policy().state), (self.policy(), 'end', 'active'))
        self.assertEqual((proposal.company_id, proposal.insurer_id), (self.company, self.ruv))
        proposal.with_user(self.insurance_manager).action_accept()
        self.assertEqual(self.policy().state, 'ended')

    def test_declined_end_is_not_proposed_again(self):
        self.import_records(*contract())
        first = self.import_records(*contract(SECOND, car=False), scope='full')
        first.proposal_ids.with_user(self.insurance_manager).action_decline()
        second = self.import_records(*contract(SECOND, car=False), scope='full')
        self.assertFalse(second.proposal_ids)

    def test_proposal_is_withdrawn_when_it_comes_again(self):
        self.import_records(*contract())
        made = self.import_records(*contract(SECOND, car=False), scope='full')
        self.import_records(*contract(), *contract(SECOND, car=False), scope='full')
        self.assertFalse(made.proposal_ids.exists())

    def test_nothing_follows_from_a_file_that_was_cut_off(self):
        self.import_records(*contract())
        made = self.import_records(*contract(SECOND, car=False), scope='full', whole=False)
        self.assertEqual((self.counts(made), self.codes(made)), ({'new': 1}, ['no_trailer']))
        self.assertFalse(made.proposal_ids)

    def test_another_intermediary_or_a_later_start_is_not_missing(self):
        other = self.make_policy(number='30471100999', agency_number="0000999999")
        later = self.make_policy(number='30471100998', start_date='2024-03-01')
        made = self.import_records(*contract(), scope='full')
        self.assertFalse(made.proposal_ids & (other | later).open_proposal_ids)
        self.assertEqual(made.missing_count, 0)


@tagged('post_install', '-at_install')
class TestGdvImportRun(GdvImportCase):
    """In batches; stopped, killed and gone on with."""

    def test_killed_and_gone_on_with(self):
        self.small_batches(2)
        made = self.preview(*portfolio(7))
        made.action_start()
        self.kill_at(3)
        # ``assertRaises`` would take back what was committed.
        with suppress(KeyboardInterrupt):
            self.run_in_cursor()
        self.env.invalidate_all()
        self.assertEqual((made.state, made.position), ('running', 4))
        self.run_in_cursor()
        self.env.invalidate_all()
        self.assertEqual((made.state, made.position, made.results['new']), ('done', 7, 7))

    def kill_at(self, batch):
        """Leave off in the midst of a batch, once."""
        execute, calls = Executor.execute, []

        def killed(executor, plans):
            done = execute(executor, plans)
            calls.append(plans)
            if len(calls) == batch:
                raise KeyboardInterrupt
            return done

        self.patch(Executor, 'execute', killed)

    def run_in_cursor(self):
        """A transaction of its own, as the scheduled action has it."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cursor:
            self.env(cr=cursor)['insurance.gdv.import']._cron_import()
        self.env.invalidate_all()

    def test_stopped_and_gone_on_with(self):
        made = self.preview(*portfolio(3))
        made.action_start()
        made.action_stop()
        self.run_imports()
        self.assertEqual((made.state, made.position), ('paused', 0))
        made.action_resume()
        self.run_imports()
        self.assertEqual((made.state, made.results['new']), ('done', 3))

    def test_one_that_cannot_be_stored_does_not_keep_the_others(self):
        create = Executor._create_policies

        def refuse(executor, plans):
            if any(plan.contract.number == '30471100001' for plan in plans):
                raise UserError(executor.env._("Please check"))
            return create(executor, plans)

        self.patch(Executor, '_create_policies', refuse)
        made = self.import_records(*portfolio(3))
        self.assertEqual((made.results['new'], made.results['failed']), (2, 1))
        failed = made.finding_ids.filtered(lambda finding: finding.code == 'failed')
        self.assertEqual((failed.number, failed.message), ('30471100001', "It could not be stored: Please check"))

    def test_one_that_fails_for_an_unknown_reason(self):
        self.patch(Executor, '_create_policies', lambda executor, plans: 1 / 0)
        made = self.import_records(*contract())
        self.assertEqual(
            made.finding_ids.mapped('message'), ["It could not be stored. The administrator finds more in the log."]
        )

    def test_date_of_another_age(self):
        """The contract comes without it."""
        made = self.import_records(*contract(term={52: "31120025"}))
        self.assertEqual((self.codes(made), self.policy().end_date), (['unreadable'], False))

    def test_large_files_are_checked_in_the_background(self):
        made = self.make_import(*portfolio(3))
        self.patch(insurance_gdv_import_preview, 'AT_ONCE', 0)
        made.action_check()
        self.assertEqual(made.state, 'checking')
        self.run_imports()
        self.assertEqual((made.state, made.new_count), ('previewed', 3))

    def test_queries_do_not_depend_on_how_many(self):
        few, many = (self.queries_of(portfolio_of) for portfolio_of in (range(20), range(100, 180)))
        self.assertLessEqual(many, few + 25)

    def queries_of(self, serials):
        records = [part for serial in serials for part in self.varied(serial)]
        made = self.preview(*records)
        made.action_start()
        self.env.flush_all()
        before = self.cr.sql_log_count
        self.run_in_cursor()
        return self.cr.sql_log_count - before

    def varied(self, serial):
        letters = "ABCDEFGHIKLMNOPRSTUV"
        name = f"Muster{letters[serial % 20]}{letters[serial // 20]}".ljust(30)
        return contract(
            f"3047110{serial:04}", {44: name}, {97: f"WVWZZZ1JZYW{serial:06}", 114: f"GM-AB {1000 + serial}"}
        )


@tagged('post_install', '-at_install')
class TestGdvImportRights(GdvImportCase):
    @users('insurance_user')
    def test_users_do_not_import(self):
        with self.assertRaises(AccessError):
            self.env['insurance.gdv.import'].create({})

    def test_other_companies_do_not_see_it(self):
        made = self.preview(*contract())
        other = self.make_company("Autohaus Wiehl")
        manager = self.make_user('other_manager', 'dealer_insurance.group_insurance_manager', company=other)
        env = self.env(user=manager, context={'allowed_company_ids': other.ids})
        self.assertFalse(env['insurance.gdv.import'].search([('id', '=', made.id)]))
        self.assertFalse(env['insurance.gdv.import.line'].search([('import_id', '=', made.id)]))

    def test_files_are_for_all_managers(self):
        made = self.preview(*contract())
        other = self.make_user('second_manager', 'dealer_insurance.group_insurance_manager')
        self.assertTrue(made.attachment_ids.with_user(other).raw)
        with self.assertRaises(AccessError):
            made.attachment_ids.with_user(self.insurance_user).read(['raw'])

    def test_commission_is_for_managers(self):
        self.import_records(*contract(), record('0400', {46: "01022024", 151: "00000000500"}, number=NUMBER))
        payment = self.policy().payment_ids
        self.assertEqual(payment.with_user(self.insurance_manager).commission, 5)
        with self.assertRaises(AccessError):
            payment.with_user(self.insurance_user).read(['commission'])
        self.assertTrue(self.policy().with_user(self.insurance_user).cover_ids.mapped('premium'))
