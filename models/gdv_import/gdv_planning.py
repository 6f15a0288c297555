"""What becomes of the contracts of a GDV file: a plan for each, before anything is written."""

from dataclasses import dataclass, field

from ...tools import person_name
from . import gdv_values
from .gdv_partners import Customer, CustomerSearch
from .gdv_policies import PolicySearch
from .gdv_vehicles import InsuredVehicle, VehicleSearch, identity

# Fields that a person may have filled in: an insurer that does not tell them does not empty them.
TYPED = frozenset(('product_name', 'start_date', 'end_date', 'payment_interval', 'evb_number'))


@dataclass(eq=False)
class Plan:
    """
    :ivar contract: ``connectors.gdv.Contract``
    :ivar str file: its name
    :ivar str status: ``new``, ``changed``, ``ended``, ``unchanged`` or ``skipped``
    :ivar policy: ``insurance.policy``, empty for a new one
    :ivar customer: ``gdv_partners.Customer``, or None where the policy's customer stays
    :ivar insured: [``gdv_vehicles.InsuredVehicle``]
    :ivar values: of the policy; of one that exists those that change
    :ivar former_numbers: numbers to be kept as notations
    :ivar new_payments: {key: values}
    :ivar findings: [(code, params)]
    """

    contract: object
    file: str
    insurer: object = None
    status: str = 'skipped'
    numbers: object = None
    digest: str = ""
    policy: object = None
    customer: object = None
    insured: list = field(default_factory=list)
    values: dict = field(default_factory=dict)
    former_numbers: list = field(default_factory=list)
    new_payments: dict = field(default_factory=dict)
    findings: list = field(default_factory=list)

    @property
    def partner(self):
        return self.customer.partner if self.customer else self.policy.partner_id

    def find(self, code, **params):
        self.findings.append((code, params))

    def skip(self, code, **params):
        self.status = 'skipped'
        self.find(code, **params)


