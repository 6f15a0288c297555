"""What `make upgrade-test` does in the shell of the first release: a dealer's work, beyond the demo data.

Ends with `LACKS …` for each stored field of the addon that no record has a value in, and each
choice that none has made: what is not there cannot be lost.
"""

from datetime import date

from odoo import Command

env = globals()["env"]
ADDON = "dealer_insurance"
dealer = env.ref(f"{ADDON}.company_dealer")
env = env(context={"allowed_company_ids": dealer.ids, "lang": "de_DE", "insurance_reminder": False})


def ref(name):
    return env.ref(f"{ADDON}.{name}")


def sell(vehicle, decision, customer, **values):
    """A draft invoice."""
    line = {"product_id": ref("product_used_car").id, "vehicle_id": vehicle.id, "price_unit": 9000, **values}
    return env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": customer.id,
            "invoice_line_ids": [Command.create({**line, "insurance_decision": decision})],
        }
    )


def settle():
    """Settings that differ from the usual ones, by company, employee and language."""
    company = dealer.with_env(env)
    company.write({"insurance_note_printed": True, "insurance_reminder": False})
    company.insurance_note = "Dieses Fahrzeug wurde auf Wunsch des Kunden nicht versichert."
    company.with_context(lang="en_US").insurance_note = "Not insured, as the customer wished."
    ref("user_sabine").insurance_reminder = "never"
    ref("user_tim").insurance_reminder = "always"


def trade():
    """Each decision on a posted invoice, one on a draft, a sale undone, a vehicle taken back, another archived."""
    anna, bernd = ref("partner_anna"), ref("partner_bernd")
    model = ref("vehicle_golf").model_id
    vehicles = env["fleet.vehicle"].create(
        [
            {
                "model_id": model.id,
                "usage": "stock",
                "vin_sn": f"WVWZZZ1JZXW90000{number}",
                "license_plate": f"GM-UP {number + 1}",
                "hsn": "0603",
                "tsn": "BGU",
                "first_registration_date": date(2020, 2, 1 + number),
                "owner_registration_date": date(2021, 2, 1 + number),
            }
            for number in range(8)
        ]
    )
    decisions = ("open", "insured", "wanted", "later", "declined", "declined", "declined")
    posted = env["account.move"].concat(
        *(sell(vehicle, decision, anna) for vehicle, decision in zip(vehicles, decisions, strict=False))
    )
    posted.action_post()
    sell(vehicles[7], "declined", bernd)
    refund = posted[5]._reverse_moves([{"invoice_date": posted[5].invoice_date}])
    refund.action_post()
    vehicles[6].action_take_into_stock()
    vehicles[6].buyer_id = bernd
    vehicles[0].active = False
    bicycle = env["fleet.vehicle"].create(
        {"model_id": ref("product_city").vehicle_model_id.id, "usage": "customer", "owner_id": bernd.id}
    )
    bicycle.write({"vin_sn": "Rahmen 08/15", "description": "Ständer klemmt"})


def repair():
    order = env["repair.order"].create({"vehicle_id": ref("vehicle_beetle").id, "partner_id": ref("partner_frank").id})
    order._action_repair_confirm()


def lacking():
    """Fields and choices of the addon that are in no record."""
    everywhere = {"active_test": False, "allowed_company_ids": env["res.company"].search([]).ids}
    for model in map(env.get, env.registry):
        if model._abstract or model._transient:
            continue
        records = model.sudo().with_context(**everywhere)
        for field in model._fields.values():
            # Those of other addons, which this one only extends, are theirs.
            if field._modules == (ADDON,) and field.store and field.column_type:
                yield from (f"{field} = {value}" for value in values_of(field) if not has(records, field, value))


def values_of(field):
    return field.get_values(env) if field.type == "selection" else ["anything"]


def has(records, field, value):
    domain = [(field.name, "=", value)] if value != "anything" else [(field.name, "!=", False)]
    return bool(records.search_count(domain, limit=1))


settle()
trade()
repair()
env.cr.commit()
for name in lacking():
    print("LACKS", name)
print("WORKED", env["fleet.vehicle"].with_context(active_test=False).search_count([]))
