import hashlib
from contextlib import contextmanager

from odoo import fields, models
from odoo.tools import SQL

# First key of the advisory lock; the second tells whose login it is.
LOGGING_IN = 0x57474C49


def access_digest(access):
    """Tells access data apart without revealing them.

    :param access: of a connector, with ``identity``
    """
    return hashlib.sha256("\0".join(access.identity).encode()).hexdigest()


class InsuranceSession(models.Model):
    """The log-in that all workers share until the insurer ends it.

    Kept on cursors of its own: it outlives the caller's rollback and meets nothing the caller
    writes. It holds for the very access data with which it was opened.
    """

    _name = 'insurance.session'
    _description = "Insurance Session"
    _log_access = False

    connection_id = fields.Many2one('insurance.connection', required=True, ondelete='cascade')
    access_digest = fields.Char(required=True)
    key = fields.Char(required=True)
    expires_at = fields.Datetime()

    _connection_unique = models.Constraint('unique(connection_id)', "A connection has one session.")

    def _kept(self, connection, digest):
        """The session's key, or "" if there is none for these access data."""
        with self.env.registry.cursor() as cursor:
            cursor.execute(
                SQL(
                    'SELECT key FROM insurance_session WHERE connection_id = %s AND access_digest = %s',
                    connection.id,
                    digest,
                )
            )
            return next((key for (key,) in cursor.fetchall()), "")

    def _keep(self, connection, digest, key, expires_at=None):
        """
        :param expires_at: naive, UTC; None where the insurer does not tell
        """
        with self.env.registry.cursor() as cursor:
            cursor.execute(
                SQL(
                    """
                    INSERT INTO insurance_session (connection_id, access_digest, key, expires_at)
                         SELECT id, %s, %s, %s FROM insurance_connection WHERE id = %s
                    ON CONFLICT (connection_id)
                      DO UPDATE SET access_digest = excluded.access_digest, key = excluded.key,
                                    expires_at = excluded.expires_at
                    """,
                    digest,
                    key,
                    expires_at,
                    connection.id,
                )
            )

    @contextmanager
    def _alone(self, key):
        """Only one worker at a time gets in, whatever the others' transactions have seen.

        :param int key: of 32 bits, the same for all who must not log in at the same time
        """
        with self.env.registry.cursor() as cursor:
            cursor.execute(SQL('SELECT pg_advisory_xact_lock(%s, %s)', LOGGING_IN, key))
            yield
