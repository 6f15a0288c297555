from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ...connectors.wertgarantie import Product
from ...connectors.wertgarantie.application import DEALER, DEBIT, SELF_PAYER
from ..policy.insurance_policy import PAYMENT_INTERVALS

ACCEPTS = {DEBIT: 'accepts_debit', SELF_PAYER: 'accepts_self_payer', DEALER: 'accepts_dealer'}


class InsuranceApplicationOffer(models.Model):
    """A product that the insurer offers for one application, as it was on the day of asking."""

    _name = 'insurance.application.offer'
    _description = "Offer of an Insurer"
    _rec_name = 'product_name'
    _order = 'application_id, sequence, id'

    application_id = fields.Many2one('insurance.application', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='application_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='application_id.currency_id')
    sequence = fields.Integer()
    product_name = fields.Char(string="Product", required=True)
    product_type = fields.Char(required=True)
    application_code = fields.Char(required=True)
    product_key = fields.Char(compute='_compute_product_key', store=True, precompute=True)
    term = fields.Integer(string="Term in Months")
    offers_immediate_cover = fields.Boolean()
    accepts_debit = fields.Boolean(string="SEPA Direct Debit")
    accepts_self_payer = fields.Boolean(string="Customer Pays by Invoice")
    accepts_dealer = fields.Boolean(string="Dealer Settles")
    premiums = fields.Json(help="[{'interval': '1', 'immediate': False, 'premium': '12.00', 'per_year': '144.00'}]")
    texts = fields.Json(help="What the insurer says about it: [[name, text]]")
    message = fields.Char(help="Why it is not offered, in the insurer's words.")
    is_chosen = fields.Boolean(compute='_compute_is_chosen')
    card = fields.Html(compute='_compute_card', sanitize=False)

    @api.depends('application_code', 'product_type')
    def _compute_product_key(self):
        for offer in self:
            offer.product_key = f'{offer.application_code}/{offer.product_type}'

    @api.depends('application_id.product_key')
    def _compute_is_chosen(self):
        for offer in self:
            offer.is_chosen = offer.product_key == offer.application_id.product_key

    @api.depends('premiums', 'texts', 'message')
    @api.depends_context('lang')
    def _compute_card(self):
        for offer in self:
            offer.card = self.env['ir.qweb']._render('dealer_insurance.insurance_offer_card', offer._card())

    def _card(self):
        """What the card shows.

        :rtype: dict
        """
        names = dict(self.env['insurance.policy']._fields['payment_interval']._description_selection(self.env))
        ways = (False, True) if self.offers_immediate_cover else (False,)
        rows = [
            {
                'interval': names[interval],
                'premiums': [self._in_words(self._premium(interval, immediate)) for immediate in ways],
            }
            for interval in self._intervals()
        ]
        return {'offer': self, 'rows': rows, 'texts': self.texts or []}

    def _in_words(self, premium):
        if not premium:
            return None
        return {
            name: formatLang(self.env, float(premium[name]), currency_obj=self.currency_id)
            for name in ('premium', 'per_year')
        }

    # What it offers

    def _intervals(self):
        """The ways to pay for which there is a premium, as ``insurance.policy`` names them, the shortest first."""
        known = {row['interval'] for row in self.premiums or []}
        return [interval for interval, _label in PAYMENT_INTERVALS if interval in known]

    def _premium(self, interval, immediate):
        """
        :return: {'premium': '12.00', 'per_year': '144.00'} and what finds it, or None
        """
        return next(
            (row for row in self.premiums or [] if (row['interval'], row['immediate']) == (interval, immediate)), None
        )

    def _collection_types(self):
        return [collection_type for collection_type, name in ACCEPTS.items() if self[name]]

    def _product(self):
        """The product as the connector takes it.

        :rtype: Product
        """
        return Product(name=self.product_name, type=self.product_type, application_code=self.application_code)

    # Choice

    def action_choose(self):
        self.ensure_one()
        self.application_id._choose(self)
