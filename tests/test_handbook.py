import re
from pathlib import Path

import polib

from odoo.tests import HttpCase, tagged
from odoo.tools import file_open, file_path

PAGE = '/dealer_insurance/handbook/de'
IMAGES = '/dealer_insurance/handbook/images/'
# What Odoo itself says, not this addon.
OF_ODOO = {'Benutzer', 'Benutzer & Unternehmen', 'Einstellungen', 'Neu'}


def handbook():
    with file_open('dealer_insurance/docs/handbuch.md') as file:
        return file.read()


@tagged('post_install', '-at_install')
class TestHandbook(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = cls.env['res.users'].create(
            {
                'name': "Willi Werkstatt",
                'login': 'handbook-employee',
                'password': 'handbook-employee',
                'group_ids': [cls.env.ref('dealer_insurance.group_insurance_user').id],
            }
        )
        cls.customer = cls.env['res.users'].create(
            {
                'name': "Kim Kunde",
                'login': 'handbook-customer',
                'password': 'handbook-customer',
                'group_ids': [cls.env.ref('base.group_portal').id],
            }
        )

    def test_employees_read_it(self):
        self.authenticate('handbook-employee', 'handbook-employee')
        page = self.url_open(PAGE)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Kunde kauft ein E-Bike", page.text)
        self.assertIn('lang="de"', page.text)

    def test_its_images_are_there(self):
        self.authenticate('handbook-employee', 'handbook-employee')
        named = re.findall(r'src="images/([^"]+)"', self.url_open(PAGE).text)
        self.assertTrue(named)
        for name in named:
            with self.subTest(name=name):
                self.assertTrue(Path(file_path(f'dealer_insurance/docs/images/{name}')).is_file())
        image = self.url_open(IMAGES + named[0])
        self.assertEqual((image.status_code, image.headers['Content-Type']), (200, 'image/png'))

    def test_nothing_else_is_served(self):
        self.authenticate('handbook-employee', 'handbook-employee')
        for name in (
            '..%2Fhandbuch.md',
            '..%2F..%2F__manifest__.py',
            'none.png',
            '..%2F..%2Fdemo%2Fsignature_frank.png',
        ):
            with self.subTest(name=name):
                self.assertEqual(self.url_open(IMAGES + name).status_code, 404)

    def test_customers_do_not(self):
        self.authenticate('handbook-customer', 'handbook-customer')
        for address in (PAGE, IMAGES + 'overview.png'):
            with self.subTest(address=address):
                self.assertEqual(self.url_open(address).status_code, 404)

    def test_visitors_are_asked_who_they_are(self):
        for address in (PAGE, IMAGES + 'overview.png'):
            with self.subTest(address=address):
                self.assertIn('/web/login', self.url_open(address, allow_redirects=False).headers['Location'])

    def test_menu(self):
        self.assertEqual(self.env.ref('dealer_insurance.menu_handbook').action.url, PAGE)

    def test_names_what_the_screen_says(self):
        """**Bold** is how a button, menu or field is named, word for word."""
        entries = polib.pofile(file_path('dealer_insurance/i18n/de.po'))
        said = OF_ODOO | {re.sub(r'<.*?>', '', entry.msgstr or entry.msgid) for entry in entries}
        named = {
            part
            for bold in re.findall(r'\*\*(.+?)\*\*', handbook(), re.DOTALL)
            for part in re.split(r' → ', bold.replace('\n', ' ').rstrip('.'))
        }
        self.assertEqual(sorted(named - said - {'fett'}), [])
