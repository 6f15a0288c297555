import io
import zipfile
from datetime import date
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.dealer_insurance.connectors import gdv

from . import gdv_files
from .gdv import GdvCase
from .gdv_files import file, header, liability, package, partner, record, terms, trailer, vehicle, zipped

KFZ = (partner(), terms(), vehicle(), liability())


@tagged("post_install", "-at_install")
class TestGdvFile(GdvCase):
    """However the lines of a file are written, the same contracts come out of it."""

    def assert_read(self, source):
        contracts, reading = self.read(source)
        self.assertEqual([contract.number for contract in contracts], [gdv_files.NUMBER])
        self.assertEqual(contracts[0].holder.street, "Große Straße 17 b")
        self.assertEqual(contracts[0].vehicles[0].covers[0].premium, Decimal("234.5"))
        self.assertEqual(list(reading.findings), [])

    def test_line_ends(self):
        for end in ("\r\n", "\n", ""):
            with self.subTest(end=end):
                self.assert_read(file(package(*KFZ), end=end))

    def test_line_ends_that_change(self):
        first, *others = package(*KFZ)
        self.assert_read(io.BytesIO((first + "\n" + "\r\n".join(others)).encode('latin-1')))

    def test_blank_lines(self):
        blanks = ["", " " * 256, "   "]
        lines = [text for line in package(*KFZ) for text in (line, *blanks)]
        self.assert_read(file(lines))

    def test_short_lines(self):
        for end in ("\r\n", "\n"):
            with self.subTest(end=end):
                self.assert_read(file([line.rstrip() for line in package(*KFZ)], end=end))

    def test_trailer_cut_short(self):
        for end in ("\r\n", "\n", ""):
            *lines, last = package(*KFZ)
            source = io.BytesIO((end.join([*lines, last[:24]])).encode('latin-1'))
            with self.subTest(end=end):
                self.assert_read(source)

    def test_end_of_a_dos_file(self):
        self.assert_read(io.BytesIO(file(package(*KFZ)).read() + b"\x1a"))

    def test_records_glued_together(self):
        first, second, *others = package(*KFZ)
        self.assert_read(file([first + second, *others]))

    def test_more_lines_than_a_chunk(self):
        records = [
            text for serial in range(3000) for text in (partner(number=f"{serial:011}"), terms(number=f"{serial:011}"))
        ]
        for end in ("\r\n", "\n", ""):
            with self.subTest(end=end):
                contracts, reading = self.read(file(package(*records), end=end))
                self.assertEqual(len(contracts), 3000)
                self.assertEqual({contract.holder.name3 for contract in contracts}, {"Änne"})
                self.assertEqual(list(reading.findings), [])

    def test_encodings(self):
        for encoding in ('iso8859-1', 'iso8859-15', 'cp1252', 'cp850', 'cp437', 'utf-8', 'utf-8-sig'):
            for end in ("\r\n", "\n", ""):
                with self.subTest(encoding=encoding, end=end):
                    self.assert_read(file(package(*KFZ), encoding=encoding, end=end))

    def test_characters_of_each_encoding(self):
        names = {'iso8859-15': "Šastný & Œuvre", 'cp1252': "Prüf „Stein“", 'cp850': "Garçon Müller"}
        for encoding, name in names.items():
            with self.subTest(encoding=encoding):
                [contract], _reading = self.read(file(package(partner({44: name}), terms()), encoding=encoding))
                self.assertEqual(contract.holder.name1, name)

    def test_umlauts_first_seen_late(self):
        early = [terms(number=f"{serial:011}") for serial in range(1200)]
        for encoding in ('iso8859-15', 'cp850', 'utf-8'):
            with self.subTest(encoding=encoding):
                contracts, _reading = self.read(file(package(*early, *KFZ), encoding=encoding))
                self.assertEqual(contracts[-1].holder.name3, "Änne")

    def test_undecodable_character(self):
        content = file(package(*KFZ, partner({44: "MÜLLER"}, number="1")), encoding='utf-8').read()
        source = io.BytesIO(content * 1000 + content.replace(b"M\xc3\x9cLLER", b"M\xfcLLER"))
        _contracts, reading = self.read(source)
        self.assertEqual([(finding.line, finding.code) for finding in reading.findings], [(7006, 'encoding')])

    def test_control_characters(self):
        contract, _reading = self.contract(partner({44: "Prüf\x00stein\x1f"}), terms())
        self.assertEqual(contract.holder.name1, "Prüf stein")

    def test_long_line(self):
        lines = package(*KFZ)
        lines[2] += "and more"
        contracts, reading = self.read(file(lines))
        self.assertEqual(contracts[0].terms.net_premium, Decimal("432.10"))
        self.assertEqual([(finding.line, finding.code) for finding in reading.findings], [(3, 'long_line')])

    def test_line_that_is_no_record(self):
        lines = package(*KFZ)
        lines.insert(3, "end of page 1".ljust(256))
        contracts, reading = self.read(file(lines))
        self.assertEqual(len(contracts), 1)
        self.assertEqual([(finding.line, finding.code) for finding in reading.findings], [(4, 'no_record')])


