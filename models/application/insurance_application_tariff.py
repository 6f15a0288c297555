from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...connectors.wertgarantie import PremiumQuery, start_of_cover
from ...connectors.wertgarantie.application import IMMEDIATE_COVER
from ..policy.insurance_policy import PAYMENT_INTERVALS

# What the offers depend on: when one of them changes, they are outdated.
BASIS = {'connection_id', 'insured_object', 'purchase_date', 'price', 'is_used', 'build_year', 'user_id'}


class InsuranceApplication(models.Model):
    """Step Tariff: what the insurer offers, and which of it the customer takes."""

    _inherit = 'insurance.application'

    application_date = fields.Date(default=fields.Date.context_today, required=True, copy=False)
    offer_ids = fields.One2many('insurance.application.offer', 'application_id', string="Offers", readonly=True)
    offers_date = fields.Date(readonly=True, copy=False, help="When the offers were asked for.")
    product_key = fields.Char(
        copy=False, export_string_translation=False, help="The product chosen; it stays chosen when offers are renewed."
    )
    offer_id = fields.Many2one(
        'insurance.application.offer',
        string="Tariff",
        compute='_compute_offer_id',
        store=True,
        index='btree_not_null',
        ondelete='set null',
    )
    payment_interval = fields.Selection(PAYMENT_INTERVALS, string="Paid", default='1')
    payment_intervals = fields.Json(compute='_compute_ways_to_pay', export_string_translation=False)
    collection_types = fields.Json(compute='_compute_ways_to_pay', export_string_translation=False)
    offers_immediate_cover = fields.Boolean(related='offer_id.offers_immediate_cover')
    has_immediate_cover = fields.Boolean(string="Immediate Cover", help="Sofortschutz: cover begins today.")
    premium = fields.Monetary(compute='_compute_premium', store=True, help="What the customer pays each time.")
    premium_per_year = fields.Monetary(compute='_compute_premium', store=True)
    start_date = fields.Date(string="Start of Cover", compute='_compute_start_date', store=True)
    agent_hint = fields.Boolean(compute='_compute_agent_hint', export_string_translation=False)

    @api.depends('product_key', 'offer_ids.product_key')
    def _compute_offer_id(self):
        for application in self:
            key = application.product_key
            application.offer_id = application.offer_ids.filtered(lambda offer, key=key: offer.product_key == key)[:1]

    @api.depends('offer_id', 'payment_interval', 'has_immediate_cover')
    def _compute_premium(self):
        for application in self:
            premium = application._chosen_premium() or {'premium': 0, 'per_year': 0}
            application.premium = float(premium['premium'])
            application.premium_per_year = float(premium['per_year'])

    @api.depends('offer_id')
    def _compute_ways_to_pay(self):
        """What the product chosen has, as names of the selections."""
        for application in self:
            application.payment_intervals = application.offer_id._intervals()
            application.collection_types = application.offer_id._collection_types()

    @api.depends('application_date', 'has_immediate_cover')
    def _compute_start_date(self):
        for application in self:
            date = application.application_date
            application.start_date = date and start_of_cover(date, application.has_immediate_cover)

    @api.depends('user_id', 'connection_id')
    def _compute_agent_hint(self):
        """Whether the shop's number is used though the employee's own is preferred."""
        for application in self:
            application.agent_hint = not application._settings()._has_own_agent_number(application.user_id)

    @api.model
    def _typed_fields(self):
        return super()._typed_fields() | {'user_id', 'product_key', 'payment_interval', 'has_immediate_cover'}

    def write(self, vals):
        basis = [name for name in vals if name in BASIS]
        before = {application: [application[name] for name in basis] for application in self}
        result = super().write(vals)
        outdated = self.filtered(lambda application: [application[name] for name in basis] != before[application])
        outdated.sudo().offer_ids.unlink()
        return result

    # Choice

    def _chosen_premium(self):
        return self.offer_id._premium(self.payment_interval, self.has_immediate_cover) if self.offer_id else None

    def _choose(self, offer):
        """Take an offer, paid as before where it can be paid like that."""
        self._check_editable()
        intervals = offer._intervals()
        if not intervals:
            raise UserError(offer.message or self.env._("%s cannot be chosen: it has no premium.", offer.product_name))
        self.write(
            {
                'product_key': offer.product_key,
                'payment_interval': self.payment_interval if self.payment_interval in intervals else intervals[0],
                'has_immediate_cover': self.has_immediate_cover and offer.offers_immediate_cover,
            }
        )

    def _problems(self, step):
        problems = super()._problems(step)
        if step == 'tariff' and self.offer_id and not self._chosen_premium():
            problems['payment_interval'] = self._label('payment_interval')
        return problems

    # Offers

    def _leave_object(self):
        self._check_setting()

    def _check_setting(self):
        """
        :raise UserError: this employee cannot insure anything, or this kind of object cannot be insured here
        """
        self.connection_id._object_code(self.insured_object)
        self.connection_id._agent_number(self.user_id)

    def action_next(self):
        """An application is of the day on which somebody works on it, until it is printed."""
        today = fields.Date.context_today(self)
        if self.state == 'draft' and self.application_date != today:
            self._keep(application_date=today)
        return super().action_next()

    def _enter_tariff(self):
        if not self.offer_ids or self.offers_date != self.application_date:
            self._keep(offers_date=self.application_date)
            self._renew_offers()

    def _renew_offers(self):
        products = [
            product
            for product in self.connection_id._products(self.insured_object, self.user_id)
            if product.covers_price(self._object_code(), self._decimal_price())
        ]
        if not products:
            raise UserError(
                self.env._(
                    "%s offers nothing for this object and price. Please check both.",
                    self.connection_id._wertgarantie_name(),
                )
            )
        values = self.connection_id._ask_wertgarantie(
            lambda client: [self._prepare_offer(client, product) for product in products]
        )
        self.sudo().offer_ids.unlink()
        self.env['insurance.application.offer'].sudo().create(
            [{'application_id': self.id, 'sequence': number, **vals} for number, vals in enumerate(values)]
        )

    def _prepare_offer(self, client, product):
        """Values of an offer, with the premium for each way to pay it, without and with immediate cover."""
        immediate = any(risk == IMMEDIATE_COVER for _name, risk in product.risks)
        premiums = [
            (months, has_immediate, client.premium(self._premium_query(product, months, has_immediate)))
            for months, _description in product.intervals
            for has_immediate in (False, True)[: 1 + immediate]
        ]
        return {
            'product_name': product.name,
            'product_type': product.type,
            'application_code': product.application_code,
            'term': product.term,
            'offers_immediate_cover': immediate,
            'accepts_debit': 'debit' in product.collection_types,
            'accepts_self_payer': 'self' in product.collection_types,
            'accepts_dealer': 'dealer' in product.collection_types,
            'premiums': [
                {'interval': str(months), 'immediate': has_immediate, **amounts}
                for months, has_immediate, premium in premiums
                if (amounts := self._amounts(months, premium))
            ],
            'texts': client.advertising_texts(product),
            'message': next((premium.message for *_way, premium in premiums if premium.message), False),
        }

    def _premium_query(self, product, months, has_immediate):
        return PremiumQuery(
            product=product,
            date=self.application_date,
            interval=months,
            object_code=self._object_code(),
            price=self._decimal_price(),
            purchase_date=self.purchase_date,
            build_year=self.build_year if self.is_used else None,
            risks=(IMMEDIATE_COVER,) if has_immediate else (),
        )

    def _amounts(self, months, premium):
        """What is paid each time and in a year, as text; None where the insurer names no premium."""
        each_time = premium.per_interval if months else premium.single
        if each_time is None or premium.message:
            return None
        payments = 12 // months if months else 1
        per_year = each_time * payments if premium.per_year is None else premium.per_year
        return {'premium': str(Decimal(each_time)), 'per_year': str(Decimal(per_year))}
