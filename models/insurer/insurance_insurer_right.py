from odoo import api, fields, models


class InsuranceInsurerRight(models.Model):
    """A right that the technical user of a connection has in the insurer's portal, under its name there."""

    _name = 'insurance.insurer.right'
    _description = "Right in an Insurer's Portal"
    _order = 'sequence, id'

    name = fields.Char(required=True, help="As the portal names it.")
    sequence = fields.Integer(default=10)
    is_required = fields.Boolean(string="Required")
    used_for = fields.Selection(
        selection=[
            ('login', "Logging in"),
            ('deep_link', "Opening contracts at the insurer"),
            ('transfer', "Fetching documents"),
            ('gdv', "Fetching portfolio data (GDV)"),
            ('payments', "Fetching payment data (GDV)"),
            ('commission', "Seeing commissions"),
        ],
        required=True,
    )

    @api.depends('name', 'is_required')
    @api.depends_context('lang')
    def _compute_display_name(self):
        for right in self:
            right.display_name = right.name if right.is_required else self.env._("%s (optional)", right.name)
