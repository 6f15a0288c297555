"""Many records at once, without what nobody else has a word in: hooks, defaults, constraints, pictures."""

from functools import partial

from odoo import fields


def insert(model, rows):
    """Create records in one query for all of them: a third of what an import would take otherwise.

    :param rows: [{field: value}], all with the same fields
    :return: the records, in the order of the rows
    """
    if not rows:
        return model
    now = model.env.cr.now()
    log = {'create_uid': model.env.uid, 'create_date': now, 'write_uid': model.env.uid, 'write_date': now}
    names = [*rows[0], *log]
    convert = [_converter(model, name) for name in names]
    values = [
        tuple(as_column(value) for as_column, value in zip(convert, (*row.values(), *log.values()))) for row in rows
    ]
    query = f'INSERT INTO {model._table} ({", ".join(names)}) VALUES %s RETURNING id'
    ids = [id_ for (id_,) in model.env.cr.execute_values(query, values, page_size=len(values), fetch=True)]
    records = model.browse(ids)
    records.modified(list(rows[0]), create=True)
    return records


def _converter(model, name):
    """What brings a value of a field into its column. Amounts are exact by now: no currency is to be asked for each."""
    field = model._fields[name]
    return float if field.type == 'monetary' else partial(field.convert_to_column_insert, record=model)


def log_alike(records, body):
    """Note the same in the chatter of many records: once as Odoo does it, then copies of that message.

    One message after the other would take an eighth of an import.
    """
    message = records[:1]._message_log_batch(dict.fromkeys(records[:1].ids, body))
    message.flush_recordset()
    columns = [name for name, field in message._fields.items() if field.store and field.column_type]
    copied = ", ".join(name for name in columns if name not in ('id', 'res_id'))
    query = f'INSERT INTO mail_message (res_id, {copied}) SELECT unnest(%s::int[]), {copied} FROM mail_message WHERE id = %s'
    message.env.cr.execute(query, [records[1:].ids, message.id])
    records.invalidate_recordset(['message_ids'])


def spare_pictures(records):
    """Where none of many new records has a picture, its smaller sizes are not computed for one after the other."""
    for field in records._fields.values():
        is_size = isinstance(field, fields.Image) and field.store and field.related
        if is_size and not any(records.mapped(field.related)):
            records.env.remove_to_compute(field, records)
