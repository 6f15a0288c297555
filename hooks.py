from odoo.tools.sql import column_exists, create_column

NEW_COLUMNS = [
    ('sale_order_line', 'insurance_decision'),
    ('account_move_line', 'insurance_decision'),
    ('account_move_line', 'insurance_note'),
    ('account_move_line', 'vehicle_identity'),
]


def pre_init_hook(env):
    """Add empty columns to the large tables, so that Odoo does not compute every old line.

    Nothing sold before the installation sells a vehicle in the sense of this addon.
    """
    for table, column in NEW_COLUMNS:
        if not column_exists(env.cr, table, column):
            create_column(env.cr, table, column, 'varchar')
