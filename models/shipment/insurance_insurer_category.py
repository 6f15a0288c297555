from odoo import api, fields, models

from ...connectors.bipro import tables


class InsuranceInsurerCategory(models.Model):
    """What an insurer means by a business process where it differs from the norm."""

    _name = 'insurance.insurer.category'
    _description = "Business Process of an Insurer"
    _order = 'code'

    insurer_id = fields.Many2one('insurance.insurer', required=True, index=True, ondelete='cascade')
    code = fields.Char(required=True, help="Nine digits, or the first ones of several.")
    name = fields.Char(string="Words", required=True)

    _code = models.UniqueIndex('(insurer_id, code)', "The insurer has words for this business process already.")


class InsuranceInsurer(models.Model):
    _inherit = 'insurance.insurer'

    category_ids = fields.One2many('insurance.insurer.category', 'insurer_id', string="Business Processes")

    def _category_words(self, category):
        """``"120010106"`` -> "Kennzeichenänderung"; an unknown code stays as it is."""
        return tables.category_words(category or '', self._own_categories())

    def _own_categories(self):
        return {category.code: category.name for category in self.category_ids}

    def _means_the_norm(self, category):
        """Whether the insurer uses the code as everybody does."""
        return not category.startswith(tuple(self._own_categories()))


class InsuranceShipment(models.Model):
    _inherit = 'insurance.shipment'

    @api.depends('category', 'insurer_id.category_ids.code', 'insurer_id.category_ids.name')
    def _compute_category_name(self):
        for shipment in self:
            shipment.category_name = shipment.insurer_id._category_words(shipment.category)

    def _is_for_customer(self):
        """Whether the business process concerns the policyholder, too; not where the insurer means something else."""
        category = self.category or ''
        return self.insurer_id._means_the_norm(category) and tables.is_for_customer(category)


class InsuranceDocument(models.Model):
    _inherit = 'insurance.document'

    category_name = fields.Char(related='shipment_id.category_name')
