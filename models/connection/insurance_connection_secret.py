from urllib.parse import urlsplit

from odoo import models
from odoo.exceptions import UserError, ValidationError

MASK = '••••••••'


class InsuranceConnection(models.Model):
    """Secrets that can be entered by managers, but read by administrators only."""

    _inherit = 'insurance.connection'

    def write(self, vals):
        if not self.env.su and not self.env.user.has_group('base.group_system'):
            self._check_secrets_stay(vals)
        return super().write(vals)

    def _check_secrets_stay(self, vals):
        """Who may enter a secret, but not read it, must not have it sent to a place of their own.

        :raise UserError: it is not entered anew along with the place
        """
        for name, places in self._secret_places().items():
            entry = vals.get(f'{name}_entry') or MASK
            kept = self.filtered(lambda connection, name=name: connection.sudo()[name]) if MASK in entry else ()
            for connection in kept:
                if any(place in vals and connection._is_elsewhere(place, vals[place]) for place in places):
                    label = self._fields[name]._description_string(self.env)
                    raise UserError(
                        self.env._(
                            "Please enter this anew along with another address, so that nobody else gets it: %s", label
                        )
                    )

    def _secret_places(self):
        """What tells where a secret is sent: {name of the secret: names of these fields}

        Addresses are called ``…_url``: another path on the same host is the same place.
        """
        return {}

    def _is_elsewhere(self, place, value):
        if place.endswith('_url'):
            return urlsplit(self[place] or '')[:2] != urlsplit(value or '')[:2]
        now = self[place]
        return (now.id if isinstance(now, models.BaseModel) else now) != value

    def _mask_secret(self, name):
        """Compute of the field ``<name>_entry``, in which a secret can be entered, but not read."""
        for connection in self:
            connection[f'{name}_entry'] = connection.sudo()[name] and MASK

    def _take_secret(self, name):
        """Inverse of the field ``<name>_entry``: a new secret gives blocked connections a new chance."""
        entry_name = f'{name}_entry'
        for connection in self:
            entry = (connection[entry_name] or '').strip()
            if entry == MASK:
                continue
            if MASK[0] in entry:
                label = self._fields[name]._description_string(self.env)
                raise ValidationError(self.env._("%s can only be entered as a whole.", label))
            before = connection.sudo()[name]
            connection.sudo()[name] = entry
            connection._follow_entry(name, before)
        self.invalidate_recordset([entry_name])

    def _follow_entry(self, name, before):
        """What follows a secret that was entered.

        :param before: the secret until then
        """
        self._unblock()
