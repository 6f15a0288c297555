from odoo import models
from odoo.tools.misc import format_date, formatLang


class InsuranceApplication(models.Model):
    """What the application form says, in the customer's language: sections of labelled values."""

    _inherit = 'insurance.application'

    def _paper_lang(self):
        return self.partner_id.lang or self.env.lang

    def _paper_sections(self):
        """
        :return: [(heading, [(label, value)])], without what is empty
        """
        self.ensure_one()
        sections = (
            (self.env._("Contract"), self._contract_rows()),
            (self.env._("Policyholder"), self._customer_rows()),
            (self.env._("Insured Object"), self._object_rows()),
            (self.env._("Premium and Payment"), self._payment_rows()),
        )
        filled = ((heading, [row for row in rows if row[1]]) for heading, rows in sections)
        return [(heading, rows) for heading, rows in filled if rows]

    def _paper_section_rows(self):
        """The sections, two beside each other."""
        sections = self._paper_sections()
        return [sections[place : place + 2] for place in range(0, len(sections), 2)]

    def _contract_rows(self):
        return [
            (self.env._("Contract number"), self.contract_number),
            (self.env._("Product"), self.offer_id.product_name),
            (self.env._("Day of application"), format_date(self.env, self.application_date)),
            (self.env._("Start of cover"), self._start_in_words()),
            (self.env._("Intermediary"), self._intermediary_in_words()),
        ]

    def _start_in_words(self):
        day = format_date(self.env, self.start_date)
        return self.env._("%s, with immediate cover", day) if self.has_immediate_cover else day

    def _intermediary_in_words(self):
        return self.env._(
            "%(dealer)s, %(person)s, Vermittlernummer %(number)s",
            dealer=self.company_id.name,
            person=self.user_id.name,
            number=self._agent_number(),
        )

    def _customer_rows(self):
        if self.customer_kind == 'customer':
            return [(self._label('existing_customer_number'), self.existing_customer_number)]
        if self.customer_kind == 'contract':
            return [(self._label('existing_contract_number'), self.existing_contract_number)]
        name = ' '.join(filter(None, [self.title_id.name, self.firstname, self.lastname]))
        town = ' '.join(filter(None, [self.zip, self.city]))
        is_company = self.customer_kind == 'company'
        return [
            (self.env._("Company"), is_company and self.company_name),
            (self.env._("Contact") if is_company else self.env._("Name"), name),
            (self.env._("Date of birth"), not is_company and format_date(self.env, self.birthdate_date)),
            (self.env._("Address"), ', '.join(filter(None, [self.street, self.street2, town, self.country_id.name]))),
            (self.env._("E-mail"), self.email),
            (self.env._("Phone"), ', '.join(filter(None, [self.phone, self.mobile]))),
        ]

    def _object_rows(self):
        make = ' '.join(filter(None, [self._maker_in_words(), self.model_name]))
        return [
            (self.env._("Object"), self._selection_in_words('insured_object')),
            (self.env._("Maker and model"), make),
            (self.env._("Frame number"), self.frame_number),
            (self.env._("Battery number"), self.battery_number),
            (self.env._("Date of purchase"), format_date(self.env, self.purchase_date)),
            (self.env._("Price paid, incl. VAT"), self._amount(self.price)),
            (self.env._("Year of make, bought used"), self.is_used and str(self.build_year)),
            *self._lock_rows(),
        ]

    def _maker_in_words(self):
        """As the insurer spells it, and as the vehicle does where that is another word."""
        maker, brand = self.manufacturer_id.name or '', self.brand_name or ''
        return f'{maker} ({brand})' if brand.casefold() != maker.casefold() else maker

    def _lock_rows(self):
        if not self.needs_lock:
            return []
        label = self.env._("Lock")
        if self.has_approved_lock:
            return [(label, self.env._("Approved lock seen by the dealer"))]
        return [
            (label, ' '.join(filter(None, [self.lock_maker, self.lock_model, self.lock_kind]))),
            (self.env._("Key number"), self.lock_key_number),
        ]

    def _payment_rows(self):
        is_debit = self.collection_type == 'debit'
        return [
            (self.env._("Premium, incl. insurance tax"), self._premium_in_words()),
            (self.env._("Per year"), self._amount(self.premium_per_year)),
            (self.env._("Payment"), self._selection_in_words('collection_type')),
            (self.env._("Account holder"), is_debit and self.partner_id.commercial_partner_id.name),
            (self.env._("IBAN"), is_debit and self.iban),
            (self.env._("Mandate reference"), is_debit and self.env._("will be told by the insurer")),
        ]

    def _premium_in_words(self):
        if not self.premium:
            return ''
        return f"{self._amount(self.premium)}, {self._selection_in_words('payment_interval')}"

    def _amount(self, amount):
        return amount and formatLang(self.env, amount, currency_obj=self.currency_id)

    def _selection_in_words(self, name):
        return dict(self._fields[name]._description_selection(self.env)).get(self[name])

    def _describe_data(self):
        """Which data go to the insurer, for the evidence: kinds, not values."""
        return ", ".join(label for _heading, rows in self._paper_sections() for label, _value in rows)
