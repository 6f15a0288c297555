from . import errors, evb, iban, kba, license_plate, policy_number, policy_number_schemes, street, text, vin
