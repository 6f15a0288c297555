from odoo import api, fields, models
from odoo.exceptions import UserError

from .insurance_application import EDITABLE_STATES, STEPS

ORDER = [name for name, _label in STEPS]


class InsuranceApplication(models.Model):
    """The way through the steps: Next checks the step at hand, Back keeps everything.

    A step may have ``_enter_<step>()``, which prepares what it shows, and ``_leave_<step>()``,
    which keeps what was typed where it belongs. What a step still lacks tells ``_problems``.
    """

    _inherit = 'insurance.application'

    is_editable = fields.Boolean(compute='_compute_is_editable')
    missing = fields.Char(
        compute='_compute_missing',
        export_string_translation=False,
        help="Names of the fields of this step that are missing or wrong, between commas.",
    )

    @api.depends('state')
    def _compute_is_editable(self):
        for application in self:
            application.is_editable = application.state in EDITABLE_STATES

    @api.depends(lambda self: ['step', 'state', *self._typed_fields()])
    def _compute_missing(self):
        for application in self:
            names = application._problems(application.step) if application.is_editable else {}
            application.missing = f',{",".join(names)},'

    def write(self, vals):
        typed = self._typed_fields() & vals.keys()
        if typed and any(application._is_fixed() for application in self):
            raise UserError(self.env._("This application is on its way to the insurer and cannot be changed any more."))
        return super().write(vals)

    def _is_fixed(self):
        """Whether nothing may be typed any more. Of what was given up, the addon itself forgets the person."""
        return not self.is_editable and not (self.env.su and self.state == 'cancelled')

    @api.model
    def _typed_fields(self):
        """Names of the fields that a person fills in; they are fixed as soon as the application is sent.

        :rtype: set
        """
        return set()

    def action_next(self):
        """Go on to the next step, if nothing is missing in this one."""
        self.ensure_one()
        self._check_editable()
        self._check_step(self.step)
        if not self._run_step('leave'):
            return
        self._keep(step=ORDER[ORDER.index(self.step) + 1])
        self._run_step('enter')

    def action_back(self):
        self.ensure_one()
        self._check_editable()
        self._keep(step=ORDER[max(ORDER.index(self.step) - 1, 0)])
        self._run_step('enter')

    def _run_step(self, moment):
        """
        :param str moment: ``enter`` or ``leave``
        :return: whether to go on; ``_leave_<step>`` may return False to stay
        """
        act = getattr(self, f'_{moment}_{self.step}', None)
        return act is None or act() is not False

    def _check_editable(self):
        if not self.is_editable:
            raise UserError(self.env._("This application is on its way to the insurer and cannot be changed any more."))

    def _check_step(self, step):
        """
        :raise UserError: names what is missing or wrong
        """
        problems = self._problems(step)
        if problems:
            raise UserError(self.env._("Please complete or correct: %s", ", ".join(problems.values())))

    def _problems(self, step):
        """What is missing or wrong in one step: {name of the field: in words}"""
        return {}

    def _label(self, name):
        return self._fields[name]._description_string(self.env)
