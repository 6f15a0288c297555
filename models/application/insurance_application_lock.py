from odoo import api, fields, models


class InsuranceApplication(models.Model):
    """Step Vehicle: how it is locked, and whether it is leased."""

    _inherit = 'insurance.application'

    has_approved_lock = fields.Boolean(
        string="Approved Lock Seen", help="I have seen a lock that Wertgarantie accepts for this price."
    )
    lock_maker = fields.Char(string="Maker of the Lock")
    lock_kind = fields.Char(string="Kind of Lock", help="Such as folding lock, U-lock or chain.")
    lock_model = fields.Char(string="Model of the Lock")
    lock_key_number = fields.Char(string="Key Number")
    lock_threshold = fields.Monetary(
        compute='_compute_lock_threshold', string="Minimum Price of the Lock", help="Set by the insurance manager."
    )
    needs_lock = fields.Boolean(compute='_compute_needs_lock')
    leasing = fields.Selection([('no', "No"), ('yes', "Yes")], string="Is It Leased?")
    closing_reason = fields.Char(readonly=True, copy=False)

    @api.depends('insured_object', 'leasing', 'connection_id.wertgarantie_leasing_allowed')
    def _compute_needs_lock(self):
        """A battery alone is not locked, and where leasing ends the application nobody needs to ask."""
        for application in self:
            application.needs_lock = application.insured_object != 'battery' and not application._ends_by_leasing()

    @api.depends('price', 'company_id')
    def _compute_lock_threshold(self):
        for application in self:
            application.lock_threshold = application.company_id._minimum_lock_price(application.price)

    @api.model
    def _typed_fields(self):
        return super()._typed_fields() | {
            'has_approved_lock',
            'lock_maker',
            'lock_kind',
            'lock_model',
            'lock_key_number',
            'leasing',
        }

    def _problems(self, step):
        problems = super()._problems(step)
        if step == 'vehicle' and not self.leasing:
            problems['leasing'] = self._label('leasing')
        return problems

    def _ends_by_leasing(self):
        """A leased vehicle is not insured, unless Wertgarantie has agreed otherwise with this dealer."""
        return self.leasing == 'yes' and not self._settings().wertgarantie_leasing_allowed

    def _leave_vehicle(self):
        if not self._ends_by_leasing():
            return True
        self._pass_to(
            'cancelled',
            closing_reason=self.env._(
                "A leased vehicle belongs to the leasing company, so its user cannot insure it here."
            ),
        )
        return False

    def action_resume(self):
        """Take up an application again that ended because of leasing."""
        self.ensure_one()
        if self.state == 'cancelled' and self.leasing == 'yes':
            self._pass_to('draft', closing_reason=False)
            self.leasing = False
