"""Plans become customers, vehicles and policies: a batch at a time, with as many queries for many as for one."""

from ..chatter import tracking_together
from ..partner_creation import create_together
from . import gdv_values
from .gdv_insertion import insert, log_alike, spare_pictures
from .gdv_vehicles import ModelBook, vehicle_values

# What is shown in the policy's chatter when it changes.
TRACKED = ('number', 'insurer_id', 'state', 'start_date', 'end_date')
QUIET = {'tracking_disable': True, 'mail_create_nolog': True, 'mail_create_nosubscribe': True, 'mail_notrack': True}
# New customers have the same accounts, and neither a company above them nor contacts below to share anything with.
ALIKE = {'created_alike': True, '_partners_skip_fields_sync': True}


class Executor:
    """:param planner: ``gdv_planning.Planner`` that has made the plans"""

    def __init__(self, planner):
        self.planner = planner
        self.import_ = planner.import_
        self.company = planner.company
        self.env = planner.env
        self.quiet = planner.env(context={**planner.env.context, **QUIET})
        self._book = None
        self._titles = {}

    def execute(self, plans):
        """Carry out plans of different policies.

        :return: {what: how many}
        """
        due = [plan for plan in plans if plan.status in ('new', 'changed', 'ended')]
        partners = self._create_partners(due)
        vehicles = self._create_vehicles(due)
        new = [plan for plan in due if not plan.policy]
        changed = [plan for plan in due if plan.policy]
        self._create_policies(new)
        self._change_policies(changed)
        self._replace_details(changed, new)
        self._note_former_numbers(due)
        payments = self._create_payments(plans)
        self._withdraw_proposals(plans)
        self.planner.customers.forget_new()
        self.planner.vehicles.forget_new()
        return {'partners': partners, 'vehicles': vehicles, 'payments': payments}

    # Customers

    def _create_partners(self, plans):
        new = list(dict.fromkeys(plan.customer for plan in plans if plan.customer and not plan.customer.partner))
        alike = self.quiet['res.partner'].with_context(**ALIKE)
        partners = create_together(alike, [self._partner_values(each.told) for each in new]).with_env(self.quiet)
        spare_pictures(partners)
        # What is computed of them is tracked by nobody, but only here that is known.
        partners.flush_recordset()
        for customer, partner in zip(new, partners):
            customer.partner = partner
        return len(new)

    def _partner_values(self, told):
        return {
            **gdv_values.partner_values(told),
            'title_id': self._title(gdv_values.TITLES.get(told.salutation)),
            'country_id': self.company.country_id.id if told.country in gdv_values.HOME else False,
            # Only of persons in companies it is another one, but each is made up beforehand to find out.
            'user_id': False,
        }

    def _title(self, salutation):
        if salutation not in self._titles:
            titles = self.env['res.partner.title'].search([('salutation', '=', salutation)], order='id', limit=1)
            self._titles[salutation] = titles.id if salutation else False
        return self._titles[salutation]

    # Vehicles

    def _create_vehicles(self, plans):
        insured = dict.fromkeys(each for plan in plans for each in plan.insured if self.planner.creates(each))
        owners = {each: plan.partner for plan in plans for each in plan.insured}
        # Looked up for each of them otherwise.
        state = self.env['fleet.vehicle'].default_get(['state_id']) if insured else {}
        self._book = self._book or (insured and ModelBook(self.quiet))
        values = [
            {**vehicle_values(each, self._book, self.company), **state, 'owner_id': owners[each].id} for each in insured
        ]
        vehicles = self.quiet['fleet.vehicle'].create(values)
        spare_pictures(vehicles)
        for each, vehicle in zip(insured, vehicles):
            each.vehicle = vehicle
        return len(insured)

    # Policies

    def _create_policies(self, plans):
        policies = self.quiet['insurance.policy'].create(
            [
                {
                    **plan.values,
                    'company_id': self.company.id,
                    'partner_id': plan.partner.id,
                    'vehicle_id': _first_vehicle(plan).id,
                    'user_id': False,
                    'gdv_import_id': self.import_.id,
                    'gdv_digests': plan.digest,
                }
                for plan in plans
            ]
        )
        for plan, policy in zip(plans, policies):
            plan.policy = policy.with_env(self.env)
        if plans:
            log_alike(policies, self._origin_in_words())

    def _change_policies(self, plans):
        policies = self.env['insurance.policy'].union(*(plan.policy for plan in plans))
        ended = [plan.policy for plan in plans if plan.status == 'ended']
        if not policies:
            return
        with tracking_together(policies, TRACKED):
            for plan in plans:
                plan.policy.with_env(self.quiet).write({**plan.values, **self._marks(plan), **self._new_vehicle(plan)})
        self._ask_for_decisions(policies.browse(policy.id for policy in ended))

    def _marks(self, plan):
        """Contracts of one import that share a number are all remembered."""
        policy = plan.policy
        before = (policy.gdv_digests or '').split() if policy.gdv_import_id == self.import_ else []
        return {'gdv_import_id': self.import_.id, 'gdv_digests': " ".join(dict.fromkeys([*before, plan.digest]))}

    def _new_vehicle(self, plan):
        """The policy follows the insurer to another vehicle, unless a person has chosen the present one."""
        policy, told = plan.policy, _first_vehicle(plan)
        is_chosen = policy.vehicle_id and policy.vehicle_id not in policy.insured_vehicle_ids.vehicle_id
        is_still_insured = any(each.vehicle == policy.vehicle_id for each in plan.insured)
        return {} if not told or is_chosen or is_still_insured else {'vehicle_id': told.id}

    def _ask_for_decisions(self, policies):
        """Only vehicles that were sold as insured can lose their decision."""
        for policy in policies.filtered(lambda each: each.vehicle_id.sold_line_id.insurance_decision == 'insured'):
            policy._after_end()

    def _origin_in_words(self):
        return self.env._("Taken from the insurer's portfolio data: %s", self.import_.name)

    # Covers and vehicles of a policy

    def _replace_details(self, changed, new):
        policies = self.env['insurance.policy'].union(*(plan.policy for plan in changed))
        policies.insured_vehicle_ids.unlink()
        policies.cover_ids.unlink()
        plans = [*changed, *new]
        lines = [(plan, each) for plan in plans for each in plan.insured]
        created = insert(
            self.env['insurance.policy.vehicle'], [self._of_policy(plan, **_line_values(each)) for plan, each in lines]
        )
        told = [(plan, line.id, cover) for (plan, each), line in zip(lines, created) for cover in each.told.covers]
        told += [(plan, False, cover) for plan in plans for cover in plan.contract.unassigned_covers]
        covers = [
            self._of_policy(plan, insured_vehicle_id=line, **gdv_values.cover_values(cover))
            for plan, line, cover in told
        ]
        insert(self.env['insurance.policy.cover'], covers)

    def _of_policy(self, plan, **values):
        return {'policy_id': plan.policy.id, 'company_id': self.company.id, **values}

    def _note_former_numbers(self, plans):
        notations = self.quiet['insurance.policy.notation']
        told = {}
        for plan in plans:
            for number in plan.former_numbers:
                key = plan.insurer._policy_key(number)
                if key and key != plan.policy.number_key:
                    told[plan.policy.id, key] = number
        known = notations.search([('policy_id', 'in', [policy_id for policy_id, _key in told])]) if told else notations
        for notation in known:
            told.pop((notation.policy_id.id, notation.key), None)
        notations.create(
            [{'policy_id': policy_id, 'number': number, 'kind': 'former'} for (policy_id, _key), number in told.items()]
        )

    def _create_payments(self, plans):
        values = [
            self._of_policy(plan, key=key, **told) for plan in plans for key, told in self._payments_of(plan).items()
        ]
        return len(insert(self.env['insurance.policy.payment'], values))

    def _payments_of(self, plan):
        if plan.status == 'new':
            return gdv_values.payment_values(plan.contract.payments)
        return plan.new_payments if plan.policy else {}

    def _withdraw_proposals(self, plans):
        """What the insurer tells of again has not ended by itself."""
        policies = [plan.policy.id for plan in plans if plan.policy and plan.contract.terms]
        self.env['insurance.proposal'].search(
            [
                ('policy_id', 'in', policies),
                ('kind', '=', 'end'),
                ('gdv_import_id', '!=', False),
                ('state', '=', 'open'),
            ]
        ).unlink()


def _first_vehicle(plan):
    found = [each.vehicle for each in plan.insured if each.vehicle]
    return found[0] if found else plan.policy.vehicle_id.browse()


def _line_values(insured):
    vehicle = insured.vehicle
    return {**gdv_values.vehicle_line_values(insured.told), 'vehicle_id': vehicle.id if vehicle else False}
