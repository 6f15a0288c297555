import hashlib
from datetime import timezone

from odoo import fields, models
from odoo.tools import SQL

from ...connectors import bipro
from ...connectors.bipro import TokenInvalid
from ...connectors.errors import AuthenticationError

# Whoever needs the token waits for the one who logs in, and that may be somebody before a screen.
LOGIN_LIMITS = bipro.Limits(connect_seconds=5, read_seconds=15)


class InsuranceSession(models.Model):
    """A BiPRO token is a session that ends by itself."""

    _inherit = 'insurance.session'

    expires_at = fields.Datetime()

    def _kept_token(self, connection, digest):
        """The token for these access data, unless it is about to expire.

        :rtype: connectors.bipro.Token, or None
        """
        with self.env.registry.cursor() as cursor:
            cursor.execute(
                SQL(
                    """
                    SELECT key, expires_at FROM insurance_session
                     WHERE connection_id = %s AND access_digest = %s AND expires_at IS NOT NULL
                    """,
                    connection.id,
                    digest,
                )
            )
            tokens = [bipro.Token(key, moment.replace(tzinfo=timezone.utc)) for key, moment in cursor.fetchall()]
        return next((token for token in tokens if token.is_fresh()), None)

    def _keep_token(self, connection, digest, token):
        self._keep(connection, digest, token.identifier)
        with self.env.registry.cursor() as cursor:
            cursor.execute(
                SQL(
                    'UPDATE insurance_session SET expires_at = %s WHERE connection_id = %s AND key = %s',
                    token.expires.astimezone(timezone.utc).replace(tzinfo=None),
                    connection.id,
                    token.identifier,
                )
            )


class InsuranceConnection(models.Model):
    _inherit = 'insurance.connection'

    def _bipro_call(self, call):
        """What the call returns. A token that the insurer takes no more is renewed once.

        :param call: gets ``connectors.bipro.Access`` and ``Token``; may be called twice
        :raise ConnectorError: access data that were refused have blocked the connection
        """
        access = self._bipro_access()
        try:
            token = self._bipro_token(access)
            try:
                return call(access, token)
            except TokenInvalid:
                return call(access, self._bipro_token(access, refused=token))
        except AuthenticationError:
            self._block_refused(access)
            raise

    def _block_refused(self, access):
        """Block, unless somebody has entered other access data meanwhile.

        :param access: ``connectors.bipro.Access`` that the insurer refused
        """
        with self.env.registry.cursor() as cursor:
            kept = self.with_env(self.env(cr=cursor, su=True))._bipro_access()
        if _digest(kept) == _digest(access):
            self._block()

    def _bipro_token(self, access, refused=None):
        """The token that all workers share; only one of them logs in.

        :param refused: Token that the insurer takes no more
        :raise ConnectorError: no login; access data that were refused have blocked the connection
        """
        self.ensure_one()
        connection = self.sudo()
        sessions = connection.env['insurance.session']
        digest = _digest(access)
        if connection.state == 'blocked':
            raise AuthenticationError("credentials")
        token = sessions._kept_token(connection, digest)
        if token and token != refused:
            return token
        with sessions._alone(connection):
            # The others waited: what one of them was told holds for all.
            if connection._is_blocked_meanwhile():
                raise AuthenticationError("credentials")
            token = sessions._kept_token(connection, digest)
            if not token or token == refused:
                token = connection._bipro_log_in(access)
                sessions._keep_token(connection, digest, token)
            return token

    def _bipro_log_in(self, access):
        """A wrong password is tried once, for the third time locks the account."""
        try:
            return bipro.login(access, LOGIN_LIMITS)
        except AuthenticationError:
            self._block_refused(access)
            raise


def _digest(access):
    parts = (access.sts_url, access.user, access.password, access.ticket, access.certificate.decode(errors="replace"))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
