"""`make upgrade-test` sees every loss: a row, a value, a column, a table; and no gain counts as one."""

import os
import unittest

from workbench import settings
from workbench.databases import Databases
from workbench.odoo import ready
from workbench.snapshot import Snapshot

LOSSES = """
DELETE FROM res_partner_category WHERE id = (SELECT max(id) FROM res_partner_category);
UPDATE res_company SET email = 'other@example.com' WHERE id = 1;
UPDATE res_company SET write_date = now();
ALTER TABLE res_bank RENAME COLUMN bic TO bic_code;
DROP TABLE res_company_users_rel;
DELETE FROM res_country_res_country_group_rel WHERE res_country_id = (SELECT min(res_country_id)
    FROM res_country_res_country_group_rel);
"""
GAINS = """
CREATE TABLE insurance_more (id integer);
ALTER TABLE res_bank ADD COLUMN more text;
INSERT INTO res_partner_category (name) VALUES ('{"en_US": "more"}');
"""


class TestSnapshot(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.odoo = cls.enterClassContext(ready())
        cls.databases = Databases(cls.odoo)
        cls.name = f"{settings.ADDON}-test-{settings.CHECKOUT_KEY}-snapshot-{os.getpid()}"
        cls.enterClassContext(cls.databases.temporary(cls.databases.template(), cls.name))

    def compare(self, statements):
        snapshot = Snapshot(self.databases, self.name)
        snapshot.take()
        self.databases.sql(statements, database=self.name)
        return snapshot.compare()

    def test_losses_and_gains(self):
        gained = self.compare(GAINS)
        self.assertEqual(gained.lost, [])
        self.assertGreater(gained.values, 10_000)
        lost = "\n".join(self.compare(LOSSES).lost)
        for words in (
            "res_partner_category: 1 of ",
            "res_company.email: 1 values are others, such as #1: ",
            "-> 'other@example.com'",
            "res_bank.bic is gone",
            "res_company_users_rel",
            "res_country_res_country_group_rel: ",
        ):
            with self.subTest(words):
                self.assertIn(words, lost)
        self.assertNotIn("write_date", lost)


if __name__ == "__main__":
    unittest.main()
