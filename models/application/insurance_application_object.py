from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ...connectors.wertgarantie.application import BATTERY, BIKE, EBIKE, MAX_MODEL

NEW_BATTERY = relativedelta(months=12)


class InsuranceApplication(models.Model):
    """Steps Object and Check: what is to be insured."""

    _inherit = 'insurance.application'

    insured_object = fields.Selection(
        selection=[(EBIKE, "E-bike"), (BIKE, "Bicycle"), (BATTERY, "Battery Alone")],
        string="What Is Insured",
        compute='_compute_object',
        store=True,
        readonly=False,
        precompute=True,
    )
    purchase_date = fields.Date()
    price = fields.Monetary(
        string="Price Paid, incl. VAT", help="What the customer paid for it after discount, as on the invoice."
    )
    is_used = fields.Boolean(
        string="Bought Used", compute='_compute_object', store=True, readonly=False, precompute=True
    )
    build_year = fields.Integer(
        string="Year of Make", compute='_compute_object', store=True, readonly=False, precompute=True
    )
    is_late = fields.Boolean(compute='_compute_is_late')
    is_old_battery = fields.Boolean(compute='_compute_is_late')

    brand_name = fields.Char(related='vehicle_id.model_id.brand_id.name', string="Brand")
    manufacturer_id = fields.Many2one(
        'insurance.manufacturer',
        string="Maker",
        index='btree_not_null',
        help="As Wertgarantie spells it. Choose the entry for all others when it is not in the list.",
    )
    model_name = fields.Char(
        string="Model", size=MAX_MODEL, compute='_compute_identity', store=True, readonly=False, precompute=True
    )
    frame_number = fields.Char(compute='_compute_identity', store=True, readonly=False, precompute=True)
    battery_number = fields.Char(compute='_compute_identity', store=True, readonly=False, precompute=True)

    @api.depends('vehicle_id')
    def _compute_object(self):
        for application in self:
            vehicle = application.vehicle_id
            application.insured_object = (
                vehicle.insurance_object if vehicle.insurance_object in (BIKE, EBIKE) else False
            )
            application.is_used = bool(vehicle.taken_back_line_id)
            year = vehicle.model_year or ''
            application.build_year = int(year) if year.isdigit() else 0

    @api.depends('vehicle_id')
    def _compute_identity(self):
        for application in self:
            vehicle = application.vehicle_id
            application.model_name = (vehicle.model_id.name or '')[:MAX_MODEL]
            application.frame_number = vehicle.vin_sn
            application.battery_number = vehicle.battery_number

    @api.depends('purchase_date', 'insured_object', 'company_id')
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for application in self:
            bought = application.purchase_date
            days = application.company_id.wertgarantie_deadline_days
            application.is_late = bool(bought and days) and bought + relativedelta(days=days) < today
            application.is_old_battery = (
                bool(bought) and application.insured_object == BATTERY and bought + NEW_BATTERY < today
            )

    @api.model
    def _typed_fields(self):
        return super()._typed_fields() | {
            'insured_object',
            'purchase_date',
            'price',
            'is_used',
            'build_year',
            'manufacturer_id',
            'model_name',
            'frame_number',
            'battery_number',
        }

    def _problems(self, step):
        """Without a price there is no premium, though the application of a used one could do without."""
        problems = super()._problems(step)
        if step == 'object' and not self.price:
            problems['price'] = self._label('price')
        return problems

    def _enter_check(self):
        if not self.manufacturer_id:
            self.manufacturer_id = self.connection_id._propose_manufacturer(self.brand_name)

    def _leave_check(self):
        """Correct in the vehicle file what was corrected here; nothing is ever emptied there."""
        self.vehicle_id.check_access('read')
        vehicle = self.vehicle_id.sudo()
        numbers = {'vin_sn': 'frame_number'}
        if self.insured_object != BIKE:
            numbers['battery_number'] = 'battery_number'
        typed = {name: self[own] for name, own in numbers.items()}
        vehicle.write({name: value for name, value in typed.items() if value and value != vehicle[name]})
        self.write({own: vehicle[name] for name, own in numbers.items()})
