"""The insurers' simulators, which are programs beside the addon and no part of it."""

import unittest
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

TESTING = Path(__file__).resolve().parents[1] / 'simulators' / 'common' / 'testing.py'


def start(name, *options):
    """Start a simulator on a free port.

    :param name: of its folder in ``simulators/``
    :return: ``simulators.common.testing.Program``
    :raise unittest.SkipTest: in an addons folder, where the addon stands alone
    """
    if not TESTING.exists():
        raise unittest.SkipTest("The simulators come with the project's sources, not with the addon.")
    spec = spec_from_file_location('dealer_insurance_simulators_testing', TESTING)
    testing = module_from_spec(spec)
    spec.loader.exec_module(testing)
    return testing.Program(name, *options)
