import io
from datetime import timedelta
from pathlib import Path
from subprocess import CompletedProcess

from pypdf import PdfWriter

from odoo import fields
from odoo.tests import Form, HttpCase

from odoo.addons.base.models import ir_actions_report

from .common import DealerCommon
from .printing import PrintingMixin
from .wertgarantie import WertgarantieMixin

IBAN = 'DE02 1203 0000 0000 2020 51'


class ApplicationCommon(WertgarantieMixin, DealerCommon):
    """A bicycle shop whose salesperson takes applications for what it has sold.

    ``apply`` and ``fill`` do what a person does in the form, step by step.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.env.user)
        cls.customer.write(
            {
                'title_id': cls.env.ref('partner_title.res_partner_title_madam').id,
                'birthdate_date': '1971-03-09',
                'phone': '+49 2261 123456',
            }
        )
        cls.bike = cls.make_bike('WBK123456', cls.bike_model)
        cls.ebike = cls.make_bike('WEB987654', cls.ebike_model, battery_number='AK4711')

    def setUp(self):
        super().setUp()
        if not self._registry_patched:
            self.registry_enter_test_mode()

    @classmethod
    def make_bike(cls, frame_number, model=None, **values):
        """A bicycle in stock unless the values say otherwise."""
        return cls.make_vehicle(model_id=(model or cls.bike_model).id, vin_sn=frame_number, **values)

    @classmethod
    def make_order(cls, *vehicles, **values):
        """Of the salesperson, who sees no others."""
        return super().make_order(*vehicles, **{'user_id': cls.salesperson.id, **values})

    @classmethod
    def make_invoice(cls, *vehicles, **values):
        return super().make_invoice(*vehicles, **{'invoice_user_id': cls.salesperson.id, **values})

    @classmethod
    def sell_bike(cls, bike, price=840.34, days_ago=0, **values):
        """The posted invoice of one bicycle.

        :param price: net, so that the customer pays 19 % more
        """
        product = cls.ebike_product if bike.insurance_object == 'ebike' else cls.bike_product
        return cls.sell(
            lines=[cls.invoice_line(bike, product, price_unit=price)],
            invoice_date=cls.today - timedelta(days=days_ago),
            **values,
        )

    def apply(self, place, user=None):
        """The application that the button at this place opens: a line, or a vehicle."""
        user = user or self.salesperson
        action = place.with_user(user).action_insure()
        self.assertEqual(action['res_model'], 'insurance.application')
        return place.env['insurance.application'].with_user(user).browse(action['res_id'])

    def press(self, record, button):
        """Press a button, and whatever the browser presses next by itself; the action at the end."""
        action = getattr(record, button)()
        while action and action.get('tag') == 'dealer_insurance.go_on':
            following = action['context']['insurance_go_on']
            action = getattr(record.env[following['model']].browse(following['id']), following['button'])()
        return action

    def fill(self, application, **values):
        """Type values into the form, and save."""
        with Form(application) as form:
            for name, value in values.items():
                setattr(form, name, value)

    def go_to(self, application, step, **lock):
        """Press Next up to a step, with whatever each of them needs."""
        fillers = {'tariff': self.take_tariff, 'vehicle': self.fill_vehicle, 'customer': self.fill_customer}
        while application.step != step:
            if application.step in fillers:
                fillers[application.step](application)
            application.action_next()

    def take_tariff(self, application, number=0, **values):
        """Choose an offer, hand its IPID over."""
        application.offer_ids[number].action_choose()
        self.fill(application, is_ipid_handed_over=True, **values)

    def fill_vehicle(self, application, **values):
        lock = {'has_approved_lock': True} if application.needs_lock else {}
        self.fill(application, **{'leasing': 'no', **lock, **values})

    def fill_customer(self, application, **values):
        self.fill(application, **{'collection_type': 'debit', 'iban': IBAN, **values})


def blank_pdf(arguments):
    """What the PDF engine does, without the second that it takes: a file where it was told to put one."""
    writer, content = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(content)
    Path(arguments[-1]).write_bytes(content.getvalue())
    return CompletedProcess(arguments, 0, '', '')


class SignedCommon(ApplicationCommon):
    """Applications that come on paper, get signed and leave. The paper is laid out, but blank."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.city = "Gummersbach"
        cls.choose_pdf_engine()

    @classmethod
    def choose_pdf_engine(cls):
        cls.classPatch(ir_actions_report, '_run_wkhtmltopdf', blank_pdf)

    def apply(self, place, user=None):
        return super().apply(place, user or self.accountant).with_context(force_report_rendering=True)

    def apply_for(self, bike, price=840.34, **values):
        """The application for a bicycle that was sold today."""
        return self.apply(self.sell_bike(bike, price, **values).invoice_line_ids)

    def print_paper(self, application):
        self.go_to(application, 'send')
        return self.press(application, 'action_print')

    def sign(self, application):
        """On paper: nothing but the state changes, so that tests of what follows are quick."""
        self.print_paper(application)
        self.fill(application, manner='paper')
        application.action_sign()
        return application

    def finalise(self, application):
        """Press the button of the dialog; the dialog."""
        action = application.action_finalise()
        dialog = application.env[action['res_model']].browse(action['res_id'])
        self.press(dialog, 'action_finalise')
        return dialog

    def taken(self):
        """The applications that Wertgarantie has taken, by Satznummer."""
        return self.books()['applications']


class PaperCommon(PrintingMixin, SignedCommon, HttpCase):
    """The paper is really printed: the PDF engine fetches its style sheets from a server."""

    @classmethod
    def choose_pdf_engine(cls):
        """The one that customers have."""
