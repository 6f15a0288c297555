from odoo import api, fields, models


class InsuranceGdvImport(models.Model):
    """What an import has done, in words."""

    _inherit = 'insurance.gdv.import'

    results_text = fields.Char(string="Done", compute='_compute_results_text')
    policy_count = fields.Integer(compute='_compute_policy_count', help="Policies that no later import has changed.")

    @api.depends_context('lang')
    @api.depends('results')
    def _compute_results_text(self):
        for record in self:
            record.results_text = record._results_in_words()

    def _compute_policy_count(self):
        counts = dict(
            self.env['insurance.policy']._read_group(
                [('gdv_import_id', 'in', self.ids)], ['gdv_import_id'], ['__count']
            )
        )
        for record in self:
            record.policy_count = counts.get(record._origin, 0)

    def action_view_policies(self):
        action = self.env['ir.actions.actions']._for_xml_id('dealer_insurance.insurance_policy_action')
        return action | {'domain': [('gdv_import_id', 'in', self.ids)], 'context': {}}

    def _results_in_words(self):
        counts = self.results or {}
        words = [
            (counts.get('new'), self.env._("policies created")),
            (counts.get('changed'), self.env._("changed")),
            (counts.get('ended'), self.env._("ended")),
            (counts.get('unchanged'), self.env._("unchanged")),
            (counts.get('skipped', 0) + counts.get('failed', 0), self.env._("left out")),
            (counts.get('partners'), self.env._("customers created")),
            (counts.get('vehicles'), self.env._("vehicles created")),
            (counts.get('payments'), self.env._("payments added")),
            (self.proposal_count, self.env._("ends proposed")),
        ]
        return ", ".join(f"{number} {word}" for number, word in words if number)

    def _end_incomplete(self, reason):
        """Although contracts are left in the files.

        :param str reason: a sentence
        """
        told = self.env._("Imported contracts: %(done)s of %(all)s.", done=self.position, all=self.contract_count)
        self._end('incomplete', f"{reason} {told}")

    def _end(self, state, failure=False):
        self.write({'state': state, 'failure': failure, 'finished_at': fields.Datetime.now(), 'attempts': 0})
        results = self._results_in_words() or self.env._("Nothing to do.")
        self._message_log(body=failure or results)
