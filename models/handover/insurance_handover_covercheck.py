from datetime import timedelta
from urllib.parse import urljoin

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning
from odoo.tools import hash_sign, verify_hash_signed

from ...connectors import covercheck
from ...connectors.errors import AuthenticationError, ConnectorError, OutcomeUnknown, Unavailable
from ..connection.connector_messages import connector_message
from ..interruption import commit_intent

RETURN_SCOPE = 'dealer_insurance.return'
RETURN_PATH = '/dealer_insurance/return/'
RETURN_VALIDITY = timedelta(days=90)

STATE_BY_ERROR = ((OutcomeUnknown, 'unknown'), (Unavailable, 'failed'), (ConnectorError, 'refused'))
STATE_BY_RESULT = {
    covercheck.CONCLUDED: 'concluded',
    covercheck.OFFERED: 'offered',
    covercheck.CANCELLED: 'cancelled',
}


def read_token(env, scope, token):
    """The values of a signed token, or None if it is forged or expired."""
    try:
        return verify_hash_signed(env, scope, token)
    except ValueError:
        return None


class InsuranceHandover(models.Model):
    _inherit = 'insurance.handover'

    # Of ``connectors.http.Session``, where others than its own are wanted.
    _callback_limits = {}

    # Callback

    @api.model
    def _refuse_second_callback(self, partner, vehicle):
        """Refuse to ask twice on one day for the same customer and vehicle.

        :raise RedirectWarning: leads to the first hand-over
        """
        first = self.search(
            [
                ('mode', '=', 'callback'),
                ('partner_id', '=', partner.id),
                ('vehicle_id', '=', vehicle.id),
                ('state', 'in', ['prepared', 'accepted', 'unknown']),
                ('sent_at', '>=', fields.Date.context_today(self)),
            ],
            limit=1,
        )
        if first:
            raise RedirectWarning(
                self.env._("%s has been asked for a callback today already.", first.recipient_name),
                first._open_form(),
                self.env._("Open that hand-over"),
            )

    def _request_callback(self, hand_over):
        """Ask for the callback, after the intent has been committed, and record what came of it.

        :return: whether it was accepted, and the sentence for the user
        """
        self.ensure_one()
        self._commit()
        name = self.recipient_name
        access = self.connection_id._covercheck_access()
        try:
            answer = covercheck.request_callback(access, hand_over, **self._callback_limits)
        except ConnectorError as error:
            state = next(state for family, state in STATE_BY_ERROR if isinstance(error, family))
            message = connector_message(self.env, error, name)
            self._conclude(state, result=message)
            if isinstance(error, AuthenticationError):
                self.connection_id._block_refused(access)
        else:
            state = 'accepted'
            message = self.env._("%(name)s will call the customer, normally within one working day.", name=name)
            self._conclude(state, acknowledgement=answer.number)
        self._commit()
        return state == 'accepted', message

    def _commit(self):
        commit_intent(self.env)

    # Portal

    def _open_once(self):
        """Whether this hand-over may leave by the browser now; it may only once."""
        handover = self.sudo()
        if not handover.try_lock_for_update() or handover.state != 'prepared':
            return False
        handover._conclude('opened')
        return True

    def _return_url(self):
        """Where the portal posts its result, or '' where this server has no safe address."""
        token = hash_sign(self.sudo().env, RETURN_SCOPE, [self.id, self.user_id.id], RETURN_VALIDITY)
        address = urljoin(self.get_base_url(), RETURN_PATH + token)
        try:
            covercheck.check_address(address)
        except ConnectorError:
            return ''
        return address

    @api.model
    def _take_return(self, token, params):
        """Believe one signed return for the hand-over that the token names.

        :param dict params: the fields of the posted form
        :return: the hand-over, or none if anything is forged, expired or repeated
        """
        named = read_token(self.sudo().env, RETURN_SCOPE, token)
        handover = self.sudo().browse(named[0] if named else []).exists()
        if not handover or not handover.try_lock_for_update() or handover.process_number:
            return self.browse()
        check_id = handover.connection_id.covercheck_check_id
        try:
            returned = covercheck.verify_return(params, check_id or '', handover.reference)
        except ConnectorError:
            return self.browse()
        handover._conclude(
            STATE_BY_RESULT[returned.result],
            process_number=returned.process_number,
            tariff=returned.tariff,
            evb_number=returned.evb,
        )
        return handover

    def _open_form(self):
        return {
            'type': 'ir.actions.act_window',
            'res_model': self._name,
            'res_id': self.id,
            'views': [(False, 'form')],
        }
