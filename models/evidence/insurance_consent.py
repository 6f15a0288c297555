import hashlib
from base64 import b64decode
from itertools import starmap, zip_longest

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.mimetypes import guess_mimetype

from ...tools.phone_number import phone_key

CALLS = ('phone_private', 'phone_business', 'mobile')
# E-mail was offered once, though no wording spoke of it: consents of that time keep it.
# Not `email`: Odoo's privacy look-up expects an address in a field of that name.
CHANNELS = (*CALLS, 'by_email')
# What proves something to whoever looks at it; a page or drawing may show another thing tomorrow.
PROOFS = ('application/pdf', 'image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp', 'image/tiff')


class InsuranceConsent(models.Model):
    """Who agreed to what towards whom, or took it back: the proof that UWG § 7a asks for.

    A revocation is a record of its own (``revokes_id``), as detailed as the
    consent, so that neither is ever changed.
    """

    _name = 'insurance.consent'
    _description = "Consent"
    _inherit = ['insurance.evidence.mixin']
    _rec_name = 'recipient_name'

    partner_id = fields.Many2one(
        'res.partner',
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete='restrict',
    )
    person_name = fields.Char(required=True)
    provider = fields.Selection(
        selection=lambda self: self.env['insurance.connection']._fields['provider'].selection,
        required=True,
        readonly=True,
        index=True,
    )
    recipient_name = fields.Char(string="Recipient", required=True, readonly=True)
    recipient_address = fields.Char(readonly=True)
    purpose = fields.Char(required=True, readonly=True)
    products = fields.Char(string="Kinds of Product", required=True, readonly=True)
    phone_private = fields.Boolean(string="Private Phone", readonly=True)
    phone_business = fields.Boolean(string="Business Phone", readonly=True)
    mobile = fields.Boolean(readonly=True)
    by_email = fields.Boolean(string="E-mail", readonly=True)
    numbers = fields.Text(
        string="Numbers Agreed To",
        readonly=True,
        help="As they were on that day, one a line, in the order of the kinds above; "
        "empty for consents of a time when only the kinds were written down.",
    )
    reach = fields.Text(string="May Be Called On", compute='_compute_reach')
    wording_version = fields.Char(required=True, readonly=True)
    wording = fields.Text(required=True, readonly=True, help="The text as it was shown.")
    manner = fields.Selection(
        selection=[
            ('signed', "Signed on Screen"),
            ('paper', "Signed on Paper"),
            ('oral', "Oral"),
        ],
        required=True,
        readonly=True,
    )
    document = fields.Binary(
        string="Signature or Scan",
        readonly=True,
        copy=False,
        attachment=True,
    )
    document_checksum = fields.Char(readonly=True, help="SHA-256 of the signature or scan.")
    given_at = fields.Datetime(string="When", required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        'res.users',
        string="Taken by",
        required=True,
        readonly=True,
        ondelete='restrict',
        default=lambda self: self.env.user,
    )
    revokes_id = fields.Many2one(
        'insurance.consent',
        readonly=True,
        index='btree_not_null',
        ondelete='restrict',
    )
    revocation_ids = fields.One2many('insurance.consent', 'revokes_id', readonly=True)
    handover_ids = fields.One2many('insurance.handover', 'consent_id', readonly=True)
    revoked_at = fields.Datetime(compute='_compute_revoked_at')
    state = fields.Selection(
        selection=[('valid', "In Force"), ('revoked', "Revoked"), ('revocation', "Revocation")],
        compute='_compute_revoked_at',
    )

    @api.model
    def _evidence_fields(self):
        return [
            *super()._evidence_fields(),
            'provider',
            'recipient_name',
            'recipient_address',
            'purpose',
            'products',
            *CHANNELS,
            'numbers',
            'wording_version',
            'wording',
            'manner',
            'document_checksum',
            'given_at',
            'revokes_id',
        ]

    @api.model
    def _later_evidence_fields(self):
        return [*super()._later_evidence_fields(), 'numbers']

    @api.depends(*CALLS, 'numbers')
    @api.depends_context('lang')
    def _compute_reach(self):
        for consent in self:
            consent.reach = "\n".join(starmap(consent._called_on, consent._agreed_numbers().items()))

    def _called_on(self, channel, number):
        kind = self._fields[channel]._description_string(self.env)
        if not number:
            return self.env._("%s (the number was not written down)", kind)
        return f"{kind}: {number}"

    @api.depends('revocation_ids', 'revokes_id')
    def _compute_revoked_at(self):
        for consent in self:
            consent.revoked_at = consent.revocation_ids[:1].given_at
            if consent.revokes_id:
                consent.state = 'revocation'
            else:
                consent.state = 'revoked' if consent.revocation_ids else 'valid'

    @api.depends('recipient_name', 'given_at')
    def _compute_display_name(self):
        for consent in self:
            consent.display_name = consent._named_by_day(consent.given_at)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [{**vals, 'document_checksum': self._checksum(vals.get('document'))} for vals in vals_list]
        )

    @api.model
    def _checksum(self, document):
        return document and hashlib.sha256(b64decode(document)).hexdigest()

    def _is_intact(self, number, previous_hash):
        """The signature or scan stands in a file of its own."""
        document = self.with_prefetch().with_context(bin_size=False).document
        return super()._is_intact(number, previous_hash) and self.document_checksum == self._checksum(document)

    @api.constrains('manner', 'document')
    def _check_document(self):
        for consent in self.filtered(lambda consent: not consent.document):
            if consent.manner == 'signed':
                raise ValidationError(self.env._("Please let the customer sign."))
            if consent.manner == 'paper':
                raise ValidationError(self.env._("Please add the scan of the form that the customer has signed."))
        for consent in self.with_context(bin_size=False).filtered('document'):
            if guess_mimetype(b64decode(consent.document)) not in PROOFS:
                raise ValidationError(self.env._("Please add the signature or scan as a picture or PDF file."))

    @api.constrains('revokes_id')
    def _check_revocation(self):
        for consent in self.filtered('revokes_id'):
            if consent.revokes_id.revokes_id or len(consent.revokes_id.revocation_ids) > 1:
                raise ValidationError(self.env._("This consent has been revoked already."))

    @api.model
    def _expired_domain(self):
        """A consent goes after the hand-overs that used it."""
        return [*super()._expired_domain(), ('revokes_id', '=', False), ('handover_ids', '=', False)]

    def _with_dependants(self):
        """Together with its revocation, lest it should be in force again."""
        return self | self.revocation_ids

    # Use

    @api.model
    def _in_force(self, partner, connection):
        """The consents of a customer that allow data to go to the connection's company now."""
        return self.search(
            [
                ('partner_id', '=', partner.id),
                ('company_id', '=', connection.company_id.id),
                ('provider', '=', connection.provider),
                ('recipient_name', '=', connection.recipient_name),
                ('revokes_id', '=', False),
                ('revocation_ids', '=', False),
            ]
        )

    def _agreed_numbers(self):
        """The numbers that may be called: {one of ``CALLS``: number, or '' where only the kind was written down}"""
        self.ensure_one()
        channels = [channel for channel in CALLS if self[channel]]
        return dict(zip_longest(channels, (self.numbers or '').splitlines()[: len(channels)], fillvalue=''))

    def _covered(self, numbers):
        """Those of the numbers that this consent allows to call, as it covers no number that came later.

        :param dict numbers: those of today, {one of ``CALLS``: number}
        """
        agreed = self._agreed_numbers() if self else {}
        code = (self.partner_id.country_id or self.company_id.country_id).phone_code

        def is_covered(channel, number):
            then = agreed.get(channel)
            return then == '' or (then and phone_key(then, code) == phone_key(number, code))

        return {channel: number for channel, number in numbers.items() if is_covered(channel, number)}

    @api.model
    def _known_numbers(self, is_business, phone, mobile):
        """Numbers on which a customer could be called: {one of ``CALLS``: number}"""
        numbers = {'phone_business' if is_business else 'phone_private': phone, 'mobile': mobile}
        return {channel: number for channel, number in numbers.items() if number and number.strip()}

    @api.model
    def _take(self, partner, connection, manner, document, numbers):
        """Write down that a customer agrees to the current wording.

        :param str manner: how the customer agreed
        :param document: signature or scan, base64
        :param dict numbers: that the customer agrees to be called on, {one of ``CALLS``: number}
        :return: the consent
        """
        partner.check_access('read')
        connection.check_access('read')
        if not numbers:
            raise UserError(self.env._("Please tick the numbers on which the customer may be called."))
        wording = self.env['insurance.consent.wording']._current_for(partner, connection)
        if not wording:
            raise UserError(self.env._("There is no wording for such a consent. Please ask your administrator."))
        return self._write_down(
            {
                'partner_id': partner.id,
                'company_id': connection.company_id.id,
                'provider': connection.provider,
                'recipient_name': connection.recipient_name,
                'recipient_address': connection.recipient_address,
                'purpose': wording.purpose,
                'products': wording.products,
                'wording_version': wording.version,
                'wording': wording._shown_text(connection),
                'manner': manner,
                'document': document,
                **dict.fromkeys(numbers, True),
                'numbers': "\n".join(' '.join(numbers[channel].split()) for channel in CALLS if channel in numbers),
            }
        )

    def _revoke(self, manner, document=False):
        """Record that the customer takes the consent back.

        :return: the revocation
        """
        self.ensure_one()
        self.check_access('read')
        if self.state != 'valid':
            raise UserError(self.env._("This consent has been revoked already."))
        self._mark_used()
        [revocation] = self.copy_data(
            {
                'revokes_id': self.id,
                'manner': manner,
                'document': document,
                'given_at': fields.Datetime.now(),
            }
        )
        return self._write_down(revocation)
