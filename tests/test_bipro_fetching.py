import base64
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .bipro_connection import OTHER_PASSWORD, OTHER_USER, USER, BiproMixin
from .common import DealerCommon

SHAPES = (
    'mtom sha1',
    'md5',
    'mtom percent octet-stream latin1',
    'zip prefixes',
    'capital latin1',
    'sparse transfer-gevo',
    'unknown',
    'lines',
    'extension',
)


@tagged('post_install', '-at_install')
class TestBiproFetching(BiproMixin, DealerCommon):
    def content_of(self, external_id):
        return self.simulator.call('GET', f'/raw/{external_id}/0').body

    def file_of(self, external_id):
        """Where Odoo will store its document."""
        content, attachments = self.content_of(external_id), self.env['ir.attachment']
        _name, path = attachments._get_path(content, attachments._compute_checksum(content))
        return Path(path)

    # What is stored

    def test_each_shape_is_stored_as_delivered(self):
        ids = {shape: self.fill(shape=shape)[0] for shape in SHAPES}
        run = self.fetch()
        self.assertEqual((run.state, run.listed, run.fetched, run.failed), ('done', 9, 9, 0))
        self.assertBooksInOrder()
        for shape, external_id in ids.items():
            with self.subTest(shape):
                shipment = self.shipments().filtered(
                    lambda shipment, wanted=external_id: shipment.external_id == wanted
                )
                self.assertEqual(shipment.state, 'acknowledged')
                [document] = shipment.document_ids
                self.assertEqual(document.attachment_id.raw, self.content_of(external_id))
                self.assertEqual(document.mimetype, 'application/pdf')
                self.assertEqual(document.company_id, self.company)

    def test_what_it_is_about(self):
        self.fill(
            category='120010106',
            delivery_kind='1004',
            policy_number='30 471.100.815',
            plate='GM-AB 123',
            vin='WVWZZZ1JZXW000001',
            evb='RV4K7P2',
            holder=["Jörg", "Weiß"],
            text="Neues Kennzeichen",
            available_until='2099-12-31',
        )
        self.fetch()
        [shipment] = self.shipments()
        self.assertEqual(
            (
                shipment.category_name,
                shipment.kind,
                shipment.line,
                shipment.policy_number,
                shipment.license_plate,
                shipment.vin,
                shipment.evb_number,
                shipment.person_firstname,
                shipment.person_name,
                shipment.texts,
                fields.Date.to_string(shipment.available_until),
                shipment.insurer_id,
                shipment.company_id,
            ),
            (
                "Kennzeichenänderung",
                '1004',
                '050',
                '30 471.100.815',
                'GM-AB 123',
                'WVWZZZ1JZXW000001',
                'RV4K7P2',
                "Jörg",
                "Weiß",
                "Neues Kennzeichen",
                '2099-12-31',
                self.insurer,
                self.company,
            ),
        )
        self.assertTrue(shipment.posted_at)

    def test_date_of_a_paper_is_that_of_the_dealer(self):
        """Half past midnight is the day before by Greenwich."""
        self.fill(created='2026-07-01T00:30:00')
        self.fetch()
        self.assertEqual(fields.Date.to_string(self.shipments().document_ids.date), '2026-07-01')

    def test_nothing_is_fetched_or_acknowledged_twice(self):
        self.fill(count=5)
        for _run in range(3):
            self.fetch()
        totals = self.books()['totals']
        self.assertEqual((totals['asked'], totals['whole'], totals['acknowledged'], totals['repeated']), (5, 5, 5, 0))
        self.assertEqual(len(self.shipments().document_ids), 5)

    def test_same_content_has_one_file(self):
        same = [{'name': "Police.pdf", 'key': "same", 'size': 2000}]
        self.fill(count=2, documents=same)
        self.fill(documents=[*same, {'name': "Neu.pdf", 'key': "new", 'size': 2000}])
        self.fetch()
        first, second, third = self.shipments()
        self.assertEqual(second.duplicate_of_id, first)
        self.assertFalse(third.duplicate_of_id)
        self.assertEqual(second.document_ids.duplicate_of_id, first.document_ids)
        self.assertEqual(second.document_ids.attachment_id, first.document_ids.attachment_id)
        self.assertEqual(len(self.shipments().document_ids), 4)
        self.assertEqual(len(self.shipments().document_ids.attachment_id), 2)
        self.assertBooksInOrder()

    def test_not_the_same_file_for_another_company(self):
        same = [{'name': "Police.pdf", 'key': "same", 'size': 2000}]
        other = self.make_bipro(
            company_id=self.make_company("Zweitwagen").id, bipro_user=OTHER_USER, bipro_password_entry=OTHER_PASSWORD
        )
        self.fill(documents=same)
        self.fill(documents=same, user=OTHER_USER)
        self.fetch()
        self.fetch(other)
        documents = (self.shipments() | self.shipments(other)).document_ids
        self.assertEqual(len(documents.attachment_id), 2)
        self.assertFalse(documents.duplicate_of_id)
        self.assertFalse(
            self.env['insurance.shipment'].with_user(self.insurance_user).search([('connection_id', '=', other.id)])
        )

    def test_files_that_could_be_programs(self):
        page = base64.b64encode(b"<html><script>alert(1)</script></html>").decode()
        self.fill(documents=[{'name': "../../Brief.html", 'kind': 'letter', 'content': page}])
        self.fetch()
        [document] = self.shipments().document_ids
        self.assertNotIn('/', document.name)
        self.assertNotIn(document.mimetype, ('text/html', 'application/xhtml+xml'))

    def test_torso_of_a_killed_process(self):
        """Odoo writes files in place, so half of one may stand there under its name."""
        [external_id] = self.fill(size=5000)
        content = self.content_of(external_id)
        self.file_of(external_id).write_bytes(content[:100])
        self.fetch()
        self.assertEqual(self.shipments().state, 'acknowledged')
        self.assertEqual(self.shipments().document_ids.attachment_id.raw, content)

    # What fails

    def test_broken_document_does_not_stop_the_others(self):
        self.fill()
        broken = self.fill(shape='wrong-checksum')
        self.fill()
        run = self.fetch()
        self.assertEqual((run.state, run.fetched, run.failed), ('done', 2, 1))
        states = {shipment.external_id: shipment for shipment in self.shipments()}
        shipment = states.pop(broken[0])
        self.assertEqual({one.state for one in states.values()}, {'acknowledged'})
        self.assertEqual((shipment.state, shipment.attempts), ('failed', 1))
        self.assertIn("differs from its checksum", shipment.failure)
        self.assertBooksInOrder()
        self.fetch()
        self.assertEqual(shipment.attempts, 1)
        first_wait = shipment.retry_at
        self.wait_over()
        self.fetch()
        self.assertEqual(shipment.attempts, 2)
        self.assertGreater(shipment.retry_at, first_wait)

    def test_what_cannot_be_stored_does_not_stop_the_others(self):
        """Another file stands where the document's would be, so the group cannot be stored as a whole."""
        ids = [self.fill(size=5000)[0] for _number in range(3)]
        path = self.file_of(ids[1])
        path.write_bytes(b"another" * 1000)
        self.addCleanup(path.unlink, missing_ok=True)
        with mute_logger('odoo.addons.dealer_insurance.models.shipment.bipro_fetching'):
            run = self.fetch()
        self.assertEqual((run.state, run.fetched, run.failed), ('done', 2, 1))
        first, second, third = self.shipments()
        self.assertEqual((first.state, second.state, third.state), ('acknowledged', 'failed', 'acknowledged'))
        self.assertIn("could not be stored", second.failure)
        self.assertFalse(second.document_ids)
        path.unlink()
        self.wait_over()
        self.fetch()
        self.assertEqual(set(self.shipments().mapped('state')), {'acknowledged'})
        totals = self.books()['totals']
        self.assertEqual((totals['acknowledged'], totals['repeated']), (3, 0))
        self.assertBooksInOrder()

    def test_many_are_as_few(self):
        """More than a group, and one that fails in the middle."""
        self.fill(count=30)
        [broken] = self.fill(shape='wrong-checksum')
        self.fill(count=30)
        run = self.fetch()
        self.assertEqual((run.state, run.fetched, run.failed, run.documents), ('done', 60, 1, 60))
        left = self.shipments().filtered(lambda shipment: shipment.state != 'acknowledged')
        self.assertEqual(left.external_id, broken)
        totals = self.books()['totals']
        self.assertEqual((totals['asked'], totals['acknowledged'], totals['repeated']), (61, 60, 0))
        self.assertBooksInOrder()

    def test_manager_has_what_failed_tried_again(self):
        self.answer('getShipment', '00007')
        self.fill()
        self.fetch()
        shipment = self.shipments()
        self.assertEqual(shipment.state, 'failed')
        self.assertIn("R+V", shipment.waits_because)
        shipment.with_user(self.insurance_manager).action_retry()
        self.fetch()
        self.assertEqual((shipment.state, shipment.failure), ('acknowledged', False))
        with self.assertRaises(AccessError):
            shipment.with_user(self.insurance_user).action_retry()

    def test_sound_part_of_a_shipment_is_kept(self):
        self.fill(documents=2, shape='wrong-checksum')
        self.fetch()
        shipment = self.shipments()
        kept = len(shipment.document_ids)
        self.wait_over()
        self.fetch()
        self.assertEqual(len(shipment.document_ids), kept)
        self.assertBooksInOrder()

    def test_what_comes_late_is_filed_where_somebody_has_assigned_it(self):
        policy = self.env['insurance.policy'].create(
            {
                'number': '30471100815',
                'insurer_id': self.insurer.id,
                'company_id': self.company.id,
                'partner_id': self.customer.id,
            }
        )
        self.answer('getShipment', '00007')
        self.fill()
        self.fetch()
        shipment = self.shipments()
        wizard = Form.from_action(self.env, shipment.with_user(self.insurance_manager).action_choose())
        wizard.policy_id = policy
        wizard.save().action_assign()
        self.wait_over()
        run = self.fetch()
        self.assertEqual((shipment.state, shipment.assignment, run.assigned), ('acknowledged', 'manual', 1))
        self.assertEqual(policy.document_ids, shipment.document_ids)
        self.assertEqual(len(shipment.document_ids), 1)

    # What the insurer says

    def test_nothing_new(self):
        for how in ('ok', 'nok', 'fault'):
            with self.subTest(how):
                self.set(nothing_new=how)
                run = self.fetch()
                self.assertEqual((run.state, run.listed, run.message), ('done', 0, False))

    def test_what_is_delivered_no_more_waits_in_the_inbox(self):
        """Somebody else has fetched it, or its time is over: it may be found in the portal, so nobody forgets it."""
        for code, words in (
            ('04002', "has it no more"),
            ('04003', "has it no more"),
            ('04006', "time in which R\\+V keeps it is over"),
        ):
            with self.subTest(code):
                self.fill()
                self.answer('getShipment', code)
                run = self.fetch()
                self.assertEqual((run.state, run.failed), ('done', 1))
                shipment = self.shipments()[-1:]
                self.assertEqual(shipment.state, 'lost')
                self.assertRegex(shipment.waits_because, words)
                asked = len(self.simulator.received())
                shipment.retry_at = False
                self.fetch()
                self.assertEqual(
                    [record.get('operation') for record in self.simulator.received()[asked:]],
                    ['listShipments'],
                )
                with self.assertRaises(AccessError):
                    shipment.with_user(self.insurance_user).action_settle()
                shipment.with_user(self.insurance_manager).action_settle()
                self.assertEqual((shipment.state, shipment.waits_because), ('settled', False))
                self.simulator.call('DELETE', '/shipments')

    def test_what_was_called_lost_can_be_tried_again(self):
        self.fill()
        self.answer('getShipment', '04003')
        self.fetch()
        shipment = self.shipments()
        shipment.with_user(self.insurance_manager).action_retry()
        self.fetch()
        self.assertEqual((shipment.state, shipment.failure), ('acknowledged', False))

    def test_acknowledged_before_is_done(self):
        for code in ('04002', '04003', '04004', '04006'):
            with self.subTest(code):
                self.fill()
                self.answer('acknowledgeShipment', code)
                self.fetch()
                self.assertEqual(self.shipments()[-1:].state, 'acknowledged')
                self.simulator.call('DELETE', '/shipments')

    def test_comes_later_when_the_insurer_is_away(self):
        self.fill(count=3)
        for operation, code in (('listShipments', '00940'), ('getShipment', '00945'), ('acknowledgeShipment', '00949')):
            with self.subTest(code):
                self.answer(operation, code)
                run = self.fetch()
                self.assertEqual(run.state, 'postponed')
                self.assertIn("R+V", run.message)
                self.assertGreater(run.retry_at, fields.Datetime.now())
                self.assertEqual(self.fetch(), run)
                run.retry_at = fields.Datetime.now()
        self.assertEqual(self.fetch().state, 'done')
        totals = self.books()['totals']
        self.assertEqual((totals['whole'], totals['acknowledged'], totals['repeated']), (3, 3, 0))

    def test_waits_longer_each_time(self):
        waits = []
        for _time in range(3):
            self.answer('listShipments', '00940')
            run = self.fetch()
            waits.append(run.retry_at - run.finished_at)
            run.retry_at = fields.Datetime.now()
        self.assertEqual(waits, sorted(set(waits)))

    def test_busy_and_broken_servers(self):
        self.fill(count=3)
        for fault in ('busy', '500', '503', 'drop', 'truncated'):
            with self.subTest(fault):
                self.simulator.fault(fault, times='always')
                run = self.fetch()
                self.assertEqual(run.state, 'postponed')
                run.retry_at = fields.Datetime.now()
                self.simulator.forget()
        self.wait_over()
        self.assertEqual(self.fetch().state, 'done')
        self.assertEqual(set(self.shipments().mapped('state')), {'acknowledged'})
        self.assertBooksInOrder()

    def test_one_that_always_fails_keeps_nobody_waiting(self):
        """Whatever the insurer says about it, and whether it says it when it is fetched or acknowledged."""
        for operation in ('getShipment', 'acknowledgeShipment'):
            for code, way in (('00930', 'nok'), ('00932', 'fault'), ('00945', 'fault'), ('00932', 'bare')):
                with self.subTest(operation, code=code, way=way):
                    self.simulator.call('POST', '/reset')
                    first, *others = self.fill(count=5)
                    self.answer(operation, code, way=way, shipment=first, times='always')
                    for _time in range(3):
                        self.fetch().retry_at = False
                    shipments = self.shipments().filtered(lambda one, ids=(first, *others): one.external_id in ids)
                    states = dict(shipments.mapped(lambda one: (one.external_id, one.state)))
                    self.assertNotEqual(states.pop(first), 'acknowledged')
                    self.assertEqual(states, dict.fromkeys(others, 'acknowledged'))
                    self.assertBooksInOrder()

    def test_stored_before_the_insurer_went_away(self):
        """They are acknowledged first, so that what comes next and fails again and again does not keep them."""
        self.fill(count=3)
        self.answer('acknowledgeShipment', '00945')
        self.fetch().retry_at = False
        self.assertEqual(set(self.shipments().mapped('state')), {'fetched'})
        self.answer('getShipment', '00945', times='always')
        self.fill()
        self.fetch()
        self.assertEqual(self.shipments().mapped('state'), ['acknowledged'] * 3 + ['listed'])
        self.assertEqual(self.books()['totals']['repeated'], 0)

    def test_acknowledgement_that_got_lost_is_told_by_the_next_run(self):
        self.fill(count=2)
        self.answer('acknowledgeShipment', '00932')
        self.assertEqual(self.fetch().state, 'done')
        self.assertEqual(sorted(self.shipments().mapped('state')), ['acknowledged', 'fetched'])
        self.fetch()
        self.assertEqual(set(self.shipments().mapped('state')), {'acknowledged'})
        self.assertEqual(self.books()['totals']['asked'], 2)

    def test_less_than_the_insurer_tells_of(self):
        for shape in ('announced', 'void'):
            with self.subTest(shape):
                [external_id] = self.fill(shape=shape)
                self.fill()
                run = self.fetch()
                self.assertEqual((run.fetched, run.failed), (1, 1))
                shipment = self.shipments().filtered(lambda one, wanted=external_id: one.external_id == wanted)
                self.assertEqual(shipment.state, 'failed')
                self.assertIn("more than has come", shipment.failure)
                self.assertBooksInOrder()

    def test_right_that_only_some_need(self):
        """The user may not have files of portfolio data, say: letters come all the same."""
        files = [self.fill(category='999010010')[0] for _number in range(3)]
        letters = self.fill(count=2)
        for external_id in files:
            self.answer('getShipment', '00920', shipment=external_id, times='always')
        run = self.fetch()
        self.assertEqual((run.state, run.fetched, run.failed), ('done', 2, 3))
        states = {one.external_id: one for one in self.shipments()}
        self.assertEqual({states[letter].state for letter in letters}, {'acknowledged'})
        self.assertIn("right", states[files[0]].failure)

    def test_right_that_all_need(self):
        """The insurer is not asked for hundreds that it refuses."""
        self.fill(count=12)
        self.answer('getShipment', '00920', times='always')
        run = self.fetch()
        self.assertEqual((run.state, run.failed), ('failed', 5))
        self.assertIn("right", run.message)

    def test_missing_right(self):
        self.change_user(rights=[])
        run = self.fetch()
        self.assertEqual(run.state, 'failed')
        self.assertIn("right", run.message)
        self.assertEqual(self.ruv.state, 'active')

    # When

    def test_fetch_now(self):
        self.ruv.bipro_paused = True
        self.fill()
        self.assertFalse(self.fetch())
        self.ruv.with_user(self.insurance_manager).action_fetch_now()
        self.assertEqual(self.ruv.last_run_id.state, 'waiting')
        self.ruv.with_user(self.insurance_manager).action_fetch_now()
        self.assertEqual(len(self.ruv.transfer_run_ids), 1)
        run = self.fetch()
        self.assertEqual((run.state, run.fetched), ('done', 1))
        self.assertEqual(self.fetch(), run)

    def test_button_in_the_moment_of_the_scheduled_action(self):
        """Neither sees the other's run before both are committed, and that of the button may be the older one."""
        self.fill()
        pressed, begun = self.env['insurance.transfer.run'].create([{'connection_id': self.ruv.id}] * 2)
        self.fetch()
        self.assertEqual((pressed.state, pressed.fetched, begun.state), ('done', 1, 'done'))

    def test_run_that_was_passed_over(self):
        waiting, _done = self.env['insurance.transfer.run'].create(
            [{'connection_id': self.ruv.id, 'state': state} for state in ('waiting', 'done')]
        )
        self.ruv.action_fetch_now()
        self.assertEqual(len(self.ruv.transfer_run_ids), 2)
        self.fetch()
        self.assertEqual(waiting.state, 'done')

    def test_only_managers_fetch_now(self):
        with self.assertRaises(AccessError):
            self.ruv.with_user(self.insurance_user).action_fetch_now()
        self.ruv.action_deactivate()
        with self.assertRaisesRegex(UserError, "not active"):
            self.ruv.action_fetch_now()

    def test_scheduled_action_follows_the_connection(self):
        cron = self.ruv.bipro_cron_id
        self.assertEqual((cron.active, cron.interval_number, cron.interval_type), (True, 60, 'minutes'))
        self.ruv.bipro_interval = 15
        self.assertEqual(cron.interval_number, 15)
        self.ruv.action_deactivate()
        self.assertFalse(cron.active)
        self.ruv.action_activate()
        self.assertTrue(cron.active)
        self.ruv.unlink()
        self.assertFalse(cron.exists())

    def test_run_ends_with_the_connection(self):
        self.ruv.action_fetch_now()
        run = self.ruv.last_run_id
        self.ruv.action_deactivate()
        self.assertEqual(run.state, 'failed')
        self.assertIn("not active any more", run.message)
        self.ruv.action_activate()
        self.fill()
        self.assertEqual((self.fetch().fetched, self.ruv.last_run_id == run), (1, False))

    def test_run_ends_with_a_connection_that_is_blocked_meanwhile(self):
        """By a deep link, say, while the scheduled action works."""
        self.ruv.action_fetch_now()
        with patch.object(type(self.ruv), '_adapt_bipro_cron'):
            self.ruv._block()
        run = self.fetch()
        self.assertEqual((run.state, self.ruv.bipro_cron_id.active), ('failed', False))
        self.assertFalse(self.simulator.received())

    def test_each_connection_has_its_own(self):
        other = self.make_bipro(bipro_user=OTHER_USER, bipro_password_entry=OTHER_PASSWORD)
        self.fill(count=2)
        self.fill(user=OTHER_USER)
        self.assertNotEqual(other.bipro_cron_id, self.ruv.bipro_cron_id)
        self.assertEqual(self.fetch(other).fetched, 1)
        self.assertEqual(self.fetch().fetched, 2)

    def test_goes_on_where_it_was_stopped(self):
        """Each call of the scheduled action has its time; the protocol is one."""
        self.fill(count=4)
        cron = self.ruv.bipro_cron_id
        over = self.env.context | {'cron_id': cron.id, 'cron_end_time': 0}
        connection = self.ruv
        with self.env.registry.cursor() as cursor:
            env = self.env(cr=cursor)
            progress = env['ir.cron.progress'].create({'cron_id': cron.id})
            connection.with_env(env(context=over | {'ir_cron_progress_id': progress.id}))._fetch_bipro()
            self.assertTrue(progress.remaining)
        self.env.invalidate_all()
        self.assertFalse(self.shipments())
        self.assertEqual(self.fetch().fetched, 4)

    # Protocol

    def test_protocol(self):
        self.fill(count=2, size=10_000)
        run = self.fetch()
        self.assertEqual((run.documents, run.fetched, run.assigned + run.unassigned), (2, 2, 2))
        self.assertGreater(run.seconds, 0)
        self.assertGreaterEqual(run.size, 18)
        runs = self.env['insurance.transfer.run']
        self.assertIn(run, runs.with_user(self.insurance_manager).search([]))
        with self.assertRaises(AccessError):
            runs.with_user(self.insurance_user).search([])

    def test_old_protocols_are_removed(self):
        run = self.fetch()
        self.env['insurance.transfer.run']._gc_old_runs()
        self.assertTrue(run.exists())
        self.env.cr.execute(
            "UPDATE insurance_transfer_run SET create_date = create_date - interval '91 days' WHERE id = %s", [run.id]
        )
        self.env['insurance.transfer.run']._gc_old_runs()
        self.assertFalse(run.exists())

    def test_no_person_in_the_log(self):
        self.fill(holder=["Jörg", "Weiß"], policy_number='30471100815', plate='GM-AB 123')
        with self.assertLogs('odoo.addons.dealer_insurance', 'DEBUG') as log:
            self.fetch()
        for word in ("Weiß", '30471100815', 'GM-AB', USER):
            self.assertNotIn(word, str(log.output))
