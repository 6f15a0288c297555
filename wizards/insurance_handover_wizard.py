from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import hash_sign

from ..models.handover.insurance_covercheck_mixin import PERSON_FIELDS, VEHICLE_FIELDS
from ..models.handover.insurance_handover_covercheck import read_token

PAGE_SCOPE = 'dealer_insurance.handover'
PAGE_PATH = '/dealer_insurance/handover/'
PAGE_VALIDITY = timedelta(minutes=5)

COMPANY_HAS_NO = ('title_id', 'firstname', 'lastname', 'birthdate_date')


class InsuranceHandoverWizard(models.TransientModel):
    """Show what will be passed on to CoverCheck, ask for what is missing, then pass it on."""

    _name = 'insurance.handover.wizard'
    _description = "Hand Over to CoverCheck"
    _inherit = ['insurance.covercheck.mixin']

    origin_model = fields.Char()
    origin_id = fields.Many2oneReference(model_field='origin_model')
    company_id = fields.Many2one('res.company', required=True, default=lambda self: self.env.company)
    connection_id = fields.Many2one(
        'insurance.connection',
        string="Profile",
        compute='_compute_connection_id',
        store=True,
        compute_sudo=False,
        readonly=False,
    )
    connection_ids = fields.Many2many('insurance.connection', compute='_compute_connection_ids')
    has_choice = fields.Boolean(compute='_compute_connection_ids')
    vehicle_choice_ids = fields.Many2many('fleet.vehicle')

    # Consent
    consent_id = fields.Many2one('insurance.consent', compute='_compute_consent')
    consent_reach = fields.Text(related='consent_id.reach', related_sudo=False)
    uncovered_numbers = fields.Char(
        compute='_compute_consent', help="The customer's numbers that the consent in force does not cover."
    )
    may_renew = fields.Boolean(compute='_compute_consent')
    renews_consent = fields.Boolean(string="Take a New Consent")
    takes_consent = fields.Boolean(compute='_compute_consent')
    wording = fields.Text(compute='_compute_consent')
    may_call_phone = fields.Boolean(compute='_compute_may_call_phone', store=True, compute_sudo=False, readonly=False)
    may_call_mobile = fields.Boolean(compute='_compute_may_call_mobile', store=True, compute_sudo=False, readonly=False)
    ticked_numbers = fields.Char(string="Numbers That May Be Called", compute='_compute_ticked_numbers')
    manner = fields.Selection(
        selection=[('signed', "Signed on Screen"), ('paper', "Signed on Paper"), ('oral', "Oral")],
        default='signed',
    )
    signature = fields.Binary()
    scan = fields.Binary()
    scan_name = fields.Char()

    @api.depends('company_id')
    def _compute_connection_ids(self):
        for wizard in self:
            usable = self.env['insurance.connection']._usable('covercheck', wizard.company_id)
            wizard.connection_ids = usable
            wizard.has_choice = len(usable) > 1

    @api.depends('company_id')
    def _compute_connection_id(self):
        for wizard in self:
            wizard.connection_id = wizard.connection_ids[:1]

    @api.depends('partner_id', 'phone')
    def _compute_may_call_phone(self):
        """Consent is an act: nothing is ticked by itself, and a number typed later has to be ticked anew."""
        self.may_call_phone = False

    @api.depends('partner_id', 'mobile')
    def _compute_may_call_mobile(self):
        self.may_call_mobile = False

    @api.depends('may_call_phone', 'may_call_mobile', 'phone', 'mobile', 'partner_id')
    def _compute_ticked_numbers(self):
        for wizard in self:
            wizard.ticked_numbers = "; ".join(wizard._numbers_ticked().values())

    @api.depends('mode', 'partner_id', 'connection_id', 'mobile', 'phone', 'renews_consent')
    def _compute_consent(self):
        for wizard in self:
            consents = wizard._usable_consents()
            wizard.consent_id = consent = consents[:1]
            uncovered = wizard._numbers_known().keys() - wizard._numbers_covered().keys() if consent else ()
            numbers = [number for channel, number in wizard._numbers_known().items() if channel in uncovered]
            wizard.uncovered_numbers = "; ".join(numbers)
            wizard.may_renew = wizard.mode == 'callback' and consent and (numbers or not consent.numbers)
            asks_anew = not consent or (wizard.may_renew and wizard.renews_consent)
            wizard.takes_consent = wizard.mode == 'callback' and wizard.partner_id and asks_anew
            wording = self.env['insurance.consent.wording']
            if wizard.takes_consent and wizard.connection_id:
                wording = wording._current_for(wizard.partner_id, wizard.connection_id)
            wizard.wording = wording._shown_text(wizard.connection_id) if wording else False

    @api.depends('consent_id', 'takes_consent', 'ticked_numbers')
    def _compute_preview(self):
        return super()._compute_preview()

    def _preview(self):
        return super()._preview() | {'recipient': self.connection_id}

    def _usable_consents(self):
        """The consents in force, the best one first; for a callback those that cover one of the numbers known."""
        consents = self.env['insurance.consent']
        if self.mode == 'anonymous' or not self.partner_id or not self.connection_id:
            return consents
        consents = consents._in_force(self.partner_id, self.connection_id)
        numbers = self._numbers_known()
        covering = consents.filtered(lambda consent: consent._covered(numbers))
        return covering if self.mode == 'callback' and numbers else covering | consents

    def _numbers_known(self):
        """On which CoverCheck could call the customer: {channel: number}"""
        return self.env['insurance.consent']._known_numbers(self._is_business(), self.phone, self.mobile)

    def _numbers_ticked(self):
        return self.env['insurance.consent']._known_numbers(
            self._is_business(), self.may_call_phone and self.phone, self.may_call_mobile and self.mobile
        )

    def _numbers_covered(self):
        """By the consent in force."""
        return self.consent_id._covered(self._numbers_known())

    def _granted(self):
        """By the consent in force, or the one that is about to be taken here."""
        return self._consent_to_call(self._numbers_ticked() if self.takes_consent else self._numbers_covered())

    def _grantable(self):
        return self._consent_to_call(self._numbers_known() if self.takes_consent else self._numbers_covered())

    # Open

    @api.model
    def action_quick_query(self):
        """Open the form for an anonymised query about nobody that Odoo knows."""
        self.env['insurance.connection']._require_usable('covercheck', self.env.company)
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Quick Query"),
            'res_model': self._name,
            'view_mode': 'form',
            'target': 'new',
            'context': {'default_mode': 'anonymous'},
        }

    # Hand over

    def action_hand_over(self):
        """Keep what was typed, write the evidence, and pass the data on in the mode chosen."""
        self.ensure_one()
        self._check_allowed()
        self._keep_typed()
        self._check_complete()
        return self._ask_for_callback() if self.mode == 'callback' else self._open_portal()

    def _check_allowed(self):
        """The form may have been open for long, or filled by a remote call.

        :raise UserError: the profile is not, or no longer, one that the user may use
        """
        for record in filter(None, (self.partner_id, self.vehicle_id, self._origin_record())):
            record.check_access('read')
        usable = self.env['insurance.connection']._require_usable('covercheck', self.company_id)
        if self.connection_id not in usable:
            raise UserError(self.env._("You cannot use this profile. Please choose another one."))

    def _ask_for_callback(self):
        handovers = self.env['insurance.handover']
        handovers._refuse_second_callback(self.partner_id, self.vehicle_id)
        if self.takes_consent:
            self._take_consent()
        handover = handovers._write_down(self._prepare_handover())
        accepted, message = handover._request_callback(self._hand_over(self._granted(), handover.reference))
        self._note_on_origin(handover, message)
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'success' if accepted else 'danger',
                'sticky': not accepted,
                'message': message,
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }

    def _open_portal(self):
        handover = self.env['insurance.handover']._write_down(self._prepare_handover())
        return {
            'type': 'ir.actions.act_url',
            'url': self._page_url(handover),
            'target': 'new',
            'close': True,
        }

    def _take_consent(self):
        document = {'signed': self.signature, 'paper': self.scan}.get(self.manner)
        self.env['insurance.consent']._take(
            self.partner_id,
            self.connection_id,
            self.manner,
            document,
            self._numbers_ticked(),
        )
        self.invalidate_recordset(['consent_id', 'takes_consent'])

    def _check_complete(self):
        """
        :raise UserError: tells what is missing or cannot be passed on
        """
        problems = self._problems()
        if problems:
            raise UserError(self.env._("Please complete or correct: %s", ", ".join(problems)))

    def _keep_typed(self):
        """Keep what was typed on the customer and the vehicle, so that nobody types it again.

        The group's right to hand over includes the right to complete these data of
        records that the user may see.
        """
        if self.mode == 'anonymous':
            return
        person = self._changes(self.partner_id.sudo(), PERSON_FIELDS)
        if self.is_company:
            person = {name: value for name, value in person.items() if name not in COMPANY_HAS_NO}
        self.partner_id._complete(person)
        vehicle = self._changes(self.vehicle_id.sudo(), VEHICLE_FIELDS)
        if self._is_district_of_customer(vehicle.get('license_plate')):
            del vehicle['license_plate']
        if self.odometer > self.vehicle_id.odometer:
            vehicle['odometer'] = self.odometer
        self.vehicle_id.sudo().write(vehicle)
        if self.origin_kind == 'stock' and not self.vehicle_id.buyer_id:
            self.vehicle_id.sudo().buyer_id = self.partner_id
        origin = self._origin_record()
        if origin and self.vehicle_id and origin.has_access('write'):
            origin._keep_compared_vehicle(self.vehicle_id)

    def _is_district_of_customer(self, plate):
        """A district alone will do for CoverCheck, but is no license plate of a customer's vehicle."""
        return plate and plate.strip().isalpha() and self.vehicle_id.usage != 'stock'

    def _changes(self, record, names):
        """The typed values that differ from those of a record; nothing is ever emptied."""
        return {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in names
            if self[name] and self[name] != record[name]
        }

    def _prepare_handover(self):
        """The evidence of this hand-over: of an anonymised query no more than postcode, town and year."""
        values = {
            'connection_id': self.connection_id.id,
            'company_id': self.company_id.id,
            'recipient_name': self.connection_id.recipient_name,
            'recipient_address': self.connection_id.recipient_address,
            'mode': self.mode,
            'data_sent': self._describe_data(),
        }
        if self.mode == 'anonymous':
            return values
        origin = self._origin_record()
        return values | {
            'partner_id': self.partner_id.id,
            'person_name': self.partner_id.name,
            'vehicle_id': self.vehicle_id.id,
            'origin': origin.display_name if origin else False,
            'origin_model': self.origin_model,
            'origin_id': self.origin_id,
            'consent_id': self.consent_id.id,
        }

    def _origin_record(self):
        """Where the form was opened; a remote call may name any model, or none that there is."""
        origins = self.env.get(self.origin_model)
        return origins.browse(self.origin_id) if hasattr(origins, '_keep_compared_vehicle') else None

    def _note_on_origin(self, handover, message):
        origin = self._origin_record()
        if origin is not None and hasattr(origin, '_message_log'):
            origin._message_log(body=message)

    # Portal page

    def _page_url(self, handover):
        """Address of the page that posts the form to the portal: for this user, once, for five minutes."""
        token = hash_sign(
            self.sudo().env,
            PAGE_SCOPE,
            [self.id, handover.id, self.env.uid],
            PAGE_VALIDITY,
        )
        return PAGE_PATH + token

    @api.model
    def _open_page(self, token):
        """The form that the page posts: None if the link is forged, expired, used or somebody else's.

        :return: address of the portal, [(field, value)]
        """
        named = read_token(self.sudo().env, PAGE_SCOPE, token)
        if not named or named[2] != self.env.uid:
            return None
        wizard, handover = self.browse(named[0]).exists(), self.env['insurance.handover'].browse(named[1])
        if not wizard or not wizard._is_about(handover) or not handover._open_once():
            return None
        return wizard._portal_form(handover)

    def _is_about(self, handover):
        """Whether the form still is what the evidence says, and nothing in it is missing or wrong."""

        def about(record):
            return (record.mode, record.mode != 'anonymous' and (record.partner_id, record.vehicle_id))

        return about(self) == about(handover) and not self._problems()
