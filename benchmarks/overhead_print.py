"""overhead-print: render invoices to HTML, against the same database without the addon."""

from common import shop
from common.overhead import overhead

INVOICES = 20
PORTION = 4
REPORT = "account.account_invoices"


def measure(laboratory):
    return overhead(laboratory, "overhead-print", __name__, INVOICES, 1.05, portion=PORTION)


# In Odoo


def prepare(env):
    prepared = shop.prepare(env)
    invoices = env["account.move"].concat(*(shop.invoice(env, prepared) for _number in range(INVOICES)))
    invoices.action_post()
    return invoices.ids


def work(env, prepared, count):
    for invoice in prepared[:count]:
        env["ir.actions.report"]._render_qweb_html(REPORT, [invoice])
        env.invalidate_all()
