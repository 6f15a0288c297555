from odoo import api, fields, models
from odoo.tools import SQL

BATCH = 500


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
        selection=[
            ('insurance.consent', "Consents"),
            ('insurance.handover', "Hand-overs"),
            ('insurance.information', "Information Handed Over"),
        ],
        string="Evidence",
        required=True,
        readonly=True,
    )
    last_number = fields.Integer(readonly=True)
    last_hash = fields.Char(readonly=True)

    _one_per_company = models.UniqueIndex('(company_id, evidence_model)')

    @api.model
    def _of(self, company, evidence_model):
        return self.sudo().search([('company_id', '=', company.id), ('evidence_model', '=', evidence_model)])

    @api.model
    def _locked(self, company, evidence_model):
        """The chain to append to, begun with its first link.

        Until this transaction ends nobody else appends: they wait, and are then
        repeated by Odoo because the row has changed.
        """
        self.flush_model()
        [[chain_id]] = self.env.execute_query(
            SQL(
                """
            INSERT INTO insurance_evidence_chain (company_id, evidence_model, last_number, last_hash)
                 VALUES (%s, %s, 0, '')
            ON CONFLICT (company_id, evidence_model)
              DO UPDATE SET last_number = insurance_evidence_chain.last_number
              RETURNING id
            """,
                company.id,
                evidence_model,
            )
        )
        return self.sudo().browse(chain_id)

    # Verification

    def action_verify(self):
        """Check each chain link by link and tell the result, naming the first broken link."""
        findings = [chain._broken_sentence(number) for chain in self if (number := chain._first_broken_number())]
        message = "\n".join(findings) or self.env._("All evidence is complete and unchanged.")
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'danger' if findings else 'success',
                'sticky': bool(findings),
                'message': message,
            },
        }

    def _broken_sentence(self, number):
        return self.env._(
            "%(company)s, %(evidence)s: number %(number)s was changed or removed.",
            company=self.company_id.name,
            evidence=self._evidence_label(),
            number=number,
        )

    def _evidence_label(self):
        return dict(self._fields['evidence_model']._description_selection(self.env))[self.evidence_model]

    def _first_broken_number(self):
        """The number of the first link that was changed, cut out, cut off or smuggled in, or None."""
        self.ensure_one()
        number, previous_hash = 0, ''
        for link in self._links():
            number += 1
            if not link._is_intact(number, previous_hash):
                return number
            previous_hash = link.hash
        end = self.last_number, self.last_hash, self.last_number
        return None if (number, previous_hash, self._count_links()) == end else number + 1

    def _links(self):
        """All links in order, those removed included, read in batches."""
        for start in range(1, self.last_number + 1, BATCH):
            place = [('number', '>=', start), ('number', '<', start + BATCH)]
            links = [link for model, domain in self._sources() for link in model.search(domain + place)]
            yield from sorted(links, key=lambda link: link.number)
            self.env.invalidate_all()

    def _count_links(self):
        return sum(model.search_count(domain) for model, domain in self._sources())

    def _sources(self):
        """The evidence and what is left of removed one: [(model, domain)]"""
        return [
            (self.env[self.evidence_model].sudo(), [('company_id', '=', self.company_id.id)]),
            (self.env['insurance.evidence.removal'].sudo(), [('chain_id', '=', self.id)]),
        ]

    # Retention

    def _keep_links(self, evidence):
        """Let the chain hold when these pieces of evidence are gone."""
        self.env['insurance.evidence.removal'].create(
            [
                {
                    'chain_id': self.id,
                    'number': record.number,
                    'previous_hash': record.previous_hash,
                    'hash': record.hash,
                }
                for record in evidence
            ]
        )
