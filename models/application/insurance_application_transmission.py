from dataclasses import replace
from uuid import uuid4

from odoo import fields, models
from odoo.exceptions import UserError

from ...connectors.errors import AuthenticationError, ConnectorError, OutcomeUnknown, Rejected
from ..connection.connector_messages import connector_message
from ..interruption import commit_intent, interrupted

# What may be done next; the first class that fits. Everything else has left nothing at the insurer.
STATE_BY_ERROR = ((OutcomeUnknown, 'unknown'), (Rejected, 'rejected'), (ConnectorError, 'signed'))
EVIDENCE_BY_STATE = {'unknown': 'unknown', 'rejected': 'refused', 'signed': 'failed'}


class InsuranceApplication(models.Model):
    """The signed application goes to the insurer: once, with numbers that were committed before.

    After the commit the state ``sending`` keeps everybody else from sending. When the server dies
    meanwhile it stays, until ``_notice_interrupted`` calls the outcome what it is: unknown.
    """

    _inherit = 'insurance.application'

    contract_number = fields.Char(
        readonly=True,
        copy=False,
        index='btree_not_null',
        help="Reserved by the insurer for this application.",
    )
    sequence_number = fields.Char(
        readonly=True,
        copy=False,
        help="Tells this transmission apart at the insurer, so that it is never taken twice.",
    )
    sent_at = fields.Datetime(readonly=True, copy=False)
    insurer_answer = fields.Char(readonly=True, copy=False)
    handover_id = fields.Many2one(
        'insurance.handover', string="Evidence", readonly=True, copy=False, index='btree_not_null'
    )

    _contract_number = models.UniqueIndex("(connection_id, contract_number) WHERE contract_number IS NOT NULL")

    # Numbers

    def _reserve_contract_number(self):
        """Have the insurer reserve a number, and keep it whatever happens next."""
        application = self.sudo()
        application.contract_number = self.connection_id._ask_wertgarantie(lambda client: client.new_contract_number())
        application._commit()

    # Transmission

    def _transmit(self, expected='signed'):
        """Hand the signed application in. Whatever the call needs is read before the commit empties the cache.

        :param str expected: the state from which the user wants to send
        :return: whether it was taken; then its policy is still to be filed
        :raise UserError: it is not signed, or somebody else is sending or has sent it
        """
        self.ensure_one()
        self.check_access('write')
        self._check_complete()
        self._check_paper_size()
        client = self.connection_id._wertgarantie_client()
        self._claim(expected)
        transmission = self._transmission()
        self._commit()
        try:
            receipt = client.submit(transmission)
        except ConnectorError as error:
            self._record_failure(error, client, was_unknown=expected == 'unknown')
            return False
        self._record_taken(receipt.status_text)
        return True

    def _claim(self, expected):
        """State the intent: once it is committed, nobody else sends this application."""
        application = self.sudo()
        if not application.try_lock_for_update() or application.state != expected:
            raise UserError(self._why_not_sendable())
        application.with_context(mail_notrack=True).write(
            {
                'state': 'sending',
                'sent_at': fields.Datetime.now(),
                'sequence_number': application.sequence_number or str(uuid4()),
                'insurer_answer': False,
                'handover_id': self._write_down_handover().id,
            }
        )

    def _why_not_sendable(self):
        self.invalidate_recordset(['state'])
        if self.state == 'submitted':
            return self.env._("This application has been submitted already.")
        if self.state in ('draft', 'printed'):
            return self.env._("This application has not been signed yet.")
        if self.state in ('cancelled', 'rejected'):
            return self.env._("This application cannot be submitted as it is.")
        return self.env._("This application is being submitted right now. Please wait for the result.")

    def _transmission(self):
        """What goes out: the application with its signed paper.

        :rtype: connectors.wertgarantie.Application
        """
        return replace(
            self._payload(),
            sequence_number=self.sequence_number,
            contract_number=self.contract_number,
            document=self.sudo().paper_id.attachment_id.raw,
            export_date=fields.Date.context_today(self, self.sent_at),
        )

    def _write_down_handover(self):
        connection = self.connection_id
        return self.env['insurance.handover']._write_down(
            {
                'connection_id': connection.id,
                'company_id': self.company_id.id,
                'recipient_name': connection.recipient_name,
                'recipient_address': connection.recipient_address,
                'mode': 'application',
                'partner_id': self.partner_id.id,
                'vehicle_id': self.vehicle_id.id,
                'origin': self.display_name,
                'origin_model': self._name,
                'origin_id': self.id,
                'data_sent': self._describe_data(),
            }
        )

    def _record_failure(self, error, client, was_unknown):
        """What a failed call leaves: the answer, the state that follows, and a blocked connection if need be.

        What was unknown stays so: a second attempt that fails says nothing about the first.
        """
        state = 'unknown'
        if not was_unknown and error.code != 'duplicate':
            state = next(state for family, state in STATE_BY_ERROR if isinstance(error, family))
        message = connector_message(self.env, error, self.connection_id.recipient_name)
        application = self.sudo()
        application.write({'state': state, 'insurer_answer': message})
        if state == 'rejected':
            application.sequence_number = False  # What is corrected is another transmission.
        application.handover_id._conclude(EVIDENCE_BY_STATE[state], result=message)
        application._message_log(body=message)
        if isinstance(error, AuthenticationError):
            self.connection_id._block_refused(client.access)
        application._commit()

    def _record_taken(self, answer):
        """The insurer has the application: that is kept before anything else is tried."""
        application = self.sudo()
        name = self.connection_id.recipient_name
        message = self.env._("%(insurer)s has taken the application. %(answer)s", insurer=name, answer=answer or '')
        application.write({'state': 'submitted', 'insurer_answer': message.strip()})
        application.handover_id._conclude('accepted', result=message.strip(), acknowledgement=self.contract_number)
        application._commit()

    # What nobody knows

    def action_confirm_taken(self):
        """A person has heard from the insurer that an unknown application has arrived."""
        self._require_unknown()
        self._record_taken(self.env._("Confirmed by %s.", self.env.user.name))
        return self._finalise_dialog()._go_on_to_policy()

    def action_deny_taken(self):
        """A person has heard from the insurer that an unknown application never arrived or was refused."""
        self._require_unknown()
        message = self.env._("Not taken, as %s has heard from the insurer.", self.env.user.name)
        application = self.sudo()
        application.write({'state': 'rejected', 'insurer_answer': message, 'sequence_number': False})
        application.handover_id._conclude('failed', result=message)

    def action_send_again(self):
        """Send an application of unknown outcome once more, with the same numbers."""
        self._require_unknown()
        return self._finalise_dialog()._transmit(expected='unknown')

    def _require_unknown(self):
        self.ensure_one()
        self.check_access('write')
        if not self.sudo().try_lock_for_update() or self.state != 'unknown':
            raise UserError(self.env._("It is known already what came of this application."))

    def _notice_interrupted(self):
        """Call the outcome unknown where the server died while it was sending."""
        for application in interrupted(self, [('state', '=', 'sending')]):
            message = application.env._(
                "The transmission was interrupted. It is not known whether %s has the application: please ask there.",
                application.connection_id.recipient_name,
            )
            application.write({'state': 'unknown', 'insurer_answer': message})
            application.handover_id._conclude('unknown', result=message)

    def _commit(self):
        commit_intent(self.env)
