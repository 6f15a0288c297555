from . import errors, evb, kba, license_plate, text, vin
