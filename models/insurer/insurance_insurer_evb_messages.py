"""What is to be checked about an eVB number, in words that a salesperson understands."""

from ...tools import evb
from ...tools.errors import InvalidIdentifier


def evb_advice(insurer, number):
    """The sentence about an eVB number that cannot be right, or names another insurer, or "".

    :param insurer: ``insurance.insurer`` that should have confirmed the cover; may be empty
    :param str number: as it was typed; may be empty
    """
    if not number:
        return ""
    try:
        evb.check_evb(number)
    except InvalidIdentifier as error:
        return _malformed(insurer.env, error)
    known = insurer._find_by_evb(number)
    if not known or insurer & known:
        return ""
    return insurer.env._("By its beginning this is an eVB number of %s.", " / ".join(known.mapped('name')))


def _malformed(env, error):
    sentences = {
        'empty': env._("The number is empty."),
        'length': env._("An eVB number has 7 characters, this one has %(length)s."),
        'characters': env._("An eVB number has letters and digits only, not: %(characters)s"),
        'letters_io': env._("An eVB number never has the letter %(letters)s. The digit 1 or 0 is meant."),
    }
    return sentences[error.code] % error.params
