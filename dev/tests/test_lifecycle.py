"""The addon comes and goes without a word in the log: install, update, uninstall, with demo data,
and into a database that has been worked with."""

import contextlib
import os
import subprocess
import unittest

from workbench import settings
from workbench.databases import Databases
from workbench.logs import loud
from workbench.odoo import ready

UNINSTALL = f"""
env['ir.module.module'].search([('name', '=', '{settings.ADDON}')]).button_immediate_uninstall()
"""

# What a workshop has before it installs the addon: vehicles, orders, deliveries, invoices, repairs.
WORKED_WITH = """
from odoo import Command

customer = env['res.partner'].create({'name': 'Erika Mustermann', 'email': 'erika@example.com'})
brand = env['fleet.vehicle.model.brand'].create({'name': 'Altmarke'})
model = env['fleet.vehicle.model'].create({'name': 'Altmodell', 'brand_id': brand.id})
env['fleet.vehicle'].create([
    {'model_id': model.id, 'license_plate': 'B-AB 123', 'vin_sn': 'WVWZZZ1JZXW000001'},
    {'model_id': model.id, 'license_plate': 'B-AB 123', 'vin_sn': 'WVWZZZ1JZXW000001', 'driver_id': customer.id},
    {'model_id': model.id, 'vin_sn': 'not a vehicle identification number'},
    {'model_id': model.id},
])
product = env['product.product'].create({
    'name': 'Fahrrad', 'type': 'consu', 'is_storable': True, 'tracking': 'serial', 'list_price': 2000,
})
lot = env['stock.lot'].create({'product_id': product.id, 'name': 'RAHMEN-0815'})
stock = env['stock.warehouse'].search([('company_id', '=', env.company.id)], limit=1).lot_stock_id
env['stock.quant']._update_available_quantity(product, stock, 1, lot_id=lot)
orders = env['sale.order'].create([
    {'partner_id': customer.id, 'order_line': [Command.create({'product_id': product.id})]} for _ in range(3)
])
orders[:2].action_confirm()
picking = orders[0].picking_ids
picking.action_assign()
picking.move_ids.picked = True
picking.button_validate()
invoices = orders[0]._create_invoices()
invoices.action_post()
invoices |= env['account.move'].create({
    'move_type': 'out_invoice',
    'partner_id': customer.id,
    'invoice_line_ids': [Command.create({'product_id': product.id, 'quantity': 1, 'price_unit': 100})],
})
env['repair.order'].create({'partner_id': customer.id, 'product_id': product.id, 'lot_id': lot.id})
env.cr.commit()
print('PREPARED', len(orders), len(invoices))
"""

# The same records are still there, and can be gone on with.
GOES_ON = """
order = env['sale.order'].search([('partner_id.name', 'like', 'Mustermann')], order='id')
assert len(order) == 3, order
order[2].action_confirm()
draft = env['account.move'].search([('partner_id.name', 'like', 'Mustermann'), ('state', '=', 'draft')])
assert len(draft) == 1, draft
draft.action_post()
assert draft.state == 'posted'
vehicles = env['fleet.vehicle'].search([('model_id.name', '=', 'Altmodell')])
assert len(vehicles) == 4, vehicles
vehicles.mapped('display_name')
vehicles.write({'description': 'gone on with'})
env.cr.commit()
print('WENT ON')
"""


class TestLifecycle(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.odoo = cls.enterClassContext(ready())
        cls.databases = Databases(cls.odoo)
        cls.template = cls.databases.template()

    @contextlib.contextmanager
    def database(self, source=None):
        part = self.id().rpartition(".")[2]
        name = f"{settings.ADDON}-test-{settings.CHECKOUT_KEY}-{part}-{os.getpid()}"
        with self.databases.temporary(source or self.template, name):
            yield name

    def run_quietly(self, *arguments, stdin=None):
        """Run Odoo; fails on any warning in its log. Returns what it printed."""
        done = subprocess.run(
            self.odoo.command(*arguments),
            env=self.odoo.environment(),
            input=stdin or "",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        said = [record.text for record in loud(done.stdout)]
        self.assertFalse(said, f"{' '.join(arguments)} logged:\n" + "\n".join(said))
        self.assertEqual(done.returncode, 0, done.stdout[-3000:])
        return done.stdout

    def server(self, name, *arguments):
        self.run_quietly("-d", name, *arguments, "--stop-after-init", "--no-http", "--max-cron-threads=0")

    def shell(self, name, script):
        return self.run_quietly("shell", "-d", name, "--no-http", stdin=script)

    def state(self, name):
        query = f"SELECT state FROM ir_module_module WHERE name = '{settings.ADDON}'"
        return self.databases.sql(query, database=name)

    def test_install_update_uninstall_install_again(self):
        with self.database() as name:
            self.databases.refuse_more_demo_data(name)
            self.server(name, "-i", settings.ADDON)
            self.server(name, "-u", settings.ADDON)
            self.shell(name, UNINSTALL)
            self.assertEqual(self.state(name), ["uninstalled"])
            left = f"SELECT model FROM ir_model WHERE model LIKE 'insurance.%' UNION SELECT name FROM ir_model_data WHERE module = '{settings.ADDON}'"
            self.assertEqual(self.databases.sql(left, database=name), [])
            self.server(name, "-i", settings.ADDON)
            self.assertEqual(self.state(name), ["installed"])

    def test_demo_data(self):
        with self.database() as name:
            self.server(name, "-i", settings.ADDON)
            loaded = (
                f"SELECT count(*) > 0 FROM ir_model_data WHERE module = '{settings.ADDON}' AND model = 'fleet.vehicle'"
            )
            self.assertEqual(self.databases.sql(loaded, database=name), ["t"])
            self.server(name, "-u", settings.ADDON)
            # Not uninstalled: Odoo keeps posted invoices of demo data, and says so at length.

    def test_database_that_has_been_worked_with(self):
        with self.database() as name:
            self.databases.refuse_more_demo_data(name)
            self.assertIn("PREPARED 3 2", self.shell(name, WORKED_WITH))
            self.server(name, "-i", settings.ADDON)
            self.assertIn("WENT ON", self.shell(name, GOES_ON))


if __name__ == "__main__":
    unittest.main()
