from contextlib import contextmanager


def log_changes(changes, bodies=None):
    """Log tracked changes with one message per record, in as many queries for many as for one.

    Core's chatter needs two queries per record.

    :param dict changes: commands that create ``mail.tracking.value``, as from ``_mail_track``,
        by record; the records are of one model
    :param dict bodies: what else the message says, by record
    """
    changes = {record: commands for record, commands in changes.items() if commands}
    if not changes:
        return
    records = next(iter(changes)).union(*changes)
    messages = records._message_log_batch({record.id: (bodies or {}).get(record, '') for record in records})
    records.env['mail.tracking.value'].sudo().create(
        [
            {**values, 'mail_message_id': message.id}
            for message, record in zip(messages, records)
            for _create, _id, values in changes[record]
        ]
    )


@contextmanager
def tracking_together(records, names):
    """Track what happens to these fields of many records by ``log_changes``.

    :return: the records to write on
    """
    before = {record: {name: record[name] for name in names} for record in records}
    yield records.with_context(mail_notrack=True)
    tracked = records.fields_get(names)
    log_changes({record: record._mail_track(tracked, before[record])[1] for record in records})
