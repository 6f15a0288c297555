from odoo import fields, models

# Every document reads its company: what only insurance asks for is not read along with it.
PREFETCH = 'insurance'


class ResCompany(models.Model):
    _inherit = 'res.company'

    insurance_reminder = fields.Boolean(
        string="Remind of Insurance",
        default=True,
        prefetch=PREFETCH,
        help="Ask for the decision on insurance when an order or invoice with an undecided "
        "vehicle is confirmed. Each employee can choose otherwise in the preferences.",
    )
    insurance_note_printed = fields.Boolean(
        string="Print a Note on Uninsured Vehicles",
        prefetch=PREFETCH,
        help="Print a sentence below each vehicle on the invoice whose insurance was declined.",
    )
    insurance_note = fields.Char(
        string="Note on Uninsured Vehicles",
        translate=True,
        prefetch=PREFETCH,
        help="Leave empty for the usual sentence in the customer's language.",
    )

    def _insurance_note(self, lang):
        """The sentence printed below a vehicle whose insurance was declined.

        :param str lang: code of the customer's language
        """
        company = self.with_context(lang=lang)
        return company.insurance_note or company.env._("The vehicle is not insured.")
