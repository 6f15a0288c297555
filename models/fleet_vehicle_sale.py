from odoo import api, fields, models

from .account_move_line import SALE_TYPES
from .chatter import tracking_together

IN_STOCK = {'usage': 'stock', 'owner_id': False, 'buyer_id': False}


class FleetVehicle(models.Model):
    """The vehicle's place in the dealer's business: who buys, owns and is served."""

    _name = 'fleet.vehicle'
    _inherit = ['fleet.vehicle', 'insurance.origin.mixin']

    usage = fields.Selection(
        selection=[
            ('fleet', "Own fleet"),
            ('stock', "Vehicle stock"),
            ('customer', "Customer vehicle"),
        ],
        default='fleet',
        required=True,
        index=True,
        tracking=True,
    )
    owner_id = fields.Many2one(
        comodel_name='res.partner',
        index='btree_not_null',
        copy=False,
        tracking=True,
        help="The customer whose vehicle this is.",
    )
    buyer_id = fields.Many2one(
        comodel_name='res.partner',
        string="Buyer or Prospect",
        index='btree_not_null',
        copy=False,
        tracking=True,
        help="The customer for whom this stock vehicle is meant.",
    )
    lot_id = fields.Many2one(
        comodel_name='stock.lot',
        string="Serial Number",
        index='btree_not_null',
        copy=False,
        ondelete='set null',
    )
    invoice_line_ids = fields.One2many('account.move.line', 'vehicle_id')
    sold_line_id = fields.Many2one(
        comodel_name='account.move.line',
        string="Sold by",
        index='btree_not_null',
        copy=False,
        readonly=True,
        help="The posted invoice line by which the owner bought this vehicle.",
    )
    taken_back_line_id = fields.Many2one(
        comodel_name='account.move.line',
        index='btree_not_null',
        copy=False,
        readonly=True,
        export_string_translation=False,
        help="The last sale before the dealer took the vehicle into stock again.",
    )
    state_before_sale = fields.Json(copy=False, readonly=True, export_string_translation=False)
    sold_date = fields.Date(compute='_compute_sale', store=True, string="Sold on")
    salesperson_id = fields.Many2one('res.users', compute='_compute_sale', store=True)
    insurance_decision = fields.Selection(
        related='sold_line_id.insurance_decision',
        store=True,
        index='btree_not_null',
        groups='dealer_insurance.group_insurance_user',
    )

    @api.depends('sold_line_id')
    def _compute_sale(self):
        """What the invoice tells besides is told by its ``write``: else each invoice would look for its vehicles."""
        for vehicle in self:
            invoice = vehicle.sold_line_id.move_id
            vehicle.sold_date = invoice.invoice_date
            vehicle.salesperson_id = invoice.invoice_user_id

    @api.onchange('owner_id')
    def _onchange_owner_id(self):
        if self.owner_id and self.usage == 'stock':
            self.usage = 'customer'

    # Insurance

    def _insurance_lines(self):
        """A vehicle that companies share tells none of them what another one has sold."""
        return self.sudo().sold_line_id.filtered(lambda line: line.company_id in self.env.companies)

    # Sale

    def _follow_sales(self):
        """Bring owner and usage in line with the posted invoices and credit notes."""
        if not self:
            return
        standing = self._standing_sales()
        former = self.sudo()._states_before_sale()
        with tracking_together(self.sudo(), [*IN_STOCK]) as vehicles:
            for vehicle in vehicles:
                line = standing.get(vehicle, vehicle.sold_line_id.browse())
                if line == vehicle.sold_line_id:
                    continue
                if line and not vehicle.sold_line_id:
                    vehicle._remember_state_before_sale()
                vehicle.write(
                    {
                        'sold_line_id': line.id,
                        **(line._state_after_sale() if line else former[vehicle]),
                    }
                )

    def _set_buyer(self, customer):
        with tracking_together(self, ['buyer_id']) as vehicles:
            vehicles.buyer_id = customer

    def _standing_sales(self):
        """The latest posted invoice line that sells each vehicle and is not fully credited.

        :rtype: dict[fleet.vehicle, account.move.line]
        """
        return {
            vehicle: line
            for vehicle, lines in self._posted_sale_lines().grouped('vehicle_id').items()
            for line in lines
            if line.insurance_decision
            and line.id > vehicle.taken_back_line_id.id
            and not line._is_fully_credited(lines)
        }

    def _posted_sale_lines(self):
        """The lines of posted invoices and credit notes that name these vehicles, oldest first."""
        return (
            self.env['account.move.line']
            .sudo()
            .search(
                [
                    ('vehicle_id', 'in', self.ids),
                    ('parent_state', '=', 'posted'),
                    ('move_id.move_type', 'in', (*SALE_TYPES, 'out_refund')),
                ],
                order='date, id',
            )
        )

    def _remember_state_before_sale(self):
        self.state_before_sale = {
            'usage': self.usage,
            'owner_id': self.owner_id.id,
            'buyer_id': self.buyer_id.id,
        }

    def _states_before_sale(self):
        """What usage, owner and buyer of each vehicle were before the sale, without deleted partners."""
        states = {vehicle: {**IN_STOCK, **(vehicle.state_before_sale or {})} for vehicle in self}
        partners = {state[name] for state in states.values() for name in ('owner_id', 'buyer_id')}
        deleted = partners.difference(self.env['res.partner'].browse(filter(None, partners)).exists().ids)
        return {
            vehicle: {name: value not in deleted and value for name, value in state.items()}
            for vehicle, state in states.items()
        }

    def action_take_into_stock(self):
        """Take the vehicle back from its owner, or out of the own fleet, to sell it."""
        for vehicle in self:
            vehicle.write(
                {
                    **IN_STOCK,
                    'taken_back_line_id': vehicle.sold_line_id.id or vehicle.taken_back_line_id.id,
                    'sold_line_id': False,
                    'owner_registration_date': False,
                }
            )

    def action_use_in_fleet(self):
        self.usage = 'fleet'

    def _prepare_comparison(self):
        if self.usage == 'stock':
            return self._prepare_comparison_of('stock', self.buyer_id, self)
        return self._prepare_comparison_of('customer_vehicle', self.owner_id, self)
