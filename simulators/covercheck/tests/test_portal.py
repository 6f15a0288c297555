"""What a person does in the portal, and the way back to Odoo (section 9 of docs/covercheck-contract.md)."""

import html
import re
from datetime import date
from decimal import Decimal

from .. import contract
from ..tariffs import BY_KEY, factors, yearly
from .case import CHECK_ID, FORM, RETURN_URL, SimulatorCase, encode


class TestPortal(SimulatorCase):
    """What a person does, and section 9."""

    def end(self, location, **choice):
        return self.program.call("POST", location, encode(choice), Content_Type=FORM)

    def form(self, page):
        action = re.search(r'<form id="return" method="post" action="([^"]*)"', page.text)[1]
        fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.text)
        return html.unescape(action), {name: html.unescape(value) for name, value in fields}

    def finish(self, mode="advice", **choice):
        reply = self.end(self.start(mode), **choice)
        self.assertEqual(reply.status, 303)
        return self.program.call("GET", reply.headers["Location"])

    def assertSigned(self, fields):
        unsigned = {name: value for name, value in fields.items() if name != "signature"}
        self.assertEqual(fields["signature"], contract.sign(CHECK_ID, unsigned))

    def test_concluded(self):
        page = self.finish(tariff="komfort", result="concluded")
        action, fields = self.form(page)
        self.assertEqual(action, RETURN_URL)
        self.assertEqual(
            set(fields), {"contract", "reference", "process_number", "result", "tariff", "evb", "signature"}
        )
        self.assertEqual((fields["result"], fields["tariff"]), ("concluded", "Ahornwacht Kfz Komfort"))
        self.assertRegex(fields["evb"], r"^[A-HJ-NP-Z0-9]{7}$")
        self.assertRegex(fields["process_number"], r"^[A-Z0-9-]{1,40}$")
        self.assertSigned(fields)
        self.assertEqual(self.program.received()[-1]["returned"], fields)

    def test_offer(self):
        for mode in ("advice", "anonymous"):
            _, fields = self.form(self.finish(mode, tariff="basis", result="offer"))
            self.assertEqual((fields["result"], fields["tariff"]), ("offer", "Seelotse Direkt Kfz Basis"))
            self.assertNotIn("evb", fields)
            self.assertSigned(fields)

    def test_cancelled(self):
        _, fields = self.form(self.finish(tariff="basis", result="cancelled"))
        self.assertEqual(set(fields), {"contract", "reference", "process_number", "result", "signature"})
        self.assertSigned(fields)

    def test_anonymous_cannot_conclude(self):
        location = self.start("anonymous")
        self.assertNotIn('value="concluded"', self.program.call("GET", location).text)
        self.assertEqual(self.end(location, tariff="komfort", result="concluded").headers["Location"], location)
        self.assertIsNone(self.program.received()[-1]["returned"])

    def test_ends_once(self):
        location = self.start()
        self.assertEqual(self.end(location, tariff="nothing", result="concluded").headers["Location"], location)
        self.end(location, tariff="premium", result="concluded")
        first = self.program.received()[-1]["returned"]
        self.end(location, result="cancelled")
        self.assertEqual(self.program.received()[-1]["returned"], first)

    def test_returns_by_itself_once_and_by_button_always(self):
        location = self.start() + "/return"
        self.assertEqual(self.program.call("GET", location).status, 303)
        self.end(location.removesuffix("/return"), result="cancelled")
        first, again = self.program.call("GET", location), self.program.call("GET", location)
        self.assertIn("requestSubmit", first.text)
        self.assertNotIn("<script>", again.text)
        self.assertEqual(self.form(first), self.form(again))

    def test_policy_allows_only_the_way_back(self):
        policy = self.finish(result="cancelled").headers["Content-Security-Policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertIn("form-action http://127.0.0.1:8069;", policy)
        self.assertNotIn("unsafe", policy)

    def test_without_return_address(self):
        location = self.start(return_url=None)
        self.assertEqual(self.end(location, tariff="basis", result="concluded").headers["Location"], location)
        self.assertIn("eVB-Nummer", self.program.call("GET", location).text)
        self.assertEqual(self.program.call("GET", location + "/return").status, 303)

    def test_values_are_escaped(self):
        page = self.program.call("GET", self.start(customer_last_name="<b>{0}&x</b>", vehicle_model='"><script>'))
        self.assertIn("&lt;b&gt;{0}&amp;x&lt;/b&gt;", page.text)
        self.assertNotIn("<script>", page.text)
        overview = self.program.call("GET", "/")
        self.assertIn("&lt;b&gt;{0}", overview.text)

    def test_every_hand_over_has_a_page(self):
        for mode in ("advice", "anonymous"):
            rare = {"customer_postcode": "1010", "vehicle_first_registration": "2099-12-31"}
            self.assertEqual(self.program.call("GET", self.start(mode, **rare)).status, 200)
        bare = {"customer_salutation": "company", "customer_birth_date": None, "vehicle_make": None,
                "vehicle_model": None, "vehicle_vin": None, "customer_first_name": None}  # fmt: skip
        self.assertIn("Firma", self.program.call("GET", self.start(**bare)).text)

    def test_unknown_process(self):
        for address in ("/process/", "/process/x", self.start() + "/x"):
            self.assertEqual(self.program.call("GET", address).status, 404)

    def test_price_follows_the_visible_rule(self):
        given = {"customer_birth_date": "2005-01-01", "customer_postcode": "90402",
                 "vehicle_first_registration": "2020-06-01"}  # fmt: skip
        applied = factors(given, date(2026, 8, 3))
        self.assertEqual([factor.value for factor in applied], [Decimal("1.60"), Decimal("1.08"), Decimal("1.02")])
        self.assertEqual(yearly(BY_KEY["basis"], applied), Decimal("423.01"))
