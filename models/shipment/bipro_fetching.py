"""A run that fetches an insurer's shipments.

Listed, then in groups: fetched, stored, committed, acknowledged, noted. What is stored is
never fetched again, what is not stored is never acknowledged.
"""

import logging
import time

import psycopg2

from odoo import fields
from odoo.fields import Domain
from odoo.tools import split_every

from ...connectors import bipro
from ...connectors.bipro import TokenInvalid
from ...connectors.errors import AuthenticationError, ConnectorError, OutcomeUnknown, Rejected, Unavailable
from ..connection.bipro_messages import bipro_message
from .bipro_group import LARGEST, SECONDS, Group
from .bipro_storing import delivered_values, faults_of, listed_values, store_documents

_logger = logging.getLogger(__name__)

LISTED_AT_ONCE = 1000
TOO_MANY_REQUESTS = 429
# In a row, from which on the insurer counts as being away.
TROUBLES = 2
# What an answer about one shipment can be, although the insurer is well.
OF_THE_SHIPMENT = ('not_soap', 'hostile', 'oversize')
# What concerns every call alike.
OF_THE_CONNECTION = ('permission', 'wsdl', 'certificate', 'address', 'insecure', 'tls')


class Away(Exception):
    """The insurer cannot be reached for now: ``error`` is the ConnectorError."""

    def __init__(self, error):
        super().__init__(error.code)
        self.error = error


