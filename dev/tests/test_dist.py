"""What a dealer unpacks into an addons folder: the addon, and nothing else."""

import ast
import re
import tempfile
import unittest
import zipfile
from pathlib import Path

from workbench import handbook, settings
from workbench.dist import build
from workbench.source import DEVELOPMENT


class TestDist(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.path = build(Path(folder))
        cls.archive = cls.enterClassContext(zipfile.ZipFile(cls.path))
        cls.names = cls.archive.namelist()

    def test_named_after_the_version(self):
        version = settings.manifest()["version"]
        self.assertTrue(version.startswith("19.0."))
        self.assertEqual(self.path.name, f"{settings.ADDON}-{version}.zip")

    def test_one_folder_named_as_odoo_wants_it(self):
        self.assertEqual({name.split("/")[0] for name in self.names}, {settings.ADDON})

    def test_no_development(self):
        inside = {name.split("/")[1] for name in self.names}
        self.assertFalse(inside & {*DEVELOPMENT})
        self.assertFalse([name for name in inside if name.startswith(".")])
        self.assertFalse([name for name in self.names if "__pycache__" in name])

    def test_the_handbook_with_its_images(self):
        page = self.archive.read(f"{settings.ADDON}/docs/handbuch.html").decode()
        named = re.findall(r'src="(images/[^"]+)"', page)
        self.assertTrue(named)
        self.assertEqual([name for name in named if f"{settings.ADDON}/docs/{name}" not in self.names], [])

    def test_the_handbook_is_of_its_source(self):
        page = self.archive.read(f"{settings.ADDON}/docs/handbuch.html").decode()
        self.assertTrue(page.startswith(handbook.first_line()), "Renew it with `make handbook`.")

    def test_everything_that_the_manifest_names(self):
        text = self.archive.read(f"{settings.ADDON}/__manifest__.py").decode()
        manifest = ast.literal_eval(text)
        wanted = [*manifest.get("data", ()), *manifest.get("demo", ()), "__init__.py"]
        self.assertEqual([name for name in wanted if f"{settings.ADDON}/{name}" not in self.names], [])


if __name__ == "__main__":
    unittest.main()
