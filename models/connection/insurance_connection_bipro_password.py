from odoo import api, fields, models

from .insurance_connection_bipro import ADDRESSES, USER_GROUPS, WSDLS


class InsuranceConnection(models.Model):
    """A password that was changed in the portal is entered in one place, and taken by all who log in with it."""

    _inherit = 'insurance.connection'

    bipro_password_for = fields.Char(
        string="Password Also Entered In", compute='_compute_bipro_password_for', groups=USER_GROUPS
    )

    @api.depends('bipro_user', 'bipro_login_kind', 'bipro_sts_url', 'insurer_id')
    def _compute_bipro_password_for(self):
        for connection in self:
            following = connection._following_password(connection.sudo().bipro_password)
            connection.bipro_password_for = connection._names_of(following)

    def _follow_entry(self, name, before):
        if self.provider == 'bipro' and self.state == 'blocked':
            self._forget_refusal()
        super()._follow_entry(name, before)
        if name == 'bipro_password' and self.sudo().bipro_password:
            self._hand_on_password(before)

    def _hand_on_password(self, before):
        following = self._following_password(before)
        if following:
            following.sudo().bipro_password = self.sudo().bipro_password
            following._unblock()
            self._tell_of_handed_on(following)

    def _following_password(self, before):
        """The other connections to the same account, of all companies of the user, that need the password, too.

        Those that are blocked, and those that have had the same one before: a third one that works is left alone.

        :param str before: the password until now
        """
        everywhere = self._origin.with_context(allowed_company_ids=self.env.user.company_ids.ids)
        others = everywhere.search(
            [('provider', '=', 'bipro'), ('bipro_login_kind', '=', 'password'), ('id', '!=', self._origin.id)]
        )
        return others._filtered_access('write').filtered(
            lambda other: (
                self._logs_in_by_password()
                and self._shares_account(other)
                and not other._sends_elsewhere_than(self)
                and (other.state == 'blocked' or (before and other.sudo().bipro_password == before))
            )
        )

    def _sends_elsewhere_than(self, other):
        """Whether a password, or what it opens, goes from here to places where it does not go from the other one.

        Who may enter a password, but not read it, could have it sent to a place of their own.
        """
        own, other = (connection.with_context(bin_size=False) for connection in (self, other))
        return any(own[place] and own._is_elsewhere(place, other[place]) for place in (*ADDRESSES, *WSDLS))

    def _logs_in_by_password(self):
        return self.provider == 'bipro' and self.bipro_login_kind == 'password'

    def _names_of(self, connections):
        """Their names, with the company where it is another one."""
        return ", ".join(
            connection.name
            if connection.company_id == self.company_id
            else f"{connection.name} ({connection.company_id.name})"
            for connection in connections
        )

    def _tell_of_handed_on(self, following):
        sentence = self.env._(
            "The new password was entered for the same account in these connections as well: %s.",
            self._names_of(following),
        )
        self._message_log(body=sentence)
        self.env.user._bus_send('simple_notification', {'type': 'info', 'message': sentence, 'sticky': True})
        for connection in following:
            connection._message_log(
                body=self.env._("The new password was entered in another connection to the same account.")
            )
