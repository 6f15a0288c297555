from . import errors, evb, kba, license_plate, policy_number, policy_number_schemes, text, vin
