from odoo import Command
from odoo.tests import TransactionCase, new_test_user

VIN = 'WVWZZZ1JZXW{:06d}'
TZ = 'UTC'  # one and the same day for everybody, at whatever hour the tests run


class DealerCommon(TransactionCase):
    """A German dealer of cars and bicycles whose employees have the least rights they need.

    ``cls.env`` is the superuser's, in the dealer's company; helpers use it even in tests
    with ``@users``. The chart of accounts holds just what a sale needs, for a real one
    takes ten seconds per class.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.tz = TZ
        cls.germany = cls.env.ref('base.de')
        cls.euro = cls.env.ref('base.EUR')
        cls.euro.active = True
        cls.env['res.lang']._activate_lang('de_DE')
        cls.company = cls.make_company("Autohaus Aggertal")
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.company.ids))
        cls.company = cls.company.with_env(cls.env)
        cls._make_users()
        cls._make_partners()
        cls._make_products()
        cls._serial = 0

    # Company

    @classmethod
    def make_company(cls, name):
        """A company in Germany that can invoice."""
        company = cls.env['res.company'].create(
            {
                'name': name,
                'country_id': cls.germany.id,
                'currency_id': cls.euro.id,
            }
        )
        env = company.with_company(company).env
        accounts = {
            account_type: env['account.account'].create(
                {
                    'name': account_type,
                    'code': code,
                    'account_type': account_type,
                    'reconcile': account_type in ('asset_receivable', 'liability_payable'),
                }
            )
            for account_type, code in (
                ('asset_receivable', '140000'),
                ('liability_payable', '160000'),
                ('income', '840000'),
                ('expense', '340000'),
            )
        }
        env['account.journal'].create(
            [
                {'name': "Sales", 'code': 'RE', 'type': 'sale', 'default_account_id': accounts['income'].id},
                {'name': "Purchases", 'code': 'ER', 'type': 'purchase', 'default_account_id': accounts['expense'].id},
                {'name': "Miscellaneous", 'code': 'SO', 'type': 'general'},
            ]
        )
        for model, field, account_type in (
            ('res.partner', 'property_account_receivable_id', 'asset_receivable'),
            ('res.partner', 'property_account_payable_id', 'liability_payable'),
            ('product.category', 'property_account_income_categ_id', 'income'),
            ('product.category', 'property_account_expense_categ_id', 'expense'),
        ):
            env['ir.default'].set(model, field, accounts[account_type].id, company_id=company.id)
        company.account_fiscal_country_id = cls.germany
        company.account_sale_tax_id = env['account.tax'].create(
            {
                'name': "19 %",
                'amount': 19,
                'type_tax_use': 'sale',
                'tax_group_id': env['account.tax.group'].create({'name': "19 %"}).id,
            }
        )
        return company

    # Employees

    @classmethod
    def _make_users(cls):
        insurance = 'dealer_insurance.group_insurance_user'
        cls.salesperson = cls.make_user('salesperson', 'sales_team.group_sale_salesman', insurance)
        cls.plain_salesperson = cls.make_user('plain_salesperson', 'sales_team.group_sale_salesman')
        cls.mechanic = cls.make_user('mechanic', 'stock.group_stock_user', insurance)
        cls.plain_mechanic = cls.make_user('plain_mechanic', 'stock.group_stock_user')
        cls.accountant = cls.make_user('accountant', 'account.group_account_invoice', insurance)
        cls.insurance_user = cls.make_user('insurance_user', insurance)
        cls.insurance_manager = cls.make_user('insurance_manager', 'dealer_insurance.group_insurance_manager')

    @classmethod
    def make_user(cls, login, *groups, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login=login,
            password=login,
            groups=','.join(('base.group_user', *groups)),
            email=f'{login}@example.com',
            tz=TZ,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            context={'no_reset_password': True},
        )

    # Customers

    @classmethod
    def _make_partners(cls):
        cls.customer = cls.make_partner("Erika", "Kunde")
        cls.other_customer = cls.make_partner("Hans", "Nachbar")

    @classmethod
    def make_partner(cls, firstname, lastname, **values):
        return cls.env['res.partner'].create(
            {
                'firstname': firstname,
                'lastname': lastname,
                'street': "Hauptstraße 1",
                'zip': '51643',
                'city': "Gummersbach",
                'country_id': cls.germany.id,
                'lang': 'de_DE',
                'email': f'{firstname}.{lastname}@example.com'.lower(),
                **values,
            }
        )

    # Products and vehicles

    @classmethod
    def _make_products(cls):
        cls.brand = cls.env['fleet.vehicle.model.brand'].create({'name': "Agger"})
        cls.car_model, cls.bike_model, cls.ebike_model = cls.env['fleet.vehicle.model'].create(
            [
                {'name': "Kombi", 'brand_id': cls.brand.id, 'vehicle_type': 'car'},
                {'name': "Tourenrad", 'brand_id': cls.brand.id, 'vehicle_type': 'bike'},
                {'name': "Stromrad", 'brand_id': cls.brand.id, 'vehicle_type': 'bike', 'electric_assistance': True},
            ]
        )
        cls.car_product, cls.bike_product, cls.ebike_product, cls.part_product = cls.env['product.product'].create(
            [
                {
                    'name': "New Car",
                    'type': 'consu',
                    'list_price': 20000,
                    'invoice_policy': 'order',
                    'is_vehicle': True,
                },
                {
                    'name': "Touring Bicycle",
                    'type': 'consu',
                    'list_price': 900,
                    'invoice_policy': 'order',
                    'is_vehicle': True,
                    'is_storable': True,
                    'tracking': 'serial',
                    'vehicle_model_id': cls.bike_model.id,
                },
                {
                    'name': "Electric Bicycle",
                    'type': 'consu',
                    'list_price': 3000,
                    'invoice_policy': 'order',
                    'is_vehicle': True,
                    'is_storable': True,
                    'tracking': 'serial',
                    'vehicle_model_id': cls.ebike_model.id,
                },
                {'name': "Bell", 'type': 'consu', 'list_price': 10, 'invoice_policy': 'order'},
            ]
        )

    @classmethod
    def next_vin(cls):
        cls._serial += 1
        return VIN.format(cls._serial)

    @classmethod
    def make_vehicle(cls, **values):
        """A car in stock unless the values say otherwise."""
        return cls.env['fleet.vehicle'].create(
            {
                'model_id': cls.car_model.id,
                'usage': 'stock',
                **values,
            }
        )

    @classmethod
    def make_car(cls, **values):
        return cls.make_vehicle(**{'vin_sn': cls.next_vin(), **values})

    @classmethod
    def make_customer_car(cls, owner=None, **values):
        return cls.make_car(**{'usage': 'customer', 'owner_id': (owner or cls.customer).id, **values})

    # Orders and invoices

    @classmethod
    def order_line(cls, vehicle=None, product=None, **values):
        return Command.create(
            {
                'product_id': (product or cls.car_product).id,
                'vehicle_id': vehicle.id if vehicle else False,
                **values,
            }
        )

    @classmethod
    def make_order(cls, *vehicles, partner=None, lines=(), **values):
        """A quotation with one line per vehicle, then those given by ``order_line``."""
        return cls.env['sale.order'].create(
            {
                'partner_id': (partner or cls.customer).id,
                'order_line': [*(cls.order_line(vehicle) for vehicle in vehicles), *lines],
                **values,
            }
        )

    @classmethod
    def invoice_line(cls, vehicle=None, product=None, **values):
        return Command.create(
            {
                'product_id': (product or cls.car_product).id,
                'vehicle_id': vehicle.id if vehicle else False,
                **values,
            }
        )

    @classmethod
    def make_invoice(cls, *vehicles, partner=None, lines=(), **values):
        """A draft invoice with one line per vehicle, then those given by ``invoice_line``."""
        return cls.env['account.move'].create(
            {
                'move_type': 'out_invoice',
                'partner_id': (partner or cls.customer).id,
                'invoice_line_ids': [*(cls.invoice_line(vehicle) for vehicle in vehicles), *lines],
                **values,
            }
        )

    @classmethod
    def sell(cls, *vehicles, **values):
        """A posted invoice, as ``make_invoice``."""
        invoice = cls.make_invoice(*vehicles, **values)
        invoice.action_post()
        return invoice

    @classmethod
    def credit(cls, invoice, amount=None, **values):
        """A posted credit note of the whole invoice, or of ``amount`` without tax on each line."""
        refund = invoice._reverse_moves([{'invoice_date': invoice.invoice_date, **values}])
        if amount:
            refund.invoice_line_ids.price_unit = amount
        refund.action_post()
        return refund

    # Warehouse

    @classmethod
    def receive(cls, product, *serials, user=None, **lot_values):
        """Take serial numbers into stock from a supplier; their lots.

        :param user: who does it, the superuser when not given
        :param lot_values: values of each lot, such as its battery number
        """
        lots = (
            cls.env['stock.lot']
            .with_user(user or cls.env.user)
            .create(
                [
                    {'name': serial, 'product_id': product.id, 'company_id': cls.company.id, **lot_values}
                    for serial in serials
                ]
            )
        )
        warehouse = cls.env['stock.warehouse'].search([('company_id', '=', cls.company.id)], limit=1)
        cls.move_lots(lots, warehouse.in_type_id, cls.env.ref('stock.stock_location_suppliers'), warehouse.lot_stock_id)
        return lots.with_env(cls.env)

    @classmethod
    def move_lots(cls, lots, picking_type, source, destination):
        picking = lots.env['stock.picking'].create(
            {
                'picking_type_id': picking_type.id,
                'location_id': source.id,
                'location_dest_id': destination.id,
                'move_ids': [
                    Command.create(
                        {
                            'product_id': lots.product_id.id,
                            'product_uom_qty': len(lots),
                            'location_id': source.id,
                            'location_dest_id': destination.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        cls.validate(picking, lots)
        return picking

    @classmethod
    def deliver(cls, order, lots, user=None):
        """Deliver these serial numbers on the order's waiting delivery, as a person does."""
        picking = order.picking_ids.filtered(lambda picking: picking.state not in ('done', 'cancel'))
        cls.validate(picking.with_user(user) if user else picking, lots)
        return picking

    @classmethod
    def validate(cls, picking, lots):
        """Move these serial numbers with the picking; the rest stays for a backorder."""
        for move in picking.move_ids:
            own = lots.filtered(lambda lot, product=move.product_id: lot.product_id == product)
            move.move_line_ids.unlink()
            move.move_line_ids = [
                Command.create(
                    {
                        'product_id': move.product_id.id,
                        'lot_id': lot.id,
                        'quantity': 1,
                        'location_id': move.location_id.id,
                        'location_dest_id': move.location_dest_id.id,
                    }
                )
                for lot in own
            ]
            move.picked = True
        picking.with_context(skip_backorder=True).button_validate()
