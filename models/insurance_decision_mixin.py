from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models

from .chatter import log_changes

DECISIONS = [
    ('open', "Open"),
    ('insured', "Insured"),
    ('wanted', "Wants insurance"),
    ('later', "Later"),
    ('declined', "Declined"),
]


class InsuranceDecisionMixin(models.AbstractModel):
    """A line of a sales document that may sell a vehicle.

    ``insurance_decision`` is set on every line that sells one and empty on all
    others, so that it also answers the question whether a line sells a vehicle.
    A line keeps that answer when the product is flagged as a vehicle later on.
    """

    _name = 'insurance.decision.mixin'
    _description = "Line that sells a vehicle"

    insurance_decision = fields.Selection(
        selection=DECISIONS,
        compute='_compute_insurance_decision',
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        index='btree_not_null',
        groups='dealer_insurance.group_insurance_user',
        help="What the buyer decided about insuring this vehicle.",
    )

    sells_vehicle = fields.Boolean(
        compute='_compute_sells_vehicle',
        export_string_translation=False,
    )

    @api.depends('product_id')
    def _compute_sells_vehicle(self):
        for line in self:
            line.sells_vehicle = line._sells_vehicle()

    @api.depends('product_id')
    def _compute_insurance_decision(self):
        for line in self:
            line.insurance_decision = line._sells_vehicle() and (line.insurance_decision or line._first_decision())

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._without_empty_decision(vals) for vals in vals_list])

    def _add_precomputed_values(self, vals_list):
        """Precompute as superuser, as stored fields are computed anyway: not everybody may read the decision."""
        return super(InsuranceDecisionMixin, self.sudo())._add_precomputed_values(vals_list)

    def write(self, vals):
        vals = self._without_empty_decision(vals)
        if 'insurance_decision' not in vals:
            return super().write(vals)
        lines = self.sudo()
        before = {line: line.insurance_decision for line in lines}
        result = super().write(vals)
        changed = lines.filtered(lambda line: line.insurance_decision != before[line])
        changed._log_insurance_decision(before)
        changed._share_insurance_decision()
        return result

    def _without_empty_decision(self, vals):
        """Leave an empty decision to the product: an import's empty cell is no answer."""
        if vals.get('insurance_decision', True):
            return vals
        return {name: value for name, value in vals.items() if name != 'insurance_decision'}

    def _sells_vehicle(self):
        """Whether this line sells a vehicle, by its product and document."""
        raise NotImplementedError

    def _first_decision(self):
        """The decision on a new line before anybody has been asked."""
        return 'open'

    def _is_about_car(self):
        """Whether this line names a car, or sells a vehicle that may be one."""
        if self.vehicle_id:
            return self.vehicle_id.insurance_object == 'car'
        return bool(self.insurance_decision) and self.product_id.vehicle_model_id.vehicle_type != 'bike'

    def _insurance_document(self):
        """The order or invoice of this line; it has a chatter."""
        raise NotImplementedError

    def _insurance_counterparts(self):
        """The lines of the other document that sell the same vehicle."""
        raise NotImplementedError

    def _share_insurance_decision(self):
        """Tell the decision to the order of an invoice, or the invoices of an order."""
        for decision, lines in self.grouped('insurance_decision').items():
            others = lines._insurance_counterparts().filtered('insurance_decision')
            outdated = others.filtered(lambda line, now=decision: line.insurance_decision != now)
            if outdated:
                outdated.insurance_decision = decision

    def _log_insurance_decision(self, before):
        """Note the change in the chatter of each document, readable by insurance users only.

        :param dict before: the former decision of each line
        """
        if self.env.context.get('insurance_noted'):  # with the policy that is the reason
            return
        tracked = self.fields_get(['insurance_decision'])
        changes, names = defaultdict(list), defaultdict(list)
        for line in self:
            document = line._insurance_document()
            changes[document] += line._mail_track(tracked, {'insurance_decision': before[line]})[1]
            names[document].append(line.vehicle_id.display_name or line.product_id.display_name)
        log_changes(changes, {document: Markup('<br/>').join(lines) for document, lines in names.items()})
