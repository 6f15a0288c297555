"""gdv-import: contracts of a GDV file into Odoo, against the same rows through Odoo's own `load()`."""

import importlib
import sys
from pathlib import Path
from statistics import median

from common.rows import PAIRS, Row, alternate, at_least, at_most, in_seconds, inverse, ratio_of, spread

CONTRACTS = 10_000
TESTS = Path(__file__).resolve().parents[1] / "tests"


def measure(laboratory):
    count = laboratory.size(CONTRACTS, 500)
    portion = count // PAIRS
    with (
        laboratory.database(with_addon=True) as ours,
        laboratory.database(with_addon=True) as plain,
        laboratory.worker(ours, __name__) as importer,
        laboratory.worker(plain, __name__) as loader,
    ):
        numbers = Numbers()

        def run(first, count):
            number = importer.do("preview", first, count)
            done = importer.measure("run", number, keep=True)
            assert done["result"] == [count] * 3, done
            return done["seconds"]

        def load(first, count):
            done = loader.measure("load", first, count, keep=True)
            return done["seconds"]

        def pair(first, count):
            return alternate(lambda: run(first, count), lambda: load(first, count), 1)[0]

        loader.do("prepare")
        pair(numbers.take(50), 50)  # fills Odoo's caches
        pairs = [pair(numbers.take(portion), portion) for _number in range(PAIRS)]
        whole = run(numbers.take(count), count)
        doubled = run(numbers.take(2 * count), 2 * count) / whole
    speeds = inverse(pairs)
    speed = ratio_of(speeds)
    cells = [f"{portion / median(seconds):,.0f} contracts/s" for seconds in zip(*pairs)]
    return Row(
        name="gdv-import",
        ours=f"{cells[0]}, twice as many take {doubled:.2f} times as long",
        reference=cells[1],
        ratio=f"{speed:.2f}",
        targets=[at_least(3, speed), at_most(2.1, doubled, "twice as many ≤ {} times as long")],
        notes=[
            f"{count:,} contracts in {PAIRS} files, taking turns with load(); {spread(speeds)}",
            f"{count:,} contracts in one file take {in_seconds(whole)}; the preview before it is not counted",
        ],
    )


class Numbers:
    """Of contracts that nobody has imported yet."""

    def __init__(self):
        self._next = 0

    def take(self, count):
        first, self._next = self._next, self._next + count
        return first


# The contracts: both ways tell the same


def _person(number):
    return {
        "firstname": "Änne",
        "lastname": f"Prüfstein {number}",
        "street": f"Große Straße {number % 200}",
        "zip": "51643",
        "city": "Gummersbach",
        "birthdate_date": f"{1940 + number % 60}-{1 + number % 12:02}-{1 + number % 28:02}",
    }


def _vehicle(number):
    return {
        "license_plate": f"GM-{chr(65 + number // 9999 % 26)}{chr(65 + number // 259974 % 26)} {1 + number % 9999}",
        "vin_sn": f"WVWZZZ1JZ{number:08}",
        "hsn": "0603",
        "tsn": "BJM",
        "first_registration_date": "2019-05-02",
    }


def _number(number):
    return f"3{number:010}"


# In Odoo: the import


def preview(env, first, count):
    """An import that is ready to run; its id."""
    file = env["ir.attachment"].create({"name": f"{first}.gdv", "raw": _file(first, count)})
    made = env["insurance.gdv.import"].create({"attachment_ids": file.ids})
    made.sudo()._check_files()
    made.action_start()
    return made.id


def run(env, number):
    """As the scheduled action does; commits.

    :return: how many policies, customers and vehicles are new
    """
    made = env["insurance.gdv.import"].sudo().browse(number)
    made._run()
    return [made.results[name] for name in ("new", "partners", "vehicles")]


def _file(first, count):
    sys.path.insert(0, str(TESTS))
    gdv_files = importlib.import_module("gdv_files")
    records = [text for number in range(first, first + count) for text in _records(gdv_files, number)]
    return gdv_files.file(gdv_files.package(*records)).read()


def _records(gdv_files, number):
    person, vehicle, own = _person(number), _vehicle(number), {"number": _number(number)}
    born = "".join(reversed(person["birthdate_date"].split("-")))
    names = {44: person["lastname"], 104: person["firstname"], 188: person["street"]}
    return [
        gdv_files.partner({**names, 226: born}, **own),
        gdv_files.terms(**own),
        gdv_files.vehicle({97: vehicle["vin_sn"], 114: vehicle["license_plate"]}, **own),
        gdv_files.liability(**own),
    ]


# In Odoo: load()


def prepare(env):
    brand = env["fleet.vehicle.model.brand"].create({"name": "VW"})
    env["fleet.vehicle.model"].create({"name": "GOLF", "brand_id": brand.id, "vehicle_type": "car"})


def load(env, first, count):
    numbers = range(first, first + count)
    env = env(context={**env.context, "tracking_disable": True, "import_file": True})
    same = _same_for_all(env)
    for model, rows in (
        ("res.partner", [_partner_row(number, same) for number in numbers]),
        ("fleet.vehicle", [_vehicle_row(number, same) for number in numbers]),
        ("insurance.policy", [_policy_row(number, same) for number in numbers]),
    ):
        # Nobody may write covers by hand.
        done = env[model].sudo().load(list(rows[0]), [list(row.values()) for row in rows])
        assert done["ids"], done["messages"][:3]


def _same_for_all(env):
    model = env["fleet.vehicle.model"].search([("name", "=", "GOLF")], limit=1)
    return {
        "country": str(env.ref("base.de").id),
        "model": str(model.id),
        "insurer": str(env.ref("dealer_insurance.insurer_ruv").id),
    }


def _partner_row(number, same):
    return {"id": f"bench.partner_{number}", **_person(number), "country_id/.id": same["country"]}


def _vehicle_row(number, same):
    return {
        "id": f"bench.vehicle_{number}",
        **_vehicle(number),
        "model_id/.id": same["model"],
        "usage": "customer",
        "owner_id/id": f"bench.partner_{number}",
    }


def _policy_row(number, same):
    vehicle = _vehicle(number)
    return {
        "id": f"bench.policy_{number}",
        "number": _number(number),
        "insurer_id/.id": same["insurer"],
        "partner_id/id": f"bench.partner_{number}",
        "vehicle_id/id": f"bench.vehicle_{number}",
        "line_of_business": "car",
        "start_date": "2024-01-01",
        "end_date": "2025-01-01",
        "payment_interval": "12",
        "net_premium": "432.10",
        "insured_vehicle_ids/name": "VW GOLF",
        "insured_vehicle_ids/license_plate": vehicle["license_plate"],
        "insured_vehicle_ids/vin_sn": vehicle["vin_sn"],
        "insured_vehicle_ids/vehicle_id/id": f"bench.vehicle_{number}",
        "cover_ids/line": "051",
        "cover_ids/premium": "23.45",
        "cover_ids/no_claims_class": "SF5",
    }
