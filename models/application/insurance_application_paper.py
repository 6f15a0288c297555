import base64
import io

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.image import ImageProcess
from odoo.tools.pdf import PdfFileReader, merge_pdf

from ...connectors.wertgarantie.faults import MAX_DOCUMENT_BYTES
from .go_on import go_on
from .insurance_application import PAPER_STATES

REPORT = 'dealer_insurance.action_report_application'
DOTS_PER_INCH = 150


class InsuranceApplication(models.Model):
    """Steps Send and Sign: the filled application on paper, and the customer's signature on it.

    A paper says what was typed when it was made. Whoever changes anything afterwards
    makes it void: the application is a draft again and has to be signed anew.
    """

    _inherit = 'insurance.application'

    paper_id = fields.Many2one(
        'insurance.document', string="Application Form", readonly=True, copy=False, index='btree_not_null'
    )
    print_id = fields.Many2one(
        'ir.attachment', string="Print with Legal Papers", readonly=True, copy=False, index='btree_not_null'
    )
    manner = fields.Selection(
        selection=[('screen', "Signed on Screen"), ('paper', "Signed on Paper")],
        default='screen',
        required=True,
        copy=False,
    )
    signature = fields.Binary(attachment=True, copy=False)
    signed_place = fields.Char(
        string="Place of Signature", compute='_compute_signed_place', store=True, readonly=False, precompute=True
    )
    signed_on = fields.Date(copy=False, default=fields.Date.context_today)
    signer_name = fields.Char(compute='_compute_signer_name')
    scan = fields.Binary(string="Scan of the Signed Paper", attachment=True, copy=False)
    scan_name = fields.Char(copy=False)

    @api.depends('company_id')
    def _compute_signed_place(self):
        for application in self:
            application.signed_place = application.company_id.city

    @api.depends('firstname', 'lastname', 'partner_id')
    def _compute_signer_name(self):
        for application in self:
            typed = ' '.join(filter(None, [application.firstname, application.lastname]))
            application.signer_name = typed or application.partner_id.name

    def write(self, vals):
        outdated = self.browse()
        if self._typed_fields() & vals.keys():
            outdated = self.filtered(lambda application: application._changes_paper(vals))
        result = super().write(vals)
        outdated._void_paper()
        return result

    def _changes_paper(self, vals):
        return self.state in (*PAPER_STATES, 'rejected') and any(
            self._differs(name, value) for name, value in vals.items() if name in self._typed_fields()
        )

    def _void_paper(self):
        self._remove_paper(state='draft')

    def _remove_paper(self, **values):
        for application in self.sudo():
            application.paper_id.unlink()
            application.print_id.unlink()
            application.write({'signature': False, 'scan': False, 'scan_name': False, **values})

    # Print

    def action_print(self):
        """Reserve the contract number, once; then make the filled application and open it with the legal papers."""
        self.ensure_one()
        self.check_access('write')
        self._check_editable()
        if self._is_paper_outdated():
            self._void_paper()
        if self.state == 'draft' or not self.paper_id:
            self._keep(application_date=fields.Date.context_today(self))
            self._check_complete()
            if not self.contract_number:
                self._reserve_contract_number()
                return go_on(self, 'action_print')
            self._make_paper()
            self._pass_to('printed', step='sign', signed_on=self.application_date)
        return self._open_print()

    def _is_paper_outdated(self):
        """Nobody signs what is not there yet, what the insurer has refused, or what was made on another day.

        What is signed stays so.
        """
        is_of_today = self.application_date == fields.Date.context_today(self)
        is_signed_blank = self.state == 'draft' and (self.signature or self.scan)
        return is_signed_blank or self.state == 'rejected' or (self.state != 'signed' and not is_of_today)

    def action_open_print(self):
        self.ensure_one()
        return self._open_print()

    def _open_print(self):
        return {'type': 'ir.actions.act_url', 'url': f'/web/content/{self.print_id.id}', 'target': 'new'}

    def _make_paper(self):
        """The application alone, as it will be sent, and the same with the legal papers, as it is printed."""
        content = self._render_paper()
        self._keep_paper(content)
        self.sudo().print_id.unlink()
        self.sudo().print_id = (
            self.env['ir.attachment']
            .sudo()
            .create(
                {
                    'name': self._paper_name(),
                    'raw': merge_pdf([content, *self._legal_papers()]),
                    'res_model': self._name,
                    'res_id': self.id,
                }
            )
        )

    def _keep_paper(self, content):
        application = self.sudo()
        if application.paper_id:
            application.paper_id._replace_content(content)
            return
        application.paper_id = self.env['insurance.document']._store_file(
            self._paper_name(), content, kind='application', application_id=self.id, company_id=self.company_id.id
        )

    def _paper_name(self):
        return self.env._("Application %s.pdf", self.contract_number)

    def _render_paper(self):
        report = self.env['ir.model.data']._xmlid_to_res_id(REPORT, raise_if_not_found=True)
        content, _type = self.env['ir.actions.report'].sudo()._render_qweb_pdf(report, self.ids)
        return content

    def _legal_papers(self):
        """The product's legal papers as PDF files; the policy paper comes with the policy."""
        papers = self._product_papers(self.offer_id).filtered(lambda paper: paper.kind != 'policy')
        return papers.sudo().attachment_id.mapped('raw')

    # Sign

    def action_sign(self):
        """Take the signature: on screen it is set into the paper, else the paper is said to be signed."""
        self.ensure_one()
        self._check_signable()
        if self.manner == 'screen':
            self._keep_paper(self._render_paper())
        elif self.scan:
            self._keep_paper(self._scanned_paper())
        self._check_paper_size()
        self._pass_to('signed')
        return self.action_finalise()

    def _check_signable(self):
        if self.state not in PAPER_STATES:
            raise UserError(self.env._("Please create the application first: the customer signs what it says."))
        if self.manner == 'screen' and not (self.signature and self.signed_place and self.signed_on):
            raise UserError(self.env._("Please have the customer sign, and say where and when."))
        if self.application_date != fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "This application was made on another day. Please go back and create it anew, "
                    "for its dates have changed."
                )
            )

    def _check_paper_size(self):
        """
        :raise UserError: the insurer would not take a paper as large as this
        """
        if self.sudo().paper_id.attachment_id.file_size > MAX_DOCUMENT_BYTES:
            raise UserError(
                self.env._(
                    "The signed application is larger than the %s MB that the insurer takes. "
                    "Please scan it in black and white or with fewer dots per inch.",
                    MAX_DOCUMENT_BYTES // 1_000_000,
                )
            )

    def _scanned_paper(self):
        """The scan as PDF file.

        :raise UserError: it is neither a PDF nor a picture
        """
        content = base64.b64decode(self.scan)
        try:
            if content.startswith(b'%PDF'):
                PdfFileReader(io.BytesIO(content))
                return content
            return self._picture_as_pdf(content)
        except Exception as error:
            raise UserError(self.env._("The scan cannot be read. Please upload a PDF file or a picture.")) from error

    def _picture_as_pdf(self, content):
        paper = io.BytesIO()
        ImageProcess(content).image.convert('RGB').save(paper, 'PDF', resolution=DOTS_PER_INCH)
        return paper.getvalue()

    def action_finalise(self):
        """Ask once more, then transmit."""
        self.ensure_one()
        self.check_access('write')
        return self._finalise_dialog()._open(self.env._("Finalise the Application"))

    def _finalise_dialog(self):
        return self.env['insurance.finalise.wizard'].create({'application_id': self.id})
