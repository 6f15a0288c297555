"""What a failed call to an insurer means, in words: what happened, whose turn it is, what to do.

Any ``ConnectorError`` becomes a sentence here; its class tells what may be done next. BiPRO
services fail in more ways, by their codes: those are in ``bipro_messages``, and why a portal
did not open in ``insurance_deep_link_messages``.
"""

from ...connectors.errors import AccountLocked, AuthenticationError, OutcomeUnknown, Rejected, Unavailable


def connector_message(env, error, name):
    """The sentence about a failed call.

    :param error: any ``ConnectorError``
    :param str name: of the insurer or broker that was called
    """
    for family, sentence in _sentences(env):
        if isinstance(error, family):
            return " ".join(filter(None, [sentence % {'name': name}, _insurer_words(env, error, name)]))
    raise error


def _insurer_words(env, error, name):
    text = error.params.get('text')
    return text and env._("%(name)s says: %(text)s", name=name, text=text)


def _sentences(env):
    """By class of the error, the most special first."""
    return (
        (
            AccountLocked,
            env._(
                "%(name)s has blocked your access. Nothing was passed on. Please call %(name)s; until then nothing more will be sent."
            ),
        ),
        (
            AuthenticationError,
            env._(
                "%(name)s has refused your access data. Nothing was passed on, and nothing more will be sent until your insurance manager has entered new ones."
            ),
        ),
        (
            Rejected,
            env._(
                "%(name)s has not accepted the data. Nothing was passed on. Please check them and try again; if it happens again, ask your administrator."
            ),
        ),
        (
            Unavailable,
            env._("%(name)s cannot be reached at the moment. Nothing was passed on. Please try again later."),
        ),
        (
            OutcomeUnknown,
            env._(
                "%(name)s has not answered in time. It is not known whether the data have arrived, so they will not be sent again by themselves. Please ask %(name)s."
            ),
        ),
    )
