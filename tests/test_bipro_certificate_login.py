import base64
import os
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .bipro_connection import USER, BiproMixin
from .common import DealerCommon


@tagged('post_install', '-at_install')
class TestBiproCertificateLogin(BiproMixin, DealerCommon):
    """Odoo's certificate app holds the key; the insurer sees it in the TLS handshake, and no password."""

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.simulator_options = ('--tls', cls.folder)
        super().setUpClass()
        cls.https = (cls.folder / 'address').read_text(encoding='utf-8')
        cls.startClassPatcher(patch.dict('os.environ', REQUESTS_CA_BUNDLE=str(cls.folder / 'ca.pem')))
        cls.certified = cls.make_bipro(is_active=False, **cls.by_certificate())

    @classmethod
    def by_certificate(cls, **values):
        return {
            'bipro_login_kind': 'certificate',
            'bipro_user': False,
            'bipro_password_entry': False,
            **{f'bipro_{name}_url': f'{cls.https}/{name}' for name in ('sts', 'transfer', 'extranet')},
            **values,
        }

    @classmethod
    def file(cls, name):
        return base64.b64encode((cls.folder / name).read_bytes())

    def make_certificate(self, **values):
        """As a person enters it: the file that the insurer has sent."""
        return self.env['certificate.certificate'].create(
            {'name': "R+V", 'company_id': self.company.id, 'content': self.file(f'{USER}.p12'), **values}
        )

    def use(self, certificate):
        self.certified.bipro_certificate_id = certificate
        self.certified.action_activate()
        self.env.flush_all()  # the form saves before it presses

    def test_documents_are_fetched(self):
        self.use(self.make_certificate())
        ids = self.fill(count=2)
        run = self.fetch(self.certified)
        self.assertEqual((run.state, run.fetched, run.message), ('done', 2, False))
        self.assertEqual(self.shipments(self.certified).mapped('external_id'), ids)
        calls = self.simulator.received()
        self.assertFalse([call for call in calls if 'UsernameToken' in str(call)])
        self.assertEqual((self.booked_user()['logins'], self.booked_user()['wrong_logins']), (1, 0))
        self.assertBooksInOrder()

    def test_key_beside_the_certificate(self):
        """PEM files keep the two apart."""
        key = self.env['certificate.key'].create(
            {'name': "R+V", 'company_id': self.company.id, 'content': self.file(f'{USER}.pem')}
        )
        self.use(self.make_certificate(content=self.file(f'{USER}.pem'), private_key_id=key.id))
        self.assertEqual(self.certified.action_test_bipro()['params']['type'], 'success')

    def test_connection_is_tested(self):
        self.use(self.make_certificate())
        answer = self.certified.with_user(self.insurance_manager).action_test_bipro()['params']
        self.assertEqual(answer['type'], 'success', answer['message'])

    def test_certificate_of_nobody_known(self):
        key = self.env['certificate.key'].create(
            {'name': "Another", 'company_id': self.company.id, 'content': self.file('server.pem')}
        )
        self.use(self.make_certificate(content=self.file('server.pem'), private_key_id=key.id))
        run = self.fetch(self.certified)
        self.assertEqual((run.state, self.certified.state), ('failed', 'blocked'))
        self.fetch(self.certified)
        self.certified.bipro_certificate_id = self.make_certificate()
        self.assertEqual((self.certified.state, self.fetch(self.certified).state), ('active', 'done'))

    def test_account_was_opened_again(self):
        """A certificate cannot be entered anew but by choosing it again."""
        certificate = self.make_certificate()
        self.use(certificate)
        self.change_user(state='locked')
        self.fetch(self.certified)
        self.change_user(state='active')
        self.certified.bipro_certificate_id = False
        self.use(certificate)
        self.assertEqual(self.fetch(self.certified).state, 'done')

    def test_insurer_without_a_known_authority(self):
        """Nothing is sent to who cannot prove to be the insurer."""
        self.use(self.make_certificate())
        with patch.dict('os.environ'):
            del os.environ['REQUESTS_CA_BUNDLE']
            run = self.fetch(self.certified)
        self.assertEqual((run.state, self.certified.state), ('postponed', 'active'))
        self.assertIn("trustworthy", run.message)
        self.assertFalse(self.simulator.received())

    def test_without_certificate(self):
        with self.assertRaisesRegex(ValidationError, "fill in first: Certificate"):
            self.certified.action_activate()

    def test_nobody_but_administrators_reads_it(self):
        self.use(self.make_certificate())
        managed = self.certified.with_user(self.insurance_manager)
        with self.assertRaises(AccessError):
            managed.read(['bipro_certificate_id'])
        self.assertGreater(managed.bipro_certificate_end, fields.Datetime.now())
