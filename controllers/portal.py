from odoo import http
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager


class InsurancePortal(CustomerPortal):
    """“My insurances”: the customer's own policies with their papers, and nothing else.

    Record rules say what is one's own. There are no links with tokens: whoever wants to see an
    insurance logs in.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if 'insurance_count' in counters:
            values['insurance_count'] = len(self._own_policies())
        return values

    @http.route(
        ['/my/insurances', '/my/insurances/page/<int:page>'], type='http', auth='user', website=True, readonly=True
    )
    def my_insurances(self, page=1, **_params):
        own = self._own_policies()
        pages = pager(url='/my/insurances', total=len(own), page=page, step=self._items_per_page)
        shown = own[pages['offset'] : pages['offset'] + self._items_per_page]
        values = self._prepare_portal_layout_values()
        return request.render(
            'dealer_insurance.portal_my_insurances',
            {**values, 'page_name': 'insurance', 'policies': shown.sudo(), 'pager': pages},
        )

    @http.route('/my/insurances/<int:policy_id>', type='http', auth='user', website=True, readonly=True)
    def my_insurance(self, policy_id, **_params):
        policy = self._own_policies(Domain('id', '=', policy_id))
        if not policy:
            return request.redirect('/my/insurances')
        values = self._prepare_portal_layout_values()
        return request.render(
            'dealer_insurance.portal_my_insurance',
            {
                **values,
                'page_name': 'insurance',
                'policy': policy.sudo(),
                'documents': self._once_each(self._own_documents(Domain('policy_id', '=', policy.id)).sudo()),
            },
        )

    @http.route('/my/insurances/document/<int:document_id>', type='http', auth='user', website=True, readonly=True)
    def my_insurance_document(self, document_id, **_params):
        document = self._own_documents(Domain('id', '=', document_id)).sudo()
        if not document.attachment_id:
            raise request.not_found()
        stream = request.env['ir.binary']._get_stream_from(document.attachment_id, filename=document.name)
        response = stream.get_response(as_attachment=document.mimetype != 'application/pdf')
        response.headers['Cache-Control'] = 'private, no-store'
        return response

    @staticmethod
    def _once_each(documents):
        """An insurer may deliver the same file twice, but it is one paper."""
        by_file = documents.grouped(lambda document: document.attachment_id or document)
        return documents.browse([alike[0].id for alike in by_file.values()])

    def _own_policies(self, domain=Domain.TRUE):
        """Also for employees who look at their own: what they may read for their work is not theirs."""
        policies = request.env['insurance.policy']
        if not policies.has_access('read'):
            return policies
        return policies.search(policies._holder_domain(request.env.user) & domain)

    def _own_documents(self, domain):
        documents = request.env['insurance.document']
        policies = self._own_policies()
        shown = Domain('policy_id', 'in', policies.ids) & Domain('is_for_customer', '=', True)
        return documents.search(shown & domain) if policies else documents
