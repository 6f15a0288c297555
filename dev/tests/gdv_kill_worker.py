"""What test_gdv_import.py runs in Odoo's shell: processes that import, and are killed at points of a seed's choice.

`env` is the shell's; `RUNS` and `CONTRACTS` are set by the test.
"""

import random

import mortal
from gdv_portfolio import counted, start

from odoo import SUPERUSER_ID, api, sql_db

from odoo.addons.dealer_insurance.models.gdv_import import insurance_gdv_import_run as module

SEED = 471100815
LONGEST = 14  # points that a run passes at most before it is killed; a batch has five
env, RUNS, CONTRACTS = (globals()[name] for name in ("env", "RUNS", "CONTRACTS"))
module.BATCH = 10


class MortalRun(module.Run):
    """Passes a point before and after each step that leaves a trace, and dies at the last."""

    def _execute(self, batch):
        done = super()._execute(batch)
        mortal.pass_point()  # written, its position not noted
        return done

    def _import(self, batch):
        mortal.pass_point()  # read
        super()._import(batch)
        mortal.pass_point()  # noted

    def _commit(self, processed):
        mortal.pass_point()  # not committed
        left = super()._commit(processed)
        mortal.pass_point()  # committed
        return left


def work():
    """In the child: import, as the scheduled action does."""
    module.Run = MortalRun
    with registry.cursor() as cursor:
        api.Environment(cursor, SUPERUSER_ID, {})["insurance.gdv.import"]._cron_import()


registry = env.registry
import_id = start(env, 0, CONTRACTS).id
env.cr.close()
sql_db.close_all()
chance = random.Random(SEED)
ends = [mortal.run(work, chance.randint(0, LONGEST))[0] for _number in range(RUNS)]
killed = sum(map(mortal.was_killed, ends))
(last,) = mortal.run(work, float("inf"))
with registry.cursor() as cursor:
    fresh = api.Environment(cursor, SUPERUSER_ID, {})
    made = fresh["insurance.gdv.import"].browse(import_id)
    found = {"killed": killed, "last": last, "state": made.state, "position": made.position, "results": made.results}
    found["counted"] = counted(fresh)
mortal.tell(found)
