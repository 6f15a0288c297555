import secrets
from urllib.parse import urlsplit

from odoo import http
from odoo.http import request


class InsuranceHandoverController(http.Controller):
    """The page that takes the user's browser to CoverCheck, and the one it comes back to.

    Personal data stand in the bodies of forms only: never in an address, a log
    line, or the browser's history.
    """

    @http.route(
        '/dealer_insurance/handover/<string:token>',
        type='http',
        auth='user',
        methods=['GET'],
        readonly=False,
    )
    def open_portal(self, token):
        """A form that posts itself to the portal, or by a button where there is no JavaScript."""
        if request.httprequest.method == 'HEAD':  # looks, but must not use up the link
            return request.make_response('')
        opened = request.env['insurance.handover.wizard']._open_page(token)
        if opened is None:
            return self._page('dealer_insurance.handover_expired', status=410)
        address, form_fields = opened
        portal = urlsplit(address)
        return self._page(
            'dealer_insurance.handover_page',
            {'address': address, 'form_fields': form_fields},
            form_action=f'{portal.scheme}://{portal.netloc}',
        )

    @http.route(
        '/dealer_insurance/return/<string:token>',
        type='http',
        auth='public',
        methods=['POST'],
        csrf=False,
        save_session=False,
    )
    def take_return(self, token, **_params):
        """The result that the portal sends by the browser; the page says the same whatever it was."""
        form = request.httprequest.form.lists()
        sent_once = {name: values[0] for name, values in form if len(values) == 1}
        request.env['insurance.handover']._take_return(token, sent_once)
        return self._page('dealer_insurance.handover_returned')

    def _page(self, template, values=None, status=200, form_action="'none'"):
        """A page that loads nothing, sends nothing elsewhere and leaves nothing behind."""
        nonce = secrets.token_urlsafe(16)
        response = request.render(template, {**(values or {}), 'nonce': nonce}, status=status)
        response.flatten()
        response.headers.update(
            {
                'Cache-Control': 'no-store',
                'Content-Security-Policy': (
                    f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; "
                    f"form-action {form_action}; frame-ancestors 'none'; base-uri 'none'"
                ),
                'Referrer-Policy': 'no-referrer',
                'X-Content-Type-Options': 'nosniff',
                'X-Robots-Tag': 'noindex',
            }
        )
        return response
