"""What must not be sent twice: its intent is committed first, so that others find it when the server dies meanwhile."""

from datetime import timedelta

from odoo import fields, modules

# Longer than any call may take: whoever was sending then is not there any more.
INTERRUPTED_AFTER = timedelta(minutes=5)


def commit_intent(env):
    if not modules.module.current_test:
        env.cr.commit()


def interrupted(records, domain):
    """Those of this domain whose sender is not there any more: locked, with all rights, in their user's language."""
    late = [*domain, ('sent_at', '<', fields.Datetime.now() - INTERRUPTED_AFTER)]
    for record in records.sudo().search(late).try_lock_for_update():
        yield record.with_context(lang=record.user_id.lang)
