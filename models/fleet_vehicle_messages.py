"""What is wrong with an identifier, in words that a salesperson understands.

The rules and their codes live in ``tools/``; only the sentences live here,
because they are translated.
"""


def identifier_message(env, field_name, error):
    """The sentence about an identifier that cannot be right.

    :param str field_name: field of ``fleet.vehicle`` in which it was typed
    :param error: the ``InvalidIdentifier`` raised by ``tools/``
    :rtype: str
    """
    if field_name == 'license_plate':
        sentences = _plate_messages(env)
    else:
        sentences = _number_messages(env) | _messages_by_field(env).get(field_name, {})
    code = 'too_long' if error.code == 'length' and 'maximum' in error.params else error.code
    params = {name: " / ".join(value) if isinstance(value, list) else value for name, value in error.params.items()}
    return sentences[code] % params


def _plate_messages(env):
    return {
        'characters': env._(
            "The license plate holds characters that no German plate has: %(characters)s. Is it a foreign one? Then choose its country of registration."
        ),
        'format': env._(
            "This is not a German license plate. They look like GM-AB 123. Is it a foreign one? Then choose its country of registration."
        ),
        'prefix_only': env._(
            "%(district)s is the district only. A customer's vehicle needs its whole license plate, such as %(district)s-AB 123."
        ),
        'ambiguous': env._("Please put a hyphen behind the district: %(candidates)s?"),
        'district': env._("A license plate begins with one to three letters for the district, not with %(district)s."),
        'letters': env._("One or two letters follow the district, not %(letters)s."),
        'digits': env._("A license plate ends with one to four digits, the first one not 0."),
        'season': env._("The season needs two months, two to eleven months long, such as 04/10."),
        'too_long': env._("This license plate has %(length)s characters, but at most %(maximum)s are possible."),
        'empty': env._("The license plate is empty."),
    }


def _number_messages(env):
    return {
        'empty': env._("The number is empty."),
        'too_long': env._("The number has %(length)s characters, but at most %(maximum)s are possible."),
        'characters': env._("The number holds characters that do not belong there: %(characters)s."),
    }


def _messages_by_field(env):
    return {
        'vin_sn': {
            'length': env._(
                "A VIN has 17 characters, this one has %(length)s. Is the car older than 1981? Then enter its first registration before the number."
            ),
            'characters': env._("A VIN has letters and digits only, not: %(characters)s"),
            'letters_ioq': env._("A VIN never has the letter %(letters)s. The digit 1 or 0 is meant."),
        },
        'hsn': {
            'length': env._("The HSN has four digits, such as 0603, this one has %(length)s."),
            'characters': env._("The HSN has digits only, not: %(characters)s"),
        },
        'tsn': {
            'length': env._(
                "The TSN has three characters, such as BJM; the whole entry of field 2.2 has nine. This one has %(length)s."
            ),
            'characters': env._("The TSN has letters and digits only, not: %(characters)s"),
        },
    }
