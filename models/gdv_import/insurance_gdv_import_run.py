import logging

import psycopg2

from odoo import models
from odoo.exceptions import UserError

from .gdv_execution import Executor
from .gdv_files import Files, batches, rounds
from .gdv_findings import FindingList
from .gdv_missing import Missing
from .gdv_planning import Planner

_logger = logging.getLogger(__name__)

BATCH = 500


class InsuranceGdvImport(models.Model):
    """The import itself, in the background: batch by batch, each of them committed."""

    _inherit = 'insurance.gdv.import'

    def _run(self):
        """Import until it is done, stopped, or the time of the scheduled action is over.

        :raise connectors.gdv.Unreadable: a file cannot be read any more
        """
        Run(self._with_all_rights()).go_on()


class Run:
    def __init__(self, import_):
        self.import_ = import_
        self.env = import_.env
        self.planner = Planner(import_)
        self.findings = FindingList(import_)

    def go_on(self):
        left = self._commit(0)
        for batch in batches(Files(self.import_.attachment_ids), BATCH, start=self.import_.position):
            if left <= 0 or self.import_.state != 'running':
                return
            left = self._import_once(batch)
        self._finish()

    def _import_once(self, batch):
        """Also where somebody presses Stop, or writes to what is imported, at the same moment.

        :return: seconds left
        """
        for is_last in (False, False, True):
            try:
                self._import(batch)
                return self._commit(len(batch))
            except psycopg2.errors.SerializationFailure as error:
                if is_last:
                    raise
                self.env.cr.rollback()
                self._recover(error)
                if self.import_.state != 'running':
                    return self._commit(0)

    def _import(self, batch):
        results = self._try(batch)
        counts = {name: (self.import_.results or {}).get(name, 0) + number for name, number in results.items()}
        self.import_.write(
            {
                'position': self.import_.position + len(batch),
                'results': {**(self.import_.results or {}), **counts},
                'attempts': 0,
            }
        )
        self.findings.store()

    def _try(self, batch):
        """All at once; one by one where something cannot be stored, so that the others are.

        :return: {what: how many}
        """
        try:
            with self.env.cr.savepoint():
                return self._execute(batch)
        except psycopg2.OperationalError:
            raise
        except Exception as error:  # noqa: BLE001  any module may refuse what it does not like
            self._recover(error)
        results = {}
        for contract in batch:
            for name, number in self._try_one(contract).items():
                results[name] = results.get(name, 0) + number
        return results

    def _try_one(self, item):
        file, contract = item
        try:
            with self.env.cr.savepoint():
                return self._execute([item])
        except psycopg2.OperationalError:
            raise
        except Exception as error:  # noqa: BLE001  see above
            self._recover(error)
            text = str(error.args[0]) if isinstance(error, UserError) and error.args else ""
            place = {'file': file, 'line': contract.first_line, 'number': contract.number}
            self.findings.add('failed', {'text': text}, **place)
            return {'failed': 1}

    def _recover(self, error):
        _logger.info("Import %d: %s", self.import_.id, type(error).__name__)
        self.env.invalidate_all()
        self.planner.customers.forget_new()
        self.planner.vehicles.forget_new()

    def _execute(self, batch):
        results = {}
        for contracts in rounds((item, _numbers(item[1])) for item in batch):
            plans = self.planner.plan(contracts)
            done = Executor(self.planner).execute(plans)
            for plan in plans:
                done[plan.status] = done.get(plan.status, 0) + 1
            for name, number in done.items():
                results[name] = results.get(name, 0) + number
            self.env.flush_all()
        return results

    def _finish(self):
        """What is missing in a file of all contracts has perhaps ended: a person decides."""
        if self.import_.position < self.import_.contract_count:
            self.import_._end_incomplete(
                self.env._("The files hold fewer contracts than when they were checked. Please import them once more.")
            )
            return
        if self.import_.scope == 'full':
            files = Files(self.import_.attachment_ids)
            missing = Missing(self.planner)
            missing.read(files)
            self.env['insurance.proposal']._propose_ends(self.import_, missing.find(files.packages))
        self.import_._end('done')

    def _commit(self, processed):
        """:return: seconds left"""
        return self.import_._commit(processed)


def _numbers(contract):
    """By which contracts may be one policy, whatever their insurer."""
    return {number.lstrip('0') for number in (contract.number, contract.old_number) if number}
