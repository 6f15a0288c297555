"""A run that fetches an insurer's shipments.

Listed, then in groups: fetched, stored, committed, acknowledged, noted. What is stored is
never fetched again, what is not stored is never acknowledged.
"""

import logging
import re
import time
from functools import partial

import psycopg2

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ...connectors import bipro
from ...connectors.bipro import TokenInvalid
from ...connectors.errors import AuthenticationError, ConnectorError, OutcomeUnknown, Rejected, Unavailable
from ..connection.bipro_messages import bipro_message
from .bipro_group import LARGEST, SECONDS, Group
from .bipro_storing import delivered_values, faults_of, listed_values, store_documents

_logger = logging.getLogger(__name__)

LISTED_AT_ONCE = 1000
TOO_MANY_REQUESTS = 429
# In a row, from which on the insurer counts as being away, or a right as missing altogether.
TROUBLES = 2
REFUSALS = 5
# Of waiting for people who write what has just been fetched.
TRIES = 5
# What the insurer says when it is down for a while, whatever the call was about.
DOWN = re.compile(r'0094\d')
# What an answer about one shipment can be, although the insurer is well.
OF_THE_SHIPMENT = ('not_soap', 'hostile', 'oversize')
# What concerns every call alike.
OF_THE_CONNECTION = ('wsdl', 'certificate', 'address', 'insecure', 'tls')
# What no later call brings any more.
FINAL = ('gone', 'past')


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
        self.troubles = self.refusals = 0
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
        stored, due = self._ids(self.shipments._stored_domain()), self._ids(self.shipments._due_domain())
        self._commit(remaining=len(stored) + len(due))
        if self._work_through(stored, self._acknowledge) and self._work_through(due, self._work_off):
            self._end('_finish', 'done')

    def _ids(self, domain):
        """Ids, for of thousands of records too much would be remembered; what failed before comes last."""
        own = Domain('connection_id', '=', self.connection.id)
        return list(self.shipments.search(own & domain, order='attempts NULLS FIRST, id')._ids)

    def _work_through(self, ids, work):
        """:return: whether there was time for all"""
        while ids:
            if not self.seconds_left or self.connection.state != 'active':
                return False
            done = work(self.shipments.browse(ids[:LARGEST]))
            del ids[: len(done)]
        return True

    def _work_off(self, shipments):
        """Fetch, store and acknowledge the first of them together.

        :return: which those were
        """
        with Group(shipments) as group:
            try:
                for shipment in group:
                    self._fetch(shipment, group)
            finally:
                self._store(group.deliveries)
        return self._acknowledge(group.taken)

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
            self.troubles = self.refusals = 0
        except (AuthenticationError, psycopg2.OperationalError):
            raise
        except ConnectorError as error:
            self._judge(shipment, error, partial(self._fail, shipment, is_final=error.code in FINAL))
        except Exception as error:  # noqa: BLE001  one shipment must not stop the others
            self._give_up(shipment, error)

    def _store(self, deliveries):
        """Together, or, where that fails, each by itself.

        :param deliveries: {insurance.shipment: connectors.bipro.Delivery}
        """
        if not deliveries:
            return
        try:
            self._hold(self.shipments.union(*deliveries))
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
        known = documents.shipment_id.filtered(_is_assigned)
        self._each_if_not_all(known, '_after_assignment')
        self._each_if_not_all(whole - known, '_assign')
        self.run._count(
            documents=len(documents),
            size=sum(documents.mapped('file_size')) // 1024,
            fetched=len(whole),
            assigned=len(whole.filtered(_is_assigned)),
        )

    def _each_if_not_all(self, shipments, method):
        """Together, or, where that fails, each by itself: a person can assign it as well."""
        if not shipments:
            return
        try:
            with self.env.cr.savepoint():
                getattr(shipments, method)()
        except psycopg2.OperationalError:
            raise
        except Exception as error:  # noqa: BLE001
            if len(shipments) == 1:
                _logger.error("Shipment %d is not assigned: %s", shipments.id, type(error).__name__)
                return
            for shipment in shipments:
                self._each_if_not_all(shipment, method)

    def _give_up(self, shipment, error):
        _logger.error("Shipment %d of connection %d: %s", shipment.id, self.connection.id, type(error).__name__)
        self._fail(shipment, self.env._("It could not be stored. The administrator finds more in the log."))
        self._commit()

    def _judge(self, shipment, error, note):
        """What a call about one shipment means that failed: it must not keep those behind it waiting.

        :param note: takes the reason, in words
        """
        _logger.info("Shipment %d of connection %d: %s", shipment.id, self.connection.id, error.code)
        if error.code in OF_THE_CONNECTION:
            raise error
        self._hold(shipment)
        if _is_down(error):
            shipment._put_behind()
        else:
            note(bipro_message(self.env, error, self.name))
        self._commit()
        is_refused = isinstance(error, Rejected) or error.code in OF_THE_SHIPMENT
        self._count_refusal(error) if is_refused else self._count_trouble(error)

    def _count_refusal(self, error):
        if error.code == 'permission':
            self.refusals += 1
            if self.refusals >= REFUSALS:
                raise error

    def _count_trouble(self, error):
        self.troubles += 1
        if self.troubles >= TROUBLES or _is_down(error):
            raise Away(error)

    def _fail(self, shipment, reason, is_final=False):
        shipment._note_lost(reason) if is_final else shipment._fail(reason)
        self.run._count(failed=1)

    # Acknowledge

    def _acknowledge(self, shipments):
        """Note what the insurer has been told, also where something stops the rest.

        :return: the shipments
        """
        told = self.shipments
        try:
            for shipment in shipments:
                if shipment.state == 'fetched' and self._tell(shipment):
                    told += shipment
                if time.monotonic() - self._time >= SECONDS:
                    self._note_told(told)
                    told = self.shipments
        except psycopg2.OperationalError:
            self._rollback()
            raise
        finally:
            self._note_told(told, processed=len(shipments))
        return shipments

    def _note_told(self, shipments, **progress):
        self._hold(shipments)
        shipments._note_acknowledged()
        self._commit(**progress)

    def _tell(self, shipment):
        """Where it fails, it is told again by the next run, if it was refused later still; nothing is fetched again.

        :return: whether the insurer knows that the shipment is stored
        """
        try:
            self._call(lambda transfer: transfer.acknowledge(shipment.external_id))
        except AuthenticationError:
            raise
        except ConnectorError as error:
            self._judge(shipment, error, shipment._postpone if isinstance(error, Rejected) else shipment._put_behind)
        else:
            self.troubles = self.refusals = 0
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

    def _hold(self, shipments):
        """See what people have written meanwhile, and let nobody write until the next commit.

        A write that comes too late fails, and Odoo's log quotes it with all that it would have written of a person.
        """
        if not shipments:
            return
        lock = SQL("SELECT FROM insurance_shipment WHERE id IN %s ORDER BY id FOR NO KEY UPDATE", shipments._ids)
        for tries_left in reversed(range(TRIES)):
            self._commit()
            try:
                self.env.cr.execute(lock, log_exceptions=False)
                break
            except psycopg2.OperationalError:
                self._rollback()
                if not tries_left:
                    raise
        shipments.invalidate_recordset()

    def _rollback(self):
        self.env.cr.rollback()

    def _end(self, how, *arguments):
        getattr(self.run, how)(*arguments)
        self._commit(remaining=len(self.connection._open_runs()))


def _is_assigned(shipment):
    return shipment.assignment in ('exact', 'manual')


def _is_down(error):
    """Whether the insurer says that it is down, or busy, rather than that something went wrong."""
    return bool(DOWN.fullmatch(error.params.get('message_id') or '')) or error.params.get('status') == TOO_MANY_REQUESTS
