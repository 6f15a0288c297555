import base64
from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import Form, tagged

from ..connectors.bipro import definitions
from ..models.connection.insurance_connection_secret import MASK
from .bipro_connection import PASSWORD, TICKET, USER, BiproMixin
from .common import DealerCommon

SECRETS = ('bipro_password', 'bipro_ticket')


def certificate(days):
    """A certificate and its key, PEM, that end in so many days."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "rmp100001")])
    now = datetime.now(timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    password = serialization.BestAvailableEncryption(b"geheim")
    return (
        made.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, password),
    )


@tagged('post_install', '-at_install')
class TestBiproConnection(BiproMixin, DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = cls.make_user('administrator', 'base.group_system')
        cls.managed = cls.ruv.with_user(cls.insurance_manager)

    # Set up

    def test_manager_sets_a_profile_up(self):
        connections = self.env['insurance.connection'].with_user(self.insurance_manager)
        with Form(connections.with_context(default_provider='bipro')) as form:
            form.name = "R+V of the main agency"
            form.insurer_id = self.insurer
            self.assertEqual(form.bipro_sts_url, self.insurer.bipro_sts_url)
            self.assertEqual(form.bipro_version, self.insurer.bipro_version)
            form.bipro_user = USER
            form.bipro_password_entry = f' {PASSWORD} '
            form.bipro_agency_number = '4711'
            form.bipro_parent_agency_number = '4700'
            form.bipro_transfer_url = f'{self.simulator.address}/transfer'
        connection = form.record
        self.assertEqual(
            (connection.bipro_category, connection.bipro_confirm_deliveries, connection.bipro_interval),
            ('999999999', 'false', 60),
        )
        connection.action_activate()
        self.assertEqual((connection.state, connection.bipro_password_entry), ('active', MASK))
        self.assertTrue(connection.sudo().bipro_cron_id.active)
        access = connection._bipro_access()
        self.assertEqual((access.user, access.password, access.ticket), (USER, PASSWORD, ""))
        self.assertEqual(access.transfer_url, f'{self.simulator.address}/transfer')

    def test_another_insurer_has_other_addresses(self):
        """The password of one insurer is not for another one's server."""
        condor = self.env.ref('dealer_insurance.insurer_condor')
        with self.assertRaisesRegex(ValidationError, "fill in first"), self.env.cr.savepoint():
            self.managed.write({'insurer_id': condor.id, 'bipro_password_entry': PASSWORD})
        self.managed.action_deactivate()
        self.managed.write({'insurer_id': condor.id, 'bipro_password_entry': PASSWORD})
        self.assertFalse(self.managed.bipro_sts_url)

    def test_incomplete(self):
        connection = self.make_bipro(is_active=False, bipro_user=False, bipro_sts_url=False)
        with self.assertRaisesRegex(ValidationError, "fill in first: Technical User, Login"), self.env.cr.savepoint():
            connection.action_activate()
        connection.bipro_login_kind = 'ticket'
        with self.assertRaisesRegex(ValidationError, "fill in first: Ticket, Login"):
            connection.action_activate()

    def test_addresses(self):
        for address in ('http://bipro.example.com', 'bipro.example.com', 'ftp://bipro.example.com'):
            with self.assertRaisesRegex(ValidationError, "https://"), self.env.cr.savepoint():
                self.managed.write({'bipro_transfer_url': address, 'bipro_password_entry': PASSWORD})

    def test_category(self):
        for category in ('10', '1000', '12345678x', '9999999990'):
            with self.assertRaisesRegex(ValidationError, "3, 6 or 9 digits"), self.env.cr.savepoint():
                self.managed.bipro_category = category
        for category in ('100', '100007', '100007000', False):
            self.managed.bipro_category = category

    def test_interval(self):
        with self.assertRaisesRegex(ValidationError, "at least 5 minutes"):
            self.managed.bipro_interval = 1

    def test_rights_to_tick_off(self):
        self.assertEqual(self.managed.insurer_right_ids, self.insurer.right_ids)
        with Form(self.managed) as form:
            form.bipro_right_ids.add(self.env.ref('dealer_insurance.right_documents'))
        self.assertEqual(self.ruv.bipro_right_ids.name, "Dokumentenarchiv")

    def test_form_in_views(self):
        views = self.env['insurance.connection'].with_user(self.insurance_manager).get_view(view_type='form')
        fields = {node.get('name') for node in etree.fromstring(views['arch']).iter('field')}
        self.assertLessEqual({'bipro_password_entry', 'bipro_right_ids', 'transfer_run_ids'}, fields)
        self.assertFalse({'bipro_password', 'bipro_ticket', 'bipro_certificate_id'} & fields)

    # Secrets

    def test_secrets_are_not_read(self):
        self.ruv.bipro_ticket_entry = TICKET
        for user in (self.insurance_user, self.insurance_manager):
            connection = self.ruv.with_user(user)
            for secret in SECRETS:
                self.assertEqual(connection.read([f'{secret}_entry'])[0][f'{secret}_entry'], MASK)
                with self.assertRaises(AccessError):
                    connection.read([secret])
                with self.assertRaises(AccessError):
                    connection.search([(secret, '=like', f'{PASSWORD[0]}%')])
        with self.assertRaises(AccessError):
            self.ruv.with_user(self.insurance_user).read(['bipro_user'])
        twin = self.ruv.copy()
        self.assertFalse(twin.bipro_password or twin.bipro_ticket or twin.bipro_user or twin.bipro_cron_id)
        self.assertEqual(self.ruv.with_user(self.administrator).bipro_password, PASSWORD)

    def test_neutralized(self):
        self.managed.action_test_bipro()
        self.env.flush_all()
        for query in get_neutralization_queries(['dealer_insurance']):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        self.assertEqual((self.ruv.environment, self.ruv.state), ('test', 'draft'))
        self.assertFalse(self.ruv.bipro_user or self.ruv.bipro_password or self.ruv.bipro_ticket)
        self.assertFalse(self.env['insurance.session'].search([]))

    # Other ways to log in

    def test_ticket(self):
        connection = self.make_bipro(
            bipro_login_kind='ticket', bipro_ticket_entry=TICKET, bipro_user=False, bipro_password_entry=False
        )
        self.fill()
        self.assertEqual(self.fetch(connection).fetched, 1)

    def test_certificate(self):
        connection = self.make_certified(days=300)
        access = connection.with_user(self.insurance_manager)._bipro_access()
        self.assertIn(b"BEGIN CERTIFICATE", access.certificate)
        self.assertTrue(serialization.load_pem_private_key(access.private_key, password=None))
        self.assertFalse(access.user or access.password)
        with self.assertRaises(AccessError):
            connection.with_user(self.insurance_manager).read(['bipro_certificate_id'])
        self.assertTrue(connection.with_user(self.insurance_manager).bipro_certificate_end)

    def test_certificate_that_ends_soon(self):
        cron = self.env.ref('dealer_insurance.ir_cron_warn_of_certificates')
        late, soon = self.make_certified(days=31), self.make_certified(days=29)
        for _day in range(2):
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertFalse(late.activity_ids)
        activities = soon.activity_ids.filtered(lambda activity: activity.user_id == self.insurance_manager)
        self.assertEqual(len(activities), 1)

    def make_certified(self, days):
        content, key = certificate(days)
        key_record = self.env['certificate.key'].create(
            {
                'name': "Key",
                'content': base64.b64encode(key),
                'password': "geheim",
                'company_id': self.company.id,
            }
        )
        record = self.env['certificate.certificate'].create(
            {
                'name': "Certificate",
                'content': base64.b64encode(content),
                'private_key_id': key_record.id,
                'company_id': self.company.id,
            }
        )
        return self.make_bipro(bipro_login_kind='certificate', bipro_certificate_id=record.id)

    # Test of the connection

    def test_everything_works(self):
        told = self.managed.action_test_bipro()['params']
        self.assertEqual(told['type'], 'success')
        self.assertIn("The login works. Fetching documents works. Opening contracts works.", told['message'])
        self.assertEqual(self.booked_user()['logins'], 1)

    def test_nothing_is_fetched_or_acknowledged_by_the_test(self):
        self.set(confirm='confirm')
        self.fill(count=2)
        for flag in ('true', 'false', 'omit'):
            self.managed.bipro_confirm_deliveries = flag
            self.managed.action_test_bipro()
        totals = self.books()['totals']
        self.assertEqual((totals['asked'], totals['acknowledged']), (0, 0))

    def test_insurer_that_wants_true(self):
        """A list might acknowledge there, so it is not asked for: what cannot be is."""
        self.set(confirm='confirm', confirm_flag='required')
        self.fill(count=2)
        self.managed.bipro_confirm_deliveries = 'true'
        told = self.managed.action_test_bipro()['params']
        self.assertEqual(told['type'], 'success', told['message'])
        self.assertIn("Fetching documents answers. What there is was not listed", told['message'])
        totals = self.books()['totals']
        self.assertEqual((totals['listed'], totals['asked'], totals['acknowledged']), (0, 0, 0))
        self.change_user(rights=['extranet'])
        told = self.managed.action_test_bipro()['params']
        self.assertIn("Dokumentenarchiv", told['message'])

    def test_insurer_that_does_not_like_what_cannot_be(self):
        """It is not said that a right is missing where nobody knows."""
        self.managed.bipro_confirm_deliveries = 'true'
        self.answer('getShipment', '00007')
        told = self.managed.action_test_bipro()['params']
        self.assertEqual(told['type'], 'warning')
        self.assertIn("So this says little", told['message'])
        self.assertNotIn("Dokumentenarchiv", told['message'])

    def test_password_that_was_changed_since_the_last_login(self):
        self.fetch()
        self.change_user(password='Musterwald-9')
        told = self.managed.action_test_bipro()['params']
        self.assertEqual(told['type'], 'danger')
        self.assertIn("refused the access data", told['message'])
        self.env.invalidate_all()
        self.assertEqual((self.ruv.state, self.booked_user()['wrong_logins']), ('blocked', 1))

    def test_each_test_logs_in_once(self):
        for logins in (1, 2):
            self.managed.action_test_bipro()
            self.assertEqual(self.booked_user()['logins'], logins)

    def test_own_wsdl_of_the_login(self):
        """It tells the address, too."""
        self.ruv.action_deactivate()
        wsdl = definitions.ours('sts').replace(b'location=""', b'location="%s/sts"' % self.simulator.address.encode())
        self.managed.write({'bipro_sts_url': False, 'bipro_password_entry': PASSWORD})
        with self.assertRaisesRegex(ValidationError, "fill in first: Login"), self.env.cr.savepoint():
            self.managed.action_activate()
        with Form(self.managed) as form:
            form.bipro_sts_wsdl = base64.b64encode(wsdl)
            form.bipro_password_entry = PASSWORD
        self.managed.action_activate()
        self.env.flush_all()
        self.assertEqual(self.managed.action_test_bipro()['params']['type'], 'success')
        self.assertEqual(self.booked_user()['logins'], 1)

    def test_missing_rights(self):
        for rights, missing, there in (
            (['extranet'], "Dokumentenarchiv", "Opening contracts works"),
            (['transfer'], "Anzeige der Bestandsdaten", "Fetching documents works"),
        ):
            with self.subTest(missing):
                self.change_user(rights=rights)
                told = self.managed.action_test_bipro()['params']
                self.assertEqual(told['type'], 'warning')
                self.assertIn(missing, told['message'])
                self.assertIn(there, told['message'])
        self.assertEqual(self.ruv.state, 'active')

    def test_wrong_password(self):
        self.managed.bipro_password_entry = 'Musterwald-9'
        self.env.flush_all()  # the form saves before it presses
        told = self.managed.action_test_bipro()['params']
        self.assertEqual(told['type'], 'danger')
        self.assertIn("refused the access data", told['message'])
        self.env.invalidate_all()
        self.assertEqual(self.ruv.state, 'blocked')
        for call in (self.managed.action_test_bipro, self.managed.action_activate, self.managed.action_fetch_now):
            with self.assertRaises(UserError):
                call()
        self.assertEqual(self.booked_user()['wrong_logins'], 1)
        self.managed.bipro_password_entry = PASSWORD
        self.assertEqual(self.managed.action_test_bipro()['params']['type'], 'success')

    def test_out_of_order(self):
        self.simulator.fault('503', times='always')
        told = self.managed.action_test_bipro()['params']
        self.assertEqual(told['type'], 'danger')
        self.assertEqual(self.ruv.state, 'active')

    def test_only_managers_test(self):
        with self.assertRaises(AccessError):
            self.ruv.with_user(self.insurance_user).action_test_bipro()

    # Settings

    def test_settings(self):
        settings = self.env['res.config.settings'].with_user(self.administrator).create({})
        self.assertEqual((settings.bipro_state, settings.bipro_count), ('active', 1))
        self.assertEqual(settings.action_add_bipro_profile()['context'], {'default_provider': 'bipro'})
