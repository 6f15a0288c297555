from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError

from ...connectors import bipro
from ...connectors.bipro.tables import link_target_words
from ...connectors.errors import ConnectorError
from .insurance_deep_link_messages import why_no_link

# Somebody sits before the screen and waits.
LIMITS = bipro.Limits(connect_seconds=5, read_seconds=15)


class InsuranceConnection(models.Model):
    _inherit = 'insurance.connection'

    @api.model
    def _for_deep_links(self, insurer, company):
        """The connection to ask: the insurer's own before one of its group, a working one before a blocked one.

        :return: may be empty, or blocked
        """
        connections = self.search(
            [
                ('provider', '=', 'bipro'),
                ('company_id', '=', company.id),
                ('insurer_id', 'in', insurer._same_numbers().ids),
                ('user_id', 'in', [self.env.uid, False]),
                ('state', 'in', ['active', 'blocked']),
            ]
        ).filtered(lambda connection: connection.bipro_extranet_url or connection.bipro_extranet_wsdl)
        return connections.sorted(
            lambda connection: (connection.insurer_id != insurer, connection.state != 'active', not connection.user_id)
        )[:1]

    def _deep_links(self, number):
        """Where the insurer's portal shows a contract: list of ``connectors.bipro.Link``, may be empty.

        The addresses let in whoever has them. They go to the browser and nowhere else.

        :param str number: normal form of the policy number
        :raise ConnectorError: the insurer was not reached, or refuses
        """
        self.ensure_one()
        return self._bipro_call(
            lambda access, token: bipro.deep_links(
                access,
                token,
                policy_number=number,
                hosts=self.insurer_id._listed('portal_hosts'),
                on_this_machine=self.environment == 'test',
                limits=LIMITS,
            )
        )


class InsurancePolicy(models.Model):
    """The way from a policy to the insurer's portal."""

    _inherit = 'insurance.policy'

    can_open_at_insurer = fields.Boolean(compute='_compute_can_open_at_insurer')

    @api.depends('insurer_id.portal_url', 'company_id')
    def _compute_can_open_at_insurer(self):
        for policies in self.grouped(lambda policy: (policy.insurer_id, policy.company_id)).values():
            policy = policies[0]
            policies.can_open_at_insurer = policy.insurer_id.portal_url or policy._deep_link_connection()

    def action_open_at_insurer(self):
        """Open the insurer's portal at this policy; ask where several places are offered."""
        self.ensure_one()
        if self._is_number_complete() or not self._deep_link_connection():
            return self._open_at_insurer()
        return self.env['insurance.deep.link.wizard']._announce_search(self)

    def _is_number_complete(self):
        return self.insurer_id._explain_number(self.number, self.line_of_business).is_complete

    def _open_at_insurer(self):
        links, why = self._ask_for_links()
        if not links:
            return self._open_portal(why)
        if len(links) == 1:
            return _open_address(links[0].url)
        return self.env['insurance.deep.link.wizard']._offer_targets(self, map(self._link_name, links))

    def _open_link(self, name):
        """Ask for the addresses anew and open the one of this name: those of the last time may be void."""
        links, why = self._ask_for_links()
        for link in links:
            if self._link_name(link) == name:
                return _open_address(link.url)
        return self._open_portal(why or self.env._("%s does not offer this place any more.", self.insurer_id.name))

    @api.model
    def _link_name(self, link):
        return link.description or link_target_words(link.target_id)

    def _ask_for_links(self):
        """What the insurer offers for this policy.

        :return: list of ``connectors.bipro.Link``, and the sentence why there is none
        """
        connection = self._deep_link_connection()
        try:
            links = connection._deep_links(self.number_key) if connection.state == 'active' else []
        except ConnectorError as error:
            return [], why_no_link(self.insurer_id, connection, error)
        return links, "" if links else why_no_link(self.insurer_id, connection)

    def _deep_link_connection(self):
        return self.env['insurance.connection']._for_deep_links(self.insurer_id, self.company_id)

    # The portal itself

    def _open_portal(self, why):
        """Open the portal's own address and say why nothing better was possible."""
        insurer = self.insurer_id
        if not insurer.portal_url:
            self._miss_portal(why)
        then = self.env._("Its portal was opened instead. Please search there for %s.", self.number)
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'title': insurer.name,
                'message': f"{why} {then}",
                'type': 'warning',
                'sticky': True,
                'next': _open_address(insurer.portal_url),
            },
        }

    def _miss_portal(self, why):
        sentence = self.env._("%(why)s The address of its portal is not known here, either.", why=why)
        if self.env.user.has_group('dealer_insurance.group_insurance_manager'):
            raise RedirectWarning(sentence, self.insurer_id._get_records_action(context={}), self.env._("Enter it"))
        managers = self.env['insurance.connection']._manager_names(self.company_id)
        raise UserError(' '.join([sentence, self.env._("Please ask %s to enter it.", managers)]))


def _open_address(url):
    return {'type': 'ir.actions.act_url', 'url': url, 'target': 'new', 'close': True}
