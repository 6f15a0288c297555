from odoo import api, fields, models

from ...tools import policy_number
from .insurance_insurer_number_messages import number_advice

# A policy's line of business, as GDV and BiPRO number it (Sparte).
SPARTEN = {'car': '050'}


class InsuranceInsurer(models.Model):
    """How the insurer writes its policy numbers.

    ``line`` is a Sparte such as "051", or a policy's line of business.
    """

    _inherit = 'insurance.insurer'

    policy_number_scheme = fields.Selection(
        selection=list(policy_number.SCHEMES.items()),
        string="Scheme of Policy Numbers",
        default='plain',
        required=True,
    )
    number_company = fields.Selection(
        selection='_selection_number_company',
        string="Company Named by the Number",
        help="The company of the group that the first two digits of a policy number tell.",
    )

    @api.model
    def _selection_number_company(self):
        areas = (area for scheme in policy_number.SCHEMES for area in policy_number.areas(scheme))
        return [(company, company) for company in dict.fromkeys(area.insurer for area in areas) if company]

    def _scheme(self):
        return self.policy_number_scheme or 'plain'

    def _policy_key(self, number, line=None):
        """The normal form of a policy number, by which policies are looked up; False if there is none."""
        return policy_number.key(number, self._scheme(), SPARTEN.get(line, line)) or False

    def _explain_number(self, number, line=None):
        """What kind of notation it is, as ``tools.policy_number.Notation``."""
        return policy_number.explain(number, self._scheme(), SPARTEN.get(line, line))

    def _number_readings(self, number, line=None):
        """Values of ``number_key`` under which the policy may be stored, the surest first.

        To be searched among the policies of ``_same_numbers()``.
        """
        return policy_number.readings(number, self._scheme(), SPARTEN.get(line, line))

    def _number_areas(self, line=None):
        """The ``Area``s of the scheme that fit."""
        return policy_number.areas(self._scheme(), SPARTEN.get(line, line))

    def _number_choices(self, number, line=None):
        """The complete numbers that an incomplete one may stand for, with words to choose by.

        :rtype: list[tuple[str, str]]
        """
        notation = self._explain_number(number, line)
        candidates = () if notation.is_complete else notation.candidates
        return [(key, self._number_label(key)) for key in candidates]

    def _number_label(self, key):
        area = self._area_of(key)
        company = f" ({area.insurer})" if area.insurer else ""
        return f"{policy_number.shown(key, self._scheme())}, {area.words}{company}"

    def _area_of(self, number):
        """The ``Area`` that the number names, or None."""
        digits = self._explain_number(number).area
        return next((area for area in self._number_areas() if area.area == digits), None)

    def _number_advice(self, number, line=None):
        """A sentence about a policy number that the insurer's services may not find, or ""."""
        return number_advice(self, number, line)

    def _same_numbers(self):
        """The insurers among which a policy number means one contract: those of the group."""
        if self._scheme() == 'plain':
            return self
        return self.with_context(active_test=False).search([('policy_number_scheme', '=', self._scheme())])

    def _find_by_policy_number(self, number):
        """The company of the group that the number names; maybe none."""
        area = self._area_of(number)
        company = area and area.insurer
        return self._same_numbers().filtered(lambda insurer: company and insurer.number_company == company)[:1]
