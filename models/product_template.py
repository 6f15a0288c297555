from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = 'product.template'

    is_vehicle = fields.Boolean(
        string="Is a Vehicle",
        help="Selling this product sells a vehicle: its line names the vehicle and asks for "
        "the buyer's decision on insurance. Lines entered before stay as they are.",
    )
    vehicle_model_id = fields.Many2one(
        comodel_name='fleet.vehicle.model',
        index='btree_not_null',
        ondelete='restrict',
        help="Model of the vehicles made from this product's serial numbers.",
    )
