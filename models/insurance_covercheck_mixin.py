from markupsafe import Markup

from odoo import api, fields, models

from ..connectors import covercheck

# Fields of this form that belong to the customer or the vehicle, by the same names.
PERSON_FIELDS = (
    'title_id', 'firstname', 'lastname', 'street', 'zip', 'city', 'birthdate_date', 'phone', 'mobile',
)
VEHICLE_FIELDS = (
    'license_plate', 'hsn', 'tsn', 'first_registration_date', 'owner_registration_date',
)


class InsuranceCovercheckMixin(models.AbstractModel):
    """A form with the data that CoverCheck asks for: filled from the records, completed by hand."""

    _name = 'insurance.covercheck.mixin'
    _description = "Data for CoverCheck"

    origin_kind = fields.Selection(
        selection=[(origin, origin) for origin in covercheck.ORIGINS], default='offer', required=True,
    )
    mode = fields.Selection(
        selection=[
            ('callback', "CoverCheck Calls the Customer"),
            ('advice', "Own Advice in the Browser"),
            ('anonymous', "Anonymised Quick Query"),
        ],
        default='callback', required=True,
    )
    partner_id = fields.Many2one('res.partner', string="Customer")
    vehicle_id = fields.Many2one('fleet.vehicle')

    # The customer's data
    is_company = fields.Boolean(related='partner_id.is_company')
    title_id = fields.Many2one('res.partner.title', string="Salutation", compute='_compute_person', store=True, readonly=False)
    firstname = fields.Char(string="First Name", compute='_compute_person', store=True, readonly=False)
    lastname = fields.Char(string="Last Name", compute='_compute_person', store=True, readonly=False)
    street = fields.Char(compute='_compute_person', store=True, readonly=False)
    zip = fields.Char(string="Postcode", compute='_compute_person', store=True, readonly=False)
    city = fields.Char(string="Town", compute='_compute_person', store=True, readonly=False)
    birthdate_date = fields.Date(string="Date of Birth", compute='_compute_person', store=True, readonly=False)
    birth_year = fields.Integer(string="Year of Birth", compute='_compute_person', store=True, readonly=False)
    phone = fields.Char(compute='_compute_person', store=True, readonly=False)
    mobile = fields.Char(compute='_compute_person', store=True, readonly=False)

    # The vehicle's data
    make = fields.Char(compute='_compute_vehicle', store=True, readonly=False)
    model_name = fields.Char(string="Model", compute='_compute_vehicle', store=True, readonly=False)
    license_plate = fields.Char(compute='_compute_vehicle', store=True, readonly=False)
    hsn = fields.Char(string="HSN", compute='_compute_vehicle', store=True, readonly=False)
    tsn = fields.Char(string="TSN", compute='_compute_vehicle', store=True, readonly=False)
    odometer = fields.Integer(compute='_compute_vehicle', store=True, readonly=False)
    is_new = fields.Boolean(string="New Vehicle, 0 km")
    first_registration_date = fields.Date(string="First Registration", compute='_compute_vehicle', store=True, readonly=False)
    owner_registration_date = fields.Date(string="Registration on Owner", compute='_compute_vehicle', store=True, readonly=False)

    # What is missing, what will go
    asked = fields.Char(compute='_compute_asked', store=True)
    preview = fields.Html(compute='_compute_preview', sanitize=False)

    @api.depends('partner_id')
    def _compute_person(self):
        for form in self:
            partner = form.partner_id.sudo()
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
        """What was missing before anything was typed: its fields stay while they are filled."""
        for form in self:
            form.asked = ','.join(covercheck.missing(form._hand_over()))

    @api.depends(
        'mode', 'origin_kind', 'partner_id', 'vehicle_id', 'birth_year', 'make', 'model_name', 'odometer',
        'is_new', *PERSON_FIELDS, *VEHICLE_FIELDS,
    )
    def _compute_preview(self):
        labels, words = self._field_labels(), self._value_words()
        row = Markup('<tr><td class="text-muted pe-4">%s</td><td>%s</td></tr>')
        for form in self:
            rows = [
                row % (labels[name], words.get(value, value))
                for name, value in covercheck.payload(form._hand_over()) if name in labels
            ]
            form.preview = Markup('<table class="table table-sm">%s</table>') % Markup().join(rows)

    # What will be passed on

    def _is_business(self):
        return self.partner_id.is_company or bool(self.partner_id.parent_id)

    def _problems(self):
        """Labels of what keeps the data from being passed on."""
        labels = self._field_labels()
        faults = covercheck.faults(self._hand_over())
        return [labels.get(fault.field, fault.field) for fault in faults]

    def _describe_data(self):
        """Which data are passed on, for the evidence: kinds, not values, but for a quick query's three."""
        labels = self._field_labels()
        kinds = [labels[name] for name, _value in covercheck.payload(self._hand_over()) if name in labels]
        if self.mode != 'anonymous':
            return ", ".join(kinds)
        known = self.env._(
            "Anonymised: postcode %(postcode)s, town %(town)s, year of birth %(year)s",
            postcode=self.zip, town=self.city, year=self.birth_year,
        )
        return "\n".join([known, ", ".join(kinds)])

    def _portal_form(self, handover):
        """
        :return: address of the portal, [(field, value)]
        """
        access = handover.connection_id._covercheck_access()
        data = self._hand_over(handover.reference, handover._return_url())
        return access.portal_url, covercheck.form_fields(access, data)

    def _hand_over(self, reference='', return_url=''):
        """The data of this form as the connector takes them.

        :rtype: covercheck.HandOver
        """
        self.ensure_one()
        kind = 'business' if self._is_business() else 'private'
        birth_date = self.birthdate_date
        if self.mode == 'anonymous':
            birth_date = self.birth_year and fields.Date.to_date(f'{self.birth_year:04d}-07-01')
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
                birth_date=birth_date or None,
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
            consent=self._granted(),
        )

    def _granted(self):
        """Which of the customer's numbers CoverCheck may call.

        :rtype: covercheck.Consent
        """
        raise NotImplementedError

    @api.model
    def _consent_to_call(self, phone_private, phone_business, mobile):
        return covercheck.Consent(
            phone_private=phone_private,
            phone_business=phone_business,
            mobile_private=mobile,
            mobile_business=mobile,
        )

    def _value_words(self):
        """What a person calls the contract's code values."""
        return {
            covercheck.MR: self.env._("Mr"),
            covercheck.MS: self.env._("Ms"),
            covercheck.COMPANY: self.env._("Company"),
            covercheck.NO_SALUTATION: self.env._("None"),
            'granted': self.env._("Yes"),
            'refused': self.env._("No"),
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
            'consent': self.env._("Consent to be called"),
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
