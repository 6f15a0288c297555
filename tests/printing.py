import io
import re

from lxml import html
from pypdf import PdfReader

INVOICE_REPORT = 'account.account_invoices'


def tidy(text):
    return re.sub(r'\s+', ' ', text)


def unspaced(text):
    return re.sub(r'\s+', '', text)


class PrintingMixin:
    """Print invoices and read what is on the paper."""

    def set_layout(self, xml_id):
        self.company.external_report_layout_id = self.env.ref(xml_id)

    def page_of(self, invoice):
        """The text of the invoice as a web page, on blanks cut down to one."""
        page, _type = self.env['ir.actions.report']._render_qweb_html(INVOICE_REPORT, invoice.ids)
        return self.text_of(page)

    def text_of(self, page):
        return tidy(html.fromstring(page).text_content())

    def papers_of(self, invoices):
        """The texts of the PDF files of some invoices, made in one go, without blanks.

        Paper is narrow: lines break within plates and sentences.

        :rtype: list[str]
        """
        report = self.env['ir.actions.report'].with_context(force_report_rendering=True)
        streams = report._render_qweb_pdf_prepare_streams(INVOICE_REPORT, {}, invoices.ids)
        return [self.text_of_pdf(streams[invoice.id]['stream'].getvalue()) for invoice in invoices]

    def text_of_pdf(self, content):
        pages = PdfReader(io.BytesIO(content)).pages
        return unspaced(''.join(page.extract_text() for page in pages))

    def assertInOrder(self, text, *parts):
        """Each part occurs exactly once, and one after the other."""
        places = []
        for part in parts:
            self.assertEqual(text.count(part), 1, f"{part!r} in {text!r}")
            places.append(text.index(part))
        self.assertEqual(places, sorted(places), text)
