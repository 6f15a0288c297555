import hashlib
from urllib.parse import urlsplit

from odoo import fields, models

from ...connectors import bipro


class InsuranceConnection(models.Model):
    """The account at the insurer, which several connections may log in to.

    Companies of a group share one portal, and each employee or company of the dealer may have a connection of
    its own. What is refused to one of them is refused to all of them, and the third refusal locks the account.
    """

    _inherit = 'insurance.connection'

    bipro_refused = fields.Char(
        string="Refused Access Data",
        readonly=True,
        copy=False,
        groups='base.group_system',
        help="Digests of what the insurer has refused. Nothing of it is sent again by itself.",
    )

    # Whose account

    def _shares_portal(self, other):
        """Whether both log in at one place, or at insurers of one group, whose tests have accounts of their own."""
        own, other, host = self.sudo(), other.sudo(), self._sts_host()
        is_one_group = other.insurer_id in own.insurer_id._same_numbers() and other.environment == own.environment
        return is_one_group or (host and host == other._sts_host())

    def _sts_host(self):
        return urlsplit(self.bipro_sts_url or "").netloc

    def _shares_account(self, other):
        """Whether both log in by the password of the same user."""
        user = _same_case(self.bipro_user)
        return user and user == _same_case(other.bipro_user) and self._shares_portal(other)

    # What was refused

    def _block_refused(self, access):
        """Block whatever would log in with the same access data; not those that have got others meanwhile.

        :param access: of the connector, which the insurer refused
        """
        if self.provider != 'bipro':
            return super()._block_refused(access)
        with self.env.registry.cursor() as cursor:
            connection = self.with_env(self.env(cr=cursor, su=True))
            refused = connection._having(access)
            refused._remember_refusal(access)
        return refused.with_env(self.env)._block()

    def _having(self, access):
        """This connection and the active ones beside it, as far as they log in with these access data."""
        digest = refusal_digest(access)
        connections = self | self.search([('provider', '=', 'bipro'), ('state', '=', 'active')])
        return connections.filtered(
            lambda each: each._refusal_digest() == digest and (each == self or self._shares_portal(each))
        )

    def _remember_refusal(self, access):
        """Written only where it is news, for several may be told the same at one time."""
        digest = refusal_digest(access)
        for connection in self:
            remembered = connection.bipro_refused or ""
            if digest not in remembered:
                connection.bipro_refused = f"{remembered} {digest}".strip()

    def _was_refused(self):
        """Whether the insurer has refused what this connection would log in with, to whichever connection."""
        return bool(self._refusing())

    def _forget_refusal(self):
        """Somebody has entered the same again where it was refused: the insurer may have opened the account."""
        for own in self:
            digest = own._refusal_digest()
            for connection in own._refusing():
                connection.bipro_refused = connection.bipro_refused.replace(digest, "").strip()

    def _refusing(self):
        own = self.sudo()
        remembered = own.search([('provider', '=', 'bipro'), ('bipro_refused', 'like', own._refusal_digest())])
        return remembered.filtered(lambda each: each == own or own._shares_portal(each))

    def _refusal_digest(self):
        own = self.sudo().with_context(bin_size=False)
        return refusal_digest(bipro.Access(**own._bipro_proof()))


def refusal_digest(access):
    """Who logs in and by which secret: at another address the same is as wrong."""
    certificate = access.certificate.decode(errors="replace")
    return _digest(_same_case(access.user), access.password, access.ticket, certificate)


def account_key(access):
    """32 bits for all who log in by the same name; for which insurer does not matter, they only wait a moment longer."""
    certificate = access.certificate.decode(errors="replace")
    name = _digest(_same_case(access.user), access.ticket, certificate)
    return int.from_bytes(bytes.fromhex(name[:8]), "big", signed=True)


def _same_case(user):
    return (user or "").strip().casefold()


def _digest(*parts):
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