@tagged("post_install", "-at_install")
class TestGdvRefusal(GdvCase):
    """What is no GDV file is refused before anything is read of it."""

    def assert_refused(self, source, code):
        with self.assertRaises(gdv.Unreadable) as caught:
            gdv.read(source)
        self.assertEqual(caught.exception.code, code)
        self.assertIn(code, gdv.CODES)

    def test_empty(self):
        for content in (b"", b"\r\n\r\n", b" " * 600):
            self.assert_refused(io.BytesIO(content), 'empty')

    def test_other_files(self):
        for content in (
            b"%PDF-1.7\n",
            b"<?xml version='1.0'?><a/>",
            b"0100;Meier;Hans\n",
            b"Name;Ort\n",
            b"\xff" * 300,
        ):
            self.assert_refused(io.BytesIO(content), 'no_gdv')

    def test_archives(self):
        self.assert_refused(zipped({}), 'zip_empty')
        self.assert_refused(zipped({'a.txt': "nothing"}), 'no_gdv')
        self.assert_refused(io.BytesIO(b"PK\x03\x04" + b"x" * 100), 'zip_damaged')
        encrypted = bytearray(zipped({'a': "0001"}).read())
        encrypted[encrypted.index(b"PK\x01\x02") + 8] |= 1
        self.assert_refused(io.BytesIO(bytes(encrypted)), 'zip_encrypted')

    def test_archives_packed_in_an_unusual_way(self):
        """Some of them take as much memory as they say."""
        content = file(package(*KFZ)).read()
        for method in (zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2):
            archive = io.BytesIO()
            with zipfile.ZipFile(archive, 'w', method) as target:
                target.writestr('a.gdv', content)
            archive.seek(0)
            self.assert_refused(archive, 'zip_method')

    def test_archive_of_a_file_without_a_name(self):
        archive = bytearray(zipped({'a': file(package(*KFZ)).read()}).read())
        for header_, length, name in ((b"PK\x03\x04", 26, 30), (b"PK\x01\x02", 28, 46)):
            start = archive.index(header_)
            archive[start + length : start + length + 2] = bytes(2)
            del archive[start + name]
        end = archive.index(b"PK\x05\x06")
        for place in (end + 12, end + 16):  # size and place of the directory
            number = int.from_bytes(archive[place : place + 4], "little") - 1
            archive[place : place + 4] = number.to_bytes(4, "little")
        contracts, _reading = self.read(io.BytesIO(bytes(archive)))
        self.assertEqual(len(contracts), 1)

    def test_archives_of_many_files(self):
        """None of them is left out silently: its contracts would seem to have ended."""
        content = file(package(*KFZ)).read()
        contracts, _reading = self.read(zipped({f'{number}.gdv': content for number in range(150)}))
        self.assertEqual(len(contracts), 150)
        self.assert_refused(zipped({f'{number}.gdv': content for number in range(1001)}), 'zip_many')


