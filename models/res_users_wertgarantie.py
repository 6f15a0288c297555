from odoo import api, fields, models

from .agent_number import check_agent_numbers


class ResUsers(models.Model):
    _inherit = 'res.users'

    wertgarantie_agent_number = fields.Char(
        string="Vermittlernummer",
        company_dependent=True,
        copy=False,
        help="Wertgarantie's number of this person, in the present company. Insurance managers enter it.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, 'wertgarantie_agent_number']

    def _managed_by_insurance(self):
        return super()._managed_by_insurance() | {'wertgarantie_agent_number'}

    @api.constrains('wertgarantie_agent_number')
    def _check_wertgarantie_agent_number(self):
        check_agent_numbers(self.env, self.mapped('wertgarantie_agent_number'))
