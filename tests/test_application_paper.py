import base64
import io

from dateutil.relativedelta import relativedelta
from PIL import Image
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .application import PaperCommon, SignedCommon

PDF_SCAN = 'application/pdf'


def picture(width=300, height=90, color='navy'):
    """A signature as the widget gives it, or a photograph."""
    content = io.BytesIO()
    Image.new('RGB', (width, height), color).save(content, 'PNG')
    return base64.b64encode(content.getvalue())


@tagged('post_install', '-at_install')
class TestApplicationPaper(PaperCommon):
    """Step Send: what the paper says, and the signature on it."""

    def setUp(self):
        super().setUp()
        self.application = self.apply_for(self.ebike, price=2520)

    def paper(self):
        return self.text_of_pdf(self.application.paper_id.attachment_id.raw)

    def test_paper_says_everything(self):
        self.customer.lang = 'en_US'
        self.go_to(self.application, 'customer')
        self.fill(self.application, email='erika@example.com', mobile='+49 171 5550000', street2="Hinterhaus")
        opened = self.print_paper(self.application)
        self.assertEqual(opened['type'], 'ir.actions.act_url')
        text = self.paper()
        for words in (
            self.application.contract_number,
            "Komplettschutz E-Bike",
            "ErikaKunde",
            "03/09/1971",
            "Hauptstraße1,Hinterhaus,51643Gummersbach",
            "erika@example.com",
            "+491715550000",
            "Stromrad",
            "(Agger)",
            "WEB987654",
            "AK4711",
            "2,998.80",
            "15.00",
            "DE02120300000000202051",
            "4711003",
            "SEPADirectDebitMandate",
            "Youcanwithdraw",
            "within14days",
            "PlaceandDate".replace('D', 'd'),
        ):
            self.assertIn(words.replace(' ', ''), text)
        start = self.application.start_date
        self.assertEqual(start, (self.today + relativedelta(months=1)).replace(day=1))
        self.assertIn(start.strftime('%m/%d/%Y'), text)

    def test_paper_speaks_the_customer_s_language(self):
        self.customer.lang = 'de_DE'
        self.print_paper(self.application)
        self.assertIn("2.998,80€", self.paper())

    def test_legal_papers_are_behind_it(self):
        self.print_paper(self.application)
        alone = len(PdfReader(io.BytesIO(self.application.paper_id.attachment_id.raw)).pages)
        together = len(PdfReader(io.BytesIO(self.application.print_id.raw)).pages)
        legal = self.application.document_ids.filtered(lambda paper: paper.kind not in ('application', 'policy'))
        self.assertGreaterEqual(len(legal), 5)
        self.assertGreaterEqual(together, alone + len(legal))

    def test_signature_is_set_into_the_paper(self):
        self.print_paper(self.application)
        unsigned = self.application.paper_id.checksum
        self.fill(self.application, signature=picture(color='red'), signed_place="Köln")
        dialog = self.application.action_sign()
        self.assertEqual(dialog['res_model'], 'insurance.finalise.wizard')
        self.assertEqual(self.application.state, 'signed')
        self.assertNotEqual(self.application.paper_id.checksum, unsigned)
        self.assertIn("Köln", self.paper())
        pages = PdfReader(io.BytesIO(self.application.paper_id.attachment_id.raw)).pages
        colors = [image.image.convert('RGB').getpixel((5, 5)) for page in pages for image in page.images]
        self.assertTrue([color for color in colors if color[0] > 200 and max(color[1:]) < 60], colors)

    def test_changes_void_the_paper(self):
        self.sign(self.application)
        paper, number = self.application.paper_id, self.application.contract_number
        for _step in ('send', 'customer'):
            self.application.action_back()
        self.assertEqual(self.application.state, 'signed')
        self.fill(self.application, city="Wiehl")
        self.assertEqual(self.application.state, 'draft')
        self.assertFalse(paper.exists())
        with self.assertRaises(UserError):
            self.finalise(self.application)
        self.print_paper(self.application)
        self.assertIn("Wiehl", self.paper())
        self.assertEqual(self.application.contract_number, number)


