from odoo import models
from odoo.tools import SQL

ACCESS_REFUSED = 'dealer_insurance.mail_activity_type_access_refused'


class InsuranceConnection(models.Model):
    """Access data that were refused are not sent again, so that the account is not locked."""

    _inherit = 'insurance.connection'

    def _unblock(self):
        """Let the connection be activated again: new access data were entered."""
        blocked = self.filtered(lambda connection: connection.state == 'blocked')
        blocked.state = 'draft'
        blocked.activity_unlink([ACCESS_REFUSED])

    def _is_blocked_meanwhile(self):
        """Whether it is blocked by now, even if this transaction began before."""
        with self.env.registry.cursor() as cursor:
            return self.with_env(self.env(cr=cursor, su=True)).state == 'blocked'

    def _access(self):
        """The connector's access data of whatever provider, with ``identity``."""
        raise NotImplementedError

    def _block_refused(self, access):
        """Block, unless somebody has entered other access data meanwhile.

        :param access: of the connector, which were refused
        """
        with self.env.registry.cursor() as cursor:
            present = self.with_env(self.env(cr=cursor, su=True))._access()
        if present.identity == access.identity:
            self._block()

    def _block(self):
        """Send nothing more with access data that were refused, whatever the caller rolls back.

        Recorded on a cursor of its own; the managers get an activity, one for all connections of their company.
        """
        with self.env.registry.cursor() as cursor:
            blocked = self.with_env(self.env(cr=cursor, su=True))._block_at_once()
            cursor.commit()
            for connections in blocked.grouped('company_id').values():
                connections[0]._ask_managers(
                    lambda env: env._("Access refused: please enter new access data"), ACCESS_REFUSED
                )

    def _block_at_once(self):
        """All else takes time, and whoever is killed meanwhile must not leave the next one to try again.

        :return: those that were not blocked before
        """
        cursor, before = self.env.cr, {connection.id: connection.state for connection in self}
        cursor.execute(
            SQL(
                "UPDATE insurance_connection SET state = 'blocked' WHERE id = ANY(%s) AND state != 'blocked' RETURNING id",
                self.ids,
            )
        )
        blocked = self.browse(id_ for (id_,) in cursor.fetchall())
        cursor.commit()
        blocked.invalidate_recordset(['state'])
        for connection in blocked:
            connection._message_track(['state'], {connection.id: {'state': before[connection.id]}})
        # What follows a state.
        blocked.write({'state': 'blocked'})
        return blocked
