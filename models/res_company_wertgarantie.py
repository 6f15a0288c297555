from odoo import fields, models
from odoo.exceptions import UserError

from ..connectors.wertgarantie.access import TAX_COUNTRIES
from .res_company import PREFETCH

COLLECTION_TYPES = [
    ('debit', "Direct debit"),
    ('self', "The customer pays"),
    ('dealer', "We settle it"),
]


class ResCompany(models.Model):
    _inherit = 'res.company'

    wertgarantie_collection_type = fields.Selection(
        COLLECTION_TYPES,
        string="Payment",
        default='debit',
        prefetch=PREFETCH,
        help="Proposed for each application; the product may not allow it.",
    )
    wertgarantie_deadline_days = fields.Integer(
        string="Days to Apply",
        default=180,
        prefetch=PREFETCH,
        help="From this many days after the purchase on, an application shows a warning. 0: no warning.",
    )
    lock_threshold_ids = fields.One2many('insurance.lock.threshold', 'company_id', string="Minimum Lock Prices")

    def _wertgarantie_country(self):
        """``DE``, ``AT``, or "" where Wertgarantie insures nothing."""
        code = self.country_id.code
        return code if code in TAX_COUNTRIES else ""

    def _require_wertgarantie_country(self):
        """
        :raise UserError: neither Germany nor Austria
        """
        country = self._wertgarantie_country()
        if not country:
            raise UserError(
                self.env._(
                    "Wertgarantie insures in Germany and Austria. Please enter one of them as the country of %s.",
                    self.name,
                )
            )
        return country
