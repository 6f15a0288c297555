import json

from odoo.tests import tagged

from .bipro_connection import BiproMixin
from .common import DealerCommon

REASONS = {
    'wrong-checksum': "differs from its checksum",
    'mtom missing-part': "attached file is missing",
    'bad-base64': "content is damaged",
    'zip-bomb': "ZIP file is larger than allowed",
    'link': "links are not followed",
    'entity-bomb': "as attacks are",
    'external-entity': "as attacks are",
    'huge': "larger than allowed",
    'huge unannounced': "larger than allowed",
    'cut': "cannot be reached at the moment",
}


@tagged('post_install', '-at_install')
class TestBiproHostileFetching(BiproMixin, DealerCommon):
    """Whatever one shipment is, it is shown with its reason, and the others go on."""

    def by_shape(self, shapes):
        """{shape: id}; a sound shipment before each."""
        ids = {}
        for shape in shapes:
            self.fill()
            [ids[shape]] = self.fill(shape=shape)
        return ids

    def fetch_to_the_end(self):
        """However often the time of the scheduled action is up."""
        while (run := self.fetch()).state == 'running':
            pass
        return run

    def test_others_go_on(self):
        ids = self.by_shape(REASONS)
        self.fill()
        run = self.fetch_to_the_end()
        self.assertEqual((run.state, run.fetched, run.failed), ('done', len(REASONS) + 1, len(REASONS)))
        found = self.shipments().grouped('external_id')
        for shape, reason in REASONS.items():
            with self.subTest(shape):
                shipment = found.pop(ids[shape])
                self.assertEqual((shipment.state, shipment.acknowledged_at), ('failed', False))
                self.assertIn(reason, shipment.failure)
                self.assertFalse(shipment.document_ids)
                self.assertTrue(shipment.retry_at)
        self.assertEqual({shipment.state for shipment in found.values()}, {'acknowledged'})
        self.assertNeverAcknowledged(ids.values())

    def test_insurer_delivers_it_sound_later(self):
        """The number and its place in the book stay the same."""
        self.fill(shape='bad-base64', id='4711')
        self.fetch()
        shipment = self.shipments()
        self.simulator.call('DELETE', '/shipments')
        self.fill(id='4711')
        self.wait_over()
        self.fetch()
        self.assertEqual((self.shipments(), shipment.state), (shipment, 'acknowledged'))
        self.assertFalse(shipment.failure)

    def test_hostile_list(self):
        self.fill()
        for shape in ('entity-bomb', 'external-entity'):
            with self.subTest(shape):
                self.set(list_shape=shape)
                run = self.fetch()
                self.assertEqual(run.state, 'postponed')
                self.assertIn("as attacks are", run.message)
                run.retry_at = False
        self.set(list_shape='')
        self.assertEqual(self.fetch().state, 'done')
        self.assertBooksInOrder()

    def test_names_that_climb(self):
        for shape in ('paths', 'zip zip-paths', 'mtom paths'):
            self.fill(shape=shape)
        self.fetch()
        documents = self.shipments().document_ids
        self.assertEqual(len(documents), 3)
        for name in (*documents.mapped('name'), *documents.attachment_id.mapped('name')):
            self.assertNotRegex(name, r'[/\\]|\.\.|[\x00-\x1f]')
        self.assertBooksInOrder()

    def assertNeverAcknowledged(self, ids):
        self.assertBooksInOrder()
        acknowledged = {one['id'] for one in self.books()['shipments'] if one['acknowledged']}
        self.assertFalse(acknowledged & set(ids), json.dumps(sorted(acknowledged)))
