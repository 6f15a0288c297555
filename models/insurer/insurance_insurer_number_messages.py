"""What is open about a policy number, in words that a salesperson understands."""

# More choices than that are no help in a sentence.
MAX_CHOICES = 8


def number_advice(insurer, number, line=None):
    """The sentence about a policy number that is not complete, or names another company, or "".

    :param insurer: ``insurance.insurer`` whose number it should be
    """
    notation = insurer._explain_number(number, line)
    if not notation.key:
        return ""
    if notation.is_complete:
        return _other_company(insurer, number)
    env = insurer.env
    choices = ", ".join(label for _key, label in insurer._number_choices(number, line)[:MAX_CHOICES])
    sentences = {
        'without_area': env._(
            "The first two digits, the Arbeitsgebiet, are missing. Without them the insurer's portal only shows its search. They stand on the policy."
        ),
        'ambiguous': env._("The number has three digits too many, in front or at the end. Is it %s?", choices),
        'unknown': env._(
            "This is not how %s writes its policy numbers. Please compare it with the policy.", insurer.name
        ),
        'too_long': env._("A policy number has no more than 17 characters."),
    }
    if notation.kind == 'without_area' and len(notation.candidates) <= MAX_CHOICES:
        return env._("The first two digits, the Arbeitsgebiet, are missing. Is it %s?", choices)
    return sentences[notation.kind]


def _other_company(insurer, number):
    company = insurer._find_by_policy_number(number)
    if not company or company == insurer or not insurer.number_company:
        return ""
    return insurer.env._("The first two digits tell that this is a number of %s.", company.name)
