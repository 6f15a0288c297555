"""Which customer a policyholder of a GDV file is: by number, else by name, date of birth and postcode."""

from dataclasses import dataclass, field
from datetime import date

from odoo.fields import Domain

from ...tools import person_name, street
from .gdv_values import is_company_of


@dataclass(eq=False)
class Customer:
    """A policyholder, and who that is here.

    :ivar told: ``connectors.gdv.Partner``
    :ivar numbers: customer numbers: {("insurer", number), ("agency", number)}
    :ivar partner: ``res.partner``; empty: to be created
    :ivar doubt: code of a finding; then nobody is chosen
    """

    told: object
    numbers: tuple
    partner: object = None
    doubt: str = ""
    hint: str = ""

    def __post_init__(self):
        told = self.told
        self.name = person_name.key(" ".join((told.name1, told.name2, told.name3)))
        self.birth_date = told.birth_date if isinstance(told.birth_date, date) else None
        self.street = street.key(told.street)

    @property
    def keys(self):
        """By which the same person is recognised who comes several times."""
        keys = list(self.numbers)
        if self.birth_date or is_company_of(self.told):
            keys.append((self.name, self.birth_date, self.told.postcode))
        else:
            keys.append((self.name, None, self.told.postcode, self.street))
        return keys


@dataclass
class _Known:
    """A customer of the book, as far as it can be compared."""

    partner: object
    name: str = field(init=False)

    def __post_init__(self):
        partner = self.partner
        self.name = person_name.key(" ".join(filter(None, [partner.lastname, partner.firstname])))
        self.birth_date = partner.birthdate_date or None
        self.street = street.key(partner.street or '')


class CustomerSearch:
    def __init__(self, env, company, match_by_address=False):
        self.env = env
        self.company = company
        self.match_by_address = match_by_address
        self._new = {}

    def find(self, customers):
        """Fill in ``partner``, ``doubt`` and ``hint`` of each: three queries for all of them.

        :param customers: [Customer]
        """
        by_number = self._by_number([customer for customer in customers if customer.numbers])
        by_zip = self._by_name(customers)
        for customer in customers:
            customer.partner = self._numbered(customer, by_number)
            if not customer.partner:
                self._compare(customer, by_zip.get(customer.told.postcode, ()))

    def first(self, customer):
        """The one that stands for the same person who comes several times and is not known here yet."""
        first = next((self._new[key] for key in customer.keys if key in self._new), customer)
        for key in customer.keys:
            self._new.setdefault(key, first)
        return first

    def forget_new(self):
        """They have been created, so they are found from now on."""
        self._new = {}

    def _by_number(self, customers):
        """{number: customers of the book who have it}"""
        of_insurers = [number for customer in customers for kind, number in customer.numbers if kind != 'agency']
        of_agency = [number for customer in customers for kind, number in customer.numbers if kind == 'agency']
        found = {}
        if of_insurers:
            policies = self.env['insurance.policy'].search(
                [('company_id', '=', self.company.id), ('insurer_customer_number', 'in', of_insurers)]
            )
            for policy in policies:
                number = (policy.insurer_id.id, policy.insurer_customer_number)
                found[number] = found.get(number, policy.partner_id) | policy.partner_id
        if of_agency:
            partners = self.env['res.partner'].search(self._of_company() & Domain('ref', 'in', of_agency))
            found |= {('agency', ref): same for ref, same in partners.grouped('ref').items()}
        return found

    def _numbered(self, customer, by_number):
        """Only whose name does not contradict: numbers are given to others again."""
        found = self.env['res.partner']
        for number in customer.numbers:
            partners = by_number.get(number, found).filtered(
                lambda partner: person_name.may_be_same(customer.told.name1, partner.name or '')
            )
            if len(partners) == 1:
                return partners
        return found

    def _by_name(self, customers):
        """Customers of the book with one of these names, by postcode; companies with any, for nobody spells them alike."""
        told = [customer.told for customer in customers]
        persons = [each for each in told if each.postcode and not is_company_of(each)]
        companies = [each for each in told if each.postcode and is_company_of(each)]
        names = {spelling for each in persons for name in _last_names(each) for spelling in person_name.spellings(name)}
        same = Domain('lastname', 'in', list(names)) & Domain('zip', 'in', [each.postcode for each in persons])
        if companies:
            same |= Domain('is_company', '=', True) & Domain('zip', 'in', [each.postcode for each in companies])
        partners = self.env['res.partner'].search(self._of_company() & same)
        return {zip_: [_Known(partner) for partner in same] for zip_, same in partners.grouped('zip').items()}

    def _of_company(self):
        return Domain('company_id', 'in', [self.company.id, False])

    def _compare(self, customer, known):
        same_name = [each for each in known if each.name == customer.name]
        certain = [each for each in same_name if self._is_same(customer, each)]
        if len(certain) > 1:
            customer.doubt = 'several_customers'
        elif certain:
            customer.partner = certain[0].partner
        elif any(_may_be_same(customer, each) for each in same_name):
            customer.hint = 'possible_customer'

    def _is_same(self, customer, known):
        if is_company_of(customer.told):
            return known.partner.is_company
        if customer.birth_date and known.birth_date:
            return customer.birth_date == known.birth_date
        are_both_unknown = not customer.birth_date and not known.birth_date
        return (are_both_unknown or self.match_by_address) and _lives_there(customer, known)


def _may_be_same(customer, known):
    return not (customer.birth_date and known.birth_date) and _lives_there(customer, known)


def _lives_there(customer, known):
    return bool(customer.street) and customer.street == known.street


def _last_names(told):
    """As a last name may be stored: alone, or with what did not fit into the first line."""
    return {told.name1, " ".join(filter(None, [told.name1, told.name2]))}
