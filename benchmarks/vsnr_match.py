"""vsnr-match: find the policies of many documents at once, against one indexed query for each document."""

from statistics import median

from common import insurances
from common.rows import PAIRS, Row, alternate, at_least, inverse, ratio_of, spread

POLICIES, DOCUMENTS = 200_000, 10_000
# Of a hundred documents, so many write the number in another way, and so many tell one that is not known.
OTHERWISE, UNKNOWN = 15, 5
NOWHERE = "http://127.0.0.1:9"


def measure(laboratory):
    policies, documents = laboratory.size(POLICIES, 20_000), laboratory.size(DOCUMENTS, 1_000)
    with laboratory.database(with_addon=True) as database, laboratory.worker(database, __name__) as worker:
        worker.do("prepare", policies, documents)
        found = worker.measure("find")["result"]
        assert found == documents * (100 - UNKNOWN) // 100, found

        def ours():
            return worker.measure("find")["seconds"]

        def reference():
            return worker.measure("ask_one_by_one")["seconds"]

        alternate(ours, reference, 1)  # fills Odoo's and PostgreSQL's caches
        pairs = alternate(ours, reference, PAIRS)
        assigned = worker.measure("assign")
    speeds = inverse(pairs)
    speed = ratio_of(speeds)
    cells = [f"{documents / median(seconds):,.0f} documents/s" for seconds in zip(*pairs)]
    return Row(
        name="vsnr-match",
        ours=cells[0],
        reference=cells[1],
        ratio=f"{speed:.2f}",
        targets=[at_least(1, speed)],
        notes=[
            f"{documents:,} documents, {policies:,} policies; {OTHERWISE} % written otherwise, {UNKNOWN} % unknown; {spread(speeds)}",
            f"with all that an assignment writes, {documents / assigned['seconds']:,.0f} documents/s, "
            f"{assigned['queries'] / documents:.2f} queries each",
        ],
    )


# In Odoo


def prepare(env, policies, documents):
    insurances.connect(env, {"bipro": NOWHERE})
    policy = env["insurance.policy"].browse(insurances.insured_car(env, 0)["policy"])
    assert policy.number_key == policy.number, policy.number_key
    number = "'3' || lpad(n::text, 10, '0')"
    _multiply(policy, policies, number=number, number_key=number)
    # Spread over all policies, which stand in the order of their numbers.
    number = f"'3' || lpad((n * {policies // documents})::text, 10, '0')"
    written = f"""CASE WHEN mod(n, 100) < {UNKNOWN} THEN '4' || lpad(n::text, 10, '0')
        WHEN mod(n, 100) < {UNKNOWN + OTHERWISE} THEN regexp_replace({number}, '(.{{3}})(.{{4}})', '\\1 \\2/')
        ELSE {number} END"""
    shipment = env["insurance.shipment"].browse(insurances.document_without_place(env, 0))
    _multiply(
        shipment,
        documents,
        policy_number=written,
        number_key=f"regexp_replace({written}, '[ /]', '', 'g')",
        external_id="'M' || n",
    )
    shipment.sudo().unlink()


def _multiply(record, count, **expressions):
    """Copies of a record in the database itself, for creating so many would take an hour.

    :param expressions: SQL with `n`, from 1 to `count`
    """
    record.env.flush_all()
    cursor, table = record.env.cr, record._table
    cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
    columns = [name for (name,) in cursor.fetchall() if name != "id"]
    values = ", ".join(expressions.get(name, f'"{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {table}, generate_series(1, %s) AS n WHERE id = %s",
        [count, record.id],
    )
    cursor.execute(f"ANALYZE {table}")
    record.env.invalidate_all()


def _waiting(env):
    return env["insurance.shipment"].sudo().search([("external_id", "=like", "M%")])


def find(env):
    """:return: how many have found their policy"""
    from odoo.addons.dealer_insurance.models.shipment.insurance_shipment_search import ShipmentSearch

    return sum(bool(finding.found_by) for finding in ShipmentSearch(_waiting(env)).find().values())


def ask_one_by_one(env):
    shipment = _waiting(env)[0]
    insurers, company = tuple(shipment.insurer_id._same_numbers().ids), shipment.company_id.id
    query = "SELECT id FROM insurance_policy WHERE number_key = %s AND insurer_id IN %s AND company_id = %s"
    env.cr.execute("SELECT number_key FROM insurance_shipment WHERE external_id LIKE 'M%'")
    found = 0
    for (key,) in env.cr.fetchall():
        env.cr.execute(query, [key, insurers, company])
        found += bool(env.cr.fetchall())
    return found


def assign(env):
    _waiting(env)._assign()
