"""Where an application begins: a line of an invoice or order, or the vehicle itself."""

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.tools import clean_context

from ..policy.insurance_document_places import GROUP
from .insurance_application import OPEN_STATES


class InsuranceApplication(models.Model):
    _inherit = 'insurance.application'

    _one_open = models.UniqueIndex(
        f"(company_id, vehicle_id, partner_id) WHERE state IN {OPEN_STATES}",
        "There is an open application for this vehicle already.",
    )

    @api.model
    def _start(self, vehicle, customer, line=None):
        """Open the form of the application for a vehicle: the one begun before, or a new one.

        :param line: order or invoice line that sells the vehicle, if any
        :raise UserError: it cannot be insured here
        :raise RedirectWarning: the customer has insured it already; leads to the policy
        """
        self.check_access('create')
        vehicle.check_access('read')
        self._check_insurable(vehicle, customer)
        company = (line or vehicle).company_id or self.env.company
        begun = self.search(
            [
                ('vehicle_id', '=', vehicle.id),
                ('partner_id', '=', customer.id),
                ('state', 'in', OPEN_STATES),
                ('company_id', '=', company.id),
            ],
            limit=1,
        )
        begun._let_user_go_on()
        application = begun or self._begin(company, vehicle, customer)
        if line:
            application._complete_from(line)
        return application._get_records_action(name=self.env._("Insure"), context={})

    @api.model
    def _check_insurable(self, vehicle, customer):
        if vehicle.insurance_object == 'car':
            raise UserError(self.env._("Wertgarantie insures bicycles and e-bikes. %s is a car.", vehicle.display_name))
        if not customer:
            raise UserError(
                self.env._("Nobody owns %s yet. Please enter the owner, or sell it first.", vehicle.display_name)
            )
        if policies := vehicle._own_policies(customer).with_env(self.env):
            self._refuse_insured(vehicle, policies._filtered_access('read')[:1])

    @api.model
    def _refuse_insured(self, vehicle, policy):
        """
        :param policy: that the user may see; empty where it is another company's
        """
        if not policy:
            raise UserError(self.env._("%s is insured already, through another company.", vehicle.display_name))
        raise RedirectWarning(
            self.env._(
                "%(vehicle)s is insured already: %(policy)s.",
                vehicle=vehicle.display_name,
                policy=policy.display_name,
            ),
            policy._get_records_action(context={}),
            self.env._("Open the Policy"),
        )

    @api.model
    def _begin(self, company, vehicle, customer):
        connection = self.env['insurance.connection']._require_usable('wertgarantie', company)[0]
        # The form in which the button stands may have defaults for its own lines.
        return self.with_context(clean_context(self.env.context)).create(
            {
                'connection_id': connection.id,
                'company_id': company.id,
                'vehicle_id': vehicle.id,
                'partner_id': customer.id,
            }
        )

    def _let_user_go_on(self):
        """Move a draft that was begun over a colleague's own connection to one that this user may use.

        The steps are gone through again, with what was typed: makers, offers and numbers are the connection's.
        """
        if self.state != 'draft' or self.connection_id.has_access('read'):
            return
        connection = self.connection_id._require_usable('wertgarantie', self.company_id)[0]
        self._keep(connection_id=connection.id, manufacturer_id=False, contract_number=False, step='object')

    def _complete_from(self, line):
        """Fill what is still empty with what a sale tells, such as the invoice that came after the order."""
        if self.state == 'draft':
            told = line._prepare_application()
            self._keep(**{name: value for name, value in told.items() if value and not self[name]})


class InsuranceDecisionMixin(models.AbstractModel):
    _inherit = 'insurance.decision.mixin'

    def action_insure(self):
        """Open the application for the vehicle that this line sells."""
        self.ensure_one()
        self.check_access('read')
        line = self.sudo()
        if not line.vehicle_id:
            raise UserError(self.env._("Please choose the vehicle on this line first."))
        if not line._is_standing_sale():
            raise UserError(self.env._("This sale of %s has been cancelled or credited.", line.vehicle_id.display_name))
        customer = line._insurance_customer()
        return self.env['insurance.application']._start(
            line.vehicle_id.with_env(self.env), customer.with_env(self.env), line
        )

    def _is_standing_sale(self):
        """Whether this line sells a vehicle, and nobody has taken that back."""
        raise NotImplementedError

    def _insurance_customer(self):
        """Who buys the vehicle."""
        raise NotImplementedError

    def _prepare_application(self):
        """What the sale tells an application: what was paid, and when.

        :rtype: dict
        """
        raise NotImplementedError

    def _price_paid(self, quantity):
        """Of one vehicle in EUR incl. VAT after discount; False in another currency."""
        if not quantity or self.currency_id.name != 'EUR':
            return False
        return self.currency_id.round(self.price_total / quantity)


