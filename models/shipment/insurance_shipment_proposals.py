"""Which changes a shipment proposes, and where they are shown."""

from odoo import api, fields, models

from ...tools import evb, license_plate

# Business processes by BiPRO, as insurers use them who keep to the norm.
PLATE_CHANGES = ('120010106',)
COVER_CONFIRMATIONS = ('200010000',)
# Other processes of the block 160 only ask for an end, or confirm that somebody asked.
ENDS = {'160010000': 'cancelled', '160011000': 'cancelled', '160016000': 'ended'}

GROUP = 'dealer_insurance.group_insurance_user'
OPEN = [('state', '=', 'open')]


class InsuranceShipment(models.Model):
    _inherit = 'insurance.shipment'

    proposal_ids = fields.One2many('insurance.proposal', 'shipment_id', readonly=True)

    def _after_assignment(self):
        super()._after_assignment()
        self._propose()

    def _propose(self):
        proposals = self.env['insurance.proposal'].sudo()
        news = self.filtered(lambda shipment: not shipment._repeats())
        values = [found for shipment in news for found in shipment._proposals()]
        proposals.create(proposals._not_known(values))

    def _proposals(self):
        """Values of ``insurance.proposal``."""
        category = self.category or ''
        changes = [self._number_change()]
        if self.insurer_id._means_the_norm(category):
            changes += [self._plate_change(category), self._end(category), self._cover(category)]
        subject = {
            'shipment_id': self.id,
            'policy_id': self.policy_id.id,
            'vehicle_id': self.vehicle_id.id,
            'partner_id': self.partner_id.id,
        }
        return [{**subject, **change} for change in changes if change]

    def _plate_change(self, category):
        """Both plates may be told: the one that the vehicle does not have is the new one."""
        if category not in PLATE_CHANGES or not self.vehicle_id:
            return None
        plates = {tuple(license_plate.spellings(plate)) for plate in self._told('plates')}
        new = [plate for plate in plates if self.vehicle_id.license_plate not in plate]
        if len(new) != 1 or len(new[0]) != 1:
            return None
        return {'kind': 'plate', 'old_value': self.vehicle_id.license_plate, 'new_value': new[0][0]}

    def _end(self, category):
        if category not in ENDS or self.policy_id.state != 'active':
            return None
        return {
            'kind': 'end',
            'old_value': 'active',
            'new_value': ENDS[category],
            'end_date': self.policy_id.end_date,
        }

    def _cover(self, category):
        if category not in COVER_CONFIRMATIONS or not (self.policy_id or self.vehicle_id):
            return None
        known = self.policy_id.evb_number or self.vehicle_id.evb_number
        new = {evb.normalize(number) for number in self._told('evb_numbers') if evb.is_evb(number)} - {known}
        if len(new) != 1:
            return None
        return {'kind': 'evb', 'old_value': known, 'new_value': new.pop()}

    def _number_change(self):
        """The insurer names the former number of the policy, and another one that it has now."""
        policy, insurer, former = self.policy_id, self.insurer_id, self._told('former_policy_numbers')
        numbers = former and self._told('policy_numbers')
        if not policy or len(numbers) != 1 or policy.number_key not in map(insurer._policy_key, former):
            return None
        key = insurer._policy_key(numbers[0])
        if key == policy.number_key or not insurer._explain_number(numbers[0]).is_complete:
            return None
        return {'kind': 'number', 'old_value': policy.number, 'new_value': key}

    def _withdraw_proposals(self):
        """Those that nobody has decided about; the others stay as evidence."""
        self.proposal_ids.filtered_domain(OPEN).unlink()


class InsurancePolicy(models.Model):
    _inherit = 'insurance.policy'

    open_proposal_ids = fields.One2many('insurance.proposal', 'policy_id', domain=OPEN, readonly=True)


class FleetVehicle(models.Model):
    _inherit = 'fleet.vehicle'

    open_proposal_ids = fields.One2many('insurance.proposal', 'vehicle_id', domain=OPEN, readonly=True, groups=GROUP)
    proposal_ids = fields.One2many('insurance.proposal', 'vehicle_id', readonly=True, groups=GROUP)

    @api.depends('proposal_ids.state')
    def _compute_evb_number(self):
        super()._compute_evb_number()

    def _evb_without_policy(self):
        """What the insurer has confirmed is more than a comparison."""
        confirmed = self.proposal_ids.filtered(lambda each: (each.kind, each.state) == ('evb', 'accepted'))
        latest = self._of_holder(confirmed.filtered(lambda each: not each.policy_id)).sorted('decided_at')[-1:]
        return latest.new_value or super()._evb_without_policy()
