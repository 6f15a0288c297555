"""Shipments as they stand in the database when an insurer's documents have been fetched."""

import io

from odoo.tools.pdf import PdfFileWriter

from .common import DealerCommon


def blank_page():
    """:return: a PDF file, bytes"""
    writer, file = PdfFileWriter(), io.BytesIO()
    writer.addBlankPage(595, 842)
    writer.write(file)
    return file.getvalue()


class ShipmentCommon(DealerCommon):
    """``cls.ruv`` is R+V's connection, ``cls.car`` Erika Kunde's car with ``cls.policy`` 30471100815."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paper = blank_page()
        cls.insurer = cls.env.ref('dealer_insurance.insurer_ruv')
        cls.kravag = cls.env.ref('dealer_insurance.insurer_kravag_allgemeine')
        cls.ruv = cls.make_connection()
        cls.car = cls.make_customer_car(license_plate='GM-AB 123')
        cls.policy = cls.make_policy('30471100815', vehicle_id=cls.car.id)

    @classmethod
    def make_connection(cls, **values):
        return cls.env['insurance.connection'].create(
            {
                'name': "R+V",
                'provider': 'bipro',
                'company_id': cls.company.id,
                'insurer_id': cls.insurer.id,
                'environment': 'test',
                **values,
            }
        )

    @classmethod
    def make_policy(cls, number, **values):
        return cls.env['insurance.policy'].create(
            {
                'number': number,
                'insurer_id': cls.insurer.id,
                'company_id': cls.company.id,
                'partner_id': cls.customer.id,
                **values,
            }
        )

    @classmethod
    def make_shipment(cls, connection=None, **values):
        """With one document; nobody has looked yet what it concerns."""
        cls._serial += 1
        shipment = cls.env['insurance.shipment'].create(
            {
                'connection_id': (connection or cls.ruv).id,
                'external_id': f'L{cls._serial}',
                'category': '100007000',
                'state': 'acknowledged',
                **values,
            }
        )
        cls.env['insurance.document']._store_file(
            f'Police {cls._serial}.pdf', cls.paper, shipment_id=shipment.id, company_id=shipment.company_id.id
        )
        return shipment

    @classmethod
    def receive_shipment(cls, connection=None, **values):
        """A shipment that has looked for what it concerns, as after each transfer."""
        shipment = cls.make_shipment(connection, **values)
        shipment._assign()
        return shipment
