"""Why the insurer's portal could not be opened at a policy, in words for whoever pressed the button."""

from ...connectors.errors import AuthenticationError, Rejected


def why_no_link(insurer, connection, error=None):
    """
    :param connection: ``insurance.connection`` that was asked; may be empty or blocked
    :param error: the ``ConnectorError`` of the call, if it failed
    """
    env = insurer.env
    if not connection:
        return env._("There is no BiPRO connection to %s for you.", insurer.name)
    if connection.state == 'blocked' or isinstance(error, AuthenticationError):
        return env._(
            "%(insurer)s has refused the access data of your dealership. Please ask %(managers)s to enter new ones.",
            insurer=insurer.name,
            managers=connection._manager_names(connection.company_id),
        )
    if error is None:
        return env._("%s offers no place for this policy that may be opened from here.", insurer.name)
    if error.code == 'unknown':
        return env._("%s does not find this policy.", insurer.name)
    if isinstance(error, Rejected):
        return _missing_right(insurer)
    return env._("The service of %s cannot be reached at the moment.", insurer.name)


def _missing_right(insurer):
    env = insurer.env
    rights = ", ".join(insurer._rights_for('deep_link').mapped('name'))
    sentence = env._("%s does not allow this connection to open contracts.", insurer.name)
    return f"{sentence} {env._('It needs these rights: %s.', rights)}" if rights else sentence
