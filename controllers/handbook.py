from markupsafe import Markup

from odoo import http
from odoo.http import Stream, request
from odoo.tools import file_open


class InsuranceHandbookController(http.Controller):
    """The handbook, served by the addon itself: it is there wherever the addon is, and leads nowhere else.

    The page is made of ``docs/handbuch.md`` by ``make handbook``; it names its images relative to itself.
    """

    @http.route('/dealer_insurance/handbook/de', type='http', auth='user', methods=['GET'], readonly=True)
    def handbook(self):
        self._refuse_customers()
        with file_open('dealer_insurance/docs/handbuch.html', filter_ext=('.html',)) as file:
            content = Markup(file.read())  # noqa: S704 the addon's own file
        return request.render('dealer_insurance.handbook', {'content': content})

    @http.route(
        '/dealer_insurance/handbook/images/<string:name>', type='http', auth='user', methods=['GET'], readonly=True
    )
    def image(self, name):
        self._refuse_customers()
        try:
            stream = Stream.from_path(f'dealer_insurance/docs/images/{name}', filter_ext=('.png',))
        except (FileNotFoundError, ValueError):
            raise request.not_found() from None
        return stream.get_response()

    def _refuse_customers(self):
        if not request.env.user._is_internal():
            raise request.not_found()
