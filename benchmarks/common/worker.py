"""A process with Odoo in it that does what a benchmark asks for: a line of JSON in, a line of JSON out.

    python -m common.worker DATABASE MODULE

In   {"function": "work", "arguments": [...], "keep": false}: a function of the module, which gets the
     administrator's `env` first; what it writes is rolled back unless it is to be kept.
Out  {"result": ..., "seconds": 0.25, "processor": 0.2, "queries": 42, "apart": 0.0} or {"error": "..."}.
     `apart`: seconds that the function has asked to be left out, as the module's `apart()` tells.
"""

import contextlib
import cProfile
import gc
import importlib
import json
import os
import pstats
import sys
import time
import traceback

LINES = 90  # of a profile


def start_odoo(database):
    """:return: its registry"""
    from odoo.modules.registry import Registry
    from odoo.service import server
    from odoo.tools import config

    options = ("--no-http", "--max-cron-threads=0", "--log-level=warn")
    config.parse_config(["-d", database, *options], setup_logging=True)
    server.start(preload=[], stop=True)
    return Registry(database)


class Worker:
    def __init__(self, database, module):
        self.registry = start_odoo(database)
        self.module = importlib.import_module(module)

    def answer(self, function, arguments, keep):
        from odoo import SUPERUSER_ID, api

        with self.registry.cursor() as cursor:
            user = api.Environment(cursor, SUPERUSER_ID, {}).ref("base.user_admin")
            env = api.Environment(cursor, user.id, {"lang": "en_US", "tz": "Europe/Berlin"})
            measured = self._measure(getattr(self.module, function), env, arguments)
            if not keep:
                cursor.rollback()
        return measured

    def _measure(self, function, env, arguments):
        from odoo import sql_db

        env.user.all_group_ids  # noqa: B018  read before the time begins
        apart = getattr(self.module, "apart", float)
        gc.collect()
        before, queries = apart(), sql_db.sql_counter
        processor, begin = time.process_time(), time.perf_counter()
        with _profiled(function.__name__):
            result = function(env, *arguments)
            env.cr.flush()
        return {
            "result": result,
            "seconds": time.perf_counter() - begin,
            "processor": time.process_time() - processor,
            "queries": sql_db.sql_counter - queries,
            "apart": apart() - before,
        }


@contextlib.contextmanager
def _profiled(name):
    """With PROFILE=1, say in the log where the time goes; the figures then mean nothing."""
    if not os.environ.get("PROFILE"):
        yield
        return
    with cProfile.Profile() as profile:
        yield
    for order in ("cumulative", "tottime"):
        print(name, file=sys.stderr)
        pstats.Stats(profile, stream=sys.stderr).sort_stats(order).print_stats(LINES)


def main(database, module):
    # Whatever Odoo prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    worker = None
    for line in sys.stdin:
        try:
            worker = worker or Worker(database, module)
            answer = worker.answer(**json.loads(line))
        except Exception:  # noqa: BLE001  told to the benchmark, which ends
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
