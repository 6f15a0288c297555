"""In the shell of today's version, after the update: is it as if it had been installed today, and does work go on?

Prints `WRONG …` for whatever is not.
"""

from lxml import etree

from odoo.tools.misc import file_open

env = globals()["env"]
ADDON = "dealer_insurance"
everywhere = {"active_test": False, "allowed_company_ids": env["res.company"].search([]).ids}


def computed_fields():
    """Stored computed fields that nobody types in hold what computing them anew gives."""
    for model in map(env.get, env.registry):
        if model._abstract or model._transient:
            continue
        own = [
            field
            for field in model._fields.values()
            if field._modules == (ADDON,)
            and field.store
            and field.compute
            and field.readonly
            and field.name not in KEPT
        ]
        records = own and model.with_context(**everywhere).search([])
        for field in own:
            before = {record: record[field.name] for record in records}
            env.add_to_compute(field, records)
            yield from (f"{record}.{field.name}" for record in records if record[field.name] != before[record])


# What an invoice said when it was posted; these are compared as they are.
KEPT = ("insurance_note", "vehicle_identity")


def rules():
    """Odoo never touches what stands in `noupdate` again, so that old rules would stay."""
    with file_open(f"{ADDON}/security/ir_rules.xml", "rb") as file:
        for record in etree.parse(file).iterfind("record"):
            rule, domain = env.ref(f"{ADDON}.{record.get('id')}"), record.findtext("field[@name='domain_force']")
            if " ".join(rule.domain_force.split()) != " ".join(domain.split()):
                yield f"rule {record.get('id')}: {rule.domain_force}"


def work():
    """What was a draft before the update comes to its end."""
    dealer = env(context={"allowed_company_ids": env.ref(f"{ADDON}.company_dealer").ids, "insurance_reminder": False})
    order = dealer.ref(f"{ADDON}.order_greta")
    order.action_confirm()
    if order.order_line.vehicle_id.buyer_id != order.partner_id:
        yield "order_greta: the vehicle is not kept for its buyer"
    drafts = dealer["account.move"].search(
        [("state", "=", "draft"), ("invoice_line_ids.insurance_decision", "=", "declined")]
    )
    drafts.action_post()
    if not drafts or not all(drafts.invoice_line_ids.mapped("insurance_note")):
        yield "a declined insurance is not noted on an invoice posted now"
    for line in drafts.invoice_line_ids:
        if line.vehicle_id.owner_id != drafts.partner_id:
            yield f"{line.vehicle_id}: not the buyer's"
    ended = dealer["repair.order"].search([("state", "=", "confirmed"), ("vehicle_id", "!=", False)], limit=1)
    ended.action_repair_start()
    ended.action_repair_end()
    for model in ("fleet.vehicle", "res.partner", "sale.order", "account.move", "repair.order", "stock.lot"):
        views = dealer[model].get_views([(False, "form"), (False, "list")])
        names = [name for name in views["models"][model]["fields"] if name in dealer[model]._fields]
        dealer[model].with_context(active_test=False).search([]).read(names)


for check in (computed_fields, rules, work):
    for wrong in check():
        print("WRONG", wrong)
env.cr.rollback()
print("WENT ON")
