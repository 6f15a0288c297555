import ast
from pathlib import Path

from odoo.tests import BaseCase, tagged

ADDON = Path(__file__).parent.parent
NAME = 'odoo.addons.dealer_insurance'

# What of this addon each room may use besides itself.
ROOMS = {
    'connectors': {'tools'},
    'tools': set(),
    'models': {'connectors', 'tools'},
    'wizards': {'models'},
    'controllers': {'models'},
    'simulators': set(),
}
WITHOUT_ODOO = {'connectors', 'tools', 'simulators'}
# How one gets out of the house, and what comes back.
SESSIONS = {'requests', 'urllib3', 'http', 'socket', 'smtplib', 'ftplib'}
ANSWERS = {'lxml', 'xml', 'zeep'}


def files(room):
    return sorted((ADDON / room).rglob('*.py'))


def imported(path):
    """:return: the full names of all that a file imports"""
    package = [NAME, *path.relative_to(ADDON).parent.parts]
    for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else []
            yield from ('.'.join(filter(None, [*base, node.module, alias.name])) for alias in node.names)


def top(name):
    return name.partition('.')[0]


@tagged('post_install', '-at_install')
class TestRooms(BaseCase):
    """No room uses what its row in the plan of the house does not name."""

    def offenders(self, rooms, is_wrong):
        return {
            f'{path.relative_to(ADDON)}: {name}'
            for room in rooms
            for path in files(room)
            for name in imported(path)
            if is_wrong(room, path, name)
        }

    def test_each_room_has_files(self):
        self.assertTrue(all(map(files, ROOMS)))

    def test_a_room_uses_only_those_of_its_row(self):
        def is_wrong(room, _path, name):
            inside = name.removeprefix(f'{NAME}.')
            return inside != name and top(inside) not in {room} | ROOMS[room]

        self.assertFalse(self.offenders(ROOMS, is_wrong))

    def test_plain_python_knows_no_odoo(self):
        def is_wrong(_room, _path, name):
            return top(name) == 'odoo' and not name.startswith(f'{NAME}.')

        self.assertFalse(self.offenders(WITHOUT_ODOO, is_wrong))

    def test_simulators_import_nothing_of_the_addon(self):
        """They run as programs of their own: not even by its name could they."""

        def is_wrong(_room, _path, name):
            return name.startswith(NAME) and not name.startswith(f'{NAME}.simulators.')

        self.assertFalse(self.offenders(['simulators'], is_wrong))

    def test_nobody_imports_the_simulators(self):
        self.assertFalse(
            self.offenders(ROOMS.keys() - {'simulators'}, lambda _room, _path, name: 'simulators' in name.split('.'))
        )

    def test_one_place_opens_sessions(self):
        def is_wrong(_room, path, name):
            return top(name) in SESSIONS and path != ADDON / 'connectors' / 'http.py' and name != 'http.HTTPStatus'

        self.assertFalse(self.offenders(ROOMS.keys() - {'simulators'}, is_wrong))

    def test_only_connectors_read_what_insurers_answer(self):
        self.assertFalse(
            self.offenders(ROOMS.keys() - {'connectors', 'simulators'}, lambda _room, _path, name: top(name) in ANSWERS)
        )

    def test_what_all_connections_share_knows_no_provider(self):
        shared = [
            'models/connection/insurance_connection.py',
            'models/connection/insurance_connection_block.py',
            'models/connection/insurance_connection_secret.py',
            'models/res_company.py',
            'models/res_config_settings.py',
            'views/insurance_connection_views.xml',
            'views/res_config_settings_views.xml',
        ]
        self.assertFalse(
            {
                f'{name}: {provider}'
                for name in shared
                for provider in ('bipro', 'covercheck', 'wertgarantie')
                if provider in (ADDON / name).read_text(encoding='utf-8')
            }
        )

    def test_the_house_itself_imports_only_its_rooms(self):
        allowed = {f'{NAME}.{room}' for room in (*ROOMS, 'hooks')} - {f'{NAME}.simulators'}
        outside = {
            f'{path.name}: {name}'
            for path in ADDON.glob('*.py')
            for name in imported(path)
            if name.startswith(f'{NAME}.') and '.'.join(name.split('.')[:4]) not in allowed
        }
        self.assertFalse(outside)
