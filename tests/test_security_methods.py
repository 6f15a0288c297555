from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from .security import QUIET, SecurityCommon, own_methods

EVERYBODY = {'public', 'portal', 'plain', 'user', 'manager', 'administrator', 'elsewhere'}
EMPLOYEES = {'plain', 'user', 'manager'}
INSURANCE = {'user', 'manager'}
MANAGERS = {'manager'}
SET_UP = {'manager', 'administrator'}
# Names nothing but what the caller has named: what may be seen behind it is asked there.
WINDOW = EVERYBODY
# Of what belongs to all companies, or is not there for another one.
ANY_COMPANY = INSURANCE | {'elsewhere'}

# Whose calls on a record of the dealer's company are not refused. A new method needs a place here.
ALLOWED = (
    ('account.move', EMPLOYEES, 'action_post action_view_insurance_documents action_view_insurance_policies'),
    ('account.move', INSURANCE, 'action_compare_insurance action_decide_insurance action_open_at_insurer'),
    ('account.move.line', INSURANCE, 'action_insure'),
    ('fleet.vehicle', INSURANCE, 'action_compare_insurance action_decide_insurance action_insure'),
    ('fleet.vehicle', INSURANCE, 'action_take_into_stock action_use_in_fleet action_view_insurance_policies'),
    ('fleet.vehicle', ANY_COMPANY, 'action_open_at_insurer'),
    ('fleet.vehicle', EMPLOYEES | {'portal', 'elsewhere'}, 'action_view_invoices'),
    ('fleet.vehicle', WINDOW, 'action_view_handovers action_view_insurance_documents action_view_orders'),
    ('fleet.vehicle', WINDOW, 'action_view_repairs'),
    ('insurance.application', INSURANCE, 'action_back action_cancel action_confirm_taken action_deny_taken'),
    ('insurance.application', INSURANCE, 'action_finalise action_file_policy action_next action_open_print'),
    ('insurance.application', INSURANCE, 'action_print action_resume action_send_again action_sign action_view_policy'),
    ('insurance.application', WINDOW, 'action_view_documents'),
    ('insurance.application.offer', INSURANCE, 'action_choose action_open_conditions action_open_ipid'),
    ('insurance.connection', SET_UP, 'action_activate action_fetch_now action_refresh_manufacturers'),
    ('insurance.connection', SET_UP, 'action_test_bipro action_test_wertgarantie action_write_wertgarantie'),
    ('insurance.connection', SET_UP | {'user'}, 'action_deactivate'),  # What is not active, it does not touch.
    ('insurance.connection', WINDOW, 'action_view_transfer_runs'),
    ('insurance.consent.wizard', INSURANCE, 'action_give action_revoke'),
    ('insurance.consent.wizard', EVERYBODY - {'public', 'portal'}, 'action_print'),
    ('insurance.decision.report', INSURANCE, 'action_open'),
    ('insurance.decision.wizard', INSURANCE, 'action_apply'),
    ('insurance.deep.link.choice', INSURANCE, 'action_open'),
    ('insurance.deep.link.wizard', INSURANCE, 'action_search'),
    ('insurance.deep.link.wizard', ANY_COMPANY, 'action_complete_number'),
    ('insurance.document', INSURANCE | {'portal'}, 'action_open'),
    ('insurance.evidence.chain', MANAGERS, 'action_verify'),
    ('insurance.finalise.wizard', INSURANCE, 'action_file_policy action_finalise action_open_policy'),
    ('insurance.gdv.import', MANAGERS, 'action_check action_check_again action_reset action_resume'),
    ('insurance.gdv.import', MANAGERS, 'action_end action_start action_stop'),
    ('insurance.gdv.import', MANAGERS | {'elsewhere'}, 'message_new'),
    ('insurance.gdv.import', WINDOW, 'action_view_findings action_view_lines action_view_policies'),
    ('insurance.gdv.import', WINDOW, 'action_view_proposals'),
    ('insurance.handover', INSURANCE, 'action_confirm_arrival action_deny_arrival'),
    ('insurance.handover.wizard', INSURANCE, 'action_hand_over'),
    ('insurance.handover.wizard', ANY_COMPANY | {'administrator'}, 'action_quick_query'),
    ('insurance.overview', ANY_COMPANY, 'action_open'),
    ('insurance.policy', INSURANCE, 'action_mark_ended action_open_at_insurer action_resume action_send_papers'),
    ('insurance.policy', WINDOW, 'action_cancel action_renew action_withdraw'),
    ('insurance.policy.end.wizard', INSURANCE, 'action_end'),
    ('insurance.policy.renewal.wizard', INSURANCE, 'action_renew'),
    ('insurance.proposal', INSURANCE, 'action_accept action_decline action_open_shipment'),
    ('insurance.shipment', MANAGERS, 'action_assign_suggestion action_create_policy action_import_gdv'),
    ('insurance.shipment', MANAGERS, 'action_retry action_settle action_search_again action_unassign'),
    ('insurance.shipment', WINDOW, 'action_choose'),
    ('insurance.shipment.candidate', MANAGERS, 'action_assign'),
    ('insurance.shipment.wizard', MANAGERS, 'action_assign'),
    ('repair.order', EMPLOYEES, 'action_view_insurance_documents action_view_insurance_policies'),
    ('repair.order', INSURANCE, 'action_compare_insurance action_decide_insurance action_open_at_insurer'),
    ('res.config.settings', WINDOW, 'action_add_bipro_profile action_add_covercheck_profile'),
    ('res.config.settings', WINDOW, 'action_add_wertgarantie_profile action_profiles'),
    ('res.partner', ANY_COMPANY, 'action_decide_insurance action_open_at_insurer'),
    ('res.partner', ANY_COMPANY | {'administrator'}, 'action_compare_insurance'),
    ('res.partner', WINDOW, 'action_view_insurance_documents action_view_insurance_policies action_view_vehicles'),
    ('sale.order', INSURANCE, 'action_compare_insurance action_decide_insurance action_open_at_insurer'),
    # The customer in the portal looks at an own order, which is confirmed.
    ('sale.order', EMPLOYEES | {'portal'}, 'action_confirm'),
    ('sale.order', EMPLOYEES | {'portal'}, 'action_view_insurance_documents action_view_insurance_policies'),
    ('sale.order.line', INSURANCE, 'action_insure'),
)
# What would let a caller say what evidence says, or get at an insurer, were it not.
PRIVATE = (
    ('insurance.consent', '_write_down'),
    ('insurance.handover', '_record'),
    ('insurance.handover', '_conclude'),
    ('insurance.application', '_record_taken'),
    ('insurance.application', '_commit'),
    ('insurance.connection', '_bipro_access'),
    ('insurance.connection', '_covercheck_access'),
    ('insurance.connection', '_wertgarantie_access'),
    ('insurance.document', '_store_file'),
)
ARGUMENTS = {'message_new': [{}]}


