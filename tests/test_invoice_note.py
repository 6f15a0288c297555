from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import DealerCommon
from .printing import PrintingMixin, unspaced

GERMAN = "Das Fahrzeug ist nicht versichert."
ENGLISH = "The vehicle is not insured."
LAYOUTS = (
    'web.external_layout_standard',
    'web.external_layout_boxed',
    'l10n_din5008.external_layout_din5008',
)


class NoteCommon(PrintingMixin, DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.insurance_note_printed = True
        cls.briton = cls.make_partner("Mary", "Smith", lang='en_US')

    def make_declined(self, *vehicles, **values):
        invoice = self.make_invoice(*vehicles, **values)
        invoice.invoice_line_ids.filtered('insurance_decision').insurance_decision = 'declined'
        return invoice

    def sell_declined(self, *vehicles, **values):
        invoice = self.make_declined(*vehicles, **values)
        invoice.action_post()
        return invoice

    def note(self, invoice):
        return [note for note in invoice.invoice_line_ids.mapped('insurance_note') if note]


@tagged('post_install', '-at_install')
class TestNoteOnPaper(NoteCommon, HttpCase):
    def test_one_declined_of_two_vehicles(self):
        """Real PDF files of a German and an English customer, in each layout."""
        declined, insured = self.make_car(license_plate='GM-AB 123'), self.make_car()
        expected = {}
        for customer, sentence, other in ((self.customer, GERMAN, ENGLISH), (self.briton, ENGLISH, GERMAN)):
            invoice = self.make_invoice(declined, insured, partner=customer)
            for line, decision in zip(invoice.invoice_line_ids, ('declined', 'insured')):
                line.write({'insurance_decision': decision, 'name': decision.title()})
            invoice.action_post()
            expected[invoice] = (sentence, other)
        invoices = self.env['account.move'].union(*expected)
        for layout in LAYOUTS:
            if not self.env.ref(layout, raise_if_not_found=False):
                continue
            self.set_layout(layout)
            for invoice, text in zip(invoices, self.papers_of(invoices)):
                with self.subTest(layout=layout, language=invoice.partner_id.lang):
                    sentence, other = expected[invoice]
                    self.assertInOrder(
                        text,
                        *map(
                            unspaced,
                            (
                                "Declined",
                                "GM-AB 123",
                                declined.vin_sn,
                                sentence,
                                "Insured",
                                insured.vin_sn,
                            ),
                        ),
                    )
                    self.assertNotIn(unspaced(other), text)


@tagged('post_install', '-at_install')
class TestNoteInEveryLayout(NoteCommon):
    def assertInLayouts(self, invoice, *parts):
        for layout in LAYOUTS:
            if self.env.ref(layout, raise_if_not_found=False):
                self.set_layout(layout)
                with self.subTest(layout):
                    self.assertInOrder(self.page_of(invoice), *parts)

    def test_standard(self):
        car, bike = self.make_car(), self.make_vehicle(model_id=self.bike_model.id, vin_sn='RAHMEN7')
        invoice = self.make_declined(car, bike)
        invoice.invoice_line_ids[1].insurance_decision = 'later'
        invoice.invoice_line_ids[0].name, invoice.invoice_line_ids[1].name = "First thing", "Second thing"
        invoice.action_post()
        self.assertInLayouts(invoice, "First thing", car.vin_sn, GERMAN, "Second thing", "RAHMEN7")

    def test_service_on_a_vehicle(self):
        car = self.make_customer_car(license_plate='GM-AB 123')
        invoice = self.sell(lines=[self.invoice_line(car, product=self.part_product)])
        self.assertInLayouts(invoice, "Bell", "GM-AB 123", car.vin_sn)
        self.assertNotIn(GERMAN, self.page_of(invoice))

    def test_description_that_names_the_vehicle(self):
        car = self.make_car(license_plate='GM-AB 123')
        invoice = self.make_declined(car)
        invoice.invoice_line_ids.name = f"Kombi, {car.vin_sn.lower()}"
        invoice.action_post()
        self.assertInLayouts(invoice, car.vin_sn.lower(), "GM-AB 123", GERMAN)
        self.assertNotIn(car.vin_sn, self.page_of(invoice))

    def test_description_that_names_plate_and_frame(self):
        car = self.make_car(license_plate='GM-AB 123')
        invoice = self.make_declined(car)
        invoice.invoice_line_ids.name = f"Kombi GM-AB 123\n{car.vin_sn}"
        invoice.action_post()
        self.assertInLayouts(invoice, "Kombi", "GM-AB 123", car.vin_sn, GERMAN)

    def test_collapsed_section(self):
        """A section that hides its lines or their prices hides nothing about vehicles."""
        for collapsed in ('collapse_composition', 'collapse_prices'):
            with self.subTest(collapsed):
                hidden, shown = self.make_car(license_plate='GM-AB 123'), self.make_car()
                invoice = self.make_declined(
                    lines=[
                        self.invoice_line(shown, name="Alone", sequence=1),
                        Command.create(
                            {
                                'display_type': 'line_section',
                                'name': "Package",
                                'sequence': 2,
                                collapsed: True,
                            }
                        ),
                        self.invoice_line(hidden, name="Member", sequence=3),
                        self.invoice_line(product=self.part_product, sequence=4),
                    ]
                )
                invoice.invoice_line_ids[0].insurance_decision = 'insured'
                invoice.action_post()
                self.assertInLayouts(invoice, "Alone", shown.vin_sn, "GM-AB 123", hidden.vin_sn, GERMAN)
                self.assertLess(*map(self.page_of(invoice).index, ("Package", "GM-AB 123")))

    def test_collapsed_subsection(self):
        car = self.make_car()
        invoice = self.sell_declined(
            lines=[
                Command.create({'display_type': 'line_section', 'name': "Offer", 'sequence': 1}),
                Command.create(
                    {
                        'display_type': 'line_subsection',
                        'name': "Package",
                        'sequence': 2,
                        'collapse_composition': True,
                    }
                ),
                self.invoice_line(car, name="Member", sequence=3),
            ]
        )
        self.assertInLayouts(invoice, car.vin_sn, GERMAN)

    def test_hidden_description_does_not_name_the_vehicle(self):
        car = self.make_car()
        invoice = self.sell_declined(
            lines=[
                Command.create(
                    {
                        'display_type': 'line_section',
                        'name': "Package",
                        'sequence': 1,
                        'collapse_composition': True,
                    }
                ),
                self.invoice_line(car, name=f"Kombi {car.vin_sn}", sequence=2),
            ]
        )
        self.assertInLayouts(invoice, car.vin_sn, GERMAN)


@tagged('post_install', '-at_install')
class TestNoteKept(NoteCommon):
    def test_sentence_in_the_customers_language(self):
        self.assertEqual(self.note(self.sell_declined(self.make_car())), [GERMAN])
        self.assertEqual(self.note(self.sell_declined(self.make_car(), partner=self.briton)), [ENGLISH])

    def test_own_sentence_in_two_languages(self):
        self.company.with_context(lang='en_US').insurance_note = "No cover!"
        self.company.with_context(lang='de_DE').insurance_note = "Kein Schutz!"
        self.assertEqual(self.note(self.sell_declined(self.make_car())), ["Kein Schutz!"])
        self.assertEqual(self.note(self.sell_declined(self.make_car(), partner=self.briton)), ["No cover!"])

    def test_switched_off(self):
        self.company.insurance_note_printed = False
        invoice = self.sell_declined(self.make_car())
        self.assertFalse(self.note(invoice))
        self.assertNotIn(GERMAN, self.page_of(invoice))

    def test_declined_only(self):
        for decision in ('open', 'insured', 'wanted', 'later'):
            with self.subTest(decision):
                invoice = self.make_invoice(self.make_car())
                invoice.invoice_line_ids.insurance_decision = decision
                invoice.action_post()
                self.assertFalse(self.note(invoice))

    def test_receipt(self):
        self.assertEqual(self.note(self.sell_declined(self.make_car(), move_type='out_receipt')), [GERMAN])

    def test_posted_by_somebody_without_insurance_rights(self):
        plain_accountant = self.make_user('plain_accountant', 'account.group_account_invoice')
        invoice = self.make_declined(self.make_car())
        invoice.with_user(plain_accountant).action_post()
        self.assertEqual(self.note(invoice), [GERMAN])
        report = self.env['ir.actions.report'].with_user(plain_accountant)
        page, _type = report._render_qweb_html('account.account_invoices', invoice.ids)
        self.assertInOrder(self.text_of(page), invoice.invoice_line_ids.vehicle_id.vin_sn, GERMAN)

    def test_stays_as_printed(self):
        car = self.make_car(license_plate='GM-AB 123')
        invoice = self.sell_declined(car)
        printed = invoice.invoice_line_ids.vehicle_identity
        page = self.page_of(invoice)
        invoice.invoice_line_ids.insurance_decision = 'insured'
        self.company.insurance_note_printed = False
        self.company.insurance_note = "Something else"
        car.write({'license_plate': 'GM-XY 9', 'vin_sn': self.next_vin()})
        self.customer.name = "Erika Neuname"
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.note(invoice), [GERMAN])
        self.assertEqual(invoice.invoice_line_ids.vehicle_identity, printed)
        self.customer.name = "Erika Kunde"
        self.assertEqual(self.page_of(invoice), page)

    def test_stays_when_the_language_changes(self):
        invoice = self.sell_declined(self.make_car())
        identity = invoice.invoice_line_ids.vehicle_identity
        self.customer.lang = 'en_US'
        self.assertInOrder(self.page_of(invoice), identity, GERMAN)

    def test_stays_when_posted_again_by_mistake(self):
        """Modules write the state again; what was printed is no matter of theirs."""
        invoice = self.sell_declined(self.make_car())
        invoice.invoice_line_ids.insurance_decision = 'insured'
        invoice.write({'state': 'posted'})
        self.env.flush_all()
        self.assertEqual(self.note(invoice), [GERMAN])

    def test_stays_when_declined_later(self):
        invoice = self.make_invoice(self.make_car())
        invoice.invoice_line_ids.insurance_decision = 'wanted'
        invoice.action_post()
        invoice.invoice_line_ids.insurance_decision = 'declined'
        self.assertFalse(self.note(invoice))
        self.assertNotIn(GERMAN, self.page_of(invoice))

    def test_cannot_be_written(self):
        invoice = self.sell_declined(self.make_car())
        for name in ('insurance_note', 'vehicle_identity'):
            with self.subTest(name), self.assertRaisesRegex(UserError, "cannot be changed"):
                invoice.invoice_line_ids.write({name: "Something else"})

    def test_reset_to_draft_and_posted_again(self):
        """A corrected invoice is a new document: it says what is true when it is posted."""
        car = self.make_car()
        invoice = self.sell_declined(car)
        invoice.button_draft()
        self.assertFalse(self.note(invoice))
        self.assertNotIn(GERMAN, self.page_of(invoice))
        invoice.invoice_line_ids.insurance_decision = 'insured'
        car.license_plate = 'GM-AB 123'
        invoice.action_post()
        self.assertFalse(self.note(invoice))
        self.assertIn("GM-AB 123", invoice.invoice_line_ids.vehicle_identity)
        invoice.button_draft()
        invoice.invoice_line_ids.insurance_decision = 'declined'
        invoice.action_post()
        self.assertEqual(self.note(invoice), [GERMAN])


