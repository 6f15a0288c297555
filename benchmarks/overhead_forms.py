"""overhead-forms: open what people open all day, by the web client's calls, with and without the addon."""

from common import shop
from common.overhead import overhead
from common.web_client import WebClient

VEHICLES = 80
ROUNDS = 5  # of the whole, each a pair
FORMS = ("sale.order", "account.move", "repair.order", "res.partner")
PAGES = len(FORMS) + 1


def measure(laboratory):
    return overhead(laboratory, "overhead-forms", __name__, PAGES * ROUNDS, 1.10, portion=PAGES)


# In Odoo


def prepare(env):
    prepared = shop.prepare(env)
    order = shop.order(env, prepared)
    order.action_confirm()
    invoice = order._create_invoices()
    invoice.action_post()
    repair = env["repair.order"].create({"partner_id": prepared["customer"], "product_id": prepared["parts"][0]})
    brand = env["fleet.vehicle.model.brand"].create({"name": "Agger"})
    model = env["fleet.vehicle.model"].create({"name": "Kombi", "brand_id": brand.id, "vehicle_type": "car"})
    env["fleet.vehicle"].search([]).active = False
    env["fleet.vehicle"].create(
        [
            {"model_id": model.id, "license_plate": f"GM-A {number}", "vin_sn": f"WVWZZZ1JZXW{number:06}"}
            for number in range(100, 100 + VEHICLES)
        ]
    )
    return dict(zip(FORMS, (order.id, invoice.id, repair.id, prepared["customer"])))


def work(env, prepared, _pages):
    client = _client(env)
    for model in FORMS:
        client.open_form(model, prepared[model])
    vehicles = client.open_list("fleet.vehicle")
    assert len(vehicles) == VEHICLES, len(vehicles)


def _client(env, clients={}):  # noqa: B006  a process logs in once
    if not clients:
        clients[0] = WebClient(env.cr.dbname)
    return clients[0]
