"""Run one file of tests, or a folder of them, and write what came of it as JSON (see testrun.py)."""

import importlib.util
import json
import sys
import unittest
from pathlib import Path

from .logs import shortened


def main(path, result_path):
    path = Path(path)
    result = unittest.TextTestRunner(verbosity=2).run(_suite(path))
    failures = [*result.failures, *result.errors]
    failures += [(test, "passed, although a failure was expected") for test in result.unexpectedSuccesses]
    outcome = {
        "passed": max(0, result.testsRun - len({test.id() for test, _text in failures}) - len(result.skipped)),
        "failed": len(failures),
        "skipped": len(result.skipped),
        "failures": [(f"{path.stem}: {test}", shortened(text)) for test, text in failures],
    }
    Path(result_path).write_text(json.dumps(outcome), encoding="utf-8")
    return 1 if failures else 0


def _suite(path):
    loader = unittest.defaultTestLoader
    if path.is_dir():
        return loader.discover(path)
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return loader.loadTestsFromModule(module)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
