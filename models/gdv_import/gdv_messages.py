"""What is odd in a file of portfolio data, and what could not be done with it, in sentences."""


def unreadable_message(env, error):
    """Why a file cannot be read at all.

    :param error: ``connectors.gdv.Unreadable``
    """
    maximum = error.params.get('maximum', 0)
    return {
        'empty': env._("The file is empty."),
        'no_gdv': env._("This is no file of portfolio data (GDV)."),
        'too_large': env._("The file is larger than %s MB.", maximum >> 20),
        'zip_encrypted': env._("The archive asks for a password. Please unpack it first."),
        'zip_damaged': env._("The archive is damaged. Please have it sent once more."),
        'zip_empty': env._("The archive is empty."),
        'zip_many': env._("The archive holds more than %s files. Please import them in smaller ones.", maximum),
        'zip_method': env._("The archive is packed in an unusual way. Please unpack it first."),
    }[error.code]


def finding_message(env, code, params):
    """The sentence about one finding."""
    return _of_files(env, params).get(code) or _of_contracts(env, params).get(code) or code


def _of_files(env, params):
    """Codes of ``connectors.gdv.findings``."""
    record = params.get('record', '')
    return {
        'no_record': env._("This line is no record. It was left out."),
        'long_line': env._("This line is too long. Its end was left out."),
        'encoding': env._("A character cannot be read."),
        'unread_record': env._("Records of type %s are not read.", record),
        'no_header': env._("The first record of the package (0001) is missing."),
        'no_trailer': env._(
            "The last record (9999) is missing: perhaps the file is not whole. No end is proposed by it."
        ),
        'after_trailer': env._("There are records after the last one (9999) of the package."),
        'record_count': env._(
            "The insurer tells of %(stated)s records, there are %(counted)s.",
            stated=params.get('stated', ''),
            counted=params.get('counted', ''),
        ),
        'large_contract': env._("The contract has so many records that it was read in pieces."),
        'version': env._(
            "Version %(version)s of record %(record)s is not known. It was read like the nearest one.",
            version=params.get('version', ''),
            record=record,
        ),
        'unreadable': env._("What stands here is no %s. It was left empty.", _kind(env, params.get('type'))),
        'no_number': env._("The contract has no policy number."),
        'covers_unassigned': env._("It is not told which of several vehicles a cover belongs to."),
        'broken_off': env._("The file ends too early, or its archive is damaged."),
        'too_large': env._("The file is too large. Its end was left out."),
    }


def _of_contracts(env, params):
    """Codes of ``gdv_planning``."""
    return {
        'unknown_insurer': env._("The insurer with the company number %s is not known.", params.get('insurer', '')),
        'no_holder': env._("No policyholder is told, so no policy can be made of it."),
        'no_customer': env._("The policyholder is no customer here, and customers are not created."),
        'several_customers': env._(
            "Several customers may be the policyholder. Please merge them, then import once more."
        ),
        'possible_customer': env._(
            "A customer with this name lives at this address, but his date of birth is not known here. "
            "He counts as another person unless you match by address."
        ),
        'other_customer': env._("The policy belongs to another customer here. It stays with him."),
        'several_vehicles': env._("Several vehicles may be the insured one. None was chosen."),
        'vin': env._("The VIN cannot be right. The vehicle was created without it."),
        'plate': env._("The license plate cannot be read for certain. The vehicle was created without it."),
        'no_policy': env._("The payments belong to a contract that is not known here."),
        'ended_here': env._("The insurer tells that it is in force, but its end was recorded here."),
        'currency': env._("Amounts in %s were left out.", params.get('currency', '')),
        'failed': env._("It could not be stored: %s", params['text'])
        if params.get('text')
        else env._("It could not be stored. The administrator finds more in the log."),
    }


def _kind(env, kind):
    kinds = {'date': env._("date"), 'month': env._("month"), 'number': env._("number")}
    return kinds.get(kind) or env._("amount")


def place_in_words(env, field):
    """A field of ``layout.csv`` in words; amounts may be told twice, exact and rough."""
    if not field:
        return ""
    name = field.removesuffix('_exact').removesuffix('_rough')
    return _fields(env).get(name) or name.replace('_', ' ').capitalize()


def _fields(env):
    return {
        'amount': env._("Amount"),
        'benefits': env._("Benefits"),
        'birth_date': env._("Date of Birth"),
        'booking_date': env._("Booked on"),
        'change_date': env._("Changed on"),
        'commission': env._("Commission"),
        'costs': env._("Costs"),
        'death': env._("Sum at Death"),
        'deductible': env._("Deductible"),
        'end': env._("End"),
        'first_registration': env._("First Registration"),
        'gross': env._("Gross"),
        'gross_premium': env._("Gross Premium"),
        'invalidity': env._("Sum at Invalidity"),
        'leaving_date': env._("Left on"),
        'loss_date': env._("Date of Loss"),
        'main_due_date': env._("Main Due Date"),
        'net': env._("Net"),
        'net_premium': env._("Net Premium"),
        'number': env._("Policy Number"),
        'owner_registration': env._("Registration on Owner"),
        'partial_deductible': env._("Deductible, Partial"),
        'period_end': env._("Period End"),
        'period_start': env._("Period Start"),
        'premium': env._("Premium"),
        'premium_rate': env._("Premium Rate"),
        'record_count': env._("Number of Records"),
        'reported': env._("Reported on"),
        'start': env._("Start"),
        'sum1': env._("Sum Insured"),
        'sum2': env._("Sum Insured"),
        'sum3': env._("Sum Insured"),
        'tax': env._("Tax"),
        'total_premium': env._("Total Premium"),
        'yearly_kilometres': env._("Kilometres per Year"),
    }
