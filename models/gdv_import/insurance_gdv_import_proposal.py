from odoo import api, fields, models


class InsuranceProposal(models.Model):
    """Policies that a file of all contracts does not name: their end is proposed."""

    _inherit = 'insurance.proposal'

    shipment_id = fields.Many2one(required=False)
    gdv_import_id = fields.Many2one(
        'insurance.gdv.import', string="Import", readonly=True, index='btree_not_null', ondelete='cascade'
    )
    company_id = fields.Many2one(
        'res.company', related=None, compute='_compute_company_id', store=True, index=True, compute_sudo=True
    )
    insurer_id = fields.Many2one('insurance.insurer', related=None, compute='_compute_source', compute_sudo=True)
    category_name = fields.Char(related=None, compute='_compute_source', compute_sudo=True)

    @api.depends('shipment_id.company_id', 'gdv_import_id.company_id')
    def _compute_company_id(self):
        for proposal in self:
            proposal.company_id = proposal.shipment_id.company_id or proposal.gdv_import_id.company_id

    @api.depends_context('lang')
    @api.depends('shipment_id.insurer_id', 'shipment_id.category_name', 'policy_id.insurer_id')
    def _compute_source(self):
        for proposal in self:
            shipment = proposal.shipment_id
            proposal.insurer_id = shipment.insurer_id or proposal.policy_id.insurer_id
            proposal.category_name = (
                shipment.category_name if shipment else self.env._("Missing in the insurer's portfolio data")
            )

    @api.model
    def _propose_ends(self, import_, policies):
        """Ask about each policy once: what was declined is not asked again."""
        asked = self.search(
            [
                ('policy_id', 'in', policies.ids),
                ('kind', '=', 'end'),
                ('gdv_import_id', '!=', False),
                ('state', 'in', ['open', 'declined']),
            ]
        ).policy_id
        self.create(
            [
                {
                    'kind': 'end',
                    'gdv_import_id': import_.id,
                    'policy_id': policy.id,
                    'vehicle_id': policy.vehicle_id.id,
                    'partner_id': policy.partner_id.id,
                    'old_value': 'active',
                    'new_value': 'ended',
                    'end_date': policy.end_date,
                }
                for policy in policies - asked
            ]
        )

    def action_open_shipment(self):
        return (self.shipment_id or self.gdv_import_id)._get_records_action()
