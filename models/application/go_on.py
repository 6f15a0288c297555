def go_on(record, button):
    """The action by which the browser presses this button next, in a request of its own.

    Each of the two answers quickly. What the first has done is committed, and must be found and
    completed by somebody else if the browser is closed in between.

    :param str button: method of this record
    """
    return {
        'type': 'ir.actions.client',
        'tag': 'dealer_insurance.go_on',
        'context': {'insurance_go_on': {'model': record._name, 'id': record.id, 'button': button}},
    }
