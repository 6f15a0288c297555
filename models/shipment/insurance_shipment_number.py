from odoo import models


class InsuranceShipment(models.Model):
    """Found by the number that the insurer has written, in any notation."""

    _name = 'insurance.shipment'
    _inherit = ['insurance.shipment', 'insurance.number.mixin']

    _number_field = 'policy_number'
