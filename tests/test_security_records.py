from itertools import permutations

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.application.insurance_application import STATES
from .security import QUIET, SecurityCommon, own_models

OPERATIONS = ('read', 'write', 'create', 'unlink')
# Said without looking at any record but the caller's own.
NOT_TELLING = {
    'id', 'display_name', 'create_uid', 'create_date', 'write_uid', 'write_date',
    'company_id', 'manner', 'mode', 'origin_kind', 'line_count',
}  # fmt: skip

# Who may read, write, create, unlink; ``public`` and employees without the group nothing at all.
RIGHTS = """
                              user  manager  administrator  portal  elsewhere
insurance.application         rwc   rwcu     -              -       -
insurance.application.offer   r     r        -              -       -
insurance.connection          r     rwcu     rwcu           -       -
insurance.consent             r     r        -              -       -
insurance.consent.wording     r     rwc      -              -       rwc
insurance.decision.report     r     r        -              -       -
insurance.document            r     r        -              r       -
insurance.evidence.chain      -     r        -              -       -
insurance.evidence.removal    -     r        -              -       -
insurance.gdv.import          -     rwcu     -              -       -
insurance.gdv.import.finding  -     r        -              -       -
insurance.gdv.import.insurer  -     rw       -              -       -
insurance.gdv.import.line     -     r        -              -       -
insurance.handover            r     r        -              -       -
insurance.information         r     r        -              -       -
insurance.insurer             r     rwcu     r              -       rwcu
insurance.insurer.category    r     rwcu     -              -       rwcu
insurance.insurer.right       r     rwcu     r              -       rwcu
insurance.lock.threshold      r     rwcu     rwcu           -       -
insurance.manufacturer        r     r        r              -       -
insurance.overview            r     r        -              -       r
insurance.policy              rwc   rwcu     -              r       -
insurance.policy.cover        r     r        -              -       -
insurance.policy.notation     rwcu  rwcu     -              -       -
insurance.policy.payment      r     r        -              -       -
insurance.policy.vehicle      r     rw       -              -       -
insurance.product.type        r     rwu      rwu            -       -
insurance.proposal            rw    rw       -              -       -
insurance.session             -     -        -              -       -
insurance.shipment            -     rw       -              -       -
insurance.shipment.candidate  -     r        -              -       -
insurance.transfer.run        -     r        r              -       -
"""


def expected_rights():
    """:return: {model: {role: 'rwcu'}}"""
    _empty, head, *rows = RIGHTS.splitlines()
    columns = head.split()
    return {
        model: {role: rights.strip('-') for role, rights in zip(columns, cells)} | {'public': '', 'plain': ''}
        for model, *cells in map(str.split, rows)
    }


