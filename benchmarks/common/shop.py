"""In Odoo: a customer, and parts that are no vehicles, so that both databases can sell the same."""

PARTS = 4


def prepare(env):
    """:return: ids of the customer and of the parts, to be given to the other functions"""
    customer = env["res.partner"].create(
        {
            "name": "Erika Kunde",
            "street": "Hauptstraße 1",
            "zip": "51643",
            "city": "Gummersbach",
            "country_id": env.ref("base.de").id,
            "email": "erika.kunde@example.com",
        }
    )
    parts = env["product.product"].create(
        [
            {"name": f"Part {number}", "type": "consu", "list_price": 10 * number, "invoice_policy": "order"}
            for number in range(1, PARTS + 1)
        ]
    )
    return {"customer": customer.id, "parts": parts.ids}


def order(env, shop):
    """A quotation with a line for each part."""
    lines = [(0, 0, {"product_id": part, "product_uom_qty": 1}) for part in shop["parts"]]
    return env["sale.order"].create({"partner_id": shop["customer"], "order_line": lines})


def invoice(env, shop):
    """A draft with a line for each part."""
    lines = [(0, 0, {"product_id": part, "quantity": 1}) for part in shop["parts"]]
    values = {"move_type": "out_invoice", "partner_id": shop["customer"], "invoice_line_ids": lines}
    return env["account.move"].create(values)
