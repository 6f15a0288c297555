"""In Odoo: a dealer with access to three insurers' simulators, and what wizards are about, anew for each run."""

import io
from datetime import date

USER, PASSWORD = "musterrad", "Speichen-2026"
BIPRO_USER, BIPRO_PASSWORD = "rmp100001", "Musterwald-1"
CHECK_ID = "PRUEF-4711"
IBAN = "DE02 1203 0000 0000 2020 51"


def connect(env, addresses):
    """An active connection to each simulator.

    :param addresses: {"covercheck": ..., "wertgarantie": ..., "bipro": ...}, some may be missing
    """
    for provider, address in addresses.items():
        values = {"name": provider, "provider": provider, "environment": "test", **ACCESS[provider](env, address)}
        env["insurance.connection"].create(values).action_activate()


def _covercheck(env, address):
    return {
        "recipient_name": "CoverCheck (Simulator)",
        "recipient_address": "Musterallee 4, 50667 Köln",
        "covercheck_check_id_entry": CHECK_ID,
        "covercheck_portal_url": f"{address}/portal",
        "covercheck_callback_url": f"{address}/callback",
    }


def _wertgarantie(env, address):
    return {
        "recipient_name": "Wertgarantie (Simulator)",
        "recipient_address": "Rahmenweg 3, 54321 Beispielhausen",
        "wertgarantie_base_url": address,
        "wertgarantie_user": USER,
        "wertgarantie_password_entry": PASSWORD,
        "wertgarantie_origin": "Benchmark",
        "wertgarantie_battery_code": "270010",
        "wertgarantie_agent_number": "4711001",
    }


def _bipro(env, address):
    insurer = env.ref("dealer_insurance.insurer_ruv")
    insurer.write({"portal_url": "https://online.example.com/broker", "portal_hosts": "portal.example.com"})
    return {
        "insurer_id": insurer.id,
        "bipro_user": BIPRO_USER,
        "bipro_password_entry": BIPRO_PASSWORD,
        "bipro_sts_url": f"{address}/sts",
        "bipro_transfer_url": f"{address}/transfer",
        "bipro_extranet_url": f"{address}/extranet",
    }


ACCESS = {"covercheck": _covercheck, "wertgarantie": _wertgarantie, "bipro": _bipro}


def subjects(env, number):
    """What wizards are about, by its ids.

    A customer with a car and its policy, an order of a car, a bicycle, another one with a signed
    application, and a document without a place.
    """
    insured = insured_car(env, number)
    customer = env["res.partner"].browse(insured["customer"])
    stock = env["fleet.vehicle"].create(_car(env, f"{number}B"))
    bike, other_bike = env["fleet.vehicle"].create(
        [_bike(env, f"{number}{letter}") | {"owner_id": customer.id} for letter in "AB"]
    )
    order = env["sale.order"].create(
        {
            "partner_id": customer.id,
            "order_line": [(0, 0, {"product_id": _product(env).id, "vehicle_id": stock.id, "price_unit": 20_000})],
        }
    )
    return insured | {
        "bike": bike.id,
        "order": order.id,
        "shipment": document_without_place(env, number),
        "signed": _signed_application(env, other_bike),
    }


def insured_car(env, number):
    """A customer with a car and its policy: their ids."""
    customer = _customer(env, number)
    car = env["fleet.vehicle"].create(_car(env, f"{number}A") | {"usage": "customer", "owner_id": customer.id})
    insurer = env.ref("dealer_insurance.insurer_ruv")
    policy = env["insurance.policy"].create(
        {
            "number": f"3{number:010}",
            "insurer_id": insurer.id,
            "partner_id": customer.id,
            "vehicle_id": car.id,
            "start_date": "2025-01-01",
            "end_date": "2030-12-31",
        }
    )
    return {"customer": customer.id, "car": car.id, "policy": policy.id}


def _customer(env, number):
    return env["res.partner"].create(
        {
            "title_id": env.ref("partner_title.res_partner_title_madam").id,
            "firstname": "Erika",
            "lastname": f"Kunde {number}",
            "street": "Hauptstraße 1",
            "zip": "51643",
            "city": "Gummersbach",
            "country_id": env.ref("base.de").id,
            "birthdate_date": "1971-03-09",
            "phone": "+49 2261 123456",
            "mobile": "+49 171 5556667",
        }
    )


def _car(env, key):
    return {
        "model_id": _model(env, "Kombi", "car").id,
        "usage": "stock",
        "vin_sn": f"WVWZZZ1JZ{key:>08}".replace(" ", "X"),
        "license_plate": "GM-AB 123",
        "hsn": "0603",
        "tsn": "BJM",
        "first_registration_date": "2019-05-02",
        "owner_registration_date": "2020-01-15",
        "odometer": 42_000,
    }


def _bike(env, number):
    return {
        "model_id": _model(env, "Tourenrad", "bike").id,
        "usage": "customer",
        "vin_sn": f"WBK{number:>06}",
    }


def _model(env, name, kind):
    models = env["fleet.vehicle.model"]
    brand = env["fleet.vehicle.model.brand"].search([("name", "=", "Agger")], limit=1)
    brand = brand or brand.create({"name": "Agger"})
    found = models.search([("name", "=", name), ("brand_id", "=", brand.id)], limit=1)
    return found or models.create({"name": name, "brand_id": brand.id, "vehicle_type": kind})


def _product(env):
    products = env["product.product"]
    values = {"name": "New Car", "type": "consu", "is_vehicle": True, "invoice_policy": "order"}
    return products.search([("name", "=", "New Car")], limit=1) or products.create(values)


def _signed_application(env, bike):
    """On paper, so that nothing needs to be printed."""
    application = env["insurance.application"].browse(bike.action_insure()["res_id"])
    application.write({"price": 900, "purchase_date": date.today()})
    while application.step != "send":
        STEPS.get(application.step, lambda application: None)(application)
        application.action_next()
    application._reserve_contract_number()
    application._keep_paper(_paper())
    application.sudo().write({"state": "signed", "step": "sign", "manner": "paper"})
    return application.id


def _paper():
    from odoo.tools.pdf import PdfFileWriter

    writer, content = PdfFileWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(content)
    return content.getvalue()


def _take_tariff(application):
    application.offer_ids[0].action_choose()
    application.is_ipid_handed_over = True


STEPS = {
    "tariff": _take_tariff,
    "vehicle": lambda application: application.write({"leasing": "no", "has_approved_lock": True}),
    "customer": lambda application: application.write({"collection_type": "debit", "iban": IBAN}),
}


def document_without_place(env, number):
    """The id of its shipment."""
    connection = env["insurance.connection"].search([("provider", "=", "bipro")], limit=1)
    values = {"connection_id": connection.id, "external_id": f"L{number}", "category": "100007000"}
    shipment = (
        env["insurance.shipment"].sudo().create({**values, "state": "acknowledged", "policy_number": f"9{number}"})
    )
    return shipment.id
