from datetime import date

from odoo import api, fields, models
from odoo.tools.misc import format_date, formatLang

from ...connectors import covercheck

# Fields of this form that belong to the customer or the vehicle, by the same names.
PERSON_FIELDS = (
    'title_id',
    'firstname',
    'lastname',
    'street',
    'zip',
    'city',
    'birthdate_date',
    'phone',
    'mobile',
)
VEHICLE_FIELDS = (
    'license_plate',
    'hsn',
    'tsn',
    'first_registration_date',
    'owner_registration_date',
)
# Fields of the contract that a person writes in another way.
DATES = ('customer_birth_date', 'vehicle_first_registration', 'vehicle_owner_registration')

YEARS = range(1900, 2100)


class InsuranceCovercheckMixin(models.AbstractModel):
    """A form with the data that CoverCheck asks for: filled from the records, completed by hand."""

    _name = 'insurance.covercheck.mixin'
    _description = "Data for CoverCheck"

    origin_kind = fields.Selection(
        selection=[(origin, origin) for origin in covercheck.ORIGINS],
        default='offer',
        required=True,
    )
    mode = fields.Selection(
        selection=[
            ('callback', "CoverCheck Calls the Customer"),
            ('advice', "Own Advice in the Browser"),
            ('anonymous', "Anonymised Quick Query"),
        ],
        default='callback',
        required=True,
    )
    partner_id = fields.Many2one('res.partner', string="Customer")
    vehicle_id = fields.Many2one('fleet.vehicle')

    # The customer's data
    is_company = fields.Boolean(related='partner_id.is_company', related_sudo=False)
    title_id = fields.Many2one(
        'res.partner.title',
        string="Salutation",
        compute='_compute_person',
        store=True,
        compute_sudo=False,
        readonly=False,
    )
    firstname = fields.Char(
        string="First Name", compute='_compute_person', store=True, compute_sudo=False, readonly=False
    )
    lastname = fields.Char(
        string="Last Name", compute='_compute_person', store=True, compute_sudo=False, readonly=False
    )
    street = fields.Char(compute='_compute_person', store=True, compute_sudo=False, readonly=False)
    zip = fields.Char(string="Postcode", compute='_compute_person', store=True, compute_sudo=False, readonly=False)
    city = fields.Char(string="Town", compute='_compute_person', store=True, compute_sudo=False, readonly=False)
    birthdate_date = fields.Date(
        string="Date of Birth", compute='_compute_person', store=True, compute_sudo=False, readonly=False
    )
    birth_year = fields.Integer(
        string="Year of Birth", compute='_compute_person', store=True, compute_sudo=False, readonly=False
    )
    phone = fields.Char(compute='_compute_person', store=True, compute_sudo=False, readonly=False)
    mobile = fields.Char(compute='_compute_person', store=True, compute_sudo=False, readonly=False)

    # The vehicle's data
    make = fields.Char(compute='_compute_vehicle', store=True, compute_sudo=False, readonly=False)
    model_name = fields.Char(string="Model", compute='_compute_vehicle', store=True, compute_sudo=False, readonly=False)
    license_plate = fields.Char(compute='_compute_vehicle', store=True, compute_sudo=False, readonly=False)
    hsn = fields.Char(string="HSN", compute='_compute_vehicle', store=True, compute_sudo=False, readonly=False)
    tsn = fields.Char(string="TSN", compute='_compute_vehicle', store=True, compute_sudo=False, readonly=False)
    odometer = fields.Integer(compute='_compute_vehicle', store=True, compute_sudo=False, readonly=False)
    is_new = fields.Boolean(string="New Vehicle, 0 km")
    first_registration_date = fields.Date(
        string="First Registration", compute='_compute_vehicle', store=True, compute_sudo=False, readonly=False
    )
    owner_registration_date = fields.Date(
        string="Registration on Owner", compute='_compute_vehicle', store=True, compute_sudo=False, readonly=False
    )

    # What is missing, what will go
    asked = fields.Char(compute='_compute_asked', store=True, compute_sudo=False)
    preview = fields.Html(compute='_compute_preview', sanitize=False)

    @api.depends('partner_id')
    def _compute_person(self):
        for form in self:
            partner = form.partner_id
            for name in PERSON_FIELDS:
                form[name] = partner[name]
            if partner.is_company:
                form.lastname = partner.name
            form.birth_year = partner.birthdate_date and partner.birthdate_date.year

    @api.depends('vehicle_id')
    def _compute_vehicle(self):
        for form in self:
            vehicle = form.vehicle_id
            for name in VEHICLE_FIELDS:
                form[name] = vehicle[name]
            form.odometer = vehicle.odometer
            form.make = vehicle.model_id.brand_id.name
            form.model_name = vehicle.model_id.name

    @api.depends('mode', 'partner_id', 'vehicle_id')
    def _compute_asked(self):
        """What was missing or wrong before anything was typed: its fields stay while they are filled."""
        for form in self:
            form.asked = ','.join(fault.field for fault in form._faults(form._hand_over(form._grantable())))

    @api.depends(
        'mode',
        'origin_kind',
        'partner_id',
        'vehicle_id',
        'birth_year',
        'make',
        'model_name',
        'odometer',
        'is_new',
        *PERSON_FIELDS,
        *VEHICLE_FIELDS,
    )
    def _compute_preview(self):
        for form in self:
            form.preview = self.env['ir.qweb']._render('dealer_insurance.handover_preview', form._preview())

    def _preview(self):
        """What will be passed on, as a person reads it.

        :return: {'customer': [(label, value)], 'vehicle': [(label, value)], …}
        """
        labels = self._field_labels()
        sent = dict(covercheck.payload(self._hand_over(self._granted())))
        shown = {
            part: [(labels[name], self._in_words(name, value)) for name, value in sent.items() if name.startswith(part)]
            for part in ('customer', 'vehicle')
        }
        callable_numbers = [
            labels[f'customer_{phone}'] for phone in covercheck.PHONES if sent[f'consent_{phone}'] == 'granted'
        ]
        answer = "; ".join(callable_numbers) or self.env._("No")
        shown['customer'].append((self.env._("May Be Called On"), answer))
        return {**shown, 'is_portal': self.mode != 'callback'}

    def _in_words(self, name, value):
        """A value of the contract as a person writes it."""
        if name == 'customer_salutation':
            return self._salutation_words()[value]
        if name == 'vehicle_odometer':
            return self.env._("%s km", formatLang(self.env, int(value), digits=0))
        return format_date(self.env, value) if name in DATES else value

    # What will be passed on

    def _is_business(self):
        return self.partner_id.is_company or bool(self.partner_id.parent_id)

    def _problems(self):
        """Labels of what keeps the data from being passed on."""
        labels = self._field_labels()
        return [labels.get(fault.field, fault.field) for fault in self._faults(self._hand_over(self._granted()))]

    def _faults(self, hand_over):
        """But for the consent, which is asked for at its own place."""
        return [fault for fault in covercheck.faults(hand_over) if fault.field != covercheck.CONSENT]

    def _describe_data(self):
        """Which data are passed on, for the evidence: kinds, not values, but for a quick query's three."""
        labels = self._field_labels()
        payload = covercheck.payload(self._hand_over(self._granted()))
        kinds = [labels[name] for name, _value in payload if name in labels]
        if self.mode != 'anonymous':
            return ", ".join(kinds)
        known = self.env._(
            "Anonymised: postcode %(postcode)s, town %(town)s, year of birth %(year)s",
            postcode=self.zip,
            town=self.city,
            year=self.birth_year,
        )
        return "\n".join([known, ", ".join(kinds)])

    def _portal_form(self, handover):
        """
        :return: address of the portal, [(field, value)]
        """
        access = handover.connection_id._covercheck_access()
        data = self._hand_over(self._granted(), handover.reference, handover._return_url())
        return access.portal_url, covercheck.form_fields(access, data)

    def _hand_over(self, consent, reference='', return_url=''):
        """The data of this form as the connector takes them.

        :param covercheck.Consent consent: which of the customer's numbers CoverCheck may call
        :rtype: covercheck.HandOver
        """
        self.ensure_one()
        kind = 'business' if self._is_business() else 'private'
        return covercheck.HandOver(
            mode=self.mode,
            origin=self.origin_kind,
            reference=reference or covercheck.new_reference(),
            return_url=return_url,
            customer=covercheck.Customer(
                salutation=covercheck.COMPANY if self.partner_id.is_company else self.title_id.salutation or '',
                first_name=self.firstname or '',
                last_name=self.lastname or '',
                street=self.street or '',
                postcode=self.zip or '',
                town=self.city or '',
                birth_date=self._birth_date() or None,
                **{f'phone_{kind}': self.phone or '', f'mobile_{kind}': self.mobile or ''},
            ),
            vehicle=covercheck.Vehicle(
                hsn=self.hsn or '',
                tsn=self.tsn or '',
                make=self.make or '',
                model=self.model_name or '',
                plate=self.license_plate or '',
                odometer=self.odometer or (0 if self.is_new else None),
                first_registration=self.first_registration_date or None,
                owner_registration=self.owner_registration_date or None,
                vin=self.vehicle_id.vin_sn or '',
            ),
            consent=consent,
        )

    def _birth_date(self):
        """Of an anonymised query only the year is asked for, and only the year leaves."""
        if self.mode != 'anonymous':
            return self.birthdate_date
        return date(self.birth_year, 7, 1) if self.birth_year in YEARS else None

    def _granted(self):
        """Which of the customer's numbers CoverCheck may call.

        :rtype: covercheck.Consent
        """
        raise NotImplementedError

    def _grantable(self):
        """Which of them it may call at most, once the customer has agreed to what this form asks.

        :rtype: covercheck.Consent
        """
        raise NotImplementedError

    def _consent_to_call(self, channels):
        """
        :param channels: some of the evidence's ``CALLS``
        :rtype: covercheck.Consent
        """
        is_business = self._is_business()
        return covercheck.Consent(
            phone_private='phone_private' in channels,
            phone_business='phone_business' in channels,
            mobile_private='mobile' in channels and not is_business,
            mobile_business='mobile' in channels and is_business,
        )

    def _salutation_words(self):
        """What a person calls the contract's salutations."""
        return {
            covercheck.MR: self.env._("Mr"),
            covercheck.MS: self.env._("Ms"),
            covercheck.COMPANY: self.env._("Company"),
            covercheck.NO_SALUTATION: self.env._("None"),
        }

    def _field_labels(self):
        """What a person calls the contract's fields; those without a label concern machines only."""
        return {
            'customer_salutation': self.env._("Salutation"),
            'customer_first_name': self.env._("First Name"),
            'customer_last_name': self.env._("Last Name"),
            'customer_street': self.env._("Street and Number"),
            'customer_postcode': self.env._("Postcode"),
            'customer_town': self.env._("Town"),
            'customer_birth_date': self.env._("Date of Birth"),
            'customer_phone': self.env._("Telephone"),
            'customer_phone_private': self.env._("Phone, private"),
            'customer_phone_business': self.env._("Phone, business"),
            'customer_mobile_private': self.env._("Mobile, private"),
            'customer_mobile_business': self.env._("Mobile, business"),
            'consent_phone_private': self.env._("Call on private phone"),
            'consent_phone_business': self.env._("Call on business phone"),
            'consent_mobile_private': self.env._("Call on private mobile"),
            'consent_mobile_business': self.env._("Call on business mobile"),
            'vehicle_hsn': self.env._("HSN"),
            'vehicle_tsn': self.env._("TSN"),
            'vehicle_make': self.env._("Make"),
            'vehicle_model': self.env._("Model"),
            'vehicle_plate': self.env._("License Plate"),
            'vehicle_odometer': self.env._("Odometer"),
            'vehicle_first_registration': self.env._("First Registration"),
            'vehicle_owner_registration': self.env._("Registration on Owner"),
            'vehicle_vin': self.env._("VIN"),
        }
