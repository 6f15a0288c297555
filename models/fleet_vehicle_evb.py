from odoo import api, fields, models


class FleetVehicle(models.Model):
    """The number with which the vehicle can be registered."""

    _inherit = 'fleet.vehicle'

    handover_ids = fields.One2many('insurance.handover', 'vehicle_id', string="Hand-overs")
    policy_ids = fields.One2many('insurance.policy', 'vehicle_id', string="Policies")
    evb_number = fields.Char(
        string="eVB Number",
        compute='_compute_evb_number',
        groups='dealer_insurance.group_insurance_user',
        help="Electronic confirmation of cover: with it the vehicle can be registered.",
    )

    @api.depends_context('uid', 'allowed_company_ids')
    @api.depends(
        'owner_id',
        'buyer_id',
        'handover_ids.evb_number',
        'handover_ids.partner_id',
        'policy_ids.evb_number',
        'policy_ids.partner_id',
        'policy_ids.state',
    )
    def _compute_evb_number(self):
        for vehicle, known in zip(self, self.sudo(), strict=True):
            own = known._of_holder(known.policy_ids.filtered('evb_number'))
            insured = own.filtered(lambda policy: policy.state == 'active')
            vehicle.evb_number = insured.sorted('start_date')[-1:].evb_number or known._evb_without_policy()

    def _evb_without_policy(self):
        """Of the latest comparison."""
        return self._of_holder(self.handover_ids.filtered('evb_number')).sorted('result_at')[-1:].evb_number

    def _of_holder(self, records):
        """Those of whoever owns or buys the vehicle now: another one's eVB would register it on that one's cover.

        :return: of these, what the user may read, with sudo
        """
        holders = (self.owner_id | self.buyer_id).commercial_partner_id
        visible = records.sudo(False)._filtered_access('read').sudo()
        return visible.filtered(lambda record: record.partner_id.commercial_partner_id in holders)