@tagged('post_install', '-at_install')
class TestNoNote(NoteCommon):
    def assertNoNote(self, move):
        self.assertFalse(self.note(move))
        self.assertNotIn(GERMAN, self.page_of(move))

    def test_draft(self):
        car = self.make_car()
        invoice = self.make_declined(car)
        self.assertNoNote(invoice)
        self.assertEqual(self.page_of(invoice).count(car.vin_sn), 1)

    def test_credit_note(self):
        car = self.make_car()
        refund = self.credit(self.sell_declined(car))
        self.assertEqual(refund.invoice_line_ids.vehicle_id, car)
        self.assertNoNote(refund)

    def test_vendor_bill(self):
        for move_type in ('in_invoice', 'in_refund'):
            with self.subTest(move_type):
                bill = self.make_invoice(self.make_car(), move_type=move_type, invoice_date='2026-03-01')
                bill.invoice_line_ids.tax_ids = False
                bill.action_post()
                self.assertFalse(self.note(bill))
                self.assertFalse(bill.invoice_line_ids.vehicle_identity)

    def test_down_payment(self):
        order = self.make_order(self.make_car())
        order.order_line.insurance_decision = 'declined'
        order.action_confirm()
        self.env['sale.advance.payment.inv'].with_context(active_ids=order.ids).create(
            {
                'advance_payment_method': 'percentage',
                'amount': 10,
            }
        ).create_invoices()
        order.invoice_ids.action_post()
        self.assertNoNote(order.invoice_ids)
        rest = order._create_invoices(final=True)
        rest.action_post()
        self.assertEqual(self.note(rest), [GERMAN])
        self.assertEqual(self.page_of(rest).count(GERMAN), 1)

    def test_lines_that_sell_no_vehicle(self):
        invoice = self.sell(
            lines=[
                self.invoice_line(self.make_customer_car(), product=self.part_product),
                self.invoice_line(product=self.part_product),
            ]
        )
        self.assertNoNote(invoice)

    def test_copy(self):
        self.assertNoNote(self.sell_declined(self.make_car()).copy())
