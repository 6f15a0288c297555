from operator import attrgetter

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..company_check import one_of_each
from .insurance_shipment_search import ShipmentSearch, is_file, told_numbers

# Of what was told, by name: the field that holds the first value.
FIRST_OF = {
    'policy_numbers': 'policy_number',
    'contract_numbers': 'contract_number',
    'plates': 'license_plate',
    'vins': 'vin',
    'evb_numbers': 'evb_number',
}
NOTHING = {'policy_id': False, 'vehicle_id': False, 'partner_id': False}


class InsuranceShipment(models.Model):
    """What a shipment concerns: found by itself where that is certain, chosen by a person where not."""

    _inherit = 'insurance.shipment'

    number_key = fields.Char(
        compute='_compute_number_key',
        store=True,
        index='btree_not_null',
        export_string_translation=False,
    )
    found_by = fields.Selection(
        selection=[
            ('number', "Policy Number"),
            ('notation', "Another Notation of the Number"),
            ('vehicle', "VIN or License Plate"),
            ('person', "Chosen by a Person"),
        ],
        readonly=True,
        copy=False,
    )
    open_reason = fields.Selection(
        selection=[
            ('unknown_number', "The policy number is not known here."),
            ('several', "Several contracts fit."),
            ('other_number', "The vehicle's contract has another number."),
            ('other_person', "The vehicle belongs to somebody else now."),
            ('name_only', "Only the name fits."),
            ('nothing_known', "Nothing in it is known here."),
            ('file', "A file about many contracts."),
            ('taken_away', "Somebody has taken the assignment away."),
        ],
        string="Why Not Assigned",
        readonly=True,
        copy=False,
    )
    candidate_ids = fields.One2many('insurance.shipment.candidate', 'shipment_id', readonly=True, copy=False)
    suggestion_id = fields.Many2one(
        'insurance.shipment.candidate',
        compute='_compute_suggestion_id',
        help="The only one that it may concern.",
    )

    @api.depends('policy_number', 'insurer_id.policy_number_scheme')
    def _compute_number_key(self):
        for shipment in self:
            shipment.number_key = shipment.insurer_id._policy_key(shipment.policy_number)

    @api.depends('candidate_ids')
    def _compute_suggestion_id(self):
        for shipment in self:
            shipment.suggestion_id = shipment.candidate_ids if len(shipment.candidate_ids) == 1 else False

    # By itself

    def _assign(self):
        """Find out what the shipments concern. What is assigned already stays as it is."""
        waiting = self.sudo().filtered(lambda shipment: shipment.assignment in ('none', 'suggested'))
        waiting.filtered(lambda shipment: shipment.assignment == 'suggested').candidate_ids.unlink()
        for shipments in waiting.grouped(lambda each: (each.company_id, each.insurer_id)).values():
            shipments._take(ShipmentSearch(shipments).find())
        waiting.filtered(lambda shipment: shipment.assignment == 'exact')._after_assignment()

    def _take(self, findings):
        """:param findings: dict[insurance.shipment, Finding]"""
        subjects, candidates = {}, []
        for shipment, finding in findings.items():
            if finding.found_by:
                subjects.setdefault(finding.subject, []).append(shipment)
            else:
                shipment._leave_open(finding)
                candidates += [_candidate(shipment, *candidate) for candidate in finding.candidates]
        for subject, shipments in subjects.items():
            self.browse().concat(*shipments)._set_subject('exact', *subject)
        self.env['insurance.shipment.candidate'].create(candidates)

    def _leave_open(self, finding):
        self.write(
            {
                **NOTHING,
                'assignment': 'suggested' if finding.candidates else 'none',
                'open_reason': finding.open_reason,
            }
        )

    def _set_subject(self, assignment, found_by, policy, vehicle, partner):
        self.write(
            {
                'assignment': assignment,
                'found_by': found_by,
                'open_reason': False,
                'policy_id': policy.id,
                'vehicle_id': vehicle.id,
                'partner_id': partner.id,
            }
        )

    def _check_company(self, fnames=None):
        return super(InsuranceShipment, one_of_each(self))._check_company(fnames)

    def _after_assignment(self):
        """File the documents, and tell about them."""
        for policy, shipments in self.grouped('policy_id').items():
            shipments.document_ids.policy_id = policy
        self._log_arrival()

    def _log_arrival(self):
        """One note on each policy, or on the vehicle or person alone, whatever came at once."""
        news = self.filtered(lambda shipment: not shipment._repeats())
        for name in ('policy_id', 'vehicle_id', 'partner_id'):
            about = news.filtered(name)
            bodies = {record.id: shipments._arrival_in_words() for record, shipments in about.grouped(name).items()}
            if bodies:
                about[name]._message_log_batch(bodies)
            news -= about

    def _repeats(self):
        """Whether the same papers have come about the same before: a leaflet may come to many."""
        first = self.duplicate_of_id
        subject = attrgetter('policy_id', 'vehicle_id', 'partner_id', 'category')
        return bool(first) and subject(first) == subject(self)

    def _arrival_in_words(self):
        """In the language of the company, for the scheduled action has none."""
        env = self.with_context(lang=self.company_id[:1].partner_id.lang or self.env.lang).env
        categories = ", ".join(dict.fromkeys(self.mapped('category_name')))
        return env._("Received from %(insurer)s: %(what)s", insurer=self.insurer_id[:1].name, what=categories)

    # By hand

    def action_assign_suggestion(self):
        """Assign each to the only one that it may concern; leave the others."""
        for shipment in self.filtered('suggestion_id'):
            shipment.suggestion_id.action_assign()

    def action_choose(self):
        """Open the dialog to choose what the selected shipments concern."""
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Assign"),
            'res_model': 'insurance.shipment.wizard',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {'default_shipment_ids': self.ids},
        }

    def action_search_again(self):
        """Search anew, for example when customers or vehicles have been added."""
        self.check_access('read')
        self.filtered(lambda shipment: shipment.state in ('fetched', 'acknowledged'))._assign()

    def action_unassign(self):
        """Take a wrong assignment away: the shipment waits in the inbox again, its documents with it."""
        self._check_may_assign()
        shipments = self.sudo()
        for shipment in shipments:
            shipment.policy_id._forget_numbers(told_numbers(shipment))
        shipments.document_ids.policy_id = False
        shipments._withdraw_proposals()
        shipments.write({**NOTHING, 'assignment': 'none', 'found_by': False, 'open_reason': 'taken_away'})
        return self.env['ir.actions.actions']._for_xml_id('dealer_insurance.insurance_shipment_action')

    def _assign_by_hand(self, policy, vehicle, partner):
        """A person has decided. The numbers are learned, so that the next one is found by itself.

        :raise UserError: the policy is another company's or another insurer's
        """
        self._check_may_assign()
        shipments = self.sudo()
        shipments._check_subject(policy)
        shipments._withdraw_proposals()
        shipments.candidate_ids.unlink()
        vehicle = vehicle or policy.vehicle_id
        partner = partner or policy.partner_id or vehicle.owner_id
        shipments._set_subject('manual', 'person', policy, vehicle, partner)
        for number in shipments._numbers_to_learn(policy):
            policy.sudo()._learn_number(number)
        shipments._after_assignment()

    def _numbers_to_learn(self, policy):
        """Numbers, as delivered, by which the policy cannot be found yet; those of other policies are not.

        :rtype: list[str]
        """
        if not policy:
            return []
        numbers = dict.fromkeys(filter(None, map(_speaking_number, self)))
        insurer = policy.insurer_id
        keys = {number: insurer._policy_key(number) for number in numbers}
        taken = (
            self.env['insurance.policy']
            .sudo()
            .search(
                [
                    ('company_id', '=', policy.company_id.id),
                    ('insurer_id', 'in', insurer._same_numbers().ids),
                    ('number_key', 'in', list(filter(None, keys.values()))),
                ]
            )
        )
        return [number for number, key in keys.items() if key and key not in taken.mapped('number_key')]

    def _check_may_assign(self):
        """Whoever may see a shipment may tell what it concerns; nobody writes the rest of it."""
        self.check_access('read')
        if not self.env.su and not self.env.user.has_group('dealer_insurance.group_insurance_user'):
            raise UserError(self.env._("You may not assign documents of insurers."))
        if self.sudo().filtered(is_file):
            raise UserError(self.env._("A file about many contracts belongs to none of them."))

    def _check_subject(self, policy):
        for shipment in self if policy else ():
            if policy.company_id != shipment.company_id:
                raise UserError(self.env._("%s belongs to another company.", policy.display_name))
            if policy.insurer_id not in shipment.insurer_id._same_numbers():
                raise UserError(
                    self.env._(
                        "%(policy)s is not a policy of %(insurer)s.",
                        policy=policy.display_name,
                        insurer=shipment.insurer_id.name,
                    )
                )

    # What was told

    def _told(self, *names):
        """All different values of one kind, or of several, as delivered.

        :param str names: of ``told``, such as ``"plates"``
        """
        told = self.told or {}
        values = []
        for name in names:
            values += [self[FIRST_OF[name]] if name in FIRST_OF else None, *(told.get(name) or [])]
        return list(dict.fromkeys(filter(None, values)))

    def _told_names(self):
        """:return: [(first name or "", last name or company)]"""
        told = [tuple(name) for name in (self.told or {}).get('names') or []]
        if self.person_name:
            told.insert(0, (self.person_firstname or '', self.person_name))
        return list(dict.fromkeys(told))


def _candidate(shipment, policy, vehicle, partner, reason):
    return {
        'shipment_id': shipment.id,
        'policy_id': policy.id,
        'vehicle_id': vehicle.id,
        'partner_id': partner.id,
        'reason': reason,
    }


def _speaking_number(shipment):
    """The number by which the insurer names the contract, if it tells a single one."""
    numbers = shipment._told('policy_numbers') or shipment._told('contract_numbers')
    return numbers[0] if len(numbers) == 1 else None
