from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import policy_number


class InsuranceNumberMixin(models.AbstractModel):
    """What bears an insurer's policy number, and is found by it however somebody writes it.

    The model has ``insurer_id`` and ``number_key``.
    """

    _name = 'insurance.number.mixin'
    _description = "Bearer of a Policy Number"

    # The field with the number as it was typed or delivered.
    _number_field = 'number'

    any_number = fields.Char(
        string="Number in Any Notation",
        compute='_compute_any_number',
        search='_search_any_number',
        help="Found by the number with signs or without, without its Arbeitsgebiet, and with the Filialdirektion.",
    )

    def _compute_any_number(self):
        for bearer in self:
            bearer.any_number = bearer[self._number_field]

    @api.model
    def _search_any_number(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        if operator == 'ilike':
            return self._number_like_domain(value) if value else Domain.TRUE
        written = Domain(self._number_field, operator, value)
        return written | self._number_in_domain(value) if operator == 'in' else written

    @api.model
    def _number_like_domain(self, text):
        """Bearers of a number with this part in it, and of those that the text may stand for.

        :param str text: as somebody types it
        """
        domain = Domain(self._number_field, 'ilike', text)
        if part := policy_number.part(text):
            domain |= Domain('number_key', 'ilike', part)
        return domain | self._number_key_domain(
            {scheme: policy_number.readings(text, scheme) for scheme in self._number_schemes(text)}
        )

    @api.model
    def _number_in_domain(self, texts):
        """Bearers of these very numbers, however written."""
        texts = [text for text in texts if isinstance(text, str)]
        keys = {
            scheme: [policy_number.key(text, scheme) for text in texts if scheme in self._number_schemes(text)]
            for scheme in policy_number.SCHEMES
        }
        return self._number_key_domain(keys)

    @api.model
    def _number_schemes(self, text):
        """The schemes by which it may be a number: a name is none."""
        return policy_number.SCHEMES if any(map(str.isdigit, text)) else ()

    @api.model
    def _number_key_domain(self, keys):
        """Bearers of one of these keys, each among the insurers whose scheme it is of.

        :param dict[str, list[str]] keys: by scheme
        """
        return Domain.OR(
            Domain('insurer_id', 'any!', Domain('policy_number_scheme', '=', scheme)) & self._has_number_key(of_scheme)
            for scheme, of_scheme in keys.items()
            if any(of_scheme)
        )

    @api.model
    def _has_number_key(self, keys):
        return Domain('number_key', 'in', list(filter(None, keys)))
