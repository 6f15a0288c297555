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

    def values(self, contract, kind, *names):
        """What a record of a contract tells in some fields.

        :param str kind: ``"0200.050.1"``
        """
        [found] = [record for record in contract.records if record.part.kind == kind]
        return tuple(found[name] for name in names)

    def codes(self, reading):
        return {finding.code for finding in reading.findings}
