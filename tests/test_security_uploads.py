import base64

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .security import QUIET, SecurityCommon

PAGE = b'<!DOCTYPE html><html><body><script>alert(1)</script></body></html>'
DRAWING = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'
SCRIPT = b'#!/bin/sh\nalert(1);\n'
PROGRAM = b'MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00' + bytes(64)
HOSTILE = {'page.html': PAGE, 'drawing.svg': DRAWING, 'script.js': SCRIPT, 'program.exe': PROGRAM}


@tagged('post_install', '-at_install')
class TestSecurityUploads(SecurityCommon, HttpCase):
    """Files that are no papers: refused with a sentence, or handed out as what no browser runs."""

    def assertRefused(self, pattern, attempt):
        for name, content in HOSTILE.items():
            with self.subTest(name), self.assertRaisesRegex(UserError, pattern), self.env.cr.savepoint():
                attempt(name, base64.b64encode(content))

    def test_signature_and_scan_of_a_consent(self):
        dialogs = self.as_role('user')['insurance.consent.wizard']
        self.connection.provider = 'covercheck'
        for manner, field in (('signed', 'signature'), ('paper', 'scan')):
            self.assertRefused(
                "as a picture or PDF file",
                lambda _name, content, manner=manner, field=field: dialogs.create(
                    {
                        'partner_id': self.customer.id,
                        'connection_id': self.connection.id,
                        'manner': manner,
                        'phone_private': True,
                        'phone_number': '+49 2261 123456',
                        field: content,
                    }
                ).action_give(),
            )

    def test_scan_of_an_application(self):
        application = self.records['insurance.application']
        application.write({'state': 'printed', 'manner': 'paper'})
        self.assertRefused(
            "upload a PDF file or a picture",
            lambda name, content: self.sign(application.with_env(self.as_role('user')), name, content),
        )
        self.assertEqual(application.state, 'printed')

    def sign(self, application, name, content):
        application.write({'scan': content, 'scan_name': name})
        application.action_sign()

    def test_portfolio_data(self):
        env = self.as_role('manager')
        self.assertRefused("no file of portfolio data", lambda name, content: self.check(env, name, content))

    def check(self, env, name, content):
        file = env['ir.attachment'].create({'name': name, 'datas': content})
        env['insurance.gdv.import'].create({'attachment_ids': [Command.set(file.ids)]}).action_check()

    @mute_logger(*QUIET)
    def test_papers(self):
        """Of an insurer, whoever fetched them: what Odoo hands out runs nothing and loads nothing."""
        for name, content in HOSTILE.items():
            paper = self.env['insurance.document']._store_file(
                name, content, kind='policy', policy_id=self.policy.id, company_id=self.company.id
            )
            for login, address in (
                ('user', paper.with_env(self.as_role('user')).action_open()['url']),
                ('portal_customer', f'/my/insurances/document/{paper.id}'),
            ):
                with self.subTest(name, address=address):
                    self.authenticate(login, login)
                    answer = self.url_open(address)
                    self.assertEqual((answer.status_code, answer.content), (200, content))
                    self.assertNotRegex(answer.headers['Content-Type'], 'html|xml|svg')
                    self.assertEqual(answer.headers['X-Content-Type-Options'], 'nosniff')
                    self.assertEqual(answer.headers['Content-Security-Policy'], "default-src 'none'")
                    if login == 'portal_customer':
                        self.assertIn('attachment', answer.headers['Content-Disposition'])
