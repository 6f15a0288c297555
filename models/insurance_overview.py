from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval


class InsuranceOverview(models.Model):
    """A number of the overview, and the list it counts. What is counted stands in data, not in code."""

    _name = 'insurance.overview'
    _description = "Insurance Overview"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer()
    topic = fields.Selection(
        selection=[
            ('decision', "Decisions This Month"),
            ('application', "Applications"),
            ('document', "Documents"),
            ('policy', "Policies and Vehicles"),
        ],
        required=True,
        group_expand=True,
    )
    action_id = fields.Many2one('ir.actions.act_window', required=True, ondelete='cascade')
    domain = fields.Char(default='[]', required=True, export_string_translation=False)
    is_alarming = fields.Boolean(help="It ought to be zero.")
    count = fields.Integer(compute='_compute_count')

    @api.depends('action_id', 'domain')
    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_count(self):
        for number in self:
            model = self.env[number.sudo().action_id.res_model]
            number.count = model.search_count(number._counted()) if model.has_access('read') else 0

    def _counted(self):
        """The domain of what is counted, and listed."""
        return Domain(self._evaluated(self.sudo().action_id.domain)) & Domain(self._evaluated(self.domain))

    def _evaluated(self, text):
        return safe_eval(text or '[]', {'uid': self.env.uid})

    def action_open(self):
        """Show just what was counted, whatever the list is filtered by otherwise."""
        self.ensure_one()
        self.check_access('read')
        action = self.env['ir.actions.actions']._for_xml_id(self.sudo().action_id.get_external_id()[self.action_id.id])
        context = safe_eval(action['context'] or '{}', {'uid': self.env.uid})
        return action | {
            'name': self.name,
            'display_name': self.name,
            'domain': list(self._counted()),
            'context': {name: value for name, value in context.items() if not name.startswith('search_default_')},
        }
