import contextlib
import hashlib
import json
from base64 import b64encode
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError
from psycopg2.errors import SerializationFailure

from odoo import Command, api
from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import DealerCommon
from .covercheck import CHECK_ID, RECIPIENT, RECIPIENT_ADDRESS, SIGNATURE, CoverCheckMixin, committed
from .printing import PrintingMixin, tidy, unspaced

CONSENT = 'insurance.consent'
HANDOVER = 'insurance.handover'
REMOVAL = 'insurance.evidence.removal'
WHOLE = "All evidence is complete and unchanged."


class EvidenceCase(CoverCheckMixin, DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection = cls.make_connection()
        cls.person = cls.make_complete_customer()
        cls.car = cls.make_complete_car(cls.person)

    def hand_over(self, consent=None, count=1, **values):
        handovers = self.env[HANDOVER]
        for _number in range(count):
            handovers += self.make_handover(
                self.connection,
                self.person,
                self.car,
                consent_id=consent and consent.id,
                **values,
            )
        return handovers

    def chain(self, model, company=None):
        return self.env['insurance.evidence.chain']._of(company or self.company, model)

    def verdict(self, model, company=None, user=None):
        """What "Verify Evidence" tells a manager."""
        self.env.flush_all()
        self.env.invalidate_all()
        action = self.seen_by(user or self.insurance_manager, self.chain(model, company)).action_verify()
        return action['params']['message']

    def seen_by(self, user, record):
        """The record in the user's own session, whose company may be another one."""
        return record.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)

    def sql(self, query, *values):
        self.env.flush_all()
        self.env.cr.execute(query, values)
        self.env.invalidate_all()


