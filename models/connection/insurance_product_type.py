import re

from odoo import api, fields, models

from .insurance_connection_wertgarantie import OBJECT_CODE_FIELDS

KINDS = [
    ('bike', "Bicycle"),
    ('ebike', "E-bike"),
    ('battery', "Battery alone"),
    ('other', "Nothing that we sell"),
]
# The first that fits: an AKKUSCHUTZ_EBIKE insures the battery.
KIND_BY_WORD = (
    (r'AKKU', 'battery'),
    (r'E-?BIKE|PEDELEC', 'ebike'),
    (r'(?<![A-ZÄÖÜ])(FAHR)?RAD(?![A-ZÄÖÜ])', 'bike'),
)


class InsuranceProductType(models.Model):
    """Which vehicle an insurer's product insures, for the insurer does not always tell."""

    _name = 'insurance.product.type'
    _description = "Insurance Product Type"
    _order = 'kind desc, code'
    _rec_name = 'code'
    _log_access = False

    connection_id = fields.Many2one(
        'insurance.connection', required=True, index=True, ondelete='cascade', readonly=True
    )
    code = fields.Char(string="Product Type", required=True, readonly=True)
    name = fields.Char(string="Product", readonly=True)
    kind = fields.Selection(KINDS, string="Insures", help="Products without it are not offered.")

    _code_unique = models.Constraint('unique(connection_id, code)', "Each type of product is listed once.")

    @api.model
    def _add(self, connection, products):
        """List these products' types, unless another worker was faster."""
        rows = [(connection.id, product.type, product.name, connection._kind_of(product)) for product in products]
        self.env.cr.execute_values(
            'INSERT INTO insurance_product_type (connection_id, code, name, kind) VALUES %s ON CONFLICT DO NOTHING',
            rows,
        )
        self.invalidate_model()


class InsuranceConnection(models.Model):
    _inherit = 'insurance.connection'

    product_type_ids = fields.One2many('insurance.product.type', 'connection_id')
    unmapped_count = fields.Integer(compute='_compute_unmapped_count', string="Products Without Vehicle")

    @api.depends('product_type_ids.kind')
    def _compute_unmapped_count(self):
        for connection in self:
            connection.unmapped_count = len(connection.product_type_ids.filtered(lambda row: not row.kind))

    def _products(self, kind, user=None):
        """What an employee may sell for a ``bike``, ``ebike`` or ``battery``: [Product]

        Price limits are not looked at: ``Product.covers_price``.
        """
        number = self._agent_number(user)
        products = self._ask_wertgarantie(lambda client: client.products(number))
        kinds = self._kinds_by_type(products)
        return [product for product in products if kinds[product.type] == kind]

    def _kinds_by_type(self, products):
        """{product type: kind, or False}; new types are listed, and shown to the managers where unclear."""
        kinds = self._known_kinds()
        new = {product.type: product for product in products if product.type not in kinds}
        if new:
            self.env['insurance.product.type']._add(self, new.values())
            kinds = self._known_kinds()
            if not all(kinds[name] for name in new):
                self.sudo()._ask_managers(lambda env: env._("New products: please say what they insure"))
        return kinds

    def _known_kinds(self):
        return {row.code: row.kind for row in self.product_type_ids}

    def _kind_of(self, product):
        """What a product insures by its price limits, else by the words of its type, else None."""
        by_code = {self[name]: kind for kind, name in OBJECT_CODE_FIELDS.items() if self[name]}
        kinds = {by_code.get(code) for code, _amount in product.price_limits} - {None}
        if len(kinds) == 1:
            return kinds.pop()
        return next((kind for word, kind in KIND_BY_WORD if re.search(word, product.type.upper())), None)
