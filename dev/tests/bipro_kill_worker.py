"""What test_bipro_kill.py runs in Odoo's shell: processes that fetch, and are killed at points of a seed's choice.

`env` is the shell's; `ADDRESS` (of the simulator) and `RUNS` are set by the test.
"""

import json
import random
import urllib.request

import mortal
from bipro_portal import connect

from odoo import SUPERUSER_ID, api, sql_db

from odoo.addons.dealer_insurance.models.shipment import insurance_connection_bipro_transfer as transfer
from odoo.addons.dealer_insurance.models.shipment.bipro_fetching import Fetching
from odoo.addons.dealer_insurance.models.shipment.bipro_group import LARGEST

SEED = 471100815
LONGEST = 2 * LARGEST + 10  # points that a run passes at most before it is killed; as many as a group has
env, ADDRESS, RUNS = (globals()[name] for name in ("env", "ADDRESS", "RUNS"))
DATABASE = env.cr.dbname


def ask(path):
    with urllib.request.urlopen(ADDRESS + path) as answer:
        return answer.read()


def books():
    return json.loads(ask("/books"))


class Mortal(Fetching):
    """Passes a point before and after each step that leaves a trace, and dies at the last."""

    def _list(self):
        super()._list()
        mortal.pass_point()  # listed, not committed

    def _store_together(self, deliveries):
        mortal.pass_point()  # fetched, not stored
        super()._store_together(deliveries)
        mortal.pass_point()  # stored, not committed

    def _acknowledge(self, shipments):
        mortal.pass_point()  # committed, not acknowledged
        return super()._acknowledge(shipments)

    def _call(self, call):
        answer = super()._call(call)
        mortal.pass_point()  # fetched, or acknowledged and not noted
        return answer


def work():
    """In the child: fetch, as the scheduled action does."""
    transfer.Fetching = Mortal
    with registry.cursor() as cursor:
        api.Environment(cursor, SUPERUSER_ID, {})["insurance.connection"].browse(connection_id)._fetch_bipro()


def fresh(query):
    """From a connection of its own, which no fork inherits."""
    with sql_db.db_connect(DATABASE).cursor() as cursor:
        cursor.execute(query)
        rows = cursor.fetchall()
    sql_db.close_all()
    return rows


def stored():
    """{id at the insurer: number of its documents}"""
    return dict(
        fresh("""SELECT external_id, count(document.id) FROM insurance_shipment AS shipment
                   JOIN insurance_document AS document ON document.shipment_id = shipment.id
                  WHERE shipment.state IN ('fetched', 'acknowledged') GROUP BY external_id""")
    )


def acknowledged():
    return {one["id"] for one in books()["shipments"] if one["acknowledged"]}


def check_contents():
    with registry.cursor() as cursor:
        documents = api.Environment(cursor, SUPERUSER_ID, {})["insurance.document"].search(
            [("shipment_id", "!=", False)]
        )
        return sum(
            document.attachment_id.raw == ask(f"/raw/{document.shipment_id.external_id}/0") for document in documents
        )


registry = env.registry
connection_id = connect(env, ADDRESS)
env.cr.close()
sql_db.close_all()
chance = random.Random(SEED)
killed = unstored = 0
for number in range(RUNS):
    # Every fifth time two hosts fetch at once.
    ends = mortal.run(work, *(chance.randint(0, LONGEST) for _host in range(2 if number % 5 == 0 else 1)))
    killed += sum(map(mortal.was_killed, ends))
    unstored += len(acknowledged() - stored().keys())
while not fresh("SELECT id FROM insurance_transfer_run WHERE state = 'done'"):
    if any(mortal.run(work, float("inf"), float("inf"))):
        break
mortal.run(work, float("inf"))
found = stored()
mortal.tell(
    {
        "killed": killed,
        "unstored": unstored,
        "shipments": len(found),
        "most_documents": max(found.values()),
        "documents": sum(found.values()),
        "same_contents": check_contents(),
        "states": dict(fresh("SELECT state, count(*) FROM insurance_shipment GROUP BY state")),
        "books": {name: value for name, value in books().items() if name != "shipments"},
    }
)
