from odoo import api, fields, models
from odoo.fields import Domain

GROUP = 'dealer_insurance.group_insurance_user'
PERIODS = [('year', "A year"), ('payment', "Each payment")]
PAYMENTS_PER_YEAR = {'1': 12, '3': 4, '6': 2, '12': 1}


class InsurancePolicy(models.Model):
    """What an insurer's portfolio data (GDV) tell about a policy."""

    _inherit = 'insurance.policy'

    net_premium = fields.Monetary(readonly=True, help="Without insurance tax, as the insurer tells it.")
    net_premium_period = fields.Selection(related='insurer_id.gdv_premium_period')
    net_premium_per_year = fields.Monetary(compute='_compute_net_premium_per_year', store=True)
    main_due_date = fields.Date(readonly=True)
    no_claims_class = fields.Char(readonly=True, help="SF-Klasse of the liability cover.")
    insurer_customer_number = fields.Char(
        string="Customer Number at the Insurer", readonly=True, copy=False, index='btree_not_null'
    )
    agency_number = fields.Char(
        string="Intermediary Number", readonly=True, copy=False, help="Under which the insurer keeps the contract."
    )
    broker_number = fields.Char(string="Broker's Number", readonly=True, copy=False)
    is_bundle = fields.Boolean(string="Bundle", readonly=True, help="One contract with several lines of business.")
    lines_of_business = fields.Char(string="Sparten", readonly=True, help="As the insurer numbers them.")
    cancelled_lines = fields.Char(
        string="Cancelled Sparten", readonly=True, help="Parts of the bundle that have ended while others go on."
    )
    insured_vehicle_ids = fields.One2many('insurance.policy.vehicle', 'policy_id', string="Vehicles")
    has_several_vehicles = fields.Boolean(compute='_compute_has_several_vehicles')
    cover_ids = fields.One2many('insurance.policy.cover', 'policy_id', string="Covers", readonly=True)
    payment_ids = fields.One2many('insurance.policy.payment', 'policy_id', string="Payments", readonly=True)
    gdv_import_id = fields.Many2one(
        'insurance.gdv.import',
        string="Last Changed by",
        readonly=True,
        copy=False,
        index='btree_not_null',
        ondelete='set null',
    )
    gdv_digests = fields.Char(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="By which a contract is recognised that was delivered once more without a change; several contracts "
        "of one file may have the same number.",
    )

    @api.depends('net_premium', 'payment_interval', 'insurer_id.gdv_premium_period')
    def _compute_net_premium_per_year(self):
        for policy in self:
            is_payment = policy.insurer_id.gdv_premium_period == 'payment'
            times = PAYMENTS_PER_YEAR.get(policy.payment_interval, 1) if is_payment else 1
            policy.net_premium_per_year = policy.net_premium * times

    @api.depends('insured_vehicle_ids')
    def _compute_has_several_vehicles(self):
        for policy in self:
            policy.has_several_vehicles = len(policy.insured_vehicle_ids) > 1


class InsuranceInsurer(models.Model):
    _inherit = 'insurance.insurer'

    gdv_premium_period = fields.Selection(
        selection=PERIODS,
        string="GDV Premiums Are for",
        default='year',
        required=True,
        help="What the net and gross premiums of a contract (0200) in its files are the price of.",
    )


class ResPartner(models.Model):
    _inherit = 'res.partner'

    # Policyholders are looked up by it, hundreds at a time.
    _zip = models.Index('(zip) WHERE zip IS NOT NULL')


class FleetVehicle(models.Model):
    _inherit = 'fleet.vehicle'

    insured_vehicle_ids = fields.One2many('insurance.policy.vehicle', 'vehicle_id', readonly=True, groups=GROUP)

    def _insurance_policy_domain(self):
        """A fleet's policy insures several vehicles."""
        return super()._insurance_policy_domain() | Domain('insured_vehicle_ids.vehicle_id', 'in', self.ids)
