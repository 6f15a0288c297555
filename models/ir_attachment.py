import os

from odoo import api, models


class IrAttachment(models.Model):
    """Files that an insurer delivers once: with ``insurance_delivered`` in the context they survive a crash."""

    _inherit = 'ir.attachment'

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
    """Several at once are faster than one after the other."""
    paths = cursor.precommit.data.setdefault('insurance_delivered', set())
    if not paths:
        cursor.precommit.add(lambda: _sync_all(paths))
    paths.add(path)


def _sync_all(paths):
    for path in [*paths, *{os.path.dirname(path) for path in paths}]:
        _sync(path)


def _sync(path):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
