import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...connectors.errors import ConnectorError
from ...connectors.http import check_address
from ...tools import evb
from .insurance_insurer_evb_messages import evb_advice

_SEPARATORS = re.compile(r'[\s,;]+')
_LABEL = r'[a-z0-9](?:[a-z0-9-]*[a-z0-9])?'

# Fields that take a list: the shape of a part, and an example.
LISTS = {
    'company_numbers': (re.compile(r'0*[1-9][0-9]{0,4}'), "5438, 5339"),
    'evb_prefixes': (re.compile(r'[A-HJ-NP-Z0-9]{2}'), "RV, KA"),
    # At least one dot, for a host stands for all below it, and nobody means a whole country.
    'portal_hosts': (re.compile(rf'(?:{_LABEL}\.)+{_LABEL}|localhost'), "portal.example.com, example.org"),
}


class InsuranceInsurer(models.Model):
    """An insurer: by what it is recognised, and where its portal is.

    How it writes policy numbers stands in ``insurance_insurer_number.py``, its services
    in ``insurance_insurer_bipro.py``.
    """

    _name = 'insurance.insurer'
    _description = "Insurer"
    _order = 'name'

    name = fields.Char(required=True)
    legal_name = fields.Char(help="The full name of the company, as in the register of companies.")
    active = fields.Boolean(default=True)
    image_128 = fields.Image(string="Logo", max_width=128, max_height=128)
    insures_cars = fields.Boolean()
    insures_bikes = fields.Boolean(string="Insures Bicycles and E-bikes")
    company_numbers = fields.Char(
        help="Numbers of the financial supervisor (BaFin), by which GDV files name the insurer. "
        "A comma divides several ones.",
    )
    evb_prefixes = fields.Char(
        string="Beginnings of eVB Numbers",
        help="The first two characters name the insurer. A comma divides several ones.",
    )
    portal_url = fields.Char(string="Portal", help="Where its intermediaries log in.")
    password_url = fields.Char(
        string="Forgotten Password",
        help="Where the insurer tells how to get a new password.",
    )
    portal_hosts = fields.Char(
        string="Hosts of Links",
        help="Links of the insurer open only if they lead to one of these hosts or below, such as example.com. "
        "A comma divides several ones.",
    )
    addresses_checked = fields.Boolean(
        help="Somebody has compared the addresses with the insurer's own.",
        copy=False,
    )

    # Recognised by

    @api.model
    def _find_by_company_number(self, number):
        """The insurer of a GDV file or message; maybe none.

        :param str number: with leading zeros or without, "05438"
        """
        return self._find_all_by_company_number(number)[:1]

    @api.model
    def _find_by_evb(self, number):
        """The insurers that may have confirmed the cover: companies of a group share their beginning.

        :param str number: eVB number, "RVA1B2C"
        """
        prefix = evb.normalize(number or '')[:2]
        insurers = self.search([('evb_prefixes', '!=', False)])
        return insurers.filtered(lambda insurer: prefix in insurer._listed('evb_prefixes'))

    def _evb_advice(self, number):
        """A sentence about an eVB number that cannot be right, or is another insurer's, or ""."""
        return evb_advice(self, number)

    def _find_all_by_company_number(self, number):
        wanted = _without_zeros(number or '')
        insurers = self.search([('company_numbers', '!=', False)])
        return insurers.filtered(lambda insurer: wanted in map(_without_zeros, insurer._listed('company_numbers')))

    def _listed(self, name):
        """The parts of a list that is typed into one field.

        :rtype: list[str]
        """
        return list(filter(None, _SEPARATORS.split(self[name] or '')))

    # Checks

    @api.constrains(*LISTS)
    def _check_lists(self):
        for insurer in self:
            for name, (shape, example) in LISTS.items():
                for part in insurer._listed(name):
                    if not shape.fullmatch(part):
                        raise ValidationError(
                            self.env._(
                                "%(part)s does not belong in %(field)s. It takes, for example: %(example)s",
                                part=part,
                                field=self._fields[name]._description_string(self.env),
                                example=example,
                            )
                        )

    @api.constrains('company_numbers', 'active')
    def _check_company_numbers_are_unique(self):
        for insurer in self.filtered('active'):
            for number in insurer._listed('company_numbers'):
                others = self._find_all_by_company_number(number) - insurer
                if others:
                    raise ValidationError(
                        self.env._(
                            "%(number)s is the company number of %(insurer)s already.",
                            number=number,
                            insurer=others[0].name,
                        )
                    )

    @api.model
    def _address_fields(self):
        """Names of the fields that hold web addresses."""
        return ['portal_url', 'password_url']

    @api.constrains(lambda self: self._address_fields())
    def _check_addresses(self):
        for insurer in self:
            for address in filter(None, map(insurer.__getitem__, self._address_fields())):
                try:
                    check_address(address)
                except ConnectorError as error:
                    raise ValidationError(
                        self.env._("%s cannot be used: an address begins with https://.", address),
                    ) from error


def _without_zeros(number):
    return number.strip().lstrip('0')
