"""A portfolio for tests of imports: each contract with a person, a car, a cover and a payment of its own."""

import gdv_files

LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def portfolio(first, count):
    """bytes of a GDV file with the contracts of these serial numbers"""
    records = [record for serial in range(first, first + count) for record in _contract(serial)]
    return gdv_files.file(gdv_files.package(*records)).read()


def _contract(serial):
    own = {"number": number(serial)}
    born = f"{1 + serial % 28:02}{1 + serial // 28 % 12:02}{1940 + serial % 60}"
    plate = f"GM-{LETTERS[serial // 9999 % 23]}{LETTERS[serial // 229977 % 23]} {1 + serial % 9999}"
    return [
        gdv_files.partner({44: f"Prüfstein {serial}".ljust(30), 226: born}, **own),
        gdv_files.terms(**own),
        gdv_files.vehicle({97: f"WVWZZZ1JZ{serial:08}", 114: plate.ljust(12)}, **own),
        gdv_files.liability(**own),
        gdv_files.record("0400", {46: "01022024", 139: "00000011900+"}, **own),
    ]


def number(serial):
    return f"3{serial:010}"


def start(env, first, count):
    """An import of these contracts that is ready to run; it is committed."""
    file = env["ir.attachment"].create({"name": f"{first}.gdv", "raw": portfolio(first, count)})
    made = env["insurance.gdv.import"].create({"attachment_ids": file.ids})
    made._check_files()
    made.action_start()
    env.cr.commit()
    return made


def counted(env):
    """How many of each there are of such contracts."""
    policies = env["insurance.policy"].search([("gdv_import_id", "!=", False)])
    return {
        "policies": len(policies),
        "numbers": len(set(policies.mapped("number"))),
        "customers": len(policies.partner_id),
        "vehicles": len(policies.vehicle_id),
        "covers": len(policies.cover_ids),
        "payments": len(policies.payment_ids),
        "partners_of_that_name": env["res.partner"].search_count([("lastname", "=like", "Prüfstein %")]),
    }
