from odoo import fields, models
from odoo.exceptions import AccessError


class ResPartner(models.Model):
    _name = 'res.partner'
    _inherit = ['res.partner', 'insurance.origin.mixin']

    vehicle_ids = fields.One2many('fleet.vehicle', 'owner_id', string="Vehicles")
    consent_ids = fields.One2many('insurance.consent', 'partner_id', string="Consents")
    handover_ids = fields.One2many('insurance.handover', 'partner_id', string="Hand-overs")
    policy_ids = fields.One2many('insurance.policy', 'partner_id', string="Policies")
    vehicle_count = fields.Integer(compute='_compute_vehicle_count')

    def _compute_vehicle_count(self):
        """Count the vehicles of each partner, for a company also those of its contacts."""
        self.vehicle_count = 0
        if not self.env['fleet.vehicle'].has_access('read'):
            return
        counts = self.env['fleet.vehicle']._read_group(
            [('owner_id', 'child_of', self.ids)],
            ['owner_id'],
            ['__count'],
        )
        shown = set(self.ids)
        for owner, count in counts:
            partner = owner
            while partner:
                if partner.id in shown:
                    self.browse(partner.id).vehicle_count += count
                partner = partner.parent_id

    def _family_vehicles(self):
        """The vehicles owned by these partners or their contacts."""
        return self.env['fleet.vehicle'].search([('owner_id', 'child_of', self.ids)])

    def _insurance_lines(self):
        return self.sudo()._family_vehicles().sold_line_id

    def _vehicle_buyer(self):
        """Who becomes the owner when this customer, if any, buys: a person or company, not one of its addresses."""
        return self if self.type == 'contact' else self.commercial_partner_id

    def _prepare_comparison(self):
        return self._prepare_comparison_of('customer', self, self._family_vehicles())

    # Completion

    def _complete(self, values):
        """Keep what was typed about a customer in a form about insurance.

        The group's right to insure includes this for customers. Of colleagues and one's own company
        nobody changes more than elsewhere: a new password goes to the e-mail address of a contact.

        :raise AccessError: it is one of these, and the user may not edit it
        """
        if not values:
            return
        try:
            self.sudo(not self._belong_to_house()).write(values)
        except AccessError as error:
            raise AccessError(self._why_not_completed(values)) from error

    def _belong_to_house(self):
        """Whether a colleague logs in as one of them or their firm, or one's own company is among them."""
        contacts = (self | self.commercial_partner_id).sudo().with_context(active_test=False)
        colleagues = contacts.user_ids.filtered(lambda user: not user.share) - self.env.user
        return bool(colleagues or contacts.ref_company_ids)

    def _why_not_completed(self, values):
        labels = [self._fields[name]._description_string(self.env) for name in values]
        return self.env._(
            "%(name)s is a colleague or your own company. Please have an administrator change there first: %(fields)s",
            name=", ".join(self.sudo().mapped('display_name')),
            fields=", ".join(labels),
        )

    def _insurance_address(self):
        """The postal address in one line, as evidence states it."""
        self.ensure_one()
        town = ' '.join(filter(None, [self.zip, self.city]))
        return ', '.join(filter(None, [self.street, self.street2, town, self.country_id.name]))

    def action_view_vehicles(self):
        self.ensure_one()
        action = self.env['ir.actions.actions']._for_xml_id('dealer_insurance.fleet_vehicle_action_customer')
        return action | {
            'domain': [('owner_id', 'child_of', self.ids)],
            'context': {'default_usage': 'customer', 'default_owner_id': self.id},
        }
