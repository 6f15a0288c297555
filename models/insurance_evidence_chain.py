from odoo import api, fields, models
from odoo.exceptions import UserError


class InsuranceEvidenceChain(models.Model):
    """The end of each chain of evidence: how long it is and how it ends.

    New evidence updates its row, so that two transactions cannot append at the
    same place (the later one is repeated by Odoo), and a chain cut off at its
    end is noticed.
    """

    _name = 'insurance.evidence.chain'
    _description = "Chain of Evidence"
    _rec_name = 'evidence_model'
    _order = 'company_id, evidence_model'

    company_id = fields.Many2one('res.company', required=True, readonly=True, ondelete='restrict')
    evidence_model = fields.Selection(
        selection=[('insurance.consent', "Consents"), ('insurance.handover', "Hand-overs")],
        string="Evidence", required=True, readonly=True,
    )
    last_number = fields.Integer(readonly=True)
    last_hash = fields.Char(readonly=True)

    _one_per_company = models.UniqueIndex('(company_id, evidence_model)')

    @api.model
    def _for(self, company, evidence_model):
        """The chain to append to, created with the first piece of evidence."""
        domain = [('company_id', '=', company.id), ('evidence_model', '=', evidence_model)]
        return self.search(domain) or self.create(
            {'company_id': company.id, 'evidence_model': evidence_model, 'last_hash': ''}
        )

    def action_verify(self):
        """Check each chain link by link and tell the result, naming the first broken link."""
        findings = [finding for chain in self if (finding := chain._find_break())]
        message = "\n".join(findings) or self.env._("All evidence is complete and unchanged.")
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'danger' if findings else 'success', 'sticky': bool(findings), 'message': message,
            },
        }

    def _find_break(self):
        """The sentence about the first link that was changed, cut out or cut off; '' if none was."""
        number = self.env[self.evidence_model]._first_broken_number(self.company_id)
        if number is None:
            return ''
        return self.env._(
            "%(company)s, %(evidence)s: number %(number)s was changed or removed.",
            company=self.company_id.name, evidence=self._evidence_label(), number=number,
        )

    def _evidence_label(self):
        return dict(self._fields['evidence_model']._description_selection(self.env))[self.evidence_model]


class InsuranceEvidenceRemoval(models.Model):
    """What remains of evidence that the law no longer asks for: its link in the chain, no person."""

    _name = 'insurance.evidence.removal'
    _description = "Removed Evidence"
    _order = 'chain_id, number'
    _rec_name = 'number'

    chain_id = fields.Many2one('insurance.evidence.chain', required=True, readonly=True, ondelete='restrict')
    number = fields.Integer(required=True, readonly=True)
    previous_hash = fields.Char(readonly=True)
    hash = fields.Char(required=True, readonly=True)

    _number = models.UniqueIndex('(chain_id, number)')

    def write(self, vals):
        raise UserError(self.env._("Evidence cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _never_delete(self):
        raise UserError(self.env._("Evidence cannot be deleted."))