class AccountMoveLine(models.Model):
    _inherit = 'account.move.line'

    insurance_object = fields.Selection(
        related='vehicle_id.insurance_object', export_string_translation=False, groups=GROUP
    )

    def _is_standing_sale(self):
        return self._sells_vehicle() and self.parent_state != 'cancel' and bool(self._without_fully_credited())

    def _insurance_customer(self):
        return self.move_id._vehicle_buyer()

    def _prepare_application(self):
        return {
            'move_line_id': self.id,
            'order_line_id': self.sale_line_ids[:1].id,
            'purchase_date': self.move_id.invoice_date or fields.Date.context_today(self),
            'price': self._price_paid(self.quantity),
        }


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    insurance_object = fields.Selection(
        related='vehicle_id.insurance_object', export_string_translation=False, groups=GROUP
    )

    def _is_standing_sale(self):
        return self._sells_vehicle() and self.state != 'cancel' and not self._is_taken_back()

    def _is_taken_back(self):
        """Whether the vehicle was invoiced, and all of that credited again."""
        invoiced = self.invoice_lines.filtered(
            lambda line: line.vehicle_id == self.vehicle_id and line.parent_state == 'posted' and line._sells_vehicle()
        )
        return bool(invoiced) and not invoiced._without_fully_credited()

    def _insurance_customer(self):
        return self.order_id.partner_id._vehicle_buyer()

    def _prepare_application(self):
        if invoiced := self._vehicle_invoice_lines().filtered(lambda line: line.vehicle_id == self.vehicle_id)[:1]:
            return invoiced._prepare_application()
        return {
            'order_line_id': self.id,
            'purchase_date': fields.Datetime.context_timestamp(self, self.order_id.date_order).date(),
            'price': self._price_paid(self.product_uom_qty),
        }


class FleetVehicle(models.Model):
    _inherit = 'fleet.vehicle'

    has_own_policy = fields.Boolean(
        compute='_compute_has_own_policy',
        groups=GROUP,
        export_string_translation=False,
        help="Its owner or buyer has insured it here, be it from a later day on.",
    )

    @api.depends('owner_id', 'buyer_id', 'policy_ids.state', 'policy_ids.partner_id', 'policy_ids.concluded_elsewhere')
    def _compute_has_own_policy(self):
        for vehicle in self:
            vehicle.has_own_policy = bool(vehicle._own_policies(vehicle.owner_id or vehicle.buyer_id))

    def _own_policies(self, customer):
        """Policies in force that this customer has concluded here; former owners may have others."""
        holder = customer.commercial_partner_id
        return self.sudo().policy_ids.filtered(
            lambda policy: (
                policy.state == 'active'
                and not policy.concluded_elsewhere
                and policy.partner_id.commercial_partner_id == holder
            )
        )

    def action_insure(self):
        """Open the application for this vehicle, with what its sale tells."""
        self.ensure_one()
        self.check_access('read')
        line = self.sudo()._insurable_line(self.env.companies)
        customer = line._insurance_customer().with_env(self.env) if line else self.owner_id or self.buyer_id
        return self.env['insurance.application']._start(self, customer, line)

    def _insurable_line(self, companies):
        """The line by which the owner bought this vehicle or the buyer is about to, if there is one.

        :param companies: whose sales count: what another one was paid is its own business
        :return: of an invoice or an order, or None
        """
        if sold := self.sold_line_id:
            return sold if sold.company_id in companies else None
        holder = self.owner_id or self.buyer_id
        for model, domain in (
            ('account.move.line', [('parent_state', '=', 'draft')]),
            ('sale.order.line', [('state', 'in', ('draft', 'sent', 'sale'))]),
        ):
            mine = [('vehicle_id', '=', self.id), ('company_id', 'in', companies.ids)]
            lines = self.env[model].search([*mine, *domain], order='id desc')
            lines = lines.filtered(
                lambda line: (
                    line._is_standing_sale() and line._insurance_customer() in (holder or line._insurance_customer())
                )
            )
            if lines:
                return lines[0]
        return None