class Fetching:
    """Commits on the connection's cursor, so it must be the only user of it.

    :param connection: one nobody else fetches over meanwhile
    :param run: ``insurance.transfer.run``, waiting or running
    """

    def __init__(self, connection, run):
        self.connection, self.run, self.env = connection.sudo(), run, connection.env
        self.shipments = connection.env['insurance.shipment'].sudo()
        self.name = connection._bipro_name()
        self.troubles = 0
        self.seconds_left = None
        self._access = self._transfer = self._token = None
        self._time = time.monotonic()

    def work(self):
        """Go on with the run until it is done or the time is up."""
        try:
            self._work()
        except Away as away:
            self._rollback()
            self._end('_put_off', bipro_message(self.env, away.error, self.name))
        except AuthenticationError as error:
            self._rollback()
            self.connection._block_refused(self._access)
            self._end('_finish', 'failed', bipro_message(self.env, error, self.name))
        except ConnectorError as error:
            self._rollback()
            self._end('_finish', 'failed', bipro_message(self.env, error, self.name))
        finally:
            self._close()

    def _work(self):
        if self.run.state == 'waiting':
            self._list()
        todo = self._todo()
        self._commit(remaining=len(todo))
        while todo:
            if not self.seconds_left or self.connection.state != 'active':
                return
            done = self._work_off(self.shipments.browse(todo[:LARGEST]))
            del todo[: len(done)]
        self._end('_finish', 'done')

    def _todo(self):
        """Ids, for of thousands of records too much would be remembered."""
        shipments = self.shipments
        domain = Domain('state', '=', 'fetched') | shipments._due_domain()
        return list(shipments.search(Domain('connection_id', '=', self.connection.id) & domain, order='id')._ids)

    def _work_off(self, shipments):
        """Fetch, store and acknowledge the first of them together.

        :return: which those were
        """
        with Group(shipments) as group:
            try:
                for shipment in group:
                    if shipment.state != 'fetched':
                        self._fetch(shipment, group)
            finally:
                self._store(group.deliveries)
        self._acknowledge(group.taken)
        return group.taken

    # List

    def _list(self):
        """Write down what there is: insurers may tell of it only once."""
        try:
            listed = {shipment.id: shipment for shipment in self._call(lambda transfer: transfer.list())}
        except (Unavailable, OutcomeUnknown) as error:
            raise Away(error) from None
        new = [listed[external_id] for external_id in listed.keys() - self._known(listed)]
        for batch in split_every(LISTED_AT_ONCE, sorted(new, key=lambda shipment: shipment.id)):
            self.shipments.create([self._announced(shipment) for shipment in batch])
        self.run._count(listed=len(new))
        self.run.write({'state': 'running', 'message': False})

    def _known(self, external_ids):
        domain = [('connection_id', '=', self.connection.id), ('external_id', 'in', list(external_ids))]
        return {external_id for (external_id,) in self.shipments._read_group(domain, ['external_id'])}

    def _announced(self, shipment):
        return {
            'connection_id': self.connection.id,
            'external_id': shipment.id,
            **listed_values(shipment),
        }

    # Fetch

    def _fetch(self, shipment, group):
        try:
            self._call(lambda transfer: group.add(shipment, transfer.fetch(shipment.external_id)))
            self.troubles = 0
        except (AuthenticationError, psycopg2.OperationalError):
            raise
        except ConnectorError as error:
            self._judge(shipment, error)
            self._commit()
        except Exception as error:  # noqa: BLE001  one shipment must not stop the others
            self._give_up(shipment, error)

    def _store(self, deliveries):
        """Together, or, where that fails, each by itself.

        :param deliveries: {insurance.shipment: connectors.bipro.Delivery}
        """
        if not deliveries:
            return
        try:
            self._store_together(deliveries)
            self._commit()
        except psycopg2.OperationalError:
            raise
        except Exception as error:  # noqa: BLE001  one shipment must not stop the others
            self._rollback()
            if len(deliveries) == 1:
                self._give_up(*deliveries, error)
                return
            for shipment, delivery in deliveries.items():
                self._store({shipment: delivery})

    def _store_together(self, deliveries):
        for shipment, delivery in deliveries.items():
            shipment.write(delivered_values(delivery))
        documents = store_documents(deliveries)
        whole = self.shipments.union(*(shipment for shipment, delivery in deliveries.items() if delivery.is_whole))
        whole.write({'state': 'fetched', 'fetched_at': fields.Datetime.now(), 'failure': False})
        for shipment, delivery in deliveries.items():
            if not delivery.is_whole:
                self._fail(shipment, faults_of(self.env, delivery))
        self._assign(whole)
        self.run._count(
            documents=len(documents),
            size=sum(documents.mapped('file_size')) // 1024,
            fetched=len(whole),
            assigned=len(whole.filtered(lambda shipment: shipment.assignment in ('exact', 'manual'))),
        )

    def _assign(self, shipments):
        """Together, or, where that fails, each by itself."""
        try:
            with self.env.cr.savepoint():
                shipments._assign()
        except psycopg2.OperationalError:
            raise
        except Exception as error:  # noqa: BLE001  a person can assign it as well
            if len(shipments) == 1:
                _logger.error("Shipment %d is not assigned: %s", shipments.id, type(error).__name__)
                return
            for shipment in shipments:
                self._assign(shipment)

    def _give_up(self, shipment, error):
        _logger.error("Shipment %d of connection %d: %s", shipment.id, self.connection.id, type(error).__name__)
        self._fail(shipment, self.env._("It could not be stored. The administrator finds more in the log."))
        self._commit()

    def _judge(self, shipment, error):
        """What a call about one shipment means that failed."""
        _logger.info("Shipment %d of connection %d: %s", shipment.id, self.connection.id, error.code)
        message = bipro_message(self.env, error, self.name)
        if error.code in OF_THE_CONNECTION:
            raise error
        if error.code == 'gone':
            shipment.write({'failure': message, 'fetched_at': False})
            shipment._note_acknowledged()
        elif isinstance(error, Rejected) or error.code in OF_THE_SHIPMENT:
            self._fail(shipment, message)
        else:
            self._count_trouble(error)
            self._fail(shipment, message)

    def _count_trouble(self, error):
        self.troubles += 1
        if self.troubles >= TROUBLES or error.code == 'outage' or error.params.get('status') == TOO_MANY_REQUESTS:
            raise Away(error)

    def _fail(self, shipment, reason):
        shipment._fail(reason)
        self.run._count(failed=1)

    # Acknowledge

    def _acknowledge(self, shipments):
        """Note what the insurer has been told, also where something stops the rest."""
        told = self.shipments
        try:
            for shipment in shipments:
                if shipment.state == 'fetched' and self._tell(shipment):
                    told += shipment
                if time.monotonic() - self._time >= SECONDS:
                    told._note_acknowledged()
                    told = self.shipments
                    self._commit()
        finally:
            told._note_acknowledged()
            self._commit(processed=len(shipments))

    def _tell(self, shipment):
        """Whatever the insurer says but an outage: what it does not have to be acknowledged is done.

        :return: whether it knows that the shipment is stored
        """
        try:
            self._call(lambda transfer: transfer.acknowledge(shipment.external_id))
        except (Unavailable, OutcomeUnknown) as error:
            # Asked again by the next run, without fetching it again.
            self._count_trouble(error)
        except Rejected as error:
            if error.code in OF_THE_CONNECTION:
                raise
            shipment.failure = bipro_message(self.env, error, self.name)
        else:
            return True
        return False

    # Calls

    def _call(self, call):
        """With a token that is renewed in time, or once when the insurer takes it no more."""
        try:
            return call(self._open())
        except TokenInvalid:
            return call(self._open(refused=self._token))

    def _open(self, refused=None):
        """The connector; one for all calls with the same token."""
        if not self._transfer or refused or not self._token.is_fresh():
            self._close()
            self._access = self.connection._bipro_access()
            self._token = self.connection._bipro_token(self._access, refused)
            self._transfer = bipro.Transfer(self._access, self._token)
        return self._transfer

    def _close(self):
        if self._transfer:
            self._transfer.service.close()
        self._transfer = None

    # Transactions

    def _commit(self, **progress):
        now = time.monotonic()
        self.run.seconds += now - self._time
        self._time = now
        self.seconds_left = self.env['ir.cron']._commit_progress(**progress)

    def _rollback(self):
        self.env.cr.rollback()

    def _end(self, how, *arguments):
        getattr(self.run, how)(*arguments)
        self._commit(remaining=0)
