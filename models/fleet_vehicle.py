from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, ValidationError
from odoo.fields import Domain

from ..tools import kba, license_plate, vin
from ..tools.errors import InvalidIdentifier
from .fleet_vehicle_messages import identifier_message

IDENTIFIERS = ('license_plate', 'vin_sn', 'hsn', 'tsn', 'battery_number')


class FleetVehicle(models.Model):
    """The vehicle's identity: what the registration document or the frame says."""

    _inherit = 'fleet.vehicle'
    _rec_names_search = ['name', 'vin_sn', 'owner_id.name', 'driver_id.name']

    license_plate = fields.Char(index='btree_not_null')
    vin_sn = fields.Char(index='btree_not_null')
    registration_country_id = fields.Many2one(
        comodel_name='res.country',
        default=lambda self: self.env.company.country_id,
        help="German license plates are checked; those of other countries are taken as they are.",
    )
    hsn = fields.Char(
        string="HSN",
        tracking=True,
        help="Maker's number, four digits: field 2.1 of the registration document.",
    )
    tsn = fields.Char(
        string="TSN",
        tracking=True,
        help="Type number: the first three characters of field 2.2 of the registration "
        "document. The whole entry is accepted too.",
    )
    first_registration_date = fields.Date(string="First Registration", tracking=True)
    owner_registration_date = fields.Date(
        string="Registration on Owner",
        copy=False,
        tracking=True,
        help="When the vehicle was registered on its present owner.",
    )
    battery_number = fields.Char(copy=False, tracking=True, help="Number on the drive's battery.")
    insurance_object = fields.Selection(
        selection=[('car', "Car"), ('bike', "Bicycle"), ('ebike', "E-bike")],
        string="Kind of Vehicle",
        compute='_compute_insurance_object',
        store=True,
    )
    has_vin = fields.Boolean(
        compute='_compute_has_vin',
        export_string_translation=False,
        help="Whether the number follows ISO 3779, as on every car since 1981.",
    )
    same_plate_vehicle_id = fields.Many2one(
        comodel_name='fleet.vehicle',
        compute='_compute_same_plate_vehicle_id',
    )

    @api.depends('license_plate', 'vin_sn', 'model_id.name', 'model_id.brand_id.name')
    def _compute_display_name(self):
        """Show first what a vehicle is told apart by, such as "GM-AB 123 Volkswagen Golf"."""
        for vehicle in self:
            number = vehicle.license_plate or vehicle.vin_sn
            model = vehicle.model_id
            vehicle.display_name = ' '.join(filter(None, [number, model.brand_id.name, model.name]))

    @api.model
    def _search_display_name(self, operator, value):
        """Find a vehicle by the words of its display name in any order, such as plate and model."""
        words = value.split() if operator in ('ilike', 'like') and isinstance(value, str) else []
        if len(words) < 2:
            return super()._search_display_name(operator, value)
        search = super()._search_display_name
        return Domain.AND([search(operator, word) for word in words])

    @api.depends('model_id.vehicle_type', 'electric_assistance', 'battery_number')
    def _compute_insurance_object(self):
        for vehicle in self:
            if vehicle.model_id.vehicle_type != 'bike':
                vehicle.insurance_object = 'car'
            elif vehicle.electric_assistance or vehicle.battery_number:
                vehicle.insurance_object = 'ebike'
            else:
                vehicle.insurance_object = 'bike'

    @api.depends('model_id.vehicle_type', 'first_registration_date')
    def _compute_has_vin(self):
        for vehicle in self:
            first = vehicle.first_registration_date
            is_older = first and first.year < vin.STANDARD_SINCE
            vehicle.has_vin = vehicle.model_id.vehicle_type != 'bike' and not is_older

    @api.depends('license_plate')
    def _compute_same_plate_vehicle_id(self):
        same_plate = self._grouped_by_number('license_plate')
        for vehicle in self:
            others = same_plate.get(vehicle.license_plate, self.browse())
            vehicle.same_plate_vehicle_id = (others - vehicle._origin)[:1]

    # Identifiers

    @api.onchange(*IDENTIFIERS)
    def _onchange_identifiers(self):
        """Show the usual spelling at once; what is wrong is refused when saving."""
        for name in IDENTIFIERS:
            try:
                self[name] = self._tidy_identifier(name)
            except InvalidIdentifier as error:
                return {
                    'warning': {
                        'type': 'notification',
                        'title': self.env._("Please check"),
                        'message': identifier_message(self.env, name, error),
                    }
                }
        return None

    @api.constrains('license_plate')
    def _check_license_plate(self):
        self._check_identifier('license_plate')

    @api.constrains('vin_sn')
    def _check_vin_sn(self):
        self._check_identifier('vin_sn')

    @api.constrains('hsn')
    def _check_hsn(self):
        self._check_identifier('hsn')

    @api.constrains('tsn')
    def _check_tsn(self):
        self._check_identifier('tsn')

    @api.constrains('battery_number')
    def _check_battery_number(self):
        self._check_identifier('battery_number')

    def _check_identifier(self, name):
        """Bring one identifier into its usual spelling and refuse what cannot be right.

        Only the one that was written: what was accepted once must not keep anybody
        from completing the others.
        """
        for vehicle in self:
            try:
                tidy = vehicle._tidy_identifier(name)
            except InvalidIdentifier as error:
                raise ValidationError(identifier_message(self.env, name, error)) from error
            if tidy != vehicle[name]:
                vehicle[name] = tidy

    @api.constrains('vin_sn', 'company_id')
    def _check_vin_is_unique(self):
        same_number = self.with_context(active_test=False)._grouped_by_number('vin_sn')
        for vehicle in self.filtered('vin_sn'):
            for other in same_number[vehicle.vin_sn] - vehicle:
                if other._shares_company_with(vehicle):
                    raise RedirectWarning(
                        self.env._(
                            "%(number)s is known already: it belongs to %(vehicle)s.",
                            number=vehicle.vin_sn,
                            vehicle=other.display_name,
                        ),
                        other._open_form(),
                        self.env._("Open that vehicle"),
                    )

    def _grouped_by_number(self, name):
        """All vehicles that bear the number of one of these, by number.

        :rtype: dict[str, fleet.vehicle]
        """
        numbers = list(filter(None, self.mapped(name)))
        return self.search([(name, 'in', numbers)]).grouped(name) if numbers else {}

    def _visible_in(self, company):
        """Those that belong to the company, or to all."""
        return self.filtered(lambda vehicle: vehicle.company_id in (company, company.browse()))

    def _shares_company_with(self, other):
        return not (self.company_id and other.company_id) or self.company_id == other.company_id

    def _open_form(self):
        return {
            'type': 'ir.actions.act_window',
            'res_model': self._name,
            'res_id': self.id,
            'views': [(self.env.ref('dealer_insurance.fleet_vehicle_view_form').id, 'form')],
        }

    def _tidy_identifier(self, name):
        """The usual spelling of one identifier.

        :param str name: one of ``IDENTIFIERS``
        :raise InvalidIdentifier: if it cannot be right
        """
        return getattr(self, f'_tidy_{name}')() if self[name] else self[name]

    def _tidy_license_plate(self):
        if self.vehicle_type == 'car' and self.registration_country_id.code == 'DE':
            return license_plate.normalize_german(
                self.license_plate,
                prefix_only=self.usage == 'stock',
            )
        return license_plate.normalize_foreign(self.license_plate)

    def _tidy_vin_sn(self):
        return vin.check_vin(self.vin_sn) if self.has_vin else vin.normalize_frame_number(self.vin_sn)

    def _tidy_hsn(self):
        return kba.normalize_hsn(self.hsn)

    def _tidy_tsn(self):
        return kba.normalize_tsn(self.tsn)

    def _tidy_battery_number(self):
        return vin.normalize_frame_number(self.battery_number)

    # Print

    def _get_printed_identity(self, except_in=''):
        """Plate and frame number in words, in the language of the context.

        :param str except_in: text that is printed anyway; what it names is left out
        """
        said = except_in.upper()
        is_district_only = self.license_plate and self.license_plate.isalpha()
        frame_label = self.env._("VIN: %s") if self.has_vin else self.env._("Frame number: %s")
        parts = [
            label % number
            for label, number in (
                (self.env._("License plate: %s"), not is_district_only and self.license_plate),
                (frame_label, self.vin_sn),
            )
            if number and number.upper() not in said
        ]
        return ", ".join(parts)
