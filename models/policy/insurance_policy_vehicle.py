from odoo import api, fields, models


class InsurancePolicyVehicle(models.Model):
    """A vehicle of a policy as the insurer tells it: a fleet has several under one number."""

    _name = 'insurance.policy.vehicle'
    _description = "Insured Vehicle"
    _inherit = ['insurance.company.mixin']
    _order = 'policy_id, running_number, id'
    _check_company_auto = True

    policy_id = fields.Many2one('insurance.policy', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='policy_id.company_id', store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    vehicle_id = fields.Many2one(
        'fleet.vehicle', index='btree_not_null', check_company=True, help="Empty: it is not known here."
    )
    running_number = fields.Char(string="No.", readonly=True)
    name = fields.Char(string="Make and Model", readonly=True)
    license_plate = fields.Char(readonly=True)
    vin_sn = fields.Char(string="VIN", readonly=True)
    evb_number = fields.Char(string="eVB Number", readonly=True)
    season = fields.Char(readonly=True, help="First and last month of a season plate.")
    is_electric = fields.Boolean(string="E-Plate", readonly=True)
    yearly_kilometres = fields.Integer(string="Kilometres per Year", readonly=True)
    premium = fields.Monetary(string="Net Premium", readonly=True)
    cover_ids = fields.One2many('insurance.policy.cover', 'insured_vehicle_id', string="Covers", readonly=True)

    @api.depends('name', 'license_plate', 'vin_sn')
    def _compute_display_name(self):
        for vehicle in self:
            number = vehicle.license_plate or vehicle.vin_sn
            vehicle.display_name = ' '.join(filter(None, [number, vehicle.name]))
