from datetime import timedelta

from odoo import api, fields, models

# Personal data of people who may never become customers.
KEPT = timedelta(days=90)


class InsuranceGdvImport(models.Model):
    """The files of an import: whose they are, and when they go."""

    _inherit = 'insurance.gdv.import'

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._keep_files()
        return records

    def write(self, vals):
        written = super().write(vals)
        if 'attachment_ids' in vals:
            self._keep_files()
        return written

    def _keep_files(self):
        """What a manager has just uploaded can be read by the others, too; other people's files stay theirs."""
        for record in self:
            uploaded = record.sudo().attachment_ids.filtered(
                lambda file: (
                    not file.res_id and file.create_uid == self.env.user and file.res_model in (False, self._name)
                )
            )
            uploaded.write({'res_model': self._name, 'res_id': record.id})

    @api.autovacuum
    def _gc_old_files(self):
        """The files and what they tell of people; what was imported stays."""
        old = self.search(
            [
                ('state', 'not in', ('checking', 'running')),
                ('write_date', '<', fields.Datetime.now() - KEPT),
                '|',
                ('attachment_ids', '!=', False),
                ('line_ids', '!=', False),
            ]
        )
        for record in old:
            record._with_all_rights()._forget_files()

    def _forget_files(self):
        """Where something was still to be done with them, it is told that this cannot be any more."""
        if self.state == 'paused':
            self._end_incomplete(
                self.env._(
                    "It was stopped for %s days, after which the files are deleted for data protection."
                    " For the contracts that are missing, please have them sent once more.",
                    KEPT.days,
                )
            )
        elif self.state in ('draft', 'previewed'):
            failure = self.env._(
                "The files were deleted after %s days for data protection. Please choose them anew.", KEPT.days
            )
            self.write({'state': 'draft', 'failure': failure})
        self.line_ids.unlink()
        self.finding_ids.unlink()
        # Attachments of shipments belong to them.
        self.attachment_ids.filtered(lambda file: file.res_model == self._name).unlink()
        self.attachment_ids = False
