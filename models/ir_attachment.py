import os
from concurrent.futures import ThreadPoolExecutor

from odoo import api, models

SYNCED_AT_ONCE = 8


class IrAttachment(models.Model):
    """Files that an insurer delivers once: with ``insurance_delivered`` in the context they survive a crash.

    One file serves all documents with the same content.
    """

    _inherit = 'ir.attachment'

    def _check_access(self, operation):
        """Whoever may read any of the documents may read their file, whichever of them it came with."""
        denied = super()._check_access(operation)
        if not denied or operation != 'read':
            return denied
        forbidden, error = denied
        forbidden -= forbidden._of_readable_documents()
        return (forbidden, error) if forbidden else None

    def _of_readable_documents(self):
        documents = self.env['insurance.document']
        files = self.sudo().filtered(lambda file: file.res_model == documents._name)
        if not files or not documents.has_access('read'):
            return self.browse()
        return documents.search([('attachment_id', 'in', files.ids)]).attachment_id

    @api.model
    def _index(self, bin_data, file_type, checksum=None):
        """A portfolio file of 50 MB is not copied into the database."""
        if self.env.context.get('insurance_delivered'):
            return None
        return super()._index(bin_data, file_type, checksum=checksum)

    @api.model
    def _get_path(self, bin_data, sha):
        if self.env.context.get('insurance_delivered'):
            self._remove_torso(bin_data, sha)
        return super()._get_path(bin_data, sha)

    @api.model
    def _file_write(self, bin_value, checksum):
        """The insurer is told that the file is stored: so it must be, even when the power fails."""
        name = super()._file_write(bin_value, checksum)
        if self.env.context.get('insurance_delivered'):
            _sync_before_commit(self.env.cr, self._full_path(name))
        return name

    @api.model
    def _remove_torso(self, bin_data, sha):
        """Remove what a process left that was killed while it wrote the same file."""
        name = f'{sha[:2]}/{sha}'
        path = self._full_path(name)
        is_torso = os.path.isfile(path) and os.path.getsize(path) < len(bin_data)
        if is_torso and not self.sudo().search_count([('store_fname', '=', name)], limit=1):
            os.unlink(path)


def _sync_before_commit(cursor, path):
    """All of a transaction together, for the disk writes down several at once nearly as fast as one."""
    paths = cursor.precommit.data.setdefault('insurance_delivered', set())
    if not paths:
        cursor.precommit.add(lambda: _sync_all(paths))
    paths.add(path)


def _sync_all(paths):
    folders = {os.path.dirname(path) for path in paths}
    with ThreadPoolExecutor(SYNCED_AT_ONCE) as several:
        # Taking the results raises what went wrong.
        list(several.map(_sync, [*paths, *folders]))


def _sync(path):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
