from dateutil.relativedelta import relativedelta

from odoo import fields

from .common import DealerCommon


class BookCommon(DealerCommon):
    """A dealer's contract book. Days are counted from today, so that nothing depends on the calendar."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.insurer = cls.env.ref('dealer_insurance.insurer_wertgarantie')
        cls.other_insurer = cls.insurer.copy({'name': "Aggertaler"})
        # As the users that are made here: at midnight, too, all have the same day.
        cls.env.user.tz = 'UTC'
        cls.today = fields.Date.context_today(cls.env.user)
        cls.car = cls.make_customer_car(license_plate='GM-AB 123')

    @classmethod
    def day(cls, days=0, **distance):
        return cls.today + relativedelta(days=days, **distance)

    @classmethod
    def make_policy(cls, **values):
        """A policy of Erika Kunde's, in force since a year ago, without an end."""
        cls._serial += 1
        return cls.env['insurance.policy'].create(
            {
                'number': f'4711-{cls._serial}',
                'insurer_id': cls.insurer.id,
                'company_id': cls.company.id,
                'partner_id': cls.customer.id,
                'user_id': cls.salesperson.id,
                'start_date': cls.day(years=-1),
                **values,
            }
        )
