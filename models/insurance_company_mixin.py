from odoo import models


class InsuranceCompanyMixin(models.AbstractModel):
    """Records that stay in companies of their user: rules look at a record only before it is written.

    Else a manager could give another company a connection that sends its customers to a server of their own.
    """

    _name = 'insurance.company.mixin'
    _description = "Insurance Record of a Company"

    def write(self, vals):
        """:raise AccessError: also where the company is none of the user's"""
        written = super().write(vals)
        if 'company_id' in vals:
            self.check_access('write')
        return written
