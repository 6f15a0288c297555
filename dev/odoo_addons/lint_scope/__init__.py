"""Odoo's test_lint looks at every addon on the path; we answer for ours.

Its tests ask for addons in three ways, which are narrowed here. Those that look at the models of
the whole registry are left alone: `make lint` reads their messages and keeps what names our addon.
"""

import os
import subprocess

import odoo.modules
from odoo import tools
from odoo.modules import Manifest

SCOPE = os.environ['LINT_SCOPE']

Manifest.all_addon_manifests = staticmethod(lambda: [Manifest.for_addon(SCOPE)])
odoo.modules.get_modules = lambda: [SCOPE]


def _narrowed(run):
    def narrowed(command, *args, **kwargs):
        program = os.path.basename(str(command[0]))
        if program == 'pylint':
            command = [part for part in command if part != tools.config.root_path]
        if program == 'eslint' and not command[-1].endswith('.js'):
            return subprocess.CompletedProcess(command, 0, '', '')  # no file of ours to look at
        return run(command, *args, **kwargs)

    return narrowed


subprocess.run = _narrowed(subprocess.run)
