from contextlib import contextmanager
from datetime import timezone

from odoo import models
from odoo.tools import SQL

from ...connectors import bipro
from ...connectors.bipro import TokenInvalid
from ...connectors.errors import AuthenticationError
from .insurance_connection_bipro_account import account_key
from .insurance_session import access_digest

# Whoever needs the token waits for the one who logs in, and that may be somebody before a screen.
LOGIN_LIMITS = bipro.Limits(connect_seconds=5, read_seconds=15)


class InsuranceSession(models.Model):
    """A BiPRO token is a session that ends by itself."""

    _inherit = 'insurance.session'

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
        expires_at = token.expires.astimezone(timezone.utc).replace(tzinfo=None)
        self._keep(connection, digest, token.identifier, expires_at)


class InsuranceConnection(models.Model):
    _inherit = 'insurance.connection'

    def _bipro_call(self, call):
        """What the call returns. A token that the insurer takes no more is renewed once.

        :param call: gets ``connectors.bipro.Access`` and ``Token``; may be called twice
        :raise ConnectorError: access data that were refused have blocked the connection
        """
        access = self._bipro_access()
        with self._blocking_refused(access):
            token = self._bipro_token(access)
            try:
                return call(access, token)
            except TokenInvalid:
                return call(access, self._bipro_token(access, refused=token))

    @contextmanager
    def _blocking_refused(self, access):
        try:
            yield
        except AuthenticationError:
            self._block_refused(access)
            raise

    def _new_bipro_token(self):
        """The token of a login that takes place now.

        :raise ConnectorError: access data that were refused have blocked the connection
        """
        access = self._bipro_access()
        kept = self.env['insurance.session']._kept_token(self, access_digest(access))
        with self._blocking_refused(access):
            return self._bipro_token(access, refused=kept)

    def _bipro_token(self, access, refused=None):
        """The token that all workers share; only one of them logs in.

        :param refused: Token that the insurer takes no more
        :raise ConnectorError: no login; access data that were refused have blocked the connection
        """
        self.ensure_one()
        sessions = self.env['insurance.session']
        digest = access_digest(access)
        if self._is_blocked_meanwhile():
            raise AuthenticationError("credentials")
        token = sessions._kept_token(self, digest)
        if token and token != refused:
            return token
        with sessions._alone(account_key(access)):
            # The others waited: what one of them was told holds for all.
            by_now = self._bipro_access_by_now()
            if access_digest(by_now) == digest:
                token = sessions._kept_token(self, digest)
                if not token or token == refused:
                    token = self._bipro_log_in(access)
                    sessions._keep_token(self, digest, token)
                return token
        # Somebody has entered other access data: what was refused or kept is none of theirs.
        return self._bipro_token(by_now)

    def _bipro_access_by_now(self):
        """The access data, even if they were changed after this transaction began.

        :raise AuthenticationError: they were refused, maybe to another connection
        """
        with self.env.registry.cursor() as cursor:
            connection = self.with_env(self.env(cr=cursor, su=True))
            access, was_refused = connection._bipro_access(), connection._was_refused()
            is_blocked = connection.state == 'blocked'
        if was_refused:
            self._block_refused(access)
        if was_refused or is_blocked:
            raise AuthenticationError("credentials")
        return access

    def _bipro_log_in(self, access):
        """A wrong password is tried once, for the third time locks the account."""
        with self._blocking_refused(access):
            return bipro.login(access, LOGIN_LIMITS)
