import hashlib
import json

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# UWG § 7a: five years from giving a consent, and again from each use.
RETENTION = relativedelta(years=5)
BATCH = 500


class InsuranceEvidenceMixin(models.AbstractModel):
    """Evidence: written once, chained by hashes, never changed, deleted by the retention job alone.

    Each record carries a hash over its own content and the hash of its
    predecessor in the same company, so that a change, a gap or a cut is found.
    """

    _name = 'insurance.evidence.mixin'
    _description = "Evidence"
    _order = 'number desc'

    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, index=True, ondelete='restrict',
        default=lambda self: self.env.company,
    )
    number = fields.Integer(readonly=True, copy=False, help="Place in the company's chain.")
    previous_hash = fields.Char(readonly=True, copy=False)
    hash = fields.Char(readonly=True, copy=False)
    last_use = fields.Datetime(
        readonly=True, copy=False, index=True,
        help="The evidence is kept for five years from here.",
    )

    @api.model
    def _evidence_fields(self):
        """The stored fields whose values the hash covers; none of them changes later."""
        raise NotImplementedError

    # Written once

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for company, group in records.grouped('company_id').items():
            group.sudo()._append_to_chain(company)
        return records

    def write(self, vals):
        raise UserError(self.env._("Evidence cannot be changed."))

    def _record(self, vals):
        """Fill in what is known only later; never one of the ``_evidence_fields``."""
        assert not vals.keys() & set(self._evidence_fields())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_link_is_kept(self):
        """Only the retention job keeps the link of what it removes."""
        kept = self.env['insurance.evidence.removal'].sudo().search_count([
            ('chain_id.evidence_model', '=', self._name), ('hash', 'in', self.mapped('hash')),
        ])
        if kept < len(self):
            raise UserError(self.env._("Evidence cannot be deleted."))

    # Chain

    def _append_to_chain(self, company):
        chain = self.env['insurance.evidence.chain'].sudo()._for(company, self._name)
        for record in self.sorted('id'):
            number = chain.last_number + 1
            content_hash = record._content_hash(number, chain.last_hash)
            record._record({
                'number': number,
                'previous_hash': chain.last_hash,
                'hash': content_hash,
                'last_use': record.last_use or fields.Datetime.now(),
            })
            chain.write({'last_number': number, 'last_hash': content_hash})

    def _content_hash(self, number, previous_hash):
        """SHA-256 over the content as canonical JSON, in hexadecimal digits."""
        content = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in self._evidence_fields()
        }
        content |= {'company_id': self.company_id.id, 'number': number, 'previous_hash': previous_hash}
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    @api.model
    def _first_broken_number(self, company):
        """The number of the first piece of evidence that was changed, cut out or cut off, or None."""
        chain = self.env['insurance.evidence.chain'].sudo()._for(company, self._name)
        previous_hash = ''
        number = 0
        for link in self._links(chain):
            number += 1
            if link.number != number or link.previous_hash != previous_hash:
                return number
            if link._name == self._name and link.hash != link._content_hash(number, previous_hash):
                return number
            previous_hash = link.hash
        return None if number == chain.last_number and previous_hash == chain.last_hash else number + 1

    @api.model
    def _links(self, chain):
        """All links of a chain in order, those removed included, read in batches."""
        removals = self.env['insurance.evidence.removal'].sudo()
        for start in range(1, chain.last_number + 1, BATCH):
            numbers = [('number', '>=', start), ('number', '<', start + BATCH)]
            links = [
                *self.sudo().search([('company_id', '=', chain.company_id.id), *numbers]),
                *removals.search([('chain_id', '=', chain.id), *numbers]),
            ]
            yield from sorted(links, key=lambda link: link.number)
            self.env.invalidate_all()

    # Retention

    @api.model
    def _remove_expired(self, limit=BATCH):
        """Remove one batch of evidence that nobody used for five years, keeping its links.

        :return: how many records went
        """
        limit_date = fields.Datetime.now() - RETENTION
        expired = self.sudo().search(self._expired_domain(limit_date), order='id', limit=limit)
        for company, records in expired.grouped('company_id').items():
            chain = self.env['insurance.evidence.chain'].sudo()._for(company, self._name)
            self.env['insurance.evidence.removal'].sudo().create([
                {
                    'chain_id': chain.id,
                    'number': record.number,
                    'previous_hash': record.previous_hash,
                    'hash': record.hash,
                }
                for record in records
            ])
        count = len(expired)
        expired.unlink()
        return count

    @api.model
    def _expired_domain(self, limit_date):
        return [('last_use', '<', limit_date)]

    @api.model
    def _cron_remove_expired(self):
        while removed := self._remove_expired():
            if not self.env['ir.cron']._commit_progress(removed):
                break
