from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

WARNED_BEFORE = timedelta(days=30)


class InsuranceConnection(models.Model):
    """A certificate that ends soon needs a new one, which takes the insurer some days."""

    _inherit = 'insurance.connection'

    bipro_certificate_end = fields.Datetime(
        string="Certificate Valid Until", related='bipro_certificate_id.date_end', related_sudo=True
    )
    bipro_certificate_warned = fields.Datetime(
        copy=False, readonly=True, help="End of the certificate that the managers were warned of."
    )

    @api.model
    def _cron_warn_of_certificates(self):
        connections = self.sudo().search([('bipro_certificate_id', '!=', False), ('state', '!=', 'draft')])
        for connection in connections:
            end = connection.bipro_certificate_end
            is_near = end and end < fields.Datetime.now() + WARNED_BEFORE
            if is_near and connection.bipro_certificate_warned != end:
                connection.bipro_certificate_warned = end
                connection._ask_managers(
                    lambda env, end=end: env._(
                        "The certificate ends on %s: please get a new one", format_date(env, end)
                    )
                )