@tagged('post_install', '-at_install')
class TestApplicationSigning(SignedCommon):
    """Steps Send and Sign: what is printed once, signed, scanned, or refused."""

    def setUp(self):
        super().setUp()
        self.application = self.apply_for(self.ebike, price=2520)

    def test_number_is_reserved_once(self):
        self.print_paper(self.application)
        number = self.application.contract_number
        self.press(self.application, 'action_print')
        self.application.action_back()
        self.application.action_next()
        self.press(self.application, 'action_print')
        self.assertEqual(self.application.contract_number, number)
        self.assertEqual(self.books()['calls']['GET_NEW_CONTRACTNUMBER/DEFAULT'], 1)

    def test_nothing_is_signed_by_nobody(self):
        self.print_paper(self.application)
        for values in ({'signed_place': "Köln"}, {'signature': picture(), 'signed_place': False}):
            self.fill(self.application, **values)
            with self.assertRaisesRegex(UserError, "have the customer sign"):
                self.application.action_sign()
            self.fill(self.application, signature=False)
        self.assertEqual(self.application.state, 'printed')

    def test_nothing_is_signed_before_it_is_printed(self):
        self.go_to(self.application, 'send')
        with self.assertRaisesRegex(UserError, "create the application first"):
            self.application.action_sign()

    def test_saving_without_a_change_keeps_the_signature(self):
        self.sign(self.application)
        self.application.write({'city': self.application.city, 'title_id': self.application.title_id.id})
        self.assertEqual(self.application.state, 'signed')

    def test_paper_of_another_day_is_made_anew(self):
        self.print_paper(self.application)
        self.application.sudo().application_date = self.today - relativedelta(days=1)
        self.fill(self.application, manner='paper')
        with self.assertRaisesRegex(UserError, "another day"):
            self.application.action_sign()
        self.application.action_back()
        self.sign(self.application)
        self.finalise(self.application)
        self.assertEqual((self.application.state, self.application.application_date), ('submitted', self.today))

    def test_paper_of_today_is_opened_again_as_it_is(self):
        self.sign(self.application)
        paper = self.application.paper_id
        self.application.action_back()
        self.application.action_print()
        self.assertEqual((self.application.state, self.application.paper_id), ('signed', paper))

    def test_signature_of_another_day_is_kept(self):
        self.sign(self.application)
        paper = self.application.paper_id
        self.application.sudo().application_date = self.today - relativedelta(days=1)
        self.application.action_back()
        self.application.action_print()
        self.assertEqual((self.application.state, self.application.paper_id), ('signed', paper))

    def test_scan_that_the_insurer_does_not_take(self):
        self.print_paper(self.application)
        small = self.application.print_id.raw
        large = small + b'\n%' + b'x' * 7_000_000
        self.fill(self.application, manner='paper', scan=base64.b64encode(large))
        with self.assertRaisesRegex(UserError, "larger than the 7 MB"):
            self.application.action_sign()
        self.assertEqual(self.application.state, 'printed')
        self.fill(self.application, scan=base64.b64encode(small))
        self.application.action_sign()
        self.finalise(self.application)
        self.assertEqual(self.application.state, 'submitted')

    def test_large_scan_that_was_signed_before_it_was_checked(self):
        self.sign(self.application)
        paper = self.application.paper_id.sudo()
        paper._replace_content(paper.attachment_id.raw + b'\n%' + b'x' * 7_000_000)
        with self.assertRaisesRegex(UserError, "larger than the 7 MB"):
            self.finalise(self.application)
        self.assertEqual(self.application.state, 'signed')
        self.assertFalse(self.application.handover_id)

    def test_scan(self):
        self.print_paper(self.application)
        self.fill(self.application, manner='paper', scan=picture(1240, 1754, 'white'))
        self.application.action_sign()
        [page] = PdfReader(io.BytesIO(self.application.paper_id.attachment_id.raw)).pages
        self.assertEqual(len(page.images), 1)
        self.assertEqual(self.application.paper_id.mimetype, PDF_SCAN)

    def test_scan_as_pdf_is_kept_as_it_is(self):
        self.print_paper(self.application)
        content = self.application.print_id.raw
        self.fill(self.application, manner='paper', scan=base64.b64encode(content))
        self.application.action_sign()
        self.assertEqual(self.application.paper_id.attachment_id.raw, content)

    def test_unreadable_scans(self):
        self.print_paper(self.application)
        for content in (b'%PDF-1.4 but nothing more', b'<html/>', b'\x00' * 100):
            self.fill(self.application, manner='paper', scan=base64.b64encode(content))
            with self.subTest(content), self.assertRaisesRegex(UserError, "cannot be read"):
                self.application.action_sign()
        self.assertEqual(self.application.state, 'printed')

    def test_incomplete_is_not_printed(self):
        """What was complete may have become incomplete, as by an import."""
        self.go_to(self.application, 'send')
        self.application.sudo().lastname = False
        with self.assertRaisesRegex(UserError, "Last Name"):
            self.press(self.application, 'action_print')
        self.assertFalse(self.application.contract_number)

    def test_others_cannot(self):
        self.print_paper(self.application)
        for button in ('action_print', 'action_sign', 'action_finalise'):
            with self.subTest(button), self.assertRaises(AccessError):
                getattr(self.application.with_user(self.plain_salesperson), button)()
