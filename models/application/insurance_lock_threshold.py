from odoo import fields, models

# The highest that was seen; it holds where nothing else is known.
STRICTEST_LOCK_PRICE = 49


class InsuranceLockThreshold(models.Model):
    """What a lock must have cost at least, for bicycles up to a price."""

    _name = 'insurance.lock.threshold'
    _description = "Minimum Lock Price"
    _inherit = ['insurance.company.mixin']
    _order = 'price_up_to'

    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company, ondelete='cascade'
    )
    currency_id = fields.Many2one(related='company_id.currency_id')
    price_up_to = fields.Monetary(string="Bicycles up to", required=True)
    lock_price = fields.Monetary(string="Minimum Lock Price", required=True)

    _price_unique = models.Constraint(
        'unique(company_id, price_up_to)', "There is a minimum lock price for bicycles up to this price already."
    )
    _prices_positive = models.Constraint(
        'CHECK(price_up_to > 0 AND lock_price >= 0)', "Please enter a price above zero."
    )


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _minimum_lock_price(self, price):
        """EUR that an approved lock must have cost.

        :param price: of the bicycle, in EUR incl. VAT
        """
        self.ensure_one()
        fitting = self.sudo().lock_threshold_ids.filtered(lambda row: row.price_up_to >= price)
        return fitting[:1].lock_price if fitting else STRICTEST_LOCK_PRICE
