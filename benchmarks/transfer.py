"""transfer: fetch, store, assign and acknowledge documents, against fetching the same bytes with `requests`.

python -m transfer ADDRESS FOLDER ID...      the reference, in a process of its own: prints its time
"""

import json
import sys
import time
import urllib.request
from pathlib import Path
from statistics import median

from common import insurances
from common.memory import highest_memory
from common.rows import PAIRS, Row, alternate, at_least, at_most, in_seconds, inverse, ratio_of, spread

SHIPMENTS, SIZE = 2_000, 100_000
MEGABYTE = 1e6
NUMBER = "30000000000"  # of the policy that all shipments are about: insurances.insured_car


def measure(laboratory):
    count = laboratory.size(SHIPMENTS, 100)
    with (
        laboratory.simulator("bipro") as address,
        laboratory.database(with_addon=True) as database,
        laboratory.worker(database, __name__) as worker,
        laboratory.folder() as folder,
    ):
        worker.do("prepare", address)

        def fetch(count):
            ids = _fill(address, count)
            done = worker.measure("fetch", keep=True)
            assert done["result"] == {"acknowledged": count, "exact": count, "stored": count * SIZE}, done
            return done["seconds"], ids

        fetch(count // 10)  # fills Odoo's caches
        latest = fetch(count)

        def ours():
            nonlocal latest
            latest = fetch(count)
            return latest[0]

        def reference():
            return laboratory.run(__name__, address, folder, *latest[1])["seconds"]

        pairs = alternate(ours, reference, PAIRS)
        doubled = fetch(2 * count)[0] / median(seconds for seconds, _ in pairs)
        peak = worker.measure("peak")["result"] / MEGABYTE
    speeds = inverse(pairs)
    speed = ratio_of(speeds)
    cells = [f"{count * SIZE / MEGABYTE / median(seconds):.1f} MB/s" for seconds in zip(*pairs)]
    return Row(
        name="transfer",
        ours=f"{cells[0]}, peak {peak:.0f} MB, twice as many take {doubled:.2f} times as long",
        reference=cells[1],
        ratio=f"{speed:.2f}",
        targets=[
            at_least(0.25, speed, "≥ {} of its speed"),
            at_most(300, peak, "peak ≤ {} MB"),
            at_most(2.1, doubled, "twice as many ≤ {} times as long"),
        ],
        notes=[
            f"{count:,} shipments of {SIZE // 1000} KB in {in_seconds(median(seconds for seconds, _ in pairs))}; "
            f"{spread(speeds)}; peak of the whole Odoo process",
        ],
    )


def _fill(address, count):
    """Shipments that wait at the insurer; their ids."""
    body = json.dumps({"count": count, "size": SIZE, "policy_number": NUMBER}).encode()
    with urllib.request.urlopen(f"{address}/shipments", body) as answer:  # noqa: S310  our own simulator
        return json.load(answer)["ids"]


# In Odoo


def prepare(env, address):
    insurances.connect(env, {"bipro": address})
    insurances.insured_car(env, 0)


def fetch(env):
    """As the scheduled action does; commits."""
    connection = env["insurance.connection"].search([("provider", "=", "bipro")])
    newest = env["insurance.shipment"].sudo().search([], order="id desc", limit=1).id or 0
    connection._fetch_bipro()
    env.cr.execute(
        """SELECT count(*) FILTER (WHERE shipment.state = 'acknowledged'),
                  count(*) FILTER (WHERE shipment.assignment = 'exact'),
                  coalesce(sum(attachment.file_size), 0)
             FROM insurance_shipment AS shipment
             JOIN insurance_document AS document ON document.shipment_id = shipment.id
             JOIN ir_attachment AS attachment ON attachment.id = document.attachment_id
            WHERE shipment.id > %s""",
        [newest],
    )
    return dict(zip(("acknowledged", "exact", "stored"), map(int, env.cr.fetchone())))


def peak(env):
    return highest_memory()


# The reference


def main(address, folder, *ids):
    import requests

    begin = time.perf_counter()
    with requests.Session() as session:
        for number in ids:
            answer = session.get(f"{address}/raw/{number}/0", timeout=30)
            answer.raise_for_status()
            Path(folder, number).write_bytes(answer.content)
    print(json.dumps({"seconds": time.perf_counter() - begin}))


if __name__ == "__main__":
    main(*sys.argv[1:])