@tagged('post_install', '-at_install')
class TestNobodyChangesEvidence(EvidenceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = cls.make_user(
            'administrator',
            'base.group_system',
            'dealer_insurance.group_insurance_manager',
        )
        cls.portal = new_test_user(cls.env, 'portal_customer', 'base.group_portal')
        cls.everybody = (
            cls.env.ref('base.public_user'),
            cls.portal,
            cls.plain_salesperson,
            cls.salesperson,
            cls.insurance_user,
            cls.insurance_manager,
            cls.administrator,
        )
        cls.consent = cls.take_consent(cls.person, cls.connection)
        cls.handover = cls.make_handover(cls.connection, cls.person, cls.car, consent_id=cls.consent.id)
        cls.removed = cls.make_removed()
        cls.evidence = (cls.consent, cls.handover, cls.removed)

    @classmethod
    def make_removed(cls):
        cls.age(cls.make_handover(cls.connection, cls.customer), years=6)
        cls.env[HANDOVER]._remove_expired()
        return cls.env[REMOVAL].search([], order='id desc', limit=1)

    def assertUnchanged(self, change, record, error=UserError):
        self.env.flush_all()
        before = record.read()
        with self.assertRaises(error), self.env.cr.savepoint():
            change()
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(record.read(), before)

    def test_not_by_anybody(self):
        for user in self.everybody:
            for record in self.evidence:
                own = self.seen_by(user, record)
                count = record.search_count([])
                for change in (
                    lambda own=own: own.write({'hash': 'forged'}),
                    lambda own=own: own.web_save({'hash': 'forged'}, {'hash': {}}),
                    lambda own=own: own.browse().web_save({'hash': 'forged'}, {'hash': {}}),
                    lambda own=own: own.create({'hash': 'forged'}),
                    lambda own=own: own.name_create("forged"),
                    lambda own=own: own.copy(),
                    lambda own=own: own.copy({'number': 1}),
                    lambda own=own: own.unlink(),
                ):
                    with self.subTest(user.login, model=record._name):
                        self.assertUnchanged(change, record)
                self.assertEqual(record.search_count([]), count)

    def test_not_by_import(self):
        for user in self.everybody:
            for record in (self.consent, self.handover):
                with self.subTest(user.login, model=record._name):
                    try:
                        result = self.seen_by(user, record).load(
                            ['.id', 'recipient_name', 'user_name'],
                            [[str(record.id), "Forged GmbH", "Somebody"]],
                        )
                    except AccessError:
                        continue
                    self.assertFalse(result['ids'])
        self.assertEqual(self.consent.recipient_name, RECIPIENT)
        self.assertEqual(self.handover.recipient_name, RECIPIENT)

    def test_not_created_by_whole_and_credible_values(self):
        """Who could create evidence could say when, by whom and what."""
        values = {
            self.consent: {**self.consent.copy_data()[0], 'given_at': '2020-01-01 00:00:00', 'document': SIGNATURE},
            self.handover: {**self.handover.copy_data()[0], 'state': 'accepted', 'acknowledgement': 'FORGED'},
        }
        for record, vals in values.items():
            for user in self.everybody:
                with self.subTest(user.login, model=record._name):
                    self.assertUnchanged(
                        lambda r=record, v=vals, u=user: self.seen_by(u, r).create(v), record, AccessError
                    )

    def test_not_by_the_superuser(self):
        for record in self.evidence:
            for change in (
                lambda record=record: record.write({'hash': 'forged'}),
                lambda record=record: record.unlink(),
                lambda record=record: record.web_save({'hash': 'forged'}, {'hash': {}}),
            ):
                with self.subTest(record._name):
                    self.assertUnchanged(change, record, UserError)

    def test_superuser_forges_neither_place_nor_author(self):
        values = {'number': 77, 'hash': 'f' * 64, 'previous_hash': 'f' * 64, 'last_use': '2001-01-01 00:00:00'}
        forged = self.make_handover(
            self.connection,
            self.person,
            user_id=self.salesperson.id,
            user_name="Somebody",
            **values,
        )
        self.assertEqual((forged.user_id, forged.user_name), (self.insurance_user, self.insurance_user.name))
        for name, value in values.items():
            self.assertNotEqual(str(forged[name]), str(value), name)
        self.assertEqual(self.verdict(HANDOVER), WHOLE)

    def test_not_through_the_customer_or_the_company(self):
        for link in (
            lambda user: self.person.with_user(user).write({'consent_ids': [Command.delete(self.consent.id)]}),
            lambda user: self.person.with_user(user).write({'consent_ids': [Command.clear()]}),
            lambda user: self.person.with_user(user).write(
                {'consent_ids': [Command.update(self.consent.id, {'recipient_name': "Forged GmbH"})]}
            ),
            lambda user: self.customer.with_user(user).write({'consent_ids': [Command.link(self.consent.id)]}),
            lambda user: self.customer.with_user(user).write({'handover_ids': [Command.link(self.handover.id)]}),
            lambda user: self.person.with_user(user).write(
                {'handover_ids': [Command.create(self.handover.copy_data()[0])]}
            ),
        ):
            for user in (self.salesperson, self.insurance_manager, self.administrator):
                with self.subTest(user.login):
                    self.assertUnchanged(lambda link=link, user=user: link(user), self.consent)

    def test_signature_is_not_exchanged(self):
        [document] = self.env['ir.attachment'].search(
            [
                ('res_model', '=', CONSENT),
                ('res_field', '=', 'document'),
                ('res_id', '=', self.consent.id),
            ]
        )
        other = b64encode(b'forged')
        for user in self.everybody:
            for change in (
                lambda user=user: self.seen_by(user, document).write({'datas': other}),
                lambda user=user: self.seen_by(user, document).write({'res_id': 0}),
                lambda user=user: self.seen_by(user, document).unlink(),
                lambda user=user: self.seen_by(user, document).create(
                    {
                        'name': 'document',
                        'res_model': CONSENT,
                        'res_field': 'document',
                        'res_id': self.consent.id,
                        'datas': other,
                    }
                ),
            ):
                with self.subTest(user.login), self.assertRaises(AccessError), self.env.cr.savepoint():
                    change()
        self.env.invalidate_all()
        self.assertEqual(self.consent.document, SIGNATURE)
        document.datas = other
        self.assertIn("number 1 was changed", self.verdict(CONSENT))

    def test_what_belongs_to_evidence_is_not_deleted(self):
        self.env.flush_all()
        for record in (self.person, self.car, self.connection):
            with self.subTest(record._name), mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
                record.unlink()
        self.assertTrue(self.consent.exists())

    def test_chain_is_nobody_s(self):
        for user in self.everybody:
            chain = self.seen_by(user, self.chain(CONSENT))
            for change in (
                lambda chain=chain: chain.write({'last_number': 0}),
                lambda chain=chain: chain.create({'evidence_model': CONSENT}),
                lambda chain=chain: chain.unlink(),
            ):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    change()

    def test_read_with_the_group_only(self):
        for user in self.everybody:
            for record in (self.consent, self.handover):
                may = user.has_group('dealer_insurance.group_insurance_user')
                with self.subTest(user.login), contextlib.nullcontext() if may else self.assertRaises(AccessError):
                    self.seen_by(user, record).read()

    def test_read_in_the_own_company_only(self):
        company = self.make_company("Autohaus Wiehl")
        stranger = self.make_user('stranger', 'dealer_insurance.group_insurance_manager', company=company)
        for record in (*self.evidence, self.chain(CONSENT), self.chain(HANDOVER)):
            with self.subTest(record._name):
                self.assertFalse(self.seen_by(stranger, record).search([('id', '=', record.id)]))
                with self.assertRaises(AccessError):
                    self.seen_by(stranger, record).read()


@tagged('post_install', '-at_install')
class TestEvidenceChain(EvidenceCase):
    def test_linked(self):
        handovers = self.hand_over(count=3)
        self.assertEqual(handovers.mapped('number'), [1, 2, 3])
        self.assertEqual(handovers.mapped('previous_hash'), ['', *handovers[:2].mapped('hash')])
        self.assertEqual(len(set(handovers.mapped('hash'))), 3)
        self.assertRecordValues(self.chain(HANDOVER), [{'last_number': 3, 'last_hash': handovers[2].hash}])
        self.assertEqual(self.verdict(HANDOVER), WHOLE)

    def test_created_at_once(self):
        values = self.hand_over().copy_data()[0]
        self.env[HANDOVER].create([values, values])
        self.assertEqual(self.env[HANDOVER].search([('company_id', '=', self.company.id)]).mapped('number'), [3, 2, 1])
        self.assertEqual(self.verdict(HANDOVER), WHOLE)

    def test_per_model_and_company(self):
        company = self.make_company("Autohaus Wiehl")
        elsewhere = self.make_connection(company_id=company.id)
        self.insurance_user.company_ids += company
        self.hand_over(count=2)
        foreign = self.make_handover(elsewhere, self.person)
        consent = self.take_consent(self.person, self.connection)
        self.assertEqual((foreign.number, consent.number), (1, 1))
        self.sql("UPDATE insurance_handover SET recipient_name = 'Forged' WHERE id = %s", foreign.id)
        self.assertEqual(self.verdict(HANDOVER), WHOLE)
        manager = self.make_user('foreign_manager', 'dealer_insurance.group_insurance_manager', company=company)
        self.assertEqual(
            self.verdict(HANDOVER, company, manager),
            "Autohaus Wiehl, Hand-overs: number 1 was changed or removed.",
        )

    def test_several_chains_at_once(self):
        self.hand_over(count=2)
        consent = self.take_consent(self.person, self.connection)
        chains = self.chain(HANDOVER) | self.chain(CONSENT)
        self.sql("UPDATE insurance_consent SET by_email = true WHERE id = %s", consent.id)
        message = chains.with_user(self.insurance_manager).action_verify()['params']['message']
        self.assertEqual(message, "Autohaus Aggertal, Consents: number 1 was changed or removed.")

    def test_users_do_not_verify(self):
        self.hand_over()
        with self.assertRaises(AccessError):
            self.verdict(HANDOVER, user=self.insurance_user)

    def test_long_chain(self):
        """Longer than what is read at once."""
        with patch('odoo.addons.dealer_insurance.models.evidence.insurance_evidence_chain.BATCH', 2):
            handovers = self.hand_over(count=5)
            self.assertEqual(self.verdict(HANDOVER), WHOLE)
            self.sql("UPDATE insurance_handover SET data_sent = 'less' WHERE id = %s", handovers[3].id)
            self.assertBroken(HANDOVER, 4)

    # Broken

    def assertBroken(self, model, number):
        evidence = {CONSENT: "Consents", HANDOVER: "Hand-overs"}[model]
        self.assertEqual(
            self.verdict(model),
            f"Autohaus Aggertal, {evidence}: number {number} was changed or removed.",
        )

    def test_any_value_of_a_handover(self):
        consent = self.take_consent(self.person, self.connection)
        self.hand_over(consent)
        changed = self.hand_over(consent, origin="Order 1")
        self.hand_over(consent)
        for column, value in {
            'reference': 'other',
            'recipient_name': "Other",
            'recipient_address': "Bonn",
            'mode': 'advice',
            'person_name': "Other",
            'person_address': "Bonn",
            'vehicle_id': None,
            'origin': "Order 2",
            'data_sent': "Nothing",
            'consent_id': None,
            'user_id': self.salesperson.id,
            'user_name': "Other",
            'sent_at': '2020-01-01',
            'company_id': self.env.ref('base.main_company').id,
            'number': 99,
            'hash': 'f' * 64,
            'previous_hash': 'f' * 64,
        }.items():
            with self.subTest(column), contextlib.closing(self.env.cr.savepoint()):
                self.sql(f'UPDATE insurance_handover SET {column} = %s WHERE id = %s', value, changed.id)
                self.assertBroken(HANDOVER, 2)
            self.env.invalidate_all()
        self.assertEqual(self.verdict(HANDOVER), WHOLE)

    def test_any_value_of_a_consent(self):
        self.take_consent(self.person, self.connection)
        changed = self.take_consent(self.person, self.connection)
        self.revoke(changed)
        for column, value in {
            'person_name': "Other",
            'person_address': "Bonn",
            'recipient_name': "Other",
            'recipient_address': "Bonn",
            'purpose': "Other",
            'products': "Other",
            'phone_private': False,
            'phone_business': True,
            'mobile': False,
            'by_email': True,
            'numbers': "+49 2261 123456\n+49 171 9999999",
            'wording_version': '1',
            'wording': "Other",
            'manner': 'oral',
            'document_checksum': 'f' * 64,
            'given_at': '2020-01-01',
            'user_id': self.salesperson.id,
            'user_name': "Other",
        }.items():
            with self.subTest(column), contextlib.closing(self.env.cr.savepoint()):
                self.sql(f'UPDATE insurance_consent SET {column} = %s WHERE id = %s', value, changed.id)
                self.assertBroken(CONSENT, 2)
            self.env.invalidate_all()
        self.assertEqual(self.verdict(CONSENT), WHOLE)

    def test_numbers_taken_away(self):
        self.take_consent(self.person, self.connection)
        for nothing in (None, ''):
            with self.subTest(nothing), contextlib.closing(self.env.cr.savepoint()):
                self.sql("UPDATE insurance_consent SET numbers = %s", nothing)
                self.assertBroken(CONSENT, 1)
            self.env.invalidate_all()

    def test_links_of_before_the_numbers(self):
        """Hashed as the former version did, they hold; and no number can be foisted on them."""
        old = self.make_consent_without_numbers(self.person, self.connection, 'phone_private', 'by_email')
        self.take_consent(self.person, self.connection)
        self.revoke(old)
        self.assertEqual(old.hash, self._former_hash(old))
        self.assertEqual(self.verdict(CONSENT), WHOLE)
        self.sql("UPDATE insurance_consent SET numbers = '+49 2261 123456' WHERE id = %s", old.id)
        self.assertBroken(CONSENT, 1)

    def _former_hash(self, consent):
        """As 19.0.1.2.0 computed it, written down from there."""
        content = {
            'person_name': consent.person_name,
            'person_address': consent.person_address,
            'user_id': consent.user_id.id,
            'user_name': consent.user_name,
            'provider': consent.provider,
            'recipient_name': consent.recipient_name,
            'recipient_address': consent.recipient_address,
            'purpose': consent.purpose,
            'products': consent.products,
            'phone_private': consent.phone_private,
            'phone_business': consent.phone_business,
            'mobile': consent.mobile,
            'by_email': consent.by_email,
            'wording_version': consent.wording_version,
            'wording': consent.wording,
            'manner': consent.manner,
            'document_checksum': consent.document_checksum,
            'given_at': consent.given_at,
            'revokes_id': consent.revokes_id.id,
            'company_id': consent.company_id.id,
            'number': consent.number,
            'previous_hash': consent.previous_hash,
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def test_revocation_undone(self):
        consent = self.take_consent(self.person, self.connection)
        revocation = self.revoke(consent)
        self.sql("UPDATE insurance_consent SET revokes_id = NULL WHERE id = %s", revocation.id)
        self.assertBroken(CONSENT, 2)

    def test_cut_out_or_cut_off(self):
        handovers = self.hand_over(count=3)
        for index in range(3):
            with self.subTest(number=index + 1), contextlib.closing(self.env.cr.savepoint()):
                self.sql("DELETE FROM insurance_handover WHERE id = %s", handovers[index].id)
                self.assertBroken(HANDOVER, index + 1)
            self.env.invalidate_all()

    def test_all_deleted(self):
        self.hand_over(count=2)
        self.sql("DELETE FROM insurance_handover WHERE company_id = %s", self.company.id)
        self.assertBroken(HANDOVER, 1)

    def test_swapped(self):
        first, second, third = self.hand_over(count=3)
        self.sql("UPDATE insurance_handover SET number = NULL WHERE id = %s", second.id)
        self.sql("UPDATE insurance_handover SET number = 2 WHERE id = %s", third.id)
        self.sql("UPDATE insurance_handover SET number = 3 WHERE id = %s", second.id)
        self.assertBroken(HANDOVER, 2)
        self.sql("UPDATE insurance_handover SET previous_hash = %s WHERE id = %s", first.hash, third.id)
        self.assertBroken(HANDOVER, 2)

    def test_smuggled_in(self):
        handovers = self.hand_over(count=2)
        kept = ', '.join(
            name
            for name, field in self.env[HANDOVER]._fields.items()
            if field.store and field.column_type and name not in ('id', 'number', 'reference')
        )
        for number in (None, 3):
            with self.subTest(number=number), contextlib.closing(self.env.cr.savepoint()):
                self.sql(
                    f"INSERT INTO insurance_handover ({kept}, number, reference) "
                    f"SELECT {kept}, %s, 'smuggled' FROM insurance_handover WHERE id = %s",
                    number,
                    handovers[1].id,
                )
                self.assertBroken(HANDOVER, 3)
            self.env.invalidate_all()

    # What must not break it

    def test_result_comes_later(self):
        handover = self.hand_over()
        handover._conclude('concluded', evb_number='RVA1B2C', tariff="Komfort", process_number='CC-P-1')
        self.assertEqual(self.verdict(HANDOVER), WHOLE)

    def test_everything_around_changes(self):
        consent = self.take_consent(self.person, self.connection)
        self.hand_over(consent)
        self.person.write({'name': "Renamed", 'street': "Elsewhere"})
        self.connection.write({'name': "Renamed", 'recipient_name': "Renamed"})
        self.insurance_user.name = "Renamed"
        self.company.name = "Autohaus Renamed"
        self.assertEqual(self.verdict(CONSENT), WHOLE)
        self.assertEqual(self.verdict(HANDOVER), WHOLE)

    def test_contacts_are_merged(self):
        consent = self.take_consent(self.person, self.connection)
        handover = self.hand_over(consent)
        merge = self.env['base.partner.merge.automatic.wizard'].create({})
        merge._merge((self.person | self.customer).ids, self.customer)
        self.env.invalidate_all()
        self.assertEqual(consent.partner_id | handover.partner_id, self.customer)
        self.assertEqual((consent.person_name, handover.person_name), ("Jörg-Änne Weiß", "Jörg-Änne Weiß"))
        self.assertEqual(self.verdict(CONSENT), WHOLE)
        self.assertEqual(self.verdict(HANDOVER), WHOLE)

    def test_queries(self):
        """Reading batch by batch costs no query per link."""
        self.hand_over(count=20)
        chain = self.chain(HANDOVER)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(7):
            self.assertIsNone(chain._first_broken_number())


@tagged('post_install', '-at_install')
class TestTwoAppendAtOnce(BaseCase):
    """Two real transactions, for one cannot disturb itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with committed() as env:
            cls.company = env['res.company'].search([], limit=1)
            cls.connection = env['insurance.connection'].create(
                {
                    'name': "Two at once",
                    'provider': 'covercheck',
                    'company_id': cls.company.id,
                }
            )
            cls.before = env['insurance.evidence.chain']._of(cls.company, HANDOVER).read(['last_number', 'last_hash'])
        cls.addClassCleanup(cls.remove)

    @classmethod
    def remove(cls):
        with committed() as env:
            handovers = env[HANDOVER].search([('connection_id', '=', cls.connection.id)])
            env.cr.execute("DELETE FROM insurance_handover WHERE connection_id = %s", [cls.connection.id])
            if not cls.before:
                env.cr.execute(
                    "DELETE FROM insurance_evidence_chain WHERE company_id = %s AND evidence_model = %s",
                    [cls.company.id, HANDOVER],
                )
            for row in cls.before:
                env.cr.execute(
                    "UPDATE insurance_evidence_chain SET last_number = %s, last_hash = %s WHERE id = %s",
                    [row['last_number'], row['last_hash'], row['id']],
                )
            env.invalidate_all()
            cls.connection.with_env(env).unlink()
            assert not handovers.exists()

    def hand_over(self, env):
        return env[HANDOVER]._write_down(
            {
                'connection_id': self.connection.id,
                'company_id': self.company.id,
                'recipient_name': RECIPIENT,
                'mode': 'advice',
                'data_sent': "Nothing",
            }
        )

    def test_later_one_is_repeated(self):
        for _round in ("first link" if not self.before else "next link", "next link"):
            with self.subTest(_round):
                with mute_logger('odoo.sql_db'), self.assertRaises(SerializationFailure), committed() as late:
                    late['res.company'].search_count([])
                    with committed() as early:
                        first = self.hand_over(early)
                        number, content_hash = first.number, first.hash
                    self.hand_over(late)
                with committed() as again:
                    second = self.hand_over(again)
                    self.assertEqual((second.number, second.previous_hash), (number + 1, content_hash))


@tagged('post_install', '-at_install')
class TestRetention(EvidenceCase):
    def remove_expired(self):
        """The scheduled action, as Odoo runs it."""
        with self.enter_registry_test_mode(), mute_logger('odoo.addons.base.models.ir_cron'):
            self.env.ref('dealer_insurance.ir_cron_remove_expired_evidence').method_direct_trigger()
        self.env.invalidate_all()

    def assertWhole(self):
        for model in (CONSENT, HANDOVER):
            if self.chain(model):
                self.assertEqual(self.verdict(model), WHOLE)

    def test_runs_daily(self):
        cron = self.env.ref('dealer_insurance.ir_cron_remove_expired_evidence')
        self.assertRecordValues(cron, [{'active': True, 'interval_number': 1, 'interval_type': 'days'}])

    def test_five_years_after_the_last_use(self):
        old, young = self.hand_over(count=2)
        self.age(old, years=5, days=1)
        self.age(young, years=5, days=-1)
        self.remove_expired()
        self.assertEqual((old | young).exists(), young)
        self.assertWhole()

    def test_as_time_goes_by(self):
        with freeze_time('2026-03-02 10:00:00'):
            consent = self.take_consent(self.person, self.connection)
        with freeze_time('2029-06-01 10:00:00'):
            handover = self.hand_over(consent)
        self.assertEqual(str(consent.last_use), '2029-06-01 10:00:00')
        with freeze_time('2034-06-01 09:59:00'):
            self.remove_expired()
            self.assertTrue(consent.exists() and handover.exists())
        with freeze_time('2034-06-01 10:01:00'):
            self.remove_expired()
            self.assertFalse(consent.exists() or handover.exists())
        self.assertWhole()

    def test_information_handed_over(self):
        information = self.env['insurance.information'].create(
            {
                'partner_id': self.person.id,
                'company_id': self.company.id,
                'recipient_name': "Wertgarantie",
                'product_name': "Komplettschutz",
                'document_name': "Produktinformation",
            }
        )
        self.age(information, years=6)
        self.remove_expired()
        self.assertFalse(information.exists())
        self.assertEqual(self.verdict('insurance.information'), WHOLE)

    def test_what_was_removed_is_recorded_without_the_person(self):
        handovers = self.hand_over(count=3)
        middle = handovers[1]
        number, content_hash, previous_hash = middle.number, middle.hash, middle.previous_hash
        self.age(middle, years=6)
        self.remove_expired()
        removal = self.env[REMOVAL].search([('chain_id', '=', self.chain(HANDOVER).id)])
        self.assertRecordValues(
            removal,
            [
                {'number': number, 'hash': content_hash, 'previous_hash': previous_hash},
            ],
        )
        self.assertNotIn("Weiß", str(removal.read()))
        self.assertEqual(self.verdict(HANDOVER), WHOLE)
        self.sql("DELETE FROM insurance_evidence_removal WHERE id = %s", removal.id)
        self.assertIn("number 2 was changed or removed", self.verdict(HANDOVER))

    def test_more_follows_what_was_removed(self):
        self.age(self.hand_over(count=2), years=6)
        self.remove_expired()
        self.assertEqual(self.hand_over().number, 3)
        self.assertWhole()

    def test_consent_waits_for_its_handovers(self):
        consent = self.take_consent(self.person, self.connection)
        handover = self.hand_over(consent)
        self.age(consent, years=6)
        self.remove_expired()
        self.assertTrue(consent.exists() and handover.exists())
        self.age(handover, years=6)
        self.remove_expired()
        self.assertFalse(consent.exists() or handover.exists())
        self.assertWhole()

    def test_document_goes_with_its_consent(self):
        consent = self.take_consent(self.person, self.connection)
        documents = self.env['ir.attachment'].search(
            [
                ('res_model', '=', CONSENT),
                ('res_field', '=', 'document'),
                ('res_id', '=', consent.id),
            ]
        )
        self.assertTrue(documents)
        self.age(consent, years=6)
        self.remove_expired()
        self.assertFalse(documents.exists())

    def test_consent_and_its_revocation_go_together(self):
        consent = self.take_consent(self.person, self.connection)
        revocation = self.revoke(consent)
        self.age(revocation, years=6)
        self.remove_expired()
        self.assertTrue(revocation.exists(), "The consent would be in force again")
        self.age(consent, years=6)
        self.remove_expired()
        self.assertFalse((consent | revocation).exists())
        self.assertEqual(self.env[REMOVAL].search_count([('chain_id', '=', self.chain(CONSENT).id)]), 2)
        self.assertWhole()

    def test_revoked_consent_that_a_handover_used(self):
        consent = self.take_consent(self.person, self.connection)
        self.hand_over(consent)
        revocation = self.revoke(consent)
        self.age(consent | revocation, years=6)
        self.remove_expired()
        self.assertEqual(consent.state, 'revoked')

    def test_killed_in_the_middle(self):
        """What was committed stays, the rest goes at the next run."""
        handovers = self.hand_over(count=7)
        self.age(handovers, years=6)
        remove = type(self.env[HANDOVER])._remove_expired
        calls = []

        def killed_at_the_third(model):
            calls.append(model)
            removed = remove(model, limit=2)
            if len(calls) == 3:
                raise SystemError("killed")
            return removed

        with (
            patch.object(type(self.env[HANDOVER]), '_remove_expired', killed_at_the_third),
            self.enter_registry_test_mode(),
            contextlib.suppress(SystemError),
            self.env.registry.cursor() as cursor,
        ):
            api.Environment(cursor, self.env.uid, {})[HANDOVER]._cron_remove_expired_evidence()
        self.env.invalidate_all()
        self.assertEqual(len(handovers.exists()), 3)
        self.assertEqual(self.env[REMOVAL].search_count([('chain_id', '=', self.chain(HANDOVER).id)]), 4)
        self.assertWhole()
        self.remove_expired()
        self.assertFalse(handovers.exists())
        self.assertWhole()

    def test_every_batch_goes_in_one_run(self):
        handovers = self.hand_over(count=5)
        consents = self.env[CONSENT].concat(*(self.take_consent(self.person, self.connection) for _ in range(3)))
        self.age(handovers, years=6)
        self.age(consents, years=6)
        for model in (HANDOVER, CONSENT):
            method = type(self.env[model])._remove_expired
            self.startPatcher(
                patch.object(
                    type(self.env[model]),
                    '_remove_expired',
                    lambda records, method=method: method(records, limit=2),
                )
            )
        self.remove_expired()
        self.assertFalse(handovers.exists() or consents.exists())
        self.assertWhole()


@tagged('post_install', '-at_install')
class TestPrivacy(PrintingMixin, EvidenceCase, HttpCase):
    """What a customer may ask for."""

    def test_privacy_lookup_finds_both(self):
        if 'privacy.lookup.wizard' not in self.env:
            self.skipTest("Odoo's privacy look-up is not installed")
        consent = self.take_consent(self.person, self.connection)
        handover = self.hand_over(consent)
        administrator = self.make_user('administrator', 'base.group_system')
        lookup = (
            self.env['privacy.lookup.wizard']
            .with_user(administrator)
            .create(
                {
                    'name': self.person.name,
                    'email': self.person.email,
                }
            )
        )
        lookup.action_lookup()
        found = {(line.res_model, line.res_id) for line in lookup.line_ids}
        self.assertLessEqual({(CONSENT, consent.id), (HANDOVER, handover.id)}, found)
        for line in lookup.line_ids.filtered(lambda line: line.res_model in (CONSENT, HANDOVER)):
            with self.assertRaisesRegex(UserError, "cannot be deleted"):
                line.action_unlink()

    def statement(self, partner, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        page, _type = (
            self.env['ir.actions.report']
            .with_user(user or self.insurance_user)
            ._render_qweb_html(
                'dealer_insurance.report_handover_statement',
                partner.ids,
            )
        )
        return self.text_of(page)

    def english(self):
        self.person.lang = 'en_US'
        return self.person

    @freeze_time('2026-03-02 10:00:00')
    def test_statement(self):
        consent = self.take_consent(self.english(), self.connection)
        self.hand_over(consent)
        self.hand_over(mode='advice', data_sent="Last Name, Town")
        text = self.statement(self.person)
        self.assertInOrder(
            text, "What we know and have passed on about you", "Your request for a comparison", "Your consent of"
        )
        for part in (
            "Jörg-Änne Weiß",
            "Hauptstraße 1, 51643 Gummersbach",
            RECIPIENT_ADDRESS,
            "Callback",
            "Own Advice",
            "Last Name, License Plate",
            "Last Name, Town",
            "03/02/2026",
            self.car.display_name,
            "Your consents",
            "Private Phone: +49 2261 123456 Mobile: +49 171 5556667",
            "In Force",
        ):
            self.assertIn(tidy(part), text)
        self.assertNotIn(CHECK_ID, text)

    def test_statement_about_nothing(self):
        text = self.statement(self.english())
        self.assertIn("Nothing has been passed on to insurers or brokers.", text)
        self.assertNotIn("Your consents", text)

    def test_statement_after_a_revocation(self):
        self.revoke(self.take_consent(self.english(), self.connection))
        text = self.statement(self.person)
        self.assertIn("Revoked", text)
        self.assertIn("Revocation", text)

    def test_statement_on_the_customer_s_form(self):
        actions = self.env['ir.actions.actions'].with_user(self.insurance_user).get_bindings('res.partner')['report']
        self.assertIn("Data Known and Passed on About This Customer", [action['name'] for action in actions])
        others = self.env['ir.actions.actions'].with_user(self.plain_salesperson).get_bindings('res.partner')
        self.assertNotIn(
            "Data Known and Passed on About This Customer", [action['name'] for action in others.get('report', ())]
        )
        self.hand_over()
        with self.assertRaisesRegex(Exception, "insurance.handover"):
            self.statement(self.person, self.plain_salesperson)

    def test_statement_of_the_own_company(self):
        company = self.make_company("Autohaus Wiehl")
        elsewhere = self.make_connection(company_id=company.id, recipient_name="Elsewhere GmbH")
        self.insurance_user.company_ids += company
        self.make_handover(elsewhere, self.english())
        self.hand_over()
        self.insurance_user.company_ids -= company
        text = self.statement(self.person)
        self.assertIn(RECIPIENT, text)
        self.assertNotIn("Elsewhere GmbH", text)

    def test_statement_as_a_paper(self):
        self.hand_over(self.take_consent(self.english(), self.connection))
        report = self.env['ir.actions.report'].with_user(self.insurance_user).with_context(force_report_rendering=True)
        content, _type = report._render_qweb_pdf('dealer_insurance.report_handover_statement', self.person.ids)
        text = self.text_of_pdf(content)
        self.assertIn(unspaced("What we know and have passed on about you"), text)
        self.assertIn(unspaced(RECIPIENT), text)