class Planner:
    """Plans contracts batch by batch; the number of queries does not depend on how many there are.

    :param import_: ``insurance.gdv.import``, as the user who began it, with all rights
    """

    def __init__(self, import_):
        self.import_ = import_
        self.env = import_.env
        self.company = import_.company_id
        self.currency = self.company.currency_id.name
        self.policies = PolicySearch(self.env, self.company)
        self.customers = CustomerSearch(self.env, self.company, import_.match_by_address)
        self.vehicles = VehicleSearch(self.env, self.company)
        self._insurers = {}

    def plan(self, contracts):
        """:param contracts: [(name of the file, connectors.gdv.Contract)]
        :rtype: list[Plan]
        """
        plans = [Plan(contract, file) for file, contract in contracts]
        known = [plan for plan in plans if self._knows_insurer(plan)]
        self.policies.load([plan.numbers for plan in known])
        for plan in known:
            self._find_policy(plan)
        self._find_payments([plan for plan in known if plan.policy])
        due = [plan for plan in known if plan.status in ('new', 'changed')]
        self._find_customers(due)
        due = [plan for plan in due if plan.status != 'skipped']
        self._find_vehicles(due)
        for plan in due:
            self._settle(plan)
        return plans

    # Insurer and policy

    def _knows_insurer(self, plan):
        contract = plan.contract
        plan.policy = self.env['insurance.policy']
        plan.insurer = self.insurer(contract.insurer_number)
        if not plan.insurer:
            plan.skip('unknown_insurer', insurer=contract.insurer_number)
            return False
        plan.numbers = self.policies.numbers(contract, plan.insurer)
        if not plan.numbers.key:
            plan.skip('no_number')
        return bool(plan.numbers.key)

    def insurer(self, number):
        """The ``insurance.insurer`` with a company number; maybe none."""
        if number not in self._insurers:
            self._insurers[number] = self.env['insurance.insurer']._find_by_company_number(number)
        return self._insurers[number]

    def _find_policy(self, plan):
        contract = plan.contract
        plan.policy, is_present = self.policies.find(contract, plan.numbers)
        if not contract.terms:
            # Payments or claims that come apart from their contract.
            plan.status = 'unchanged'
            if not plan.policy:
                plan.skip('no_policy')
        elif not is_present and contract.is_cancelled:
            # It left because it goes on under the number that the policy has now.
            plan.status = 'unchanged'
        elif plan.policy and self._has_left_for_another(plan):
            plan.status = 'unchanged'
        else:
            self._compare(plan, is_present)

    def _has_left_for_another(self, plan):
        """The insurer that gave the contract away tells so after the policy has followed."""
        is_elsewhere = plan.policy.insurer_id != plan.insurer
        return plan.contract.is_cancelled and is_elsewhere and plan.policy.number_key == plan.numbers.key

    def _compare(self, plan, is_present):
        if not is_present:
            plan.policy = plan.policy.browse()
        plan.digest = plan.contract.digest
        policy = plan.policy
        is_known = plan.digest in (policy.gdv_digests or '').split()
        if not policy:
            plan.status = 'new'
        elif is_known and not self._lacks_vehicles(policy):
            plan.status = 'unchanged'
        else:
            plan.status = 'changed'

    def _lacks_vehicles(self, policy):
        return any(not insured.vehicle_id for insured in policy.insured_vehicle_ids)

    def _find_payments(self, plans):
        told = {plan: gdv_values.payment_values(plan.contract.payments) for plan in plans}
        policies = self.env['insurance.policy'].union(*(plan.policy for plan, payments in told.items() if payments))
        known = set()
        if policies:
            payments = self.env['insurance.policy.payment'].search_fetch(
                [('policy_id', 'in', policies.ids)], ['policy_id', 'key']
            )
            known = {(payment.policy_id.id, payment.key) for payment in payments}
        for plan, payments in told.items():
            plan.new_payments = {key: each for key, each in payments.items() if (plan.policy.id, key) not in known}

    # Customers

    def _find_customers(self, plans):
        customers = []
        for plan in plans:
            holder = plan.contract.holder
            if holder and (holder.name1 or holder.name3):
                plan.customer = Customer(holder, _customer_numbers(plan))
                customers.append(plan.customer)
            elif not plan.policy:
                plan.skip('no_holder')
        self.customers.find(customers)
        for plan in plans:
            if plan.status != 'skipped':
                self._choose_customer(plan)

    def _choose_customer(self, plan):
        """A policy that exists keeps its customer, whoever the insurer thinks it is."""
        customer = plan.customer
        if plan.policy:
            if customer and not person_name.may_be_same(customer.told.name1, plan.policy.partner_id.name or ''):
                plan.find('other_customer')
            plan.customer = None
        elif customer.doubt:
            plan.skip(customer.doubt)
        elif not customer.partner:
            self._choose_new_customer(plan)

    def _choose_new_customer(self, plan):
        if plan.customer.hint:
            plan.find(plan.customer.hint)
        if self.import_.create_partners:
            plan.customer = self.customers.first(plan.customer)
        else:
            plan.skip('no_customer')

    # Vehicles

    def _find_vehicles(self, plans):
        for plan in plans:
            plan.insured = [InsuredVehicle(told, plan.customer, plan.partner) for told in plan.contract.vehicles]
        insured = [each for plan in plans for each in plan.insured]
        self.vehicles.find(insured)
        for plan in plans:
            for each in plan.insured:
                self._choose_vehicle(plan, each)

    def _choose_vehicle(self, plan, insured):
        """What a person has chosen stays where nothing is found."""
        if insured.doubt:
            plan.find(insured.doubt)
        if not insured.vehicle and plan.policy:
            insured.vehicle = self._chosen_before(plan.policy, insured)
        if self.creates(insured):
            first = self.vehicles.first(insured)
            plan.insured[plan.insured.index(insured)] = first
            for code in identity(insured, self.company)[1] if first is insured else ():
                plan.find(code)

    def _chosen_before(self, policy, insured):
        told = (insured.vin, insured.told.plate, insured.told.running_number)
        same = policy.insured_vehicle_ids.filtered(
            lambda line: (line.vin_sn or '', line.license_plate or '', line.running_number or '') == told
        )
        return same.vehicle_id[:1]

    # Values

    def _settle(self, plan):
        """The values of the policy, and which of them change."""
        contract, policy = plan.contract, plan.policy
        if not gdv_values.is_told_in(contract.terms, self.currency):
            plan.find('currency', currency=contract.terms.currency)
        values = gdv_values.policy_values(contract, plan.insurer, self.currency)
        values |= {'number': contract.number, 'insurer_id': plan.insurer.id, **self._ending(plan)}
        if plan.numbers.old_key:
            plan.former_numbers.append(contract.old_number)
        if policy:
            self._settle_change(plan, values)
        else:
            plan.values = values

    def _ending(self, plan):
        """The insurer's word counts, but for what the customer is known to have declared."""
        contract, policy = plan.contract, plan.policy
        if contract.is_cancelled or contract.motor_end:
            return {'state': policy.state} if policy.state in ('cancelled', 'withdrawn') else {'state': 'cancelled'}
        if policy.end_declared_on and policy.state != 'active':
            plan.find('ended_here')
            return {'state': policy.state, 'end_date': policy.end_date}
        return {'state': 'active'}

    def _settle_change(self, plan, values):
        policy = plan.policy
        # The number is normalised in the light of its line of business.
        del values['line_of_business']
        if policy.number_key == plan.numbers.key:
            # Another spelling of the same number, as the policy has it.
            del values['number']
        elif policy.number_key == plan.numbers.old_key:
            plan.former_numbers.append(policy.number)
        told = {name: value for name, value in values.items() if value or name not in TYPED}
        plan.values = {name: value for name, value in told.items() if _differs(policy, name, value)}
        if policy.state == 'active' and plan.values.get('state') == 'cancelled':
            plan.status = 'ended'
        elif not plan.values and plan.digest in (policy.gdv_digests or '').split() and not self._finds_vehicles(plan):
            plan.status = 'unchanged'

    def _finds_vehicles(self, plan):
        """Whether vehicles are found now that were not known here when the policy came the last time."""
        lacking = sum(not line.vehicle_id for line in plan.policy.insured_vehicle_ids)
        return lacking > sum(not each.vehicle and not self.creates(each) for each in plan.insured)

    def creates(self, insured):
        """Whether a vehicle is to be created for it."""
        is_new = not insured.vehicle and not insured.doubt and insured.is_told_apart
        return is_new and self.import_.create_vehicles


def _customer_numbers(plan):
    """The customer's numbers at the insurer, and here as the insurer was told."""
    terms, holder = plan.contract.terms, plan.contract.holder
    of_insurer = {terms.insurer_customer_number, holder.insurer_customer_number} - {""}
    of_agency = {terms.agency_customer_number, holder.agency_customer_number} - {""}
    return tuple(
        [(plan.insurer.id, number) for number in sorted(of_insurer)]
        + [('agency', number) for number in sorted(of_agency)]
    )


def _differs(policy, name, value):
    present = policy[name]
    if policy._fields[name].type == 'many2one':
        return present.id != value
    if policy._fields[name].type == 'monetary':
        return policy.currency_id.compare_amounts(present, value) != 0
    return (present or False) != (value or False)
