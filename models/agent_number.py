"""What a Vermittlernummer looks like, whoever has it."""

import re

from odoo.exceptions import ValidationError


def check_agent_numbers(env, numbers):
    """
    :param numbers: empty ones are left out
    :raise ValidationError: one is no positive integer (Wertgarantie's schema)
    """
    for number in filter(None, numbers):
        if not re.fullmatch(r'0*[1-9][0-9]{0,17}', number):
            raise ValidationError(
                env._("%s is no Vermittlernummer: it is a number above zero, in digits without blanks.", number)
            )
