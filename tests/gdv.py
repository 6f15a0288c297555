from odoo.tests import BaseCase

from odoo.addons.dealer_insurance.connectors import gdv

from .gdv_files import file, package


class GdvCase(BaseCase):
    def read(self, source):
        """The contracts of a file and the reading, whose findings tell what was odd."""
        reading = gdv.read(source)
        return list(reading), reading

    def contract(self, *records):
        contracts, reading = self.read(file(package(*records)))
        self.assertEqual(len(contracts), 1)
        return contracts[0], reading

    def codes(self, reading):
        return {finding.code for finding in reading.findings}
