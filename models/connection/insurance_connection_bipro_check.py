from odoo import models

from ...connectors import bipro
from ...connectors.bipro.access import TRUE
from ...connectors.errors import AuthenticationError, ConnectorError
from .bipro_messages import bipro_message

# The service does what it shall, it only knows nothing to answer.
WORKS = ('nothing', 'unknown', 'gone', 'past')
MAYBE_A_RIGHT = ('permission', 'refused', 'token', 'status')
ANY_POLICY = "30000000000"
NO_SHIPMENT = "0"


class InsuranceConnection(models.Model):
    _inherit = 'insurance.connection'

    def action_test_bipro(self):
        """Log in once, and tell which services work. Nothing is fetched, nothing acknowledged."""
        self.ensure_one()
        self.check_access('write')
        self._require_bipro_ready()
        try:
            self._new_bipro_token()
        except ConnectorError as error:
            return self._tell_bipro_test('danger', [self._bipro_message(error)])
        services = [
            (self.env._("Fetching documents"), 'transfer', self._try_transfer),
            (self.env._("Opening contracts"), 'deep_link', self._try_deep_links),
        ]
        found = [self._try_service(*service) for service in services]
        works = all(works for works, _sentence in found)
        sentences = [self.env._("The login works."), *(sentence for _works, sentence in found)]
        return self._tell_bipro_test('success' if works else 'warning', sentences)

    def _try_service(self, words, use, call):
        """Whether a service works, and the sentence about it."""
        try:
            self._bipro_call(call)
        except ConnectorError as error:
            if error.code not in WORKS:
                return False, self._words_for_failed_service(words, use, error)
        return True, self._words_for_working_service(words, use)

    def _words_for_working_service(self, words, use):
        if use == 'transfer' and self.bipro_confirm_deliveries == TRUE:
            return self.env._(
                "%s answers. What there is was not listed, because with BestaetigeLieferungen “true” that might "
                "confirm it unfetched.",
                words,
            )
        return self.env._("%s works.", words)

    def _words_for_failed_service(self, words, use, error):
        reason = self.env._("%(service)s: %(reason)s", service=words, reason=self._bipro_message(error))
        return " ".join(filter(None, [reason, self._words_for_missing_right(use, error)]))

    def _words_for_missing_right(self, use, error):
        if error.code not in MAYBE_A_RIGHT or isinstance(error, AuthenticationError):
            return ""
        if use == 'transfer' and error.code == 'refused' and self.bipro_confirm_deliveries == TRUE:
            return self.env._(
                "It was asked for a document that there is not, because with BestaetigeLieferungen “true” a list might "
                "confirm deliveries. So this says little: please activate the connection and fetch."
            )
        rights = self.insurer_id._rights_for(use).filtered(lambda right: right.used_for == use)
        names = "”, “".join(rights.mapped('name'))
        return names and self.env._("Probably missing in the portal: the right “%s”.", names)

    def _try_transfer(self, access, token):
        """Ask what there is; where ``true`` might acknowledge what is listed, for a shipment that there is not."""
        with bipro.Transfer(access, token) as transfer:
            if access.confirm_deliveries != TRUE:
                transfer.list()
                return
            with transfer.fetch(NO_SHIPMENT):
                pass

    def _try_deep_links(self, access, token):
        policy = self.env['insurance.policy'].search(
            [('insurer_id', '=', self.insurer_id.id), ('company_id', '=', self.company_id.id)], limit=1
        )
        bipro.deep_links(access, token, policy_number=policy.number or ANY_POLICY)

    def _bipro_message(self, error):
        """The sentence about a failed call."""
        return bipro_message(self.env, error, self._bipro_name())

    def _tell_bipro_test(self, manner, sentences):
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': manner,
                'title': self.env._("Test of the Connection"),
                'message': " ".join(sentences),
                'sticky': manner != 'success',
                'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'},
            },
        }
