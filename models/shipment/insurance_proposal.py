from odoo import api, fields, models
from odoo.exceptions import UserError


class InsuranceProposal(models.Model):
    """What an insurer's business process would change here. It changes nothing until a person accepts it."""

    _name = 'insurance.proposal'
    _description = "Change Proposed by an Insurer"
    _order = 'id desc'
    _rec_name = 'kind'
    _check_company_auto = True

    kind = fields.Selection(
        selection=[
            ('plate', "License Plate"),
            ('end', "End of the Policy"),
            ('evb', "eVB Number"),
            ('number', "Policy No."),
        ],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        selection=[
            ('open', "Open"),
            ('accepted', "Accepted"),
            ('declined', "Declined"),
        ],
        default='open',
        required=True,
        readonly=True,
        index=True,
    )
    shipment_id = fields.Many2one('insurance.shipment', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='shipment_id.company_id', store=True, index=True)
    insurer_id = fields.Many2one(related='shipment_id.insurer_id')
    category_name = fields.Char(related='shipment_id.category_name')
    policy_id = fields.Many2one(
        'insurance.policy', readonly=True, index='btree_not_null', ondelete='cascade', check_company=True
    )
    vehicle_id = fields.Many2one(
        'fleet.vehicle', readonly=True, index='btree_not_null', ondelete='cascade', check_company=True
    )
    partner_id = fields.Many2one(
        'res.partner', string="Customer", readonly=True, index='btree_not_null', ondelete='set null'
    )
    old_value = fields.Char(readonly=True)
    new_value = fields.Char(readonly=True, required=True)
    old_text = fields.Char(string="Now", compute='_compute_texts')
    new_text = fields.Char(string="Proposed", compute='_compute_texts')
    end_date = fields.Date(string="Last Day of Cover", help="As the insurer's letter says.")
    decided_by_id = fields.Many2one('res.users', string="Decided by", readonly=True)
    decided_at = fields.Datetime(string="Decided", readonly=True)

    @api.depends('kind', 'old_value', 'new_value')
    def _compute_texts(self):
        states = dict(self.env['insurance.policy']._fields['state']._description_selection(self.env))
        for proposal in self:
            words = states if proposal.kind == 'end' else {}
            proposal.old_text = words.get(proposal.old_value, proposal.old_value)
            proposal.new_text = words.get(proposal.new_value, proposal.new_value)

    def _has_field_access(self, field, operation):
        """People correct the date, which no insurer tells as data; what was told stays as it was told."""
        is_told = operation == 'write' and field.name != 'end_date'
        return super()._has_field_access(field, operation) and (self.env.su or not is_told)

    @api.model
    def _not_known(self, values):
        """Without those that wait already: insurers tell the same more than once."""
        policies = [each['policy_id'] for each in values if each['policy_id']]
        vehicles = [each['vehicle_id'] for each in values if each['vehicle_id']]
        if not values:
            return []
        waiting = self.search(
            [('state', '=', 'open'), '|', ('policy_id', 'in', policies), ('vehicle_id', 'in', vehicles)]
        )
        seen = {(each.kind, each.policy_id.id, each.vehicle_id.id, each.new_value) for each in waiting}
        new = {}
        for each in values:
            new.setdefault((each['kind'], each['policy_id'], each['vehicle_id'], each['new_value']), each)
        return [each for what, each in new.items() if what not in seen]

    def action_accept(self):
        """Change what is proposed.

        :raise UserError: it has been decided already, or the change is not possible
        """
        for proposal in self:
            proposal._check_open()
            getattr(proposal, f'_accept_{proposal.kind}')()
            proposal._decide('accepted')

    def action_decline(self):
        """Change nothing, and keep that somebody has decided so."""
        for proposal in self:
            proposal._check_open()
            proposal._decide('declined')

    def action_open_shipment(self):
        return self.shipment_id._get_records_action()

    def _accept_plate(self):
        self.vehicle_id.license_plate = self.new_value

    def _accept_evb(self):
        """The vehicle shows it by itself, see ``fleet.vehicle`` below."""
        self.policy_id.evb_number = self.new_value

    def _accept_end(self):
        declared = self.shipment_id.posted_at or self.shipment_id.create_date
        today = fields.Date.context_today(self)
        self.policy_id._end(
            self.new_value,
            fields.Date.context_today(self, declared),
            self.end_date or self.policy_id.end_date or today,
            self.category_name,
        )

    def _accept_number(self):
        """The former number stays known, for letters that are under way."""
        policy, former = self.policy_id, self.policy_id.number
        policy.number = self.new_value
        policy._learn_number(former, 'former')

    def _check_open(self):
        self.check_access('read')
        if self.state != 'open':
            raise UserError(self.env._("Somebody has decided about this change already."))

    def _decide(self, state):
        subject = self.policy_id or self.vehicle_id
        subject.check_access('write')
        self.sudo().write({'state': state, 'decided_by_id': self.env.uid, 'decided_at': fields.Datetime.now()})
        subject._message_log(body=self._decision_in_words())

    def _decision_in_words(self):
        what = dict(self._fields['kind']._description_selection(self.env))[self.kind]
        values = {'insurer': self.insurer_id.name, 'what': what, 'old': self.old_text or "–", 'new': self.new_text}
        if self.state == 'accepted':
            return self.env._("Accepted what %(insurer)s told, %(what)s: %(old)s → %(new)s", **values)
        return self.env._("Declined what %(insurer)s told, %(what)s: %(old)s → %(new)s", **values)
