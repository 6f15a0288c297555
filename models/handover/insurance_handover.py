from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError


class InsuranceHandover(models.Model):
    """What went to whom, when, by whom, and on what ground: one record per transfer of data."""

    _name = 'insurance.handover'
    _description = "Hand-over"
    _inherit = ['insurance.evidence.mixin']
    _rec_name = 'reference'

    reference = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: str(uuid4()),
        help="Tells this hand-over apart at the receiver: the same one is never taken twice.",
    )
    connection_id = fields.Many2one(
        'insurance.connection',
        required=True,
        readonly=True,
        index=True,
        ondelete='restrict',
    )
    provider = fields.Selection(related='connection_id.provider', store=True)
    recipient_name = fields.Char(string="Recipient", required=True, readonly=True)
    recipient_address = fields.Char(readonly=True)
    mode = fields.Selection(
        selection=[
            ('callback', "Callback"),
            ('advice', "Own Advice"),
            ('anonymous', "Anonymised Quick Query"),
        ],
        required=True,
        readonly=True,
    )
    partner_id = fields.Many2one(
        'res.partner',
        string="Customer",
        readonly=True,
        index='btree_not_null',
        ondelete='restrict',
    )
    vehicle_id = fields.Many2one(
        'fleet.vehicle',
        readonly=True,
        index='btree_not_null',
        ondelete='restrict',
    )
    origin = fields.Char(readonly=True, help="The record from which the data were handed over.")
    origin_model = fields.Char(readonly=True)
    origin_id = fields.Many2oneReference(string="Origin Record", model_field='origin_model', readonly=True)
    data_sent = fields.Text(string="Data Passed On", required=True, readonly=True)
    consent_id = fields.Many2one(
        'insurance.consent',
        string="Consent Used",
        readonly=True,
        index='btree_not_null',
        ondelete='restrict',
    )
    user_id = fields.Many2one(
        'res.users',
        string="Passed on by",
        required=True,
        readonly=True,
        index=True,
        ondelete='restrict',
        default=lambda self: self.env.user,
    )
    sent_at = fields.Datetime(
        string="When",
        required=True,
        readonly=True,
        default=fields.Datetime.now,
        index=True,
    )
    state = fields.Selection(
        selection=[
            ('prepared', "Prepared"),
            ('opened', "Opened in the Browser"),
            ('accepted', "Accepted"),
            ('refused', "Refused"),
            ('failed', "Not Sent"),
            ('unknown', "Unknown"),
            ('concluded', "Concluded"),
            ('offered', "Tariff Chosen"),
            ('cancelled', "Ended Without"),
        ],
        default='prepared',
        required=True,
        readonly=True,
        index=True,
    )
    result = fields.Char(readonly=True)
    result_at = fields.Datetime(readonly=True)
    acknowledgement = fields.Char(string="Acknowledgement Number", readonly=True)
    process_number = fields.Char(readonly=True)
    tariff = fields.Char(readonly=True)
    evb_number = fields.Char(string="eVB Number", readonly=True)

    _reference = models.UniqueIndex('(reference)')

    @api.model
    def _evidence_fields(self):
        return [
            *super()._evidence_fields(),
            'reference',
            'connection_id',
            'recipient_name',
            'recipient_address',
            'mode',
            'vehicle_id',
            'origin',
            'data_sent',
            'consent_id',
            'sent_at',
        ]

    @api.depends('recipient_name', 'sent_at')
    def _compute_display_name(self):
        for handover in self:
            handover.display_name = handover._named_by_day(handover.sent_at)

    @api.model_create_multi
    def create(self, vals_list):
        handovers = super().create(vals_list)
        handovers.consent_id._mark_used()
        return handovers

    @api.model
    def _cron_remove_expired_evidence(self):
        """Hand-overs first: they hold on to the consents that they used."""
        for model in (self._name, 'insurance.consent', 'insurance.information'):
            if not self.env[model]._cron_remove_expired():
                return

    def action_confirm_arrival(self):
        """A person has heard from the recipient that an unknown hand-over has arrived."""
        self._resolve_unknown(
            'accepted', self.env._("Arrived, as %s has heard from the recipient.", self.env.user.name)
        )

    def action_deny_arrival(self):
        """A person has heard from the recipient that an unknown hand-over never arrived."""
        self._resolve_unknown(
            'failed', self.env._("Never arrived, as %s has heard from the recipient.", self.env.user.name)
        )

    def _resolve_unknown(self, state, result):
        self.ensure_one()
        self.check_access('read')
        if self.state != 'unknown':
            raise UserError(self.env._("It is known already what came of this hand-over."))
        self._conclude(state, result=result)

    def _conclude(self, state, **values):
        """Record what came of the hand-over."""
        self.sudo()._record({'state': state, 'result_at': fields.Datetime.now(), **values})
