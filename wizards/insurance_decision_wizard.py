from odoo import api, fields, models
from odoo.exceptions import UserError

ANSWERS = [
    ('insured', "Insured now"),
    ('wanted', "Wants insurance"),
    ('later', "Later"),
    ('declined', "Declined"),
]
BUTTONS = {'sale.order': 'action_confirm', 'account.move': 'action_post'}


class InsuranceDecisionWizard(models.TransientModel):
    """Ask what the buyer decided on each vehicle, then finish what was started."""

    _name = 'insurance.decision.wizard'
    _description = "Decision on insurance"

    line_ids = fields.One2many('insurance.decision.wizard.line', 'wizard_id')
    line_count = fields.Integer(compute='_compute_line_count')
    answer = fields.Selection(ANSWERS, help="The same answer for all vehicles.")
    order_id = fields.Many2one('sale.order', readonly=True)
    move_id = fields.Many2one('account.move', readonly=True)

    @api.depends('line_ids')
    def _compute_line_count(self):
        for wizard in self:
            wizard.line_count = len(wizard.line_ids)

    @api.onchange('answer')
    def _onchange_answer(self):
        if self.answer:
            self.line_ids.decision = self.answer

    @api.model
    def _open(self, lines, document=None, button=None):
        """The action that asks about ``lines``, and presses ``button`` of ``document`` afterwards.

        :param lines: records with ``insurance.decision.mixin``
        """
        self.check_access('create')
        if not lines:
            raise UserError(self.env._("No vehicle has been sold here yet."))
        reference = 'order_line_id' if lines._name == 'sale.order.line' else 'move_line_id'
        values = {
            'line_ids': [
                fields.Command.create(
                    {
                        reference: line.id,
                        'vehicle_id': line.vehicle_id.id,
                        'decision': line.insurance_decision if line.insurance_decision != 'open' else False,
                    }
                )
                for line in lines
            ]
        }
        if button:
            values['order_id' if document._name == 'sale.order' else 'move_id'] = document.id
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Insurance"),
            'res_model': self._name,
            'res_id': self.create(values).id,
            'view_mode': 'form',
            'target': 'new',
            'context': {**self.env.context, 'insurance_reminder': False},
        }

    def action_apply(self):
        """Keep the answers and press the button that was waiting for them."""
        self.ensure_one()
        if not all(self.line_ids.mapped('decision')):
            raise UserError(self.env._("Please choose an answer for each vehicle."))
        self.line_ids._apply()
        document = self.order_id or self.move_id
        result = getattr(document, BUTTONS[document._name])() if document else None
        return result if isinstance(result, dict) else {'type': 'ir.actions.act_window_close'}


class InsuranceDecisionWizardLine(models.TransientModel):
    _name = 'insurance.decision.wizard.line'
    _description = "Decision on the insurance of one vehicle"

    wizard_id = fields.Many2one('insurance.decision.wizard', required=True, ondelete='cascade', index=True)
    order_line_id = fields.Many2one('sale.order.line', readonly=True)
    move_line_id = fields.Many2one('account.move.line', readonly=True)
    name = fields.Char(string="Product", compute='_compute_name')
    vehicle_id = fields.Many2one('fleet.vehicle')
    decision = fields.Selection(ANSWERS)

    @api.depends('order_line_id', 'move_line_id')
    def _compute_name(self):
        for line in self:
            line.name = line._subject().has_access('read') and line._document_line().sudo().product_id.display_name

    def _document_line(self):
        """The order or invoice line that this line asks about."""
        return self.order_line_id or self.move_line_id

    def _subject(self):
        """What the user must be able to see: the vehicle, or the line as long as it has none."""
        target = self._document_line()
        return target.sudo().vehicle_id.with_env(self.env) or target

    def _apply(self):
        """Write the answers, with the rights that the group gives on what the user may see."""
        for line in self:
            target = line._document_line()
            line._subject().check_access('read')
            if line.vehicle_id != target.sudo().vehicle_id:
                target.check_access('write')
                line.vehicle_id.check_access('read')
                target.sudo().vehicle_id = line.vehicle_id
        for decision, lines in self.grouped('decision').items():
            on_orders = lines.filtered('order_line_id')
            for targets in (on_orders.order_line_id, (lines - on_orders).move_line_id):
                targets.sudo().filtered('insurance_decision').insurance_decision = decision
