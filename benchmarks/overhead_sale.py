"""overhead-sale: create and confirm orders of four lines, against the same database without the addon."""

from common import shop
from common.overhead import overhead

ORDERS = 50
PORTION = 5


def measure(laboratory):
    return overhead(laboratory, "overhead-sale", __name__, ORDERS, 1.05, "order", PORTION)


# In Odoo

prepare = shop.prepare


def work(env, prepared, count):
    for _number in range(count):
        shop.order(env, prepared).action_confirm()
        # As if each came with a request of its own.
        env.cr.flush()
        env.invalidate_all()