@tagged("post_install", "-at_install")
class TestGdvArchive(GdvCase):
    def test_files_of_an_archive(self):
        latin = file(package(*KFZ)).read()
        dos = file(package(partner(number="1"), terms(number="1"), insurer="5058 "), encoding='cp850').read()
        contracts, reading = self.read(
            zipped({'readme.txt': "hello", 'a/': "", 'empty': "", 'a/1.gdv': latin, '2.gdv': dos})
        )
        self.assertEqual([contract.number for contract in contracts], [gdv_files.NUMBER, "1"])
        self.assertEqual([package_.insurer_number for package_ in reading.packages], ["5438", "5058"])
        self.assertEqual({contract.holder.name3 for contract in contracts}, {"Änne"})

    def test_findings_name_the_file(self):
        content = file([header(), *KFZ, trailer(7)]).read()
        _contracts, reading = self.read(zipped({'1.gdv': content, '2.gdv': content}))
        found = [(finding.line, finding.params['file']) for finding in reading.findings]
        self.assertEqual(found, [(6, '1.gdv'), (6, '2.gdv')])

    def test_broken_off(self):
        records = [terms({104: f"{serial * 7919 % 1000003:09}"}, number=f"{serial:011}") for serial in range(5000)]
        content = bytearray(zipped({'1.gdv': file(package(*records)).read()}).read())
        content[len(content) // 2] ^= 0xFF
        contracts, reading = self.read(io.BytesIO(bytes(content)))
        self.assertLess(len(contracts), 5000)
        self.assertIn('broken_off', self.codes(reading))
        self.assertFalse(reading.packages[0].is_complete)

    def test_bomb(self):
        bomb = zipped({'bomb.gdv': header() + "0" * 50_000_000})
        reading = gdv.read(bomb, max_bytes=1_000_000)
        self.assertLessEqual(sum(1 for _contract in reading), 1)
        self.assertIn('too_large', self.codes(reading))

    def test_limit_of_a_plain_file(self):
        reading = gdv.read(file(package(*KFZ * 5000)), max_bytes=1_000_000)
        self.assertTrue(list(reading))
        self.assertIn('too_large', self.codes(reading))
        self.assertIn('no_trailer', self.codes(reading))


@tagged("post_install", "-at_install")
class TestGdvPackage(GdvCase):
    def test_header(self):
        _contracts, reading = self.read(file(package(*KFZ)))
        [package_] = reading.packages
        self.assertEqual(package_.insurer_number, "5438")
        self.assertEqual(package_.sender, "R+V ALLGEMEINE")
        self.assertEqual(package_.recipient, "AUTOHAUS AGGERTAL")
        self.assertEqual(package_.agency, "0000471100")
        self.assertEqual((package_.period_start, package_.period_end), (date(2024, 1, 1), date(2024, 1, 15)))
        self.assertEqual(package_.versions['version_0200'], "2.5")
        self.assertTrue(package_.is_complete)

    def test_header_in_parts(self):
        lines = [header(), header({96: "1.2"}, part="2"), header({96: "1.0"}, part="3"), *KFZ, trailer(4)]
        _contracts, reading = self.read(file(lines))
        [package_] = reading.packages
        self.assertEqual(package_.versions['version_0211_050'], "1.2")
        self.assertEqual(package_.versions['version_0392'], "1.0")
        self.assertEqual(list(reading.findings), [])

    def test_count_leaves_out_header_and_trailer(self):
        _contracts, reading = self.read(file([header(), header(part="2"), *KFZ, trailer(4)]))
        self.assertEqual(list(reading.findings), [])
        self.assertEqual(reading.packages[0].counted, 4)

    def test_count_that_does_not_match(self):
        contracts, reading = self.read(file([header(), *KFZ, trailer(162)]))
        self.assertEqual(len(contracts), 1)
        self.assertEqual(list(reading.findings), [(6, 'record_count', 'record_count', {'stated': 162, 'counted': 4})])

    def test_trailer(self):
        sums = {25: "000000000043210", 40: "00000000051420-", 55: "00000000004321+", 70: "00000000000000 "}
        _contracts, reading = self.read(file([header(), *KFZ, trailer(4, sums)]))
        last = reading.packages[0].trailer
        self.assertEqual(last.total_premium, Decimal("432.10"))
        self.assertEqual(last.gross, Decimal("-514.20"))
        self.assertEqual(last.commission, Decimal("43.21"))
        self.assertEqual(last.benefits, 0)
        self.assertIsNone(last.costs)

    def test_several_packages(self):
        other = package(partner(number="1", insurer="5058 "), terms(number="1", insurer="5058 "), insurer="5058 ")
        contracts, reading = self.read(file([*package(*KFZ), *other, *package(), *package(*KFZ)]))
        self.assertEqual([contract.package.insurer_number for contract in contracts], ["5438", "5058", "5438"])
        self.assertEqual([package_.counted for package_ in reading.packages], [4, 2, 0, 4])
        self.assertEqual(list(reading.findings), [])

    def test_no_trailer(self):
        contracts, reading = self.read(file([header(), *KFZ]))
        self.assertEqual(len(contracts), 1)
        self.assertEqual([(finding.line, finding.code) for finding in reading.findings], [(1, 'no_trailer')])
        self.assertFalse(reading.packages[0].is_complete)

    def test_no_header(self):
        contracts, reading = self.read(file([*KFZ, trailer(4)]))
        self.assertEqual(contracts[0].insurer_number, "5438")
        self.assertEqual([finding.code for finding in reading.findings], ['no_header'])

    def test_records_after_the_trailer(self):
        contracts, reading = self.read(file([*package(*KFZ), terms(number="1")]))
        self.assertEqual(len(contracts), 2)
        self.assertEqual([(finding.line, finding.code) for finding in reading.findings], [(7, 'after_trailer')])

    def test_version_tells_the_layout(self):
        records = terms(), record('0200', {44: "BROKER-1", 220: "JOINT-1"}, part="2")
        for version, connected in (("2.5", "JOINT-1"), ("2.4", "JOINT-1"), ("2.3", None)):
            lines = [header({102: version}), *records, trailer(2)]
            with self.subTest(version=version):
                [contract], reading = self.read(file(lines))
                self.assertEqual(self.values(contract, '0200.050.2', 'connected_number'), (connected,))
                self.assertEqual(contract.terms.broker_number, "BROKER-1")
                self.assertEqual(list(reading.findings), [])

    def test_unknown_version(self):
        for version in ("1.9", "3.0"):
            _contracts, reading = self.read(file([header({102: version}), *KFZ, trailer(4)]))
            expected = (1, 'version_0200', 'version', {'record': '0200', 'version': version})
            self.assertEqual(list(reading.findings), [expected])

    def test_no_versions(self):
        contracts, reading = self.read(file([header({96: " " * 140}), *KFZ, trailer(4)]))
        self.assertEqual(contracts[0].holder.name1, "Prüfstein")
        self.assertEqual(list(reading.findings), [])
