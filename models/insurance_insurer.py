from odoo import fields, models


class InsuranceInsurer(models.Model):
    """An insurer: its company numbers, how it writes its policy numbers, its portal."""

    _name = 'insurance.insurer'
    _description = "Insurer"
    _order = 'name'

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)

    def _policy_key(self, number):
        """The normal form of a policy number, by which policies are looked up."""
        return ''.join(filter(str.isalnum, number or '')).upper()
