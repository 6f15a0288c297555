from lxml import etree

from odoo.tests import Form
from odoo.tools.safe_eval import safe_eval
from odoo.tools.view_validation import get_expression_field_names


class DialogMixin:
    """Press buttons of forms and answer the dialog on insurance as a person does."""

    def press(self, record, name, user):
        """What a button of the form answers when ``user`` presses it.

        As in the web client, the button is one that the view gives to this user and shows
        for this record, and it brings the context of the view.
        """
        record = record.with_user(user)
        arch = etree.fromstring(record.get_view(view_type='form')['arch'])
        [button] = [
            button
            for button in arch.iterfind(f".//header//button[@name='{name}']")
            if not self._is_true(record, button.get('invisible', 'False'))
        ]
        context = safe_eval(button.get('context', '{}'))
        return getattr(record.with_context(**context), name)()

    def _is_true(self, record, expression):
        names = get_expression_field_names(expression)
        return safe_eval(expression, {name: record.sudo()[name] for name in names})

    def assertAsks(self, answer):
        self.assertIsInstance(answer, dict, "No dialog was opened")
        self.assertEqual(answer['res_model'], 'insurance.decision.wizard')

    def dialog(self, action, user):
        """The dialog that an action opens for ``user``."""
        self.assertAsks(action)
        dialogs = self.env[action['res_model']].with_user(user).with_context(**action['context'])
        return dialogs.browse(action['res_id'])

    def answer(self, action, user, *decisions):
        """Choose a decision for each vehicle in the dialog and press its button."""
        dialog = self.dialog(action, user)
        with Form(dialog) as form:
            for number, decision in enumerate(decisions):
                with form.line_ids.edit(number) as line:
                    line.decision = decision
        return dialog.action_apply()
