from odoo import api, fields, models


class InsurancePolicyNotation(models.Model):
    """Another number under which an insurer writes about a policy: a former one, or a spelling that people have explained."""

    _name = 'insurance.policy.notation'
    _description = "Other Number of a Policy"
    _inherit = ['insurance.company.mixin']
    _order = 'id'
    _rec_name = 'number'

    policy_id = fields.Many2one('insurance.policy', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='policy_id.company_id', store=True)
    insurer_id = fields.Many2one(related='policy_id.insurer_id')
    kind = fields.Selection(
        selection=[
            ('former', "Former Number"),
            ('learned', "Learned from a Document"),
        ],
        default='former',
        required=True,
    )
    number = fields.Char(required=True)
    key = fields.Char(
        compute='_compute_key',
        store=True,
        index=True,
        precompute=True,
        export_string_translation=False,
    )

    _key = models.UniqueIndex('(policy_id, key)', "This number is noted already.")

    @api.depends('number', 'policy_id.insurer_id.policy_number_scheme')
    def _compute_key(self):
        for notation in self:
            notation.key = notation.insurer_id._policy_key(notation.number)


class InsurancePolicy(models.Model):
    _inherit = 'insurance.policy'

    notation_ids = fields.One2many('insurance.policy.notation', 'policy_id', string="Other Numbers")

    def _learn_number(self, number, kind='learned'):
        """Remember that the insurer writes this number and means this policy, and no other one.

        :param str number: as delivered
        """
        self.ensure_one()
        key = self.insurer_id._policy_key(number)
        if not key or key == self.number_key:
            return
        notations = self.env['insurance.policy.notation']
        known = notations.search(
            [
                ('key', '=', key),
                ('company_id', '=', self.company_id.id),
                ('policy_id.insurer_id', 'in', self.insurer_id._same_numbers().ids),
            ]
        )
        (known - self.notation_ids).filtered(lambda notation: notation.kind == 'learned').unlink()
        if not known & self.notation_ids:
            notations.create({'policy_id': self.id, 'number': number, 'kind': kind})

    def _forget_numbers(self, numbers):
        """What was learned from a document that concerns something else."""
        keys = [policy.insurer_id._policy_key(number) for policy in self for number in numbers]
        self.notation_ids.filtered(lambda each: each.kind == 'learned' and each.key in keys).unlink()
