import hashlib
import json

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

# UWG § 7a: five years from giving a consent, and again from each use.
RETENTION = relativedelta(years=5)
BATCH = 500


class InsuranceEvidenceMixin(models.AbstractModel):
    """Evidence: written once, chained by hashes, never changed, deleted by the retention job alone.

    Each record carries a hash over its own content and the hash of its
    predecessor in the same company, so that a change, a gap or a cut is found.
    Persons are hashed by name and address as of that day: a link to a contact
    may move when contacts are merged, what was written down does not.
    """

    _name = 'insurance.evidence.mixin'
    _description = "Evidence"
    _order = 'id desc'

    company_id = fields.Many2one(
        'res.company',
        required=True,
        readonly=True,
        ondelete='restrict',
        default=lambda self: self.env.company,
    )
    person_name = fields.Char(readonly=True)
    person_address = fields.Char(readonly=True)
    user_name = fields.Char(readonly=True)
    number = fields.Integer(readonly=True, copy=False, help="Place in the company's chain.")
    previous_hash = fields.Char(readonly=True, copy=False)
    hash = fields.Char(readonly=True, copy=False)
    last_use = fields.Datetime(
        readonly=True,
        copy=False,
        index=True,
        help="The evidence is kept for five years from here.",
    )

    _number = models.UniqueIndex('(company_id, number)')

    @api.model
    def _evidence_fields(self):
        """The stored fields whose values the hash covers; none of them changes later."""
        return ['person_name', 'person_address', 'user_id', 'user_name']

    @api.model
    def _later_evidence_fields(self):
        """Those of the ``_evidence_fields`` that a later version has added.

        They count only where they are filled, so that links of before, in which they
        are empty, keep their hash; filling or emptying one later breaks it.
        """
        return []

    def _named_by_day(self, moment):
        """What evidence is called: its recipient and the user's day."""
        day = moment and fields.Datetime.context_timestamp(self, moment).date()
        return ' '.join(filter(None, [self.recipient_name, format_date(self.env, day)]))

    # Written once

    @api.model
    def _write_down(self, vals):
        """Create a piece of evidence, which no user may do by RPC: it would say what the user likes."""
        return self.sudo().create(vals).sudo(self.env.su)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create([self._with_names(vals) for vals in vals_list])
        for company, group in records.grouped('company_id').items():
            group.sudo()._append_to_chain(company)
        return records

    @api.model
    def _with_names(self, vals):
        """Add the person's name and address as of today, and who writes this down."""
        partner = self.env['res.partner'].browse(vals.get('partner_id') or [])
        person = {'person_name': partner.name, 'person_address': partner._insurance_address()} if partner else {}
        return {**person, **vals, 'user_id': self.env.uid, 'user_name': self.env.user.name}

    def write(self, vals):
        raise UserError(self.env._("Evidence cannot be changed."))

    def _record(self, vals):
        """Fill in what is known only later; never one of the ``_evidence_fields``."""
        assert not vals.keys() & set(self._evidence_fields())
        return super().write(vals)

    def _mark_used(self):
        """Start the five years of keeping anew."""
        self.sudo()._record({'last_use': fields.Datetime.now()})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_link_is_kept(self):
        """Only the retention job keeps the link of what it removes."""
        kept = (
            self.env['insurance.evidence.removal']
            .sudo()
            .search_count(
                [
                    ('chain_id.evidence_model', '=', self._name),
                    ('hash', 'in', self.mapped('hash')),
                ]
            )
        )
        if kept < len(self):
            raise UserError(self.env._("Evidence cannot be deleted."))

    # Chain

    def _append_to_chain(self, company):
        chain = self.env['insurance.evidence.chain']._locked(company, self._name)
        for record in self.sorted('id'):
            number = chain.last_number + 1
            content_hash = record._content_hash(number, chain.last_hash)
            record._record({'number': number, 'previous_hash': chain.last_hash, 'hash': content_hash})
            chain.write({'last_number': number, 'last_hash': content_hash})
        self._mark_used()

    def _is_intact(self, number, previous_hash):
        """Whether this is the unchanged link that stands at this place of the chain."""
        return (self.number, self.previous_hash) == (number, previous_hash) and self.hash == self._content_hash(
            number, previous_hash
        )

    def _content_hash(self, number, previous_hash):
        """SHA-256 over the content as canonical JSON, in hexadecimal digits."""
        content = {name: self._fields[name].convert_to_write(self[name], self) for name in self._evidence_fields()}
        content = {name: value for name, value in content.items() if value or name not in self._later_evidence_fields()}
        content |= {'company_id': self.company_id.id, 'number': number, 'previous_hash': previous_hash}
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    # Retention

    @api.model
    def _cron_remove_expired(self):
        """Remove what expired, in committed batches.

        :return: whether there was time for all of it
        """
        cron = self.env['ir.cron']
        has_time = cron._commit_progress(remaining=self.sudo().search_count(self._expired_domain()))
        while has_time and (removed := self._remove_expired()):
            has_time = cron._commit_progress(removed)
        return bool(has_time)

    @api.model
    def _remove_expired(self, limit=BATCH):
        """Remove one batch of evidence that nobody used for five years, keeping its links.

        :return: how many records went
        """
        expired = self.sudo().search(self._expired_domain(), order='id', limit=limit)._with_dependants()
        for company, records in expired.grouped('company_id').items():
            self.env['insurance.evidence.chain']._of(company, self._name)._keep_links(records)
        count = len(expired)
        expired.unlink()
        return count

    @api.model
    def _expired_domain(self):
        return [('last_use', '<', fields.Datetime.now() - RETENTION)]

    def _with_dependants(self):
        """These records and those that make no sense without them."""
        return self
