"""How shipments find what they concern: step by step, the surest first.

Each step asks for all shipments that are still open at once, by indexed columns, so that
ten thousand cost as many queries as one. What leaves a doubt is suggested, never chosen.
"""

from dataclasses import dataclass

from odoo.fields import Domain

from ...tools import license_plate, person_name, vin

MAX_CANDIDATES = 10
# Business processes that deliver files about many contracts.
FILES = '999'


@dataclass
class Finding:
    """
    :ivar str found_by: ``number``, ``notation`` or ``vehicle``; empty: it is open
    :ivar policy, vehicle, partner: records, maybe empty
    :ivar str open_reason: of ``insurance.shipment``
    :ivar candidates: [(policy, vehicle, partner, reason)]
    """

    found_by: str = ''
    policy: object = None
    vehicle: object = None
    partner: object = None
    open_reason: str = ''
    candidates: tuple = ()

    @property
    def subject(self):
        return self.found_by, self.policy, self.vehicle, self.partner


class ShipmentSearch:
    """:param shipments: of one company and one insurer"""

    def __init__(self, shipments):
        self.env = shipments.env
        self.shipments = shipments
        self.company = shipments.company_id
        self.insurer = shipments.insurer_id
        self.insurers = self.insurer._same_numbers()

    def find(self):
        """:rtype: dict[insurance.shipment, Finding]"""
        findings = {shipment: Finding(open_reason='file') for shipment in self.shipments if is_file(shipment)}
        for step in (self._by_number, self._by_notation, self._by_vehicle, self._by_name, self._give_up):
            still_open = [shipment for shipment in self.shipments if shipment not in findings]
            if still_open:
                findings |= step(still_open)
        return findings

    # Numbers

    def _by_number(self, shipments):
        keys = {shipment: self._complete_keys(shipment) for shipment in shipments}
        policies = self._policies_by_key(_union(keys.values()))
        return self._by_keys(keys, policies, 'number')

    def _by_notation(self, shipments):
        written = {shipment: set(map(self._key, told_numbers(shipment))) - {False} for shipment in shipments}
        readings = {shipment: self._readings(shipment) for shipment in shipments}
        keys = _union([*written.values(), *readings.values()])
        learned, former = self._notations(keys)
        findings = self._by_keys(written, learned, 'notation')
        rest = {shipment: keys for shipment, keys in readings.items() if shipment not in findings}
        policies = self._policies_by_key(keys)
        for key, policy in former.items():
            policies[key] = policies.get(key, policy) | policy
        return findings | self._by_keys(rest, policies, 'notation')

    def _by_keys(self, keys, policies, found_by):
        none = self.env['insurance.policy']
        hits = {shipment: none.union(*(policies.get(key, none) for key in own)) for shipment, own in keys.items()}
        return {shipment: self._conclude(found, found_by) for shipment, found in hits.items() if found}

    def _complete_keys(self, shipment):
        told = shipment._told('policy_numbers', 'contract_numbers')
        return {self._key(number) for number in told if self.insurer._explain_number(number).is_complete} - {False}

    def _readings(self, shipment):
        return {key for number in told_numbers(shipment) for key in self.insurer._number_readings(number)}

    def _key(self, number):
        return self.insurer._policy_key(number)

    def _policies_by_key(self, keys):
        return self._policies('number_key', keys).grouped('number_key')

    def _policies_of(self, field, records):
        return self._policies(field, [record.id for record in records]).grouped(field)

    def _policies(self, field, values):
        """The policies at this group of insurers with one of these values."""
        policies = self.env['insurance.policy']
        if not values:
            return policies
        return policies.search(
            [
                ('company_id', '=', self.company.id),
                ('insurer_id', 'in', self.insurers.ids),
                (field, 'in', list(values)),
            ]
        )

    def _notations(self, keys):
        """Other numbers of policies, those that people have explained and those that insurers gave before.

        :return: two dicts, policies by key
        """
        if not keys:
            return {}, {}
        found = self.env['insurance.policy.notation'].search(
            [
                ('company_id', '=', self.company.id),
                ('policy_id.insurer_id', 'in', self.insurers.ids),
                ('key', 'in', list(keys)),
            ]
        )
        by_kind = found.grouped('kind')
        return tuple(
            {key: notations.policy_id for key, notations in by_kind.get(kind, found[:0]).grouped('key').items()}
            for kind in ('learned', 'former')
        )

    # Vehicles

    def _by_vehicle(self, shipments):
        vins = {shipment: set(map(vin.normalize, shipment._told('vins'))) for shipment in shipments}
        plates = {shipment: _plates(shipment) for shipment in shipments}
        certain = {shipment: {found[0] for found in plates[shipment] if len(found) == 1} for shipment in shipments}
        by_vin, by_plate = self._vehicles(_union(vins.values()), _union(map(_union, plates.values())))
        hits = {
            shipment: self._hits(vins[shipment], by_vin) or self._hits(certain[shipment], by_plate)
            for shipment in shipments
        }
        possible = {shipment: self._hits(_union(plates[shipment]), by_plate) for shipment in shipments}
        policies = self._policies_of('vehicle_id', _union(map(set, [*hits.values(), *possible.values()])))
        return {
            shipment: self._conclude_vehicle(shipment, hits[shipment], policies)
            if len(hits[shipment]) == 1
            else self._suggest_vehicles(hits[shipment] or possible[shipment], policies)
            for shipment in shipments
            if hits[shipment] or possible[shipment]
        }

    def _vehicles(self, vins, plates):
        """Vehicles by VIN, and those that are in use by plate."""
        none = self.env['fleet.vehicle']
        if not vins and not plates:
            return {}, {}
        of_company = Domain('company_id', 'in', [self.company.id, False])
        bears = Domain('vin_sn', 'in', list(vins)) | Domain('license_plate', 'in', list(plates)) & Domain(
            'active', '=', True
        )
        vehicles = none.with_context(active_test=False).search(of_company & bears)
        return vehicles.grouped('vin_sn'), vehicles.filtered('active').grouped('license_plate')

    def _hits(self, values, vehicles):
        none = self.env['fleet.vehicle']
        return none.union(*(vehicles.get(value, none) for value in values if value))

    def _conclude_vehicle(self, shipment, vehicle, policies):
        """The vehicle is certain; its policy is it only where number and person do not contradict."""
        own = self._in_force(policies.get(vehicle, self.env['insurance.policy']))
        person = own.partner_id or vehicle.owner_id or vehicle.buyer_id
        if len(own) > 1:
            return self._suggest('several', own, vehicle)
        if own and shipment._told('policy_numbers'):
            return self._suggest('other_number', own, vehicle)
        if person and not _may_be_about(shipment, person):
            return self._suggest('other_person', own, vehicle)
        return Finding('vehicle', own, vehicle, person)

    def _suggest_vehicles(self, vehicles, policies):
        candidates = []
        for vehicle in vehicles:
            candidates += self._suggest('several', self._in_force(policies.get(vehicle)), vehicle).candidates
        return Finding(open_reason='several', candidates=candidates[:MAX_CANDIDATES])

    def _in_force(self, policies):
        policies = policies or self.env['insurance.policy']
        return policies.filtered(lambda policy: policy.state == 'active') or policies

    # Names

    def _by_name(self, shipments):
        names = {shipment: shipment._told_names() for shipment in shipments}
        partners = self._partners(_union(map(set, names.values())))
        hits = {shipment: self._bearers(names[shipment], partners) for shipment in shipments}
        policies = self._policies_of('partner_id', _union(map(set, hits.values())))
        return {
            shipment: self._suggest_partners(shipment, found, policies) for shipment, found in hits.items() if found
        }

    def _partners(self, names):
        """Customers with one of these last names, by it in the usual spelling."""
        last_names = _union(set(person_name.spellings(last)) for _first, last in names)
        if not last_names:
            return {}
        first_names = _union(set(person_name.spellings(first)) for first, _last in names)
        of_first_names = Domain('firstname', 'in', [*first_names, False])
        found = self.env['res.partner'].search(
            Domain('company_id', 'in', [self.company.id, False])
            & Domain('lastname', 'in', list(last_names))
            & (of_first_names if all(first for first, _last in names) else Domain.TRUE)
        )
        return found.grouped('lastname')

    def _bearers(self, names, partners):
        none = self.env['res.partner']
        bearers = none
        for first, last in names:
            of_last_name = none.union(*(partners.get(spelling, none) for spelling in person_name.spellings(last)))
            first_names = [*person_name.spellings(first), False] if first else []
            bearers |= of_last_name.filtered(
                lambda partner, firsts=first_names: not firsts or partner.firstname in firsts
            )
        return bearers

    def _suggest_partners(self, shipment, partners, policies):
        reason = 'unknown_number' if shipment._told('policy_numbers') else 'name_only'
        candidates = []
        for partner in partners[:MAX_CANDIDATES]:
            own = policies.get(partner)
            candidates += [
                (policy, policy.vehicle_id, partner, 'name') for policy in own or [self.env['insurance.policy']]
            ]
        return Finding(open_reason=reason, candidates=candidates[:MAX_CANDIDATES])

    # Conclusions

    def _conclude(self, policies, found_by):
        if len(policies) > 1:
            return self._suggest('several', policies)
        return Finding(found_by, policies, policies.vehicle_id, policies.partner_id)

    def _suggest(self, open_reason, policies, vehicle=None):
        """One of these policies, or the vehicle alone where it has none."""
        reason = 'vehicle' if vehicle else 'number'
        none = self.env['insurance.policy']
        candidates = [
            (policy, vehicle or policy.vehicle_id, policy.partner_id or vehicle.owner_id, reason)
            for policy in policies or [none]
        ]
        return Finding(open_reason=open_reason, candidates=candidates[:MAX_CANDIDATES])

    def _give_up(self, shipments):
        return {
            shipment: Finding(open_reason='unknown_number' if told_numbers(shipment) else 'nothing_known')
            for shipment in shipments
        }


def is_file(shipment):
    return (shipment.category or '').startswith(FILES)


def told_numbers(shipment):
    return shipment._told('policy_numbers', 'former_policy_numbers', 'contract_numbers')


def _plates(shipment):
    """What each plate may be: one spelling, or several where it does not tell where the district ends.

    :rtype: list[list[str]]
    """
    return [license_plate.spellings(plate) for plate in shipment._told('plates')]


def _may_be_about(shipment, person):
    names = shipment._told_names()
    return not names or any(person_name.may_be_same(last, person.name or '') for _first, last in names)


def _union(sets):
    return set().union(*sets)
