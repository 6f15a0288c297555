"""Which policy of the book a contract of a GDV file is."""

from typing import NamedTuple

from odoo.fields import Domain

from ...connectors.gdv import codes
from ...tools import person_name


class Numbers(NamedTuple):
    """A contract's insurer and number, as the book looks them up."""

    insurer: object
    key: str
    old_key: str
    looser: tuple

    @property
    def all(self):
        return [key for key in (self.key, self.old_key, *self.looser) if key]


class PolicySearch:
    """Looks up the policies of many contracts at once.

    A number means one contract within a group of insurers, so a contract that comes from
    another insurer of the group, or under a new number, is the policy that it was before.
    """

    def __init__(self, env, company):
        self.env = env
        self.company = company
        self._groups = {}

    def numbers(self, contract, insurer):
        """:rtype: Numbers"""
        line = codes.MOTOR if codes.MOTOR in contract.lines else None
        key, *looser = insurer._number_readings(contract.number, line) or [False]
        old_key = insurer._policy_key(contract.old_number, line)
        return Numbers(insurer, key, old_key if old_key != key else False, tuple(looser))

    def load(self, numbers):
        """Read all policies that these may be: two queries.

        :param numbers: [Numbers]
        """
        keys = list({key for each in numbers for key in each.all})
        insurers = set().union(*map(self._group, {each.insurer for each in numbers}))
        of_company = Domain('company_id', '=', self.company.id)
        policies = self.env['insurance.policy'].search(
            of_company & Domain('insurer_id', 'in', list(insurers)) & Domain('number_key', 'in', keys)
        )
        notations = self.env['insurance.policy.notation'].search(
            of_company & Domain('policy_id.insurer_id', 'in', list(insurers)) & Domain('key', 'in', keys)
        )
        self._by_key = policies.grouped('number_key')
        self._notations = notations.grouped('key')
        # What is asked of one policy is then read for all of them.
        self._prefetch = (policies | notations.policy_id).ids

    def find(self, contract, numbers):
        """The policy that the contract is, and whether it is told under that policy's present number.

        :return: (insurance.policy, bool)
        """
        policy, is_present = self._find(contract, numbers)
        return policy.with_prefetch(self._prefetch), is_present

    def _find(self, contract, numbers):
        same = self._of_group(self._by_key.get(numbers.key), numbers)
        own = same.filtered(lambda policy: policy.insurer_id == numbers.insurer)
        if own or same:
            return (own or same)[:1], True
        former = self._noted(numbers.key, numbers)
        if former:
            return former, False
        return self._before(contract, numbers), True

    def _before(self, contract, numbers):
        """The policy under its former number, or under an incomplete one that somebody has typed."""
        before = self._of_group(self._by_key.get(numbers.old_key), numbers)
        looser = self._of_group(
            self.env['insurance.policy'].union(*filter(None, map(self._by_key.get, numbers.looser))), numbers
        )
        if before:
            return before[:1]
        holder = contract.holder
        is_same = len(looser) == 1 and holder and person_name.may_be_same(holder.name1, looser.partner_id.name or '')
        return looser if is_same else looser[:0]

    def _noted(self, key, numbers):
        notations = self._notations.get(key)
        return self._of_group(notations.policy_id if notations else None, numbers)[:1]

    def _of_group(self, policies, numbers):
        group = self._group(numbers.insurer)
        policies = policies or self.env['insurance.policy']
        return policies.filtered(lambda policy: policy.insurer_id.id in group)

    def _group(self, insurer):
        if insurer.id not in self._groups:
            self._groups[insurer.id] = frozenset(insurer._same_numbers().ids)
        return self._groups[insurer.id]
