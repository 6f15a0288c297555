from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

FIRST_WAIT = timedelta(hours=1)
LONGEST_WAIT = timedelta(hours=24)


class InsuranceShipment(models.Model):
    """What an insurer has delivered about one business process: documents, and what they concern.

    How it comes here stands in ``insurance_connection_bipro_transfer.py``, how it finds its
    contract in ``insurance_shipment_assignment.py``.
    """

    _name = 'insurance.shipment'
    _description = "Insurance Shipment"
    _inherit = ['insurance.company.mixin']
    _rec_name = 'category_name'
    _order = 'posted_at desc, id desc'
    _check_company_auto = True

    connection_id = fields.Many2one(
        'insurance.connection', required=True, readonly=True, index=True, ondelete='restrict'
    )
    insurer_id = fields.Many2one(related='connection_id.insurer_id', store=True, index=True)
    company_id = fields.Many2one(related='connection_id.company_id', store=True, index=True)
    external_id = fields.Char(string="Number at the Insurer", required=True, readonly=True)
    state = fields.Selection(
        selection=[
            ('listed', "To Be Fetched"),
            ('fetched', "Fetched"),
            ('acknowledged', "Acknowledged"),
            ('failed', "Failed"),
            ('lost', "Not Delivered"),
            ('settled', "Settled"),
        ],
        default='listed',
        required=True,
        readonly=True,
        index=True,
        copy=False,
        help="Acknowledged: the insurer knows that it is stored here, and delivers it no more. Not delivered: the "
        "insurer does not have it any more; look for it in the insurer's portal.",
    )
    failure = fields.Char(readonly=True, copy=False, help="Why it could not be fetched whole.")
    waits_because = fields.Char(compute='_compute_waits_because')
    attempts = fields.Integer(readonly=True, copy=False)
    retry_at = fields.Datetime(readonly=True, copy=False, help="Not tried again before.")
    fetched_at = fields.Datetime(readonly=True, copy=False)
    acknowledged_at = fields.Datetime(readonly=True, copy=False)

    # As delivered

    category = fields.Char(readonly=True, help="Business process by BiPRO, nine digits.")
    category_name = fields.Char(string="Business Process", compute='_compute_category_name', store=True, index=True)
    kind = fields.Char(readonly=True, help="ArtDerLieferung by BiPRO, four digits.")
    line = fields.Char(string="Sparte", readonly=True)
    posted_at = fields.Datetime(readonly=True)
    available_until = fields.Date(readonly=True)
    policy_number = fields.Char(readonly=True, index='btree_not_null')
    contract_number = fields.Char(readonly=True)
    license_plate = fields.Char(readonly=True)
    vin = fields.Char(string="VIN", readonly=True)
    evb_number = fields.Char(string="eVB Number", readonly=True)
    person_name = fields.Char(string="Name", readonly=True)
    person_firstname = fields.Char(string="First Name", readonly=True)
    texts = fields.Text(readonly=True)
    told = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="All that was told: lists of policy_numbers, former_policy_numbers, contract_numbers, claim_numbers, "
        "agent_numbers, plates, vins, evb_numbers, and names as pairs of first and last name.",
    )

    document_ids = fields.One2many('insurance.document', 'shipment_id', string="Documents", readonly=True)
    duplicate_of_id = fields.Many2one(
        'insurance.shipment',
        readonly=True,
        copy=False,
        index='btree_not_null',
        help="All its documents have come with that shipment before.",
    )

    # What it concerns

    assignment = fields.Selection(
        selection=[
            ('none', "Not Assigned"),
            ('suggested', "Suggestion"),
            ('exact', "Assigned"),
            ('manual', "Assigned by Hand"),
        ],
        default='none',
        required=True,
        index=True,
        copy=False,
    )
    policy_id = fields.Many2one('insurance.policy', index='btree_not_null', check_company=True, ondelete='restrict')
    vehicle_id = fields.Many2one('fleet.vehicle', index='btree_not_null', check_company=True)
    partner_id = fields.Many2one('res.partner', string="Customer", index='btree_not_null', check_company=True)

    _external_id = models.Constraint(
        'unique(connection_id, external_id)', "A shipment is stored once for each connection."
    )

    @api.depends('state', 'failure', 'open_reason')
    def _compute_waits_because(self):
        reasons = dict(self._fields['open_reason']._description_selection(self.env))
        for shipment in self:
            failed = shipment.state in ('failed', 'lost') and shipment.failure
            shipment.waits_because = failed or reasons.get(shipment.open_reason)

    def _has_field_access(self, field, operation):
        """What came is as the insurer sent it, and what a person decides goes by the buttons: nobody types here."""
        return super()._has_field_access(field, operation) and (operation != 'write' or self.env.su)

    @api.model
    def _due_domain(self):
        """Shipments that have to be fetched now."""
        return Domain('state', '=', 'listed') | Domain('state', '=', 'failed') & self._waited_domain()

    @api.model
    def _stored_domain(self):
        """Shipments that the insurer has to be told of now: they are stored."""
        return Domain('state', '=', 'fetched') & self._waited_domain()

    @api.model
    def _waited_domain(self):
        return Domain('retry_at', '=', False) | Domain('retry_at', '<=', fields.Datetime.now())

    def _fail(self, reason):
        """Not fetched whole."""
        self._postpone(reason)
        self.state = 'failed'

    def _postpone(self, reason):
        """Not asked about before; each time later than the time before."""
        for shipment in self:
            attempts = shipment.attempts + 1
            waits = min(FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT)
            shipment.write({'failure': reason, 'attempts': attempts, 'retry_at': fields.Datetime.now() + waits})

    def _put_behind(self, _reason=None):
        """Asked about after all that have failed less often."""
        for shipment in self:
            shipment.attempts += 1

    def _note_lost(self, reason):
        """The insurer will not deliver it any more: whoever reads the inbox is told, nobody asks again by itself."""
        self.write({'state': 'lost', 'failure': reason})

    def _note_acknowledged(self):
        self.write({'state': 'acknowledged', 'acknowledged_at': fields.Datetime.now()})

    def action_retry(self):
        """Fetch what failed once more, without waiting."""
        failed = self.filtered(lambda shipment: shipment.state in ('failed', 'lost'))
        action = failed.connection_id.action_fetch_now()
        failed.sudo().write({'state': 'failed', 'retry_at': False})
        return action

    def action_settle(self):
        """Take what will not be delivered out of the inbox: somebody has seen to it."""
        self.check_access('write')
        self.sudo().filtered(lambda shipment: shipment.state == 'lost').state = 'settled'
