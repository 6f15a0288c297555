"""Which vehicle of the book a GDV file tells of: by VIN, else by plate and holder."""

from dataclasses import dataclass

from odoo.fields import Domain

from ...tools import license_plate, vin
from ...tools.errors import InvalidIdentifier
from .gdv_values import first_day, plate_of, readable, type_values


@dataclass(eq=False)
class InsuredVehicle:
    """A vehicle of a contract, and which one that is here.

    :ivar told: ``connectors.gdv.Vehicle``
    :ivar customer: ``gdv_partners.Customer``: the policyholder, or None if the policy's is known
    :ivar partner: ``res.partner``: who may be its owner, maybe empty yet
    :ivar vehicle: ``fleet.vehicle``; empty: not known here
    :ivar doubt: code of a finding; then none is chosen
    """

    told: object
    customer: object
    partner: object
    vehicle: object = None
    doubt: str = ""

    def __post_init__(self):
        self.vin = vin.normalize(self.told.vin)
        self.plates = license_plate.spellings(self.told.plate) if self.told.plate else []

    @property
    def is_told_apart(self):
        return bool(self.vin or self.plates)

    @property
    def key(self):
        """By which the same vehicle is recognised that comes several times."""
        return self.vin or (self.told.plate, self.customer or self.partner)


class VehicleSearch:
    def __init__(self, env, company):
        self.env = env
        self.company = company
        self._new = {}

    def find(self, insured):
        """Fill in ``vehicle`` and ``doubt`` of each: two queries for all of them.

        :param insured: [InsuredVehicle], whose partners are known by now
        """
        vehicles = self.env['fleet.vehicle'].with_context(active_test=False)
        vins = [each.vin for each in insured if each.vin]
        by_vin = vehicles.search(self._of_company() & Domain('vin_sn', 'in', vins)).grouped('vin_sn') if vins else {}
        by_plate = self._by_plate([each for each in insured if each.vin not in by_vin and each.plates])
        for each in insured:
            same = by_vin.get(each.vin) or self._driven_by(each, by_plate)
            if len(same) > 1:
                each.doubt = 'several_vehicles'
            else:
                each.vehicle = same

    def first(self, insured):
        """The one that stands for the same vehicle that comes several times and is not known here yet."""
        return self._new.setdefault(insured.key, insured)

    def forget_new(self):
        self._new = {}

    def _by_plate(self, insured):
        plates = [plate for each in insured for plate in each.plates]
        owners = [each.partner.id for each in insured if each.partner]
        if not plates or not owners:
            return {}
        vehicles = self.env['fleet.vehicle'].search(
            self._of_company() & Domain('license_plate', 'in', plates) & Domain('owner_id', 'in', owners)
        )
        return vehicles.grouped('license_plate')

    def _driven_by(self, insured, by_plate):
        """The holder's vehicle with this plate, unless it has another VIN."""
        found = self.env['fleet.vehicle'].union(*filter(None, map(by_plate.get, insured.plates)))
        return found.filtered(
            lambda vehicle: (
                vehicle.owner_id == insured.partner
                and (not insured.vin or not vehicle.vin_sn or vehicle.vin_sn == insured.vin)
            )
        )

    def _of_company(self):
        return Domain('company_id', 'in', [self.company.id, False])


class ModelBook:
    """Makes and models by name, created where they are missing."""

    def __init__(self, env):
        self.env = env
        self._brands = {brand.name.casefold(): brand for brand in env['fleet.vehicle.model.brand'].search([])}
        models = env['fleet.vehicle.model'].with_context(active_test=False).search([('vehicle_type', '=', 'car')])
        self._models = {(model.brand_id.id, model.name.casefold()): model for model in models}

    def model(self, told):
        """:rtype: fleet.vehicle.model"""
        make = readable(told.make) or self.env._("Unknown Make")
        name = readable(told.model) or self.env._("Unknown Model")
        brand = self._brands.get(make.casefold())
        if not brand:
            brand = self._brands[make.casefold()] = self.env['fleet.vehicle.model.brand'].create({'name': make})
        model = self._models.get((brand.id, name.casefold()))
        if not model:
            model = self.env['fleet.vehicle.model'].create({'name': name, 'brand_id': brand.id, 'vehicle_type': 'car'})
            self._models[brand.id, name.casefold()] = model
        return model


def identity(insured, company):
    """VIN and plate as the vehicle's form accepts them, and the codes of findings about the others.

    :return: ({field: value}, [code])
    """
    told, codes = insured.told, []
    country = company.country_id.code
    first = first_day(told.first_registration)
    is_older = first and first.year < vin.STANDARD_SINCE
    check_number = vin.normalize_frame_number if is_older else vin.check_vin
    return {
        'vin_sn': _valid(check_number, insured.vin, 'vin', codes),
        'license_plate': _valid(lambda plate: plate_of(plate, country), told.plate, 'plate', codes),
    }, codes


def _valid(check, text, code, codes):
    try:
        return check(text) if text else False
    except InvalidIdentifier:
        codes.append(code)
        return False


def vehicle_values(insured, book, company):
    """Values of ``fleet.vehicle``, its owner aside."""
    return {
        'model_id': book.model(insured.told).id,
        'company_id': company.id,
        'usage': 'customer',
        'registration_country_id': company.country_id.id,
        **type_values(insured.told),
        **identity(insured, company)[0],
    }
