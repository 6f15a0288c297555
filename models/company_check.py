"""Checks of companies that cost as much for a thousand records as for one, where these are linked alike."""


def one_of_each(records):
    """Those whose company and links have to be checked, for Odoo looks at each record by itself.

    :return: of the records that have the same company and the same links to be checked, the first
    """
    if len(records) < 2:
        return records
    names = [name for name, field in records._fields.items() if field.relational and field.check_company]
    alike = records.sudo().grouped(lambda record: (record.company_id, *(record[name] for name in names)))
    return records.browse([first.id for first, *_others in alike.values()])
