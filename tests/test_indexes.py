from odoo.tests import TransactionCase, tagged

from .security import own_models

# What people delete or merge: each of them asks every table that names it.
DELETED = {'res.partner', 'fleet.vehicle', 'insurance.policy', 'insurance.manufacturer'}
# The rows of an import name all of these, and are not indexed so far.
IMPORTS = 'insurance.gdv.import'


@tagged('post_install', '-at_install')
class TestIndexes(TransactionCase):
    """Deleting one record does not read a whole table of ours."""

    def test_links_to_what_is_deleted(self):
        names = {name for name in own_models(self.env) if not name.startswith(IMPORTS)}
        links = [
            field
            for name in names
            if self.env[name]._auto and not self.env[name]._transient
            for field in self.env[name]._fields.values()
            if field.type == 'many2one' and field.store and field.comodel_name in DELETED
        ]
        self.assertGreater(len(links), 15)
        self.assertEqual([str(field) for field in links if not field.index], [])
