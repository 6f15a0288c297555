"""What test_gdv_import.py runs in Odoo's shell: processes that import, and are killed at points of a seed's choice.

`env` is the shell's; `RUNS` and `CONTRACTS` are set by the test. One process loads Odoo, each run is
a fork of it: as if it had been started anew.
"""

import json
import os
import random
import signal
import sys

from gdv_portfolio import counted, start

from odoo import SUPERUSER_ID, api, sql_db

from odoo.addons.dealer_insurance.models.gdv_import import insurance_gdv_import_run as module

SEED = 471100815
LONGEST = 14  # points that a run passes at most before it is killed; a batch has five
env, RUNS, CONTRACTS = (globals()[name] for name in ("env", "RUNS", "CONTRACTS"))
module.BATCH = 10


class MortalRun(module.Run):
    """Passes a point before and after each step that leaves a trace, and dies at the last."""

    points_left = float("inf")

    def _pass(self):
        type(self).points_left -= 1
        if type(self).points_left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def _execute(self, batch):
        done = super()._execute(batch)
        self._pass()  # written, its position not noted
        return done

    def _import(self, batch):
        self._pass()  # read
        super()._import(batch)
        self._pass()  # noted

    def _commit(self, processed):
        self._pass()  # not committed
        left = super()._commit(processed)
        self._pass()  # committed
        return left


def work(points):
    """In the child: import, as the scheduled action does."""
    module.Run = MortalRun
    MortalRun.points_left = points
    with registry.cursor() as cursor:
        api.Environment(cursor, SUPERUSER_ID, {})["insurance.gdv.import"]._cron_import()


def run(points):
    """How a process ended that may pass so many points."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    try:
        work(points)
    except BaseException as error:  # noqa: BLE001  told to the parent
        print("BROKEN", type(error).__name__, error, flush=True)
        os._exit(1)
    os._exit(0)


registry = env.registry
import_id = start(env, 0, CONTRACTS).id
env.cr.close()
sql_db.close_all()
chance = random.Random(SEED)
killed = sum(os.WIFSIGNALED(run(chance.randint(0, LONGEST))) for _number in range(RUNS))
last = run(float("inf"))
with registry.cursor() as cursor:
    fresh = api.Environment(cursor, SUPERUSER_ID, {})
    made = fresh["insurance.gdv.import"].browse(import_id)
    found = {"killed": killed, "last": last, "state": made.state, "position": made.position, "results": made.results}
    print("FOUND", json.dumps(found | {"counted": counted(fresh)}))
sys.stdout.flush()
os._exit(0)  # the shell's own connection was closed before the forks
