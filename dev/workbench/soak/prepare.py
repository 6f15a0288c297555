"""What `make soak` does in Odoo's shell first: a dealer's four employees, customers, vehicles and policies.

`env` is the shell's; SEED, ADDRESSES, PASSWORDS, ADDRESS and COUNT are set before. All persons are
made up, each value such that it is found nowhere by chance. Prints `PLAN {…}`.
"""

import json
import random
from datetime import date, timedelta

from odoo import Command

env, SEED, ADDRESSES, PASSWORDS, ADDRESS, COUNT = (
    globals()[name] for name in ("env", "SEED", "ADDRESSES", "PASSWORDS", "ADDRESS", "COUNT")
)
ADDON = "dealer_insurance"
SYLLABLES = ("bra", "dul", "fen", "gor", "hus", "jol", "kem", "lip", "mur", "nad", "pol", "quo", "rib", "sab", "tov")
chance = random.Random(SEED)  # noqa: S311  chances, no secrets
dealer = env.ref(f"{ADDON}.company_dealer")
env = env(context={"allowed_company_ids": dealer.ids, "lang": "de_DE", "no_reset_password": True})


def ref(name):
    return env.ref(f"{ADDON}.{name}")


def word():
    return "".join(chance.choice(SYLLABLES) for _ in range(4)).capitalize()


def german_iban():
    account = f"{chance.randrange(10**8):08}{chance.randrange(10**10):010}"
    check = 98 - int(f"{account}131400") % 97
    return f"DE{check:02}{account}"


def person(number):
    first, last = word(), word()
    return {
        "title_id": env.ref("partner_title.res_partner_title_madam").id,
        "firstname": first,
        "lastname": last,
        "street": f"{word()}weg {number + 1}",
        "zip": "51643",
        "city": "Gummersbach",
        "country_id": env.ref("base.de").id,
        "lang": "de_DE",
        "birthdate_date": str(date(1931, 1, 1) + timedelta(days=chance.randrange(12_000))),
        "email": f"{first}.{last}@example.com".lower(),
        "phone": f"+49 2261 9{chance.randrange(10**6):06}",
        "mobile": f"+49 171 9{chance.randrange(10**6):06}",
    }


def car(owner, number):
    return {
        "model_id": ref("model_volkswagen_golf").id,
        "usage": "customer",
        "owner_id": owner.id,
        "vin_sn": f"WVWZZZ1KZ8{chance.randrange(10**7):07}",
        "license_plate": f"GM-SK {1000 + number}",
        "hsn": "0603",
        "tsn": "BGU",
        "first_registration_date": "2019-05-02",
        "owner_registration_date": "2020-01-15",
        "odometer": 42_000 + number,
    }


def bike(number):
    return {
        "model_id": ref("product_trekking").vehicle_model_id.id,
        "usage": "stock",
        "vin_sn": f"SOAK{chance.randrange(10**9):09}",
    }


def employ():
    manager = env["res.users"].create(
        {
            "name": "Manuela Soak",
            "login": "manuela",
            "company_id": dealer.id,
            "company_ids": [Command.set(dealer.ids)],
            "group_ids": [
                Command.set(
                    [
                        env.ref("base.group_user").id,
                        env.ref("sales_team.group_sale_manager").id,
                        ref("group_insurance_manager").id,
                    ]
                )
            ],
        }
    )
    users = {"sabine": ref("user_sabine"), "tim": ref("user_tim"), "manuela": manager}
    users["walter"] = ref("user_walter")
    users["admin"] = env.ref("base.user_admin")
    for login, user in users.items():
        user.write({"password": PASSWORDS[login], "lang": "en_US"})


def connect():
    ref("connection_covercheck").write(
        {f"covercheck_{part}_url": f"{ADDRESSES['covercheck']}/{part}" for part in ("portal", "callback")}
    )
    ref("connection_wertgarantie").wertgarantie_base_url = ADDRESSES["wertgarantie"]
    services = ("sts", "transfer", "extranet")
    ref("connection_bipro").write({f"bipro_{part}_url": f"{ADDRESSES['bipro']}/{part}" for part in services})
    ref("connection_bipro").bipro_interval = 5
    for name in ("report.url", "web.base.url"):
        env["ir.config_parameter"].sudo().set_param(name, ADDRESS)
    env["ir.cron"].search([("ir_actions_server_id.model_id.model", "=like", "insurance.%")]).write(
        {"interval_number": 1, "interval_type": "minutes"}
    )


employ()
connect()
customers = env["res.partner"].create([person(number) for number in range(COUNT)])
cars = env["fleet.vehicle"].create([car(customer, number) for number, customer in enumerate(customers)])
bikes = env["fleet.vehicle"].create([bike(number) for number in range(COUNT)])
policies = env["insurance.policy"].create(
    [
        {
            "number": f"4{chance.randrange(10**10):010}",
            "insurer_id": ref("insurer_ruv").id,
            "partner_id": customer.id,
            "vehicle_id": vehicle.id,
            "start_date": "2025-01-01",
            "end_date": "2030-12-31",
        }
        for customer, vehicle in zip(customers, cars, strict=True)
    ]
)
ibans = [german_iban() for _customer in customers]
env.cr.commit()
plan = {
    "company": dealer.id,
    "product": ref("product_trekking").id,
    "connections": {name: ref(f"connection_{name}").id for name in ADDRESSES},
    "crons": env["ir.cron"].search([("ir_actions_server_id.model_id.model", "=like", "insurance.%")]).ids,
    "customers": customers.ids,
    "cars": cars.ids,
    "bikes": bikes.ids,
    "policies": [
        {"id": policy.id, "number": policy.number, "plate": policy.vehicle_id.license_plate} for policy in policies
    ],
    "ibans": ibans,
    "vehicles": [*cars.mapped("license_plate"), *cars.mapped("vin_sn"), *bikes.mapped("vin_sn")],
    "persons": customers.read(["firstname", "lastname", "street", "birthdate_date", "email", "phone", "mobile"]),
}
print("PLAN", json.dumps(plan, default=str))
