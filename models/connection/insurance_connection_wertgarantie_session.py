from contextlib import contextmanager

from ...connectors.errors import AuthenticationError
from ...connectors.wertgarantie import Client
from .insurance_session import access_digest


class SharingClient(Client):
    """A client that goes on with the session of other workers, and lets only one log in.

    :param connection: whose session and state are asked and kept
    """

    def __init__(self, access, connection, **limits):
        self._connection = connection
        self._sessions = connection.env['insurance.session']
        self._digest = access_digest(access)
        super().__init__(access, self._sessions._kept(connection, self._digest), self._keep, **limits)

    def check(self):
        with self._alone():
            self._log_in_or_block()

    def _log_in(self):
        with self._alone():
            key = self._sessions._kept(self._connection, self._digest)
            if key and key != self.session_key:
                self.session_key = key
            else:
                self._log_in_or_block()

    @contextmanager
    def _alone(self):
        """Wrong access data are tried once, not once by each worker: that might lock the account."""
        with self._sessions._alone(self._connection.id):
            if self._connection._is_blocked_meanwhile():
                raise AuthenticationError("login")
            yield

    def _log_in_or_block(self):
        try:
            super()._log_in()
        except AuthenticationError:
            self._connection._block_refused(self.access)
            raise

    def _keep(self, key):
        self._sessions._keep(self._connection, self._digest, key)
