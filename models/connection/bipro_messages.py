"""What a failed call to a BiPRO service means, in words: what happened, whose turn it is, what to do."""

from ...connectors.bipro import TokenInvalid
from ...connectors.errors import AccountLocked, AuthenticationError


def bipro_message(env, error, name):
    """The sentence about a failed call, with the insurer's own words if there are any.

    :param error: any ``ConnectorError``
    :param str name: of the insurer
    """
    sentence = _sentence(env, error, name)
    text = error.params.get('text')
    return f"{sentence} {env._('%(name)s says: %(text)s', name=name, text=text)}" if text else sentence


def fault_message(env, code):
    """Why a document did not arrive sound.

    :param str code: ``connectors.bipro.Document.fault``
    """
    return {
        'base64': env._("the content is damaged"),
        'empty': env._("there is no content"),
        'large': env._("the content is larger than allowed"),
        'linked': env._("the content lies elsewhere, and links are not followed"),
        'attachment': env._("the attached file is missing"),
        'checksum': env._("the content differs from its checksum"),
        'zip': env._("the ZIP file is damaged or protected"),
        'zip_size': env._("the ZIP file is larger than allowed"),
    }.get(code) or env._("it cannot be read")


def _sentence(env, error, name):
    if isinstance(error, AccountLocked):
        return env._(
            "%(name)s has locked the account. Nothing more will be sent. Please have it unlocked by %(name)s, "
            "then enter the password anew.",
            name=name,
        )
    if isinstance(error, AuthenticationError):
        return _refusal(env, error, name)
    if isinstance(error, TokenInvalid):
        return env._("%(name)s does not accept its own login here. Please ask %(name)s.", name=name)
    return _by_code(env, name).get(error.code) or env._(
        "%(name)s cannot be reached at the moment. It will be tried again by itself.", name=name
    )


def _refusal(env, error, name):
    if error.code == 'password_expired':
        return env._(
            "The password has expired. Nothing more will be sent. Please change it in the portal of %(name)s, "
            "then enter the new one here.",
            name=name,
        )
    return env._(
        "%(name)s has refused the access data. Nothing more will be sent, so that the account is not locked. "
        "Please enter the right ones.",
        name=name,
    )


def _by_code(env, name):
    return {
        'permission': env._("The technical user lacks a right in the portal of %(name)s.", name=name),
        'refused': env._("%(name)s does not answer this call. Maybe the technical user lacks a right.", name=name),
        'category': env._("%(name)s does not know categories of this length. Please enter another one.", name=name),
        'past': env._("The time in which %(name)s keeps it is over.", name=name),
        'gone': env._("%(name)s has it no more.", name=name),
        'unknown': env._("%(name)s does not know it.", name=name),
        'not_soap': env._("The answer of %(name)s cannot be read.", name=name),
        'hostile': env._("The answer of %(name)s is made as attacks are, and was not read.", name=name),
        'oversize': env._("The answer of %(name)s is larger than allowed.", name=name),
        'wsdl': env._("The WSDL of the connection cannot be used. Please remove it, or ask %(name)s.", name=name),
        'certificate': env._("The certificate or its key cannot be used. Please renew it.", name=name),
        'address': env._("An address of the connection is wrong.", name=name),
        'tls': env._("There is no trustworthy encrypted connection to %(name)s.", name=name),
        'status': env._("%(name)s does not answer this call at the moment.", name=name),
    }
