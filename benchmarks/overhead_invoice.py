"""overhead-invoice: create and post invoices of four lines, against the same database without the addon."""

from common import shop
from common.overhead import overhead

INVOICES = 50
PORTION = 5


def measure(laboratory):
    return overhead(laboratory, "overhead-invoice", __name__, INVOICES, 1.05, "invoice", PORTION)


# In Odoo

prepare = shop.prepare


def work(env, prepared, count):
    for _number in range(count):
        shop.invoice(env, prepared).action_post()
        env.cr.flush()
        env.invalidate_all()
