from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tests import get_db_name

CHECK_ID = 'PRUEF-4711'
ELSEWHERE = 'https://covercheck.example.com'
RECIPIENT = "CoverCheck Muster GmbH"
RECIPIENT_ADDRESS = "Musterallee 4, 50667 Köln"

# A transparent pixel.
SIGNATURE = b'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='


@contextmanager
def committed():
    """An environment on a cursor of its own, committed at the end unless something was raised."""
    with Registry(get_db_name()).cursor() as cursor:
        yield api.Environment(cursor, SUPERUSER_ID, {})


class CoverCheckMixin:
    """What a comparison needs: access, a customer and a car about whom nothing is missing, a consent.

    To be mixed into ``DealerCommon``.
    """

    @classmethod
    def make_connection(cls, address=ELSEWHERE, **values):
        """An active connection of the dealer.

        :param str address: of the simulator, or one that nobody may call
        """
        connection = cls.env['insurance.connection'].create(
            {
                'name': "CoverCheck",
                'provider': 'covercheck',
                'company_id': cls.company.id,
                'recipient_name': RECIPIENT,
                'recipient_address': RECIPIENT_ADDRESS,
                'covercheck_check_id_entry': CHECK_ID,
                'covercheck_portal_url': f'{address}/portal',
                'covercheck_callback_url': f'{address}/callback',
                **values,
            }
        )
        connection.action_activate()
        return connection

    @classmethod
    def make_complete_customer(cls, firstname="Jörg-Änne", lastname="Weiß", **values):
        return cls.make_partner(
            firstname,
            lastname,
            **{
                'title_id': cls.env.ref('partner_title.res_partner_title_madam').id,
                'birthdate_date': '1971-03-09',
                'phone': '+49 2261 123456',
                'mobile': '+49 171 5556667',
                **values,
            },
        )

    @classmethod
    def make_complete_car(cls, owner=None, **values):
        """A customer's car unless the values say otherwise."""
        return cls.make_customer_car(
            owner,
            **{
                'license_plate': 'GM-AB 123',
                'hsn': '0603',
                'tsn': 'BJM',
                'first_registration_date': '2019-05-02',
                'owner_registration_date': '2021-12-31',
                'odometer': 48000,
                **values,
            },
        )

    @classmethod
    def take_consent(
        cls, partner, connection, manner='signed', user=None, channels=('phone_private', 'mobile'), **values
    ):
        """A consent as an employee takes it in the dialog.

        :param user: who takes it, the insurance user when not given
        :param values: of the dialog, such as another ``signature``
        """
        known = cls.env['insurance.consent'].search([])
        dialog = (
            cls.env['insurance.consent.wizard']
            .with_user(user or cls.insurance_user)
            .create(
                {
                    'partner_id': partner.id,
                    'connection_id': connection.id,
                    'manner': manner,
                    'signature': SIGNATURE if manner == 'signed' else False,
                    'scan': SIGNATURE if manner == 'paper' else False,
                    **dict.fromkeys(channels, True),
                    **values,
                }
            )
        )
        dialog.action_give()
        return cls.env['insurance.consent'].search([]) - known

    @classmethod
    def make_consent_without_numbers(cls, partner, connection, *channels):
        """A consent of a former version, which wrote down the kinds of numbers only."""
        return cls.env['insurance.consent']._write_down(
            {
                'partner_id': partner.id,
                'company_id': connection.company_id.id,
                'provider': connection.provider,
                'recipient_name': connection.recipient_name,
                'recipient_address': connection.recipient_address,
                'purpose': "Comparing",
                'products': "Motor insurance",
                'wording_version': '2026-01',
                'wording': "I agree.",
                'manner': 'oral',
                **dict.fromkeys(channels, True),
            }
        )

    @classmethod
    def revoke(cls, consent, manner='oral', user=None, **values):
        """The revocation, as an employee takes it in the dialog."""
        cls.env['insurance.consent.wizard'].with_user(user or cls.insurance_user).create(
            {
                'partner_id': consent.partner_id.id,
                'consent_id': consent.id,
                'manner': manner,
                **values,
            }
        ).action_revoke()
        return consent.revocation_ids

    @classmethod
    def make_handover(cls, connection, partner, vehicle=None, user=None, **values):
        """The evidence of one hand-over, as the hand-over form writes it down."""
        return (
            cls.env['insurance.handover']
            .with_user(user or cls.insurance_user)
            ._write_down(
                {
                    'connection_id': connection.id,
                    'company_id': connection.company_id.id,
                    'recipient_name': connection.recipient_name,
                    'recipient_address': connection.recipient_address,
                    'mode': 'callback',
                    'partner_id': partner.id,
                    'vehicle_id': vehicle.id if vehicle else False,
                    'data_sent': "Last Name, License Plate",
                    **values,
                }
            )
            .with_env(cls.env)
        )

    @classmethod
    def age(cls, evidence, **ago):
        """Let the last use of evidence be so long ago, e.g. ``years=5, days=1``."""
        evidence.flush_recordset()
        cls.env.cr.execute(
            f'UPDATE {evidence._table} SET last_use = %s WHERE id IN %s',
            [fields.Datetime.subtract(fields.Datetime.now(), **ago), tuple(evidence.ids)],
        )
        evidence.invalidate_recordset()
