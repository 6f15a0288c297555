from odoo import models

from ...connectors import wertgarantie


class InsurancePolicy(models.Model):
    """Wertgarantie publishes no call for the end of a contract: a file is made to be uploaded or mailed."""

    _inherit = 'insurance.policy'

    def _after_end(self):
        super()._after_end()
        application = self.env['insurance.application'].sudo().search([('policy_id', '=', self.id)], limit=1)
        if application.provider == 'wertgarantie':
            self._file_cancellation(application)

    def _file_cancellation(self, application):
        connection = application.connection_id
        content = wertgarantie.cancellation_xml(
            connection._wertgarantie_access(),
            wertgarantie.Cancellation(
                contract_number=self.number,
                date=self.end_date,
                remark=self._end_in_words(),
            ),
        )
        self.env['insurance.document']._store_file(
            self.env._("Cancellation %s.xml", self.number),
            content,
            kind='cancellation',
            policy_id=self.id,
            company_id=self.company_id.id,
        )

    def _end_in_words(self):
        """As Wertgarantie's people read it: in German, whoever writes it."""
        kind = "Widerruf" if self.state == 'withdrawn' else "Kündigung"
        return f"{kind}: {self.end_reason}" if self.end_reason else kind