@tagged('post_install', '-at_install')
class TestSecurityRecords(SecurityCommon):
    """What each role may do with a record of each model; then what a foreign or forged one would tell."""

    def test_table_is_complete(self):
        lasting = {model for model in own_models(self.env) if not self.env[model]._transient}
        self.assertEqual(lasting, expected_rights().keys())
        self.assertEqual(lasting - self.records.keys(), set())

    def test_rights(self):
        for model, expected in expected_rights().items():
            with self.subTest(model):
                self.assertEqual({role: self.rights(role, self.records[model]) for role in self.roles}, expected)

    def rights(self, role, record):
        record = record.with_env(self.as_role(role))
        return ''.join(operation[0] for operation in OPERATIONS if record.has_access(operation))

    @mute_logger(*QUIET)
    def test_records_stay_in_the_user_s_companies(self):
        tried = set()
        for model in expected_rights():
            for role in ('user', 'manager'):
                record = self.records[model].with_env(self.as_role(role))
                company = record._fields.get('company_id')
                if not company or not company.store or not record.has_access('write'):
                    continue
                tried.add(model)
                with self.subTest(model, role=role), self.assertRaises(UserError), self.cr.savepoint():
                    record.write({'company_id': self.elsewhere.id})
        self.assertLessEqual({'insurance.connection', 'insurance.policy', 'insurance.lock.threshold'}, tried)

    @mute_logger(*QUIET)
    def test_nobody_writes_what_an_insurer_sent(self):
        shipment = self.records['insurance.shipment'].with_env(self.as_role('manager'))
        for values in (
            {'state': 'acknowledged'},
            {'policy_number': '1'},
            {'assignment': 'manual'},
            {'policy_id': False},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                shipment.write(values)

    # Forged dialogs

    def test_dialog_on_foreign_records_tells_nothing(self):
        """What a dialog says for another company's records is refused, or what it would say anyway."""
        for model, values in self.form_values().items():
            with self.subTest(model), self.undone():
                self.assertFalse(self.told(self.as_role('elsewhere')[model], values) - NOT_TELLING)

    @mute_logger(*QUIET)
    def told(self, dialogs, values):
        """Names of the fields that say something which the caller has not said."""
        self.forget()
        try:
            dialog = dialogs.create(values)
            dialogs.env.flush_all()
        except AccessError:
            return set()
        return {name for name in dialog._fields.keys() - values.keys() if self.says(dialog, name)}

    def says(self, dialog, name):
        self.forget()
        try:
            return bool(dialog.read([name])[0][name])
        except AccessError:
            return False

    @mute_logger(*QUIET)
    def test_somebody_else_s_dialog(self):
        for model, values in self.form_values().items():
            with self.subTest(model), self.undone():
                dialog = self.env[model].create(values).with_env(self.as_role('manager'))
                self.assertFalse(any(map(dialog.has_access, OPERATIONS[:2])))

    # Forged values

    def test_nobody_writes_what_the_steps_keep(self):
        """A file named there would be deleted with all rights when the paper is made anew."""
        application = self.records['insurance.application'].with_env(self.as_role('manager'))
        for name in ('paper_id', 'print_id', 'handover_id', 'contract_number', 'policy_id'):
            with self.subTest(name), self.assertRaises(AccessError):
                application.write({name: 1})
        with self.assertRaises(AccessError):
            application.with_context(default_print_id=1).create({'vehicle_id': self.car.id})

    def test_nobody_forges_the_state_of_an_application(self):
        """What is unknown or submitted would be sent twice once it is signed; from what is submitted comes a policy."""
        application = self.records['insurance.application']
        for before, after in permutations((name for name, _label in STATES), 2):
            application.state = before
            for role in ('user', 'manager'):
                with self.subTest(before=before, after=after, role=role):
                    self.assertForgedInVain(role, application, after)
            self.assertEqual(application.state, before)

    def assertForgedInVain(self, role, application, state):
        """By each of the ways that a remote call has."""
        applications = application.with_env(self.as_role(role)).browse()
        dialogs = applications.env['insurance.finalise.wizard']
        values = {'vehicle_id': self.car.id, 'connection_id': self.connection.id}
        for name, *arguments, context in (
            ('write', application.ids, {'state': state}, {}),
            ('web_save', application.ids, {'state': state}, {'display_name': {}}, {}),
            ('create', [{**values, 'state': state}], {}),
            ('create', [values], {'default_state': state}),
            ('copy', application.ids, {'state': state}, {}),
        ):
            with self.assertRaises(AccessError, msg=name), self.env.cr.savepoint():
                call_kw(applications, name, arguments, {'context': context})
        with self.undone():
            call_kw(dialogs, 'create', [{'application_id': application.id, 'state': state}], {})
            self.env.flush_all()
            self.assertNotEqual(application.state, state)

    def test_form_offers_no_choice_of_the_state(self):
        """A card that is drawn into another column would choose one."""
        applications = self.as_role('manager')['insurance.application']
        self.assertTrue(applications.fields_get(['state'], ['readonly'])['state']['readonly'])

    def test_nobody_rewrites_what_an_insurer_proposed(self):
        proposal = self.records['insurance.proposal'].with_env(self.as_role('manager'))
        proposal.write({'end_date': '2026-12-31'})
        for values in ({'new_value': 'XYZ9876'}, {'state': 'accepted'}, {'policy_id': 1}):
            with self.subTest(values), self.assertRaises(AccessError):
                proposal.write(values)

    def test_record_about_another_company_s_customer(self):
        """Else its stored fields would copy the person's address and account to where the caller may read them."""
        self.customer.company_id = self.company
        stranger = self.env['res.partner'].create({'name': "Fremd", 'company_id': self.elsewhere.id})
        manager = self.as_role('manager')
        with self.assertRaises(UserError):
            self.records['insurance.policy'].with_env(manager).partner_id = stranger
        with self.assertRaisesRegex(UserError, "company"):
            manager['insurance.application'].create(
                {'connection_id': self.connection.id, 'vehicle_id': self.car.id, 'partner_id': stranger.id}
            )

    def test_policy_made_from_a_shipment_that_is_not_seen(self):
        """What the form's context says, a remote call can say too."""
        shipment = self.records['insurance.shipment']
        policies = self.as_role('user')['insurance.policy'].with_context(insurance_shipment_id=shipment.id)
        values = {'number': '4712', 'insurer_id': self.insurer.id, 'partner_id': self.customer.id}
        self.forget()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            policies.create(values)
        self.assertFalse(shipment.policy_id)

    def test_dialog_about_what_insurance_has_nothing_to_do_with(self):
        """Its origin gets a note in its chatter."""
        dialogs = self.as_role('user')['insurance.handover.wizard']
        for model in ('res.users', 'ir.config_parameter', 'insurance.policy', 'no.such.model', "'; --"):
            with self.subTest(model):
                dialog = dialogs.create({'mode': 'advice', 'origin_model': model, 'origin_id': 1})
                with self.assertRaisesRegex(UserError, "CoverCheck"):
                    dialog.action_hand_over()
