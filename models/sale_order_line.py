from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _name = 'sale.order.line'
    _inherit = ['sale.order.line', 'insurance.decision.mixin']

    vehicle_id = fields.Many2one(
        comodel_name='fleet.vehicle',
        index='btree_not_null',
        check_company=True,
        help="The vehicle that this line sells, or that the work and parts are for.",
    )
    vehicle_model_id = fields.Many2one(related='product_id.vehicle_model_id')
    needs_vehicle = fields.Boolean(
        compute='_compute_needs_vehicle',
        export_string_translation=False,
        help="Whether a person must name the vehicle, because no delivery will.",
    )

    @api.depends('product_id', 'price_unit')
    def _compute_needs_vehicle(self):
        for line in self:
            line.needs_vehicle = line._sells_vehicle() and line.product_id.tracking != 'serial'

    # Decision on insurance

    @api.depends('price_unit')
    def _compute_sells_vehicle(self):
        return super()._compute_sells_vehicle()

    @api.depends('price_unit')
    def _compute_insurance_decision(self):
        return super()._compute_insurance_decision()

    def _sells_vehicle(self):
        """A vehicle taken in payment stands on the order with a negative price."""
        return self.product_id.is_vehicle and not self.is_downpayment and self.price_unit >= 0

    def _insurance_document(self):
        return self.order_id

    def _insurance_counterparts(self):
        return self._vehicle_invoice_lines()

    def _vehicle_invoice_lines(self):
        """The lines of standing invoices that sell vehicles of these order lines."""
        return self.invoice_lines.filtered(
            lambda line: line.insurance_decision and line.parent_state != 'cancel'
        )._without_fully_credited()

    # Vehicle

    @api.onchange('vehicle_id')
    def _onchange_vehicle_id(self):
        """Warn at once when somebody else owns the vehicle or is going to buy it."""
        holder = self.vehicle_id.owner_id or self.vehicle_id.buyer_id
        if not self._sells_vehicle() or not holder or holder == self.order_id.partner_id:
            return None
        if self.vehicle_id.owner_id:
            message = self.env._("It belongs to %s already.", holder.display_name)
        else:
            message = self.env._("It is meant for %s already.", holder.display_name)
        return {
            'warning': {
                'type': 'notification',
                'title': self.vehicle_id.display_name,
                'message': message,
            }
        }

    def _reserve_vehicles(self):
        """Make the customer the buyer of each stock vehicle that the orders sell."""
        lines = self.sudo().filtered('insurance_decision')
        for customer, sold in lines.grouped('order_partner_id').items():
            sold.vehicle_id.filtered(lambda vehicle: vehicle.usage == 'stock' and not vehicle.buyer_id)._set_buyer(
                customer
            )

    def _release_vehicles(self):
        """Forget the customer as the buyer of each vehicle still in stock and not ordered again."""
        lines = self.sudo().filtered('insurance_decision')
        ordered = lines.search(
            [
                ('vehicle_id', 'in', lines.vehicle_id.ids),
                ('state', '=', 'sale'),
                ('id', 'not in', lines.ids),
            ]
        ).filtered('insurance_decision')
        for customer, sold in lines.grouped('order_partner_id').items():
            still_ordered = ordered.filtered(lambda line, customer=customer: line.order_partner_id == customer)
            (sold.vehicle_id - still_ordered.vehicle_id).filtered(
                lambda vehicle, customer=customer: vehicle.usage == 'stock' and vehicle.buyer_id == customer
            )._set_buyer(False)

    def _done_moves(self):
        return self.move_ids.filtered(lambda move: move.state == 'done')

    def _delivered_vehicles(self):
        """The vehicles made from the serial numbers that the customer has received and kept."""
        self.ensure_one()
        vehicles = self.env['fleet.vehicle']
        for move in self._done_moves().sorted('date'):
            if move.location_dest_id.usage == 'customer':
                vehicles |= move.lot_ids._vehicles_of(self.company_id)
            else:
                vehicles -= move.lot_ids.vehicle_ids
        return vehicles

    def _name_delivered_vehicles(self):
        """Write delivered vehicles on the order line and on invoice lines that lack one."""
        for line in self:
            vehicles = line._delivered_vehicles()
            returned = line._done_moves().lot_ids.vehicle_ids - vehicles
            if len(vehicles) == 1 and line.product_uom_qty == 1:
                line.vehicle_id = vehicles
            elif line.vehicle_id in returned:
                line.vehicle_id = False
            invoice_lines = line._vehicle_invoice_lines()
            drafts = invoice_lines.filtered(lambda invoice_line: invoice_line.parent_state == 'draft')
            drafts.filtered_domain([('vehicle_id', 'in', returned.ids)]).vehicle_id = False
            missing = invoice_lines.filtered(lambda invoice_line: not invoice_line.vehicle_id)
            unnamed = vehicles - invoice_lines.vehicle_id
            for invoice_line, vehicle in zip(missing, unnamed):
                invoice_line.vehicle_id = vehicle

    def _prepare_invoice_lines_vals_list(self, **optional_values):
        """Invoice one line per vehicle, each with its vehicle and the decision on insurance."""
        line = self.sudo()
        vals_list = super()._prepare_invoice_lines_vals_list(**optional_values)
        if not line.insurance_decision:
            for vals in vals_list:
                vals['vehicle_id'] = line.vehicle_id.id
            return vals_list
        if line.qty_to_invoice < 0:
            vehicles = line._vehicles_to_credit(-line.qty_to_invoice)
            return [part for vals in vals_list for part in self._split_by_vehicle(vals, vehicles)]
        vehicles = line._vehicles_to_invoice()
        return [
            part | {'insurance_decision': line.insurance_decision}
            for vals in vals_list
            for part in self._split_by_vehicle(vals, vehicles)
        ]

    def _vehicles_to_invoice(self):
        self._done_moves().lot_ids._make_vehicles(self.company_id)
        vehicles = self._delivered_vehicles() | self.vehicle_id
        return vehicles - self._vehicle_invoice_lines().vehicle_id

    def _vehicles_to_credit(self, quantity):
        """The invoiced vehicles that the customer has brought back, none where that is not clear."""
        invoiced = self._vehicle_invoice_lines().vehicle_id
        returned = invoiced - self._delivered_vehicles() or invoiced
        return returned if len(returned) <= quantity else returned.browse()

    def _split_by_vehicle(self, vals, vehicles):
        """Split the values of one invoice line into one per vehicle and one for the rest."""
        quantity = vals.get('quantity', 0)
        if len(vehicles) <= 1 or abs(quantity) < len(vehicles):
            return [vals | {'vehicle_id': vehicles[:1].id}]
        one = 1 if quantity > 0 else -1
        parts = [vals | {'vehicle_id': vehicle.id, 'quantity': one} for vehicle in vehicles]
        rest = quantity - one * len(vehicles)
        return parts + [vals | {'quantity': rest}] * bool(rest)