def allowed_roles():
    """:return: {(model, method): roles}"""
    return {(model, name): roles for model, roles, names in ALLOWED for name in names.split()}


@tagged('post_install', '-at_install')
class TestSecurityMethods(SecurityCommon):
    """Every public method, called as Odoo's dispatcher calls it for somebody far away."""

    def test_table_is_complete(self):
        self.assertEqual(own_methods(self.env), allowed_roles().keys())

    def test_who_may_call_what(self):
        for (model, name), roles in allowed_roles().items():
            with self.subTest(f'{model}.{name}'), mute_logger(*QUIET):
                self.assertEqual({role for role in self.roles if self.may_call(role, model, name)}, roles)

    def test_the_rest_is_private(self):
        env = self.as_role('manager')
        for model, name in PRIVATE:
            record = self.records[model].with_env(env)
            with self.subTest(f'{model}.{name}'), self.assertRaisesRegex(AccessError, "Private methods"):
                call_kw(record.browse(), name, [record.ids], {})

    def may_call(self, role, model, name):
        """Whether the call is let in, whatever it then finds missing; who is refused changes nothing."""
        with self.undone():
            record = self.record(self.as_role(role), model)
            ids = [] if getattr(getattr(type(record), name), '_api_model', False) else [record.ids]
            self.forget()
            rows = self.written_rows()
            try:
                call_kw(record.browse(), name, [*ids, *ARGUMENTS.get(name, [])], {})
            except AccessError:
                self.assertEqual(self.written_rows(), rows, f"{role} is refused, but has changed something")
                return False
            except (UserError, RedirectWarning):
                return True
            return True

    def record(self, env, model):
        """Ours; of dialogs the caller's own one, where the caller can make one."""
        if model in self.records:
            return self.records[model].with_env(env)
        if model == 'insurance.deep.link.choice':
            return self.record(env, 'insurance.deep.link.wizard').sudo().choice_ids.with_env(env)
        values = self.form_values().get(model, {})
        self.forget()
        try:
            return env[model].create(values)
        except AccessError:
            return self.env[model].create(values).with_env(env)
