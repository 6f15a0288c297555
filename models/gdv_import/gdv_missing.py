"""Which policies a file of all contracts does not name any more."""

from odoo.fields import Domain

from .gdv_files import batches
from .gdv_values import last_day

BATCH = 2000


class Missing:
    """Nothing may be concluded from a file of changes, nor from one that was cut off.

    :param planner: ``gdv_planning.Planner``
    """

    def __init__(self, planner):
        self.planner = planner
        self.import_ = planner.import_
        self.env = planner.env
        self._seen = set()
        self._agencies = set()

    def see(self, plans):
        """Note the policies that are named."""
        self._seen.update(plan.policy.id for plan in plans if plan.policy)
        self._agencies.update(plan.contract.agency for plan in plans if plan.insurer)

    def read(self, files):
        """Note the policies that files name, after they have been imported."""
        search = self.planner.policies
        for batch in batches(files, BATCH):
            known = [(contract, self.planner.insurer(contract.insurer_number)) for _file, contract in batch]
            numbers = [(contract, search.numbers(contract, insurer)) for contract, insurer in known if insurer]
            search.load([each for _contract, each in numbers])
            self._seen.update(search.find(contract, each)[0].id for contract, each in numbers)
            self._agencies.update(contract.agency for contract, _each in numbers)
            self.env.invalidate_all()

    def find(self, packages):
        """Policies in force that a complete delivery of their insurer and intermediary does not name.

        :param packages: [connectors.gdv.Package]
        :rtype: insurance.policy
        """
        policies = self.env['insurance.policy']
        if self.import_.scope != 'full':
            return policies
        for insurer, own in self._by_insurer(packages).items():
            if all(package.is_complete for package in own):
                policies |= self._not_named(insurer, own)
        return policies

    def _by_insurer(self, packages):
        found = {}
        for package in packages:
            insurer = self.planner.insurer(package.insurer_number)
            if insurer:
                found.setdefault(insurer, []).append(package)
        return found

    def _not_named(self, insurer, packages):
        ends = [last_day(package.period_end) for package in packages if package.period_end]
        is_delivered = Domain('start_date', '=', False) | Domain('start_date', '<', max(ends)) if ends else Domain.TRUE
        in_force = self.env['insurance.policy'].search(
            Domain('company_id', '=', self.import_.company_id.id)
            & Domain('insurer_id', '=', insurer.id)
            & Domain('state', '=', 'active')
            & Domain('agency_number', 'in', [*self._agencies, False])
            & is_delivered
        )
        return in_force.browse(policy_id for policy_id in in_force.ids if policy_id not in self._seen)
