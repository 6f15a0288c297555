from odoo import Command, api, fields, models

from ...tools import iban
from ..res_company_wertgarantie import COLLECTION_TYPES

# Fields that the customer's contact has by the same names.
CONTACT_FIELDS = ('street', 'street2', 'zip', 'city', 'country_id', 'email', 'phone', 'mobile')
PERSON_FIELDS = ('title_id', 'firstname', 'lastname', 'birthdate_date')


class InsuranceApplication(models.Model):
    """Step Customer: who is insured and how they pay."""

    _inherit = 'insurance.application'

    customer_kind = fields.Selection(
        selection=[
            ('person', "Person"),
            ('company', "Company"),
            ('customer', "Has a Customer Number"),
            ('contract', "Has a Contract"),
        ],
        string="Customer Is a",
        compute='_compute_customer_kind',
        store=True,
        readonly=False,
        compute_sudo=False,
    )
    title_id = fields.Many2one(
        'res.partner.title',
        string="Salutation",
        domain=[('salutation', 'in', ('mr', 'ms'))],
        compute='_compute_customer',
        store=True,
        compute_sudo=False,
        readonly=False,
    )
    firstname = fields.Char(
        string="First Name", compute='_compute_customer', store=True, compute_sudo=False, readonly=False
    )
    lastname = fields.Char(
        string="Last Name", compute='_compute_customer', store=True, compute_sudo=False, readonly=False
    )
    company_name = fields.Char(compute='_compute_customer', store=True, compute_sudo=False, readonly=False)
    birthdate_date = fields.Date(
        string="Date of Birth", compute='_compute_customer', store=True, compute_sudo=False, readonly=False
    )
    street = fields.Char(
        string="Street and Number", compute='_compute_customer', store=True, compute_sudo=False, readonly=False
    )
    street2 = fields.Char(
        string="Address Supplement", compute='_compute_customer', store=True, compute_sudo=False, readonly=False
    )
    zip = fields.Char(string="Postcode", compute='_compute_customer', store=True, compute_sudo=False, readonly=False)
    city = fields.Char(string="Town", compute='_compute_customer', store=True, compute_sudo=False, readonly=False)
    country_id = fields.Many2one(
        'res.country', compute='_compute_customer', store=True, compute_sudo=False, readonly=False
    )
    email = fields.Char(compute='_compute_customer', store=True, compute_sudo=False, readonly=False)
    phone = fields.Char(compute='_compute_customer', store=True, compute_sudo=False, readonly=False)
    mobile = fields.Char(compute='_compute_customer', store=True, compute_sudo=False, readonly=False)
    existing_customer_number = fields.Char(string="Customer Number at Wertgarantie", copy=False)
    existing_contract_number = fields.Char(
        string="Contract Number at Wertgarantie",
        copy=False,
        help="Of a contract that the customer has already and to which this vehicle is added.",
    )

    collection_type = fields.Selection(COLLECTION_TYPES, string="Payment")
    iban = fields.Char(
        string="IBAN", compute='_compute_iban', store=True, compute_sudo=False, readonly=False, copy=False
    )

    @api.depends('partner_id')
    def _compute_customer_kind(self):
        for application in self:
            is_company = application.partner_id.commercial_partner_id.is_company
            application.customer_kind = 'company' if is_company else 'person'

    @api.depends('partner_id')
    def _compute_customer(self):
        for application in self:
            partner = application.partner_id
            company = partner.commercial_partner_id.filtered('is_company')
            application.company_name = company.name
            for name in PERSON_FIELDS:
                application[name] = False if partner.is_company else partner[name]
            for name in CONTACT_FIELDS:
                application[name] = partner[name]
            application.country_id = application.country_id or application.company_id.country_id

    @api.depends('partner_id')
    def _compute_iban(self):
        for application in self:
            accounts = application.partner_id.commercial_partner_id.bank_ids
            numbers = (account.acc_number for account in accounts)
            application.iban = next((iban.spelled(number) for number in numbers if iban.is_valid(number)), False)

    @api.onchange('iban')
    def _onchange_iban(self):
        """Show the usual spelling at once; what is wrong is refused by Next."""
        if self.iban and iban.is_valid(self.iban):
            self.iban = iban.spelled(self.iban)

    @api.model
    def _typed_fields(self):
        return (
            super()._typed_fields()
            | {*CONTACT_FIELDS, *PERSON_FIELDS}
            | {'customer_kind', 'company_name', 'existing_customer_number', 'existing_contract_number'}
            | {'collection_type', 'iban'}
        )

    def _enter_customer(self):
        """Propose the dealer's usual way of payment, or the only one that the product has."""
        allowed = self.offer_id._collection_types()
        if self.collection_type not in allowed:
            usual = self.company_id.wertgarantie_collection_type
            self.collection_type = usual if usual in allowed else next(iter(allowed), False)

    def _problems(self, step):
        problems = super()._problems(step)
        allowed = self.offer_id._collection_types() if self.offer_id else []
        if step == 'customer' and self.collection_type and self.collection_type not in allowed:
            problems['collection_type'] = self._fault_in_words('collection_type', 'not_allowed')
        return problems

    def _leave_customer(self):
        """Keep on the customer what was typed here."""
        if self.customer_kind not in ('person', 'company') or not self.partner_id:
            return
        self.partner_id.check_access('read')
        partner = self.partner_id.sudo()
        partner._complete(self._typed_about(partner))
        holder = partner.commercial_partner_id
        if holder.is_company and self.company_name not in (False, holder.name):
            holder._complete({'name': self.company_name})
        self._keep_iban(holder)

    def _typed_about(self, partner):
        """The values that differ from those of the customer; nothing is ever emptied."""
        names = CONTACT_FIELDS if partner.is_company else (*PERSON_FIELDS, *CONTACT_FIELDS)
        return {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in names
            if self[name] and self[name] != partner[name]
        }

    def _keep_iban(self, holder):
        """Also on an account that was given up: Odoo archives it where people delete it."""
        if self.collection_type != 'debit' or not self.iban:
            return
        number = iban.compact(self.iban)
        accounts = holder.with_context(active_test=False).bank_ids
        account = accounts.filtered(lambda account: account.sanitized_acc_number == number)
        if not account:
            holder._complete({'bank_ids': [Command.create({'acc_number': self.iban})]})
        elif not account.active:
            # What was trusted for payments is so no more, like a new one.
            holder._complete({'bank_ids': [Command.update(account.id, {'active': True, 'allow_out_payment': False})]})
