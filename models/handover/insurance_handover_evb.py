from odoo import api, fields, models


class InsuranceHandover(models.Model):
    """Whose eVB number the customer came back with: the tariff's name alone does not tell."""

    _inherit = 'insurance.handover'

    evb_insurers = fields.Char(string="eVB Confirmed by", compute='_compute_evb_insurers')

    @api.depends('evb_number')
    def _compute_evb_insurers(self):
        for handover in self:
            insurers = self.env['insurance.insurer']._find_by_evb(handover.evb_number)
            handover.evb_insurers = " / ".join(insurers.mapped('name'))
