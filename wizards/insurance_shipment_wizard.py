from odoo import api, fields, models
from odoo.exceptions import UserError


class InsuranceShipmentWizard(models.TransientModel):
    """Tell by hand what shipments concern: a policy, or at least a vehicle or customer."""

    _name = 'insurance.shipment.wizard'
    _description = "Assign Documents of Insurers"

    shipment_ids = fields.Many2many('insurance.shipment', required=True, readonly=True)
    company_id = fields.Many2one('res.company', compute='_compute_insurers')
    insurer_ids = fields.Many2many('insurance.insurer', compute='_compute_insurers')
    policy_id = fields.Many2one(
        'insurance.policy',
        domain="[('company_id', '=', company_id), ('insurer_id', 'in', insurer_ids)]",
    )
    vehicle_id = fields.Many2one(
        'fleet.vehicle',
        domain="[('company_id', 'in', [company_id, False])]",
        compute='_compute_subject',
        store=True,
        compute_sudo=False,
        readonly=False,
    )
    partner_id = fields.Many2one(
        'res.partner', string="Customer", compute='_compute_subject', store=True, compute_sudo=False, readonly=False
    )
    numbers = fields.Char(compute='_compute_numbers', help="Will find this policy by themselves from now on.")

    @api.depends('shipment_ids')
    def _compute_insurers(self):
        for wizard in self:
            shipments = wizard.shipment_ids
            wizard.company_id = shipments.company_id[:1]
            wizard.insurer_ids = shipments.insurer_id[:1]._same_numbers() if shipments else False

    @api.depends('policy_id')
    def _compute_subject(self):
        for wizard in self.filtered('policy_id'):
            wizard.vehicle_id = wizard.policy_id.vehicle_id
            wizard.partner_id = wizard.policy_id.partner_id

    @api.onchange('vehicle_id')
    def _onchange_vehicle_id(self):
        self.partner_id = self.partner_id or self.vehicle_id.owner_id

    @api.depends('shipment_ids', 'policy_id')
    def _compute_numbers(self):
        for wizard in self:
            numbers = wizard.shipment_ids._numbers_to_learn(wizard.policy_id) if wizard.policy_id else []
            wizard.numbers = ", ".join(numbers)

    def action_assign(self):
        self.ensure_one()
        if not (self.policy_id or self.vehicle_id or self.partner_id):
            raise UserError(self.env._("Please choose a policy, a vehicle or a customer."))
        self.shipment_ids._assign_by_hand(self.policy_id, self.vehicle_id, self.partner_id)
        return {'type': 'ir.actions.act_window_close'}
