from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from ...connectors import wertgarantie
from ...connectors.wertgarantie.application import IMMEDIATE_COVER
from ..connection.insurance_connection_wertgarantie import OBJECT_CODE_FIELDS

# As Wertgarantie writes them: German in every language of the user.
SALUTATIONS = {'mr': "Herr", 'ms': "Frau"}

# Value of the application -> step and field in which a person types it.
PLACES = {
    'object.kind': ('object', 'insured_object'),
    'object.purchase_date': ('object', 'purchase_date'),
    'object.price': ('object', 'price'),
    'object.build_year': ('object', 'build_year'),
    'object.maker': ('check', 'manufacturer_id'),
    'object.model': ('check', 'model_name'),
    'object.frame_number': ('check', 'frame_number'),
    'object.battery_number': ('check', 'battery_number'),
    'application_code': ('tariff', 'offer_id'),
    'product_type': ('tariff', 'offer_id'),
    'payment.interval': ('tariff', 'payment_interval'),
    'object.lock': ('vehicle', 'has_approved_lock'),
    'object.lock.maker': ('vehicle', 'lock_maker'),
    'object.lock.kind': ('vehicle', 'lock_kind'),
    'object.lock.model': ('vehicle', 'lock_model'),
    'object.lock.key_number': ('vehicle', 'lock_key_number'),
    'customer.salutation': ('customer', 'title_id'),
    'customer.first_name': ('customer', 'firstname'),
    'customer.last_name': ('customer', 'lastname'),
    'customer.name': ('customer', 'company_name'),
    'customer.birth_date': ('customer', 'birthdate_date'),
    'customer.address.street': ('customer', 'street'),
    'customer.address.postcode': ('customer', 'zip'),
    'customer.address.town': ('customer', 'city'),
    'customer.address.country': ('customer', 'country_id'),
    'customer.email': ('customer', 'email'),
    'customer.email_private': ('customer', 'email'),
    'payment.collection_type': ('customer', 'collection_type'),
    'payment.iban': ('customer', 'iban'),
}


class InsuranceApplication(models.Model):
    """The application as the insurer's connector takes it, and what still keeps it from leaving."""

    _inherit = 'insurance.application'

    # What is missing

    def _problems(self, step):
        """The connector is the authority on what is missing or wrong."""
        problems = super()._problems(step)
        for fault in wertgarantie.faults(self._payload(), before_signing=True):
            place, name = self._place(fault.field)
            if place == step:
                problems.setdefault(name, self._fault_in_words(name, fault.reason))
        return problems

    def _place(self, path):
        """Step and field in which the value of the application with this path is typed."""
        if path == 'customer.number':
            return 'customer', f'existing_{self.customer_kind}_number'
        return PLACES.get(path, (None, None))

    def _fault_in_words(self, name, reason):
        label = self._label(name)
        words = {
            'too_long': self.env._("%s (too long)", label),
            'format': self.env._("%s (not valid)", label),
            'not_allowed': self.env._("%s (not possible)", label),
            'date': self.env._("%s (not possible)", label),
        }
        return words.get(reason, label)

    def _check_complete(self):
        """
        :raise UserError: names whatever is missing or wrong in any step, or in the connection
        """
        self.ensure_one()
        for step in ('object', 'check', 'tariff', 'vehicle', 'customer'):
            self._check_step(step)
        self._check_setting()
        faults = wertgarantie.faults(self._payload(), before_signing=True)
        if faults:
            raise UserError(
                self.env._(
                    "The insurer would not take this application: %s. Please ask your insurance manager.",
                    ", ".join(fault.field for fault in faults),
                )
            )

    # What goes out

    def _payload(self):
        """
        :rtype: connectors.wertgarantie.Application
        """
        self.ensure_one()
        return wertgarantie.Application(
            agent_number=self._agent_number(),
            date=self.application_date or None,
            customer=self._customer(),
            object=self._bike(),
            application_code=self.offer_id.application_code or '',
            product_type=self.offer_id.product_type or '',
            payment=self._payment(),
        )

    def _agent_number(self):
        return self._settings()._known_agent_number(self.user_id)

    def _object_code(self):
        name = OBJECT_CODE_FIELDS.get(self.insured_object)
        return self._settings()[name] or '' if name else ''

    def _settings(self):
        """The connection, to be read for whoever sees the application, even if it is a colleague's own.

        Calls go through ``connection_id``, for those who may use it.
        """
        return self.connection_id.sudo()

    def _customer(self):
        return getattr(self, f'_customer_as_{self.customer_kind or "person"}')()

    def _customer_as_person(self):
        return wertgarantie.Person(
            salutation=SALUTATIONS.get(self.title_id.salutation, ''),
            first_name=self.firstname or '',
            last_name=self.lastname or '',
            address=self._address(),
            birth_date=self.birthdate_date or None,
            email_private=self.email or '',
            phone_private=self.phone or '',
            mobile_private=self.mobile or '',
        )

    def _customer_as_company(self):
        return wertgarantie.Company(
            name=self.company_name or '',
            address=self._address(),
            contact_first_name=self.firstname or '',
            contact_last_name=self.lastname or '',
            email=self.email or '',
            phone=self.phone or '',
            mobile=self.mobile or '',
        )

    def _customer_as_customer(self):
        return wertgarantie.ExistingCustomer(self.existing_customer_number or '')

    def _customer_as_contract(self):
        return wertgarantie.ExistingContract(self.existing_contract_number or '')

    def _address(self):
        return wertgarantie.Address(
            street=self.street or '',
            supplement=self.street2 or '',
            postcode=self.zip or '',
            town=self.city or '',
            country=self.country_id.code or '',
        )

    def _bike(self):
        return wertgarantie.Bike(
            kind=self.insured_object or '',
            object_code=self._object_code(),
            maker=self.manufacturer_id.name or '',
            model=self.model_name or '',
            frame_number=self.frame_number or '',
            battery_number=self.battery_number or '',
            purchase_date=self.purchase_date or None,
            price=self._decimal_price(),
            build_year=self.build_year if self.is_used else None,
            risks=(IMMEDIATE_COVER,) if self.has_immediate_cover else (),
            lock=self._lock(),
            lock_checked=self.has_approved_lock and self.needs_lock,
            lock_required=self.needs_lock,
        )

    def _decimal_price(self):
        """Odoo gives a float of what it keeps as a decimal number."""
        return Decimal(f'{self.price:.2f}') if self.price else None

    def _lock(self):
        if self.has_approved_lock or not self.needs_lock:
            return None
        values = [self.lock_maker, self.lock_kind, self.lock_model, self.lock_key_number]
        return wertgarantie.Lock(*(value or '' for value in values)) if any(values) else None

    def _payment(self):
        return wertgarantie.Payment(
            collection_type=self.collection_type or '',
            interval=int(self.payment_interval) if self.payment_interval else None,
            iban=self.iban or '' if self.collection_type == 'debit' else '',
        )
