from odoo import api, fields, models
from odoo.exceptions import UserError


class InsuranceEvidenceRemoval(models.Model):
    """What remains of evidence that the law no longer asks for: its link in the chain, no person."""

    _name = 'insurance.evidence.removal'
    _description = "Removed Evidence"
    _order = 'chain_id, number'
    _rec_name = 'number'

    chain_id = fields.Many2one('insurance.evidence.chain', required=True, readonly=True, ondelete='restrict')
    number = fields.Integer(required=True, readonly=True)
    previous_hash = fields.Char(readonly=True)
    hash = fields.Char(required=True, readonly=True, index=True)

    _number = models.UniqueIndex('(chain_id, number)')

    def write(self, vals):
        raise UserError(self.env._("Evidence cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Evidence cannot be deleted."))

    def _is_intact(self, number, previous_hash):
        """Whether this link stands at its place; what it was the link of is gone."""
        return (self.number, self.previous_hash) == (number, previous_hash)
