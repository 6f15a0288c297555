from odoo.tests import BaseCase, tagged

from odoo.addons.dealer_insurance.tools import evb, iban, kba, license_plate, street, vin
from odoo.addons.dealer_insurance.tools.errors import InvalidIdentifier
from odoo.addons.dealer_insurance.tools.license_plate import GermanPlate
from odoo.addons.dealer_insurance.tools.phone_number import phone_key

SPELLED_PLATES = {
    # the parts divided in every usual way
    "GM-AB 123": "GM-AB 123",
    "GM-AB123": "GM-AB 123",
    "GM AB 123": "GM-AB 123",
    "gm ab 123": "GM-AB 123",
    "gm ab123": "GM-AB 123",
    "gm-ab-123": "GM-AB 123",
    "GM.AB.123": "GM-AB 123",
    "GM - AB  123": "GM-AB 123",
    "GM\u2013AB 123": "GM-AB 123",
    "GM\u2011AB\u00a0123": "GM-AB 123",
    "\tGM   AB   123 \n": "GM-AB 123",
    "B-A 1": "B-A 1",
    "k x 9999": "K-X 9999",
    "HVL-AB 123": "HVL-AB 123",
    "MIL-E 1234": "MIL-E 1234",
    "KA-PA 7777": "KA-PA 7777",
    # umlauts, composed or not
    "tÖl-a 12": "TÖL-A 12",
    "wu\u0308-xy 7": "WÜ-XY 7",
    "Ä-Z 1": "Ä-Z 1",
    # historic and electric
    "GM-AB 123E": "GM-AB 123E",
    "gm ab 123 e": "GM-AB 123E",
    "GM-AB123-E": "GM-AB 123E",
    "GM-AB 123 H": "GM-AB 123H",
    "gmx-h 1h": "GMX-H 1H",
    "B-EE 1234E": "B-EE 1234E",
    # season
    "GM-AB 123 04/10": "GM-AB 123 04/10",
    "GM-AB 123 04-10": "GM-AB 123 04/10",
    "GM-AB 123 04 10": "GM-AB 123 04/10",
    "GM-AB 123 0410": "GM-AB 123 04/10",
    "gm-ab-123-04-10": "GM-AB 123 04/10",
    "GM-AB 123 04 / 10": "GM-AB 123 04/10",
    "GM-AB 123 04\u201310": "GM-AB 123 04/10",
    "B-A 1 11/02": "B-A 1 11/02",
    "B-A 1 12/01": "B-A 1 12/01",
    "B-A 1 02/12": "B-A 1 02/12",
    "B-A 1 03/01": "B-A 1 03/01",
    # season with H or E, on either side
    "GM-AB 12H 04/10": "GM-AB 12H 04/10",
    "GM-AB 12 H 04/10": "GM-AB 12H 04/10",
    "GM-AB 12 04/10 H": "GM-AB 12H 04/10",
    "GM-AB 12 04/10H": "GM-AB 12H 04/10",
    "GM-AB 12H0410": "GM-AB 12H 04/10",
    "k-a 12 e 0311": "K-A 12E 03/11",
    # district and letters undivided, only one way to divide them
    "GM123": "G-M 123",
    "ka1234e": "K-A 1234E",
    "HVLAB123": "HVL-AB 123",
    "hvlab 12 04/10": "HVL-AB 12 04/10",
    "HVLAB-123": "HVL-AB 123",
    # digits only: authorities, forces, federal, diplomats
    "GM-123": "GM-123",
    "B 1234": "B-1234",
    "b1234": "B-1234",
    "K-54321": "K-54321",
    "GM-1234 E": "GM-1234E",
    "Y-123456": "Y-123456",
    "y 123 456": "Y-123456",
    "X-1234": "X-1234",
    "BP 12-345": "BP-12-345",
    "BP-12-345": "BP-12-345",
    "THW-80123": "THW-80123",
    "thw80123": "THW-80123",
    "BD 16-1234": "BD-16-1234",
    "0 17-1": "0-17-1",
    # digits only: dealers' red, short-time and export plates
    "GM-06123": "GM-06123",
    "GM 06123": "GM-06123",
    "gm06123": "GM-06123",
    "GM 06 123": "GM-06123",
    "gm-06-123": "GM-06123",
    "GM-07001": "GM-07001",
    "GM-03123": "GM-03123",
    "GM-041234": "GM-041234",
    "GM-123 A": "GM-123A",
}

REFUSED_PLATES = {
    "": ("empty", {}),
    "  - . ": ("empty", {}),
    "GM-AB 12?": ("characters", {"characters": "?"}),
    "GM_AB_12!": ("characters", {"characters": "_!"}),
    "GM-ß 12": ("characters", {"characters": "ß"}),
    "GM-AB ٣": ("characters", {"characters": "٣"}),
    "ÉA-B 12": ("characters", {"characters": "É"}),
    "123": ("format", {"text": "123"}),
    "12 AB 34": ("format", {"text": "12 AB 34"}),
    "G-M-AB 12": ("format", {"text": "G-M-AB 12"}),
    "GM-AB 12X": ("format", {"text": "GM-AB 12X"}),
    "GM-AB 12 H E": ("format", {"text": "GM-AB 12HE"}),
    "GM-AB 1H 04/10 H": ("format", {"text": "GM-AB 1HH 04/10"}),
    "GM": ("prefix_only", {"district": "GM"}),
    " k- ": ("prefix_only", {"district": "K"}),
    "GMA123": ("ambiguous", {"candidates": ["G-MA 123", "GM-A 123"]}),
    "GMAB123": ("ambiguous", {"candidates": ["GM-AB 123", "GMA-B 123"]}),
    "gmab-123 e": ("ambiguous", {"candidates": ["GM-AB 123E", "GMA-B 123E"]}),
    "GMAB 12 04/10": (
        "ambiguous",
        {"candidates": ["GM-AB 12 04/10", "GMA-B 12 04/10"]},
    ),
    "GMA 123": ("ambiguous", {"candidates": ["G-MA 123", "GM-A 123", "GMA-123"]}),
    "GM 123": ("ambiguous", {"candidates": ["G-M 123", "GM-123"]}),
    "BP1234": ("ambiguous", {"candidates": ["B-P 1234", "BP-1234"]}),
    "GMXX": ("district", {"district": "GMXX"}),
    "GMXX-AB 12": ("district", {"district": "GMXX"}),
    "GMABCD12": ("district", {"district": "GMABCD"}),
    "GM-ABC 12": ("letters", {"letters": "ABC"}),
    "GM-Ä 12": ("letters", {"letters": "Ä"}),
    "MÜ12": ("letters", {"letters": "Ü"}),
    "GM-AB": ("digits", {"digits": ""}),
    "GM AB E": ("digits", {"digits": ""}),
    "GM-AB 012": ("digits", {"digits": "012"}),
    "GM-AB 0": ("digits", {"digits": "0"}),
    "GM-AB 12345": ("digits", {"digits": "12345"}),
    "GMA12345": ("digits", {"digits": "12345"}),
    "GM-0123": ("digits", {"digits": "0123"}),
    "GM-08123": ("digits", {"digits": "08123"}),
    "Y-1234567": ("digits", {"digits": "1234567"}),
    "GM-AB 12 13/02": ("season", {"season": "13/02"}),
    "GM-AB 12 00/10": ("season", {"season": "00/10"}),
    "GM-AB 12 04/04": ("season", {"season": "04/04"}),
    "GM-AB 12 01/12": ("season", {"season": "01/12"}),
    "GM-AB 12 05/04": ("season", {"season": "05/04"}),
    "GM-AB 1 234": ("season", {"season": "234"}),
    "GM-AB 12 4/10": ("season", {"season": "4/10"}),
    "GM-AB 1204/10": ("season", {"season": "/10"}),
    "HVL-AB 1234": ("length", {"length": 9, "maximum": 8}),
    "HVLAB1234": ("length", {"length": 9, "maximum": 8}),
    "GM-AB 1234E": ("length", {"length": 9, "maximum": 8}),
    "GM-AB 1234 04/10": ("length", {"length": 8, "maximum": 7}),
    "GM-AB 123H 04/10": ("length", {"length": 8, "maximum": 7}),
    "THW-801234": ("length", {"length": 9, "maximum": 8}),
}

DISTRICTS = {"GM": "GM", " k ": "K", "gm-": "GM", "töl": "TÖL"}

VINS = {
    "WVWZZZ1JZXW000001": "WVWZZZ1JZXW000001",
    " wvw zzz-1jz xw000001 ": "WVWZZZ1JZXW000001",
    "WP0ZZZ99ZTS392124": "WP0ZZZ99ZTS392124",
    "12345678901234567": "12345678901234567",
}

REFUSED_VINS = {
    "": ("empty", {}),
    " - ": ("empty", {}),
    "WVWZZZ1JZXW00001": ("length", {"length": 16, "expected": 17}),
    "WVWZZZ1JZXW0000012": ("length", {"length": 18, "expected": 17}),
    "WVWZZZ1JZXW00000#": ("characters", {"characters": "#"}),
    "WVWZZZ1JZXWÄ000Ä1": ("characters", {"characters": "Ä"}),
    "WVWZZZ1JZXWO00OI1": ("letters_ioq", {"letters": "OI"}),
    "qVWZZZ1JZXW000001": ("letters_ioq", {"letters": "Q"}),
}

FRAME_NUMBERS = {
    " wsbc 123-45 /a ": "WSBC123-45/A",
    "io0q": "IO0Q",
    "x" * 64: "X" * 64,
}

REFUSED_FRAME_NUMBERS = {
    "  ": ("empty", {}),
    "x" * 65: ("length", {"length": 65, "maximum": 64}),
}

HSNS = {"0603": "0603", "0 603": "0603", " 0005 ": "0005"}

REFUSED_HSNS = {
    " ": ("empty", {"part": "HSN"}),
    "603": ("length", {"length": 3, "expected": 4, "part": "HSN"}),
    "00603": ("length", {"length": 5, "expected": 4, "part": "HSN"}),
    "O603": ("characters", {"characters": "O", "part": "HSN"}),
}

TSNS = {
    "bjm": "BJM",
    "A0O": "A0O",
    "BJM 00123 4": "BJM001234",
    "599 044 5": "5990445",
}

REFUSED_TSNS = {
    "": ("empty", {"part": "TSN"}),
    "BJ": ("length", {"length": 2, "expected": "3 / 9", "part": "TSN"}),
    "BJM00123": ("length", {"length": 8, "expected": "3 / 9", "part": "TSN"}),
    "BÜM": ("characters", {"characters": "Ü", "part": "TSN"}),
}

EVBS = {"RVA1B2C": "RVA1B2C", " rv a1b-2c ": "RVA1B2C", "S012345": "S012345"}

REFUSED_EVBS = {
    "": ("empty", {}),
    "RVA1B2": ("length", {"length": 6, "expected": 7}),
    "RVA1B2CD": ("length", {"length": 8, "expected": 7}),
    "RVA1B2/": ("characters", {"characters": "/"}),
    "RVO1B2I": ("letters_io", {"letters": "OI"}),
}

FOREIGN_PLATES = {
    "": "",
    "  w  12345 a ": "W 12345 A",
    "zh 123·456": "ZH 123·456",
    "1-abc-234": "1-ABC-234",
}


class IdentifierCase(BaseCase):
    def assertReads(self, function, table):
        for typed, expected in table.items():
            with self.subTest(typed=typed):
                self.assertEqual(function(typed), expected)

    def assertRefuses(self, function, table):
        for typed, (code, params) in table.items():
            with self.subTest(typed=typed):
                with self.assertRaises(InvalidIdentifier) as refusal:
                    function(typed)
                self.assertEqual(refusal.exception.code, code)
                self.assertEqual(refusal.exception.params, params)

    def assertIdempotent(self, function, typed_texts):
        for typed in typed_texts:
            with self.subTest(typed=typed):
                once = function(typed)
                self.assertEqual(function(once), once)

    def assertAllCodesShown(self, module, *tables):
        shown = {code for table in tables for code, _params in table.values()}
        self.assertEqual(shown, set(module.CODES))


@tagged("post_install", "-at_install")
class TestLicensePlate(IdentifierCase):
    def test_every_spelling_becomes_the_registered_one(self):
        self.assertReads(license_plate.normalize_german, SPELLED_PLATES)

    def test_what_is_no_plate_is_refused_with_its_reason(self):
        self.assertRefuses(license_plate.parse_german, REFUSED_PLATES)

    def test_every_code_is_shown(self):
        self.assertAllCodesShown(license_plate, REFUSED_PLATES)

    def test_parts(self):
        parse = license_plate.parse_german
        parts = {
            "gm ab 12 h 11/02": GermanPlate("GM", "AB", "12", "H", (11, 2)),
            "GM-AB 123": GermanPlate("GM", "AB", "123"),
            "GM-06123": GermanPlate("GM", "", "06123"),
            "BP 12-345": GermanPlate("BP", "", "12-345"),
        }
        self.assertReads(parse, parts)

    def test_registered_spelling_is_read_back_as_the_same_plate(self):
        for typed in SPELLED_PLATES:
            with self.subTest(typed=typed):
                plate = license_plate.parse_german(typed)
                self.assertEqual(license_plate.parse_german(str(plate)), plate)

    def test_candidates_are_plates_themselves(self):
        for code, params in REFUSED_PLATES.values():
            if code == "ambiguous":
                candidates = {plate: plate for plate in params["candidates"]}
                self.assertReads(license_plate.normalize_german, candidates)

    def test_district_alone_where_it_is_enough(self):
        self.assertReads(self._normalize_prefix, DISTRICTS)
        self.assertIdempotent(self._normalize_prefix, DISTRICTS)

    def test_whole_plate_where_a_district_is_enough(self):
        self.assertReads(self._normalize_prefix, SPELLED_PLATES)

    def test_faulty_plate_where_a_district_is_enough(self):
        faulty = {typed: refusal for typed, refusal in REFUSED_PLATES.items() if refusal[0] != "prefix_only"}
        self.assertRefuses(self._normalize_prefix, faulty)

    def test_foreign_plate_keeps_its_look(self):
        self.assertReads(license_plate.normalize_foreign, FOREIGN_PLATES)
        self.assertIdempotent(license_plate.normalize_foreign, FOREIGN_PLATES)

    def test_umlauts_that_were_written_out(self):
        """In the district only, and not where no umlaut is meant."""
        self.assertReads(
            license_plate.spellings,
            {
                "TOEL-A 12": ["TÖL-A 12"],
                "suew ab 1": ["SÜW-AB 1"],
                "AOE-XY 7": ["AÖ-XY 7", "AOE-XY 7"],
                "WUE-XY 7": ["WÜ-XY 7", "WUE-XY 7"],
                "WÜ-XY 7": ["WÜ-XY 7"],
                "COE-OE 815": ["COE-OE 815"],
                "UE-UE 1": ["UE-UE 1"],
                "GM-AE 1": ["GM-AE 1"],
            },
        )

    def test_plates_to_be_looked_up(self):
        self.assertReads(
            license_plate.spellings,
            {
                "hvlab 12": ["HVL-AB 12"],
                "GMA 123": ["G-MA 123", "GM-A 123", "GMA-123"],
                "zh 123456": ["ZH-123456"],
                "1-abc-234": ["1-ABC-234"],
            },
        )

    def test_reason_keeps_the_plate_out_of_logs(self):
        with self.assertRaises(InvalidIdentifier) as refusal:
            license_plate.parse_german("HVL-AB 1234")
        self.assertEqual(str(refusal.exception), "length")

    @staticmethod
    def _normalize_prefix(text):
        return license_plate.normalize_german(text, prefix_only=True)


@tagged("post_install", "-at_install")
class TestVin(IdentifierCase):
    def test_vin(self):
        self.assertReads(vin.check_vin, VINS)
        self.assertIdempotent(vin.check_vin, VINS)
        self.assertRefuses(vin.check_vin, REFUSED_VINS)

    def test_normalize_does_not_judge(self):
        self.assertIdempotent(vin.normalize, [*VINS, *REFUSED_VINS])

    def test_frame_number(self):
        self.assertReads(vin.normalize_frame_number, FRAME_NUMBERS)
        self.assertIdempotent(vin.normalize_frame_number, FRAME_NUMBERS)
        self.assertRefuses(vin.normalize_frame_number, REFUSED_FRAME_NUMBERS)

    def test_every_code_is_shown(self):
        self.assertAllCodesShown(vin, REFUSED_VINS, REFUSED_FRAME_NUMBERS)


@tagged("post_install", "-at_install")
class TestKba(IdentifierCase):
    def test_hsn(self):
        self.assertReads(kba.normalize_hsn, HSNS)
        self.assertIdempotent(kba.normalize_hsn, HSNS)
        self.assertRefuses(kba.normalize_hsn, REFUSED_HSNS)

    def test_tsn(self):
        self.assertReads(kba.normalize_tsn, TSNS)
        self.assertIdempotent(kba.normalize_tsn, TSNS)
        self.assertRefuses(kba.normalize_tsn, REFUSED_TSNS)

    def test_insurers_take_three_characters(self):
        types = {"bjm": "BJM", "BJM 00123 4": "BJM", "5990445": "599"}
        self.assertReads(kba.tsn_for_insurer, types)
        self.assertIdempotent(kba.tsn_for_insurer, types)
        self.assertRefuses(kba.tsn_for_insurer, REFUSED_TSNS)

    def test_every_code_is_shown(self):
        self.assertAllCodesShown(kba, REFUSED_HSNS, REFUSED_TSNS)


@tagged("post_install", "-at_install")
class TestEvb(IdentifierCase):
    def test_evb(self):
        self.assertReads(evb.check_evb, EVBS)
        self.assertIdempotent(evb.check_evb, EVBS)
        self.assertRefuses(evb.check_evb, REFUSED_EVBS)
        for text in [*EVBS, *REFUSED_EVBS]:
            self.assertEqual(evb.is_evb(text), text in EVBS)

    def test_normalize_does_not_judge(self):
        self.assertIdempotent(evb.normalize, [*EVBS, *REFUSED_EVBS])

    def test_every_code_is_shown(self):
        self.assertAllCodesShown(evb, REFUSED_EVBS)


@tagged("post_install", "-at_install")
class TestPhoneKey(BaseCase):
    def test_one_line_in_every_spelling(self):
        for number in (
            "+49 2261 123456",
            "+49 (0) 2261 / 12 34-56",
            "0049 2261 123456",
            "02261 123456",
            "(02261) 123456",
            "\t02261.123456 ",
        ):
            with self.subTest(number):
                self.assertEqual(phone_key(number, 49), "492261123456")

    def test_another_line(self):
        for number in ("+43 2261 123456", "02261 123457", "2261 123456"):
            with self.subTest(number):
                self.assertNotEqual(phone_key(number, 49), "492261123456")

    def test_without_a_country(self):
        self.assertEqual(phone_key("02261 123456"), "02261123456")

    def test_nothing(self):
        for number in ("", False, None, "unbekannt"):
            self.assertEqual(phone_key(number, 49), "")


@tagged("post_install", "-at_install")
class TestIban(IdentifierCase):
    def test_spelled_in_groups(self):
        self.assertReads(
            iban.spelled,
            {
                "de89370400440532013000": "DE89 3704 0044 0532 0130 00",
                "\u00a0DE89-3704.0044 0532\u200b 0130 00 ": "DE89 3704 0044 0532 0130 00",
                "": "",
                None: "",
                False: "",
            },
        )

    def test_valid(self):
        for number in ("DE89 3704 0044 0532 0130 00", "at611904300234573201", "nl91abna0417164300"):
            self.assertTrue(iban.is_valid(number), number)
        for number in ("DE88370400440532013000", "DE8937040044053201300", "AT611904300234573202", "XX", "", None):
            self.assertFalse(iban.is_valid(number), number)


@tagged("post_install", "-at_install")
class TestStreet(IdentifierCase):
    def test_one_street_in_every_spelling(self):
        for one in ("Große Straße 17 b", "GROSSE STRASSE 17B", "Grosse Str. 17b", "große str 17b", "Große Str.17 b"):
            self.assertEqual(street.key(one), street.key("Große Straße 17b"), one)

    def test_another_street(self):
        for one in ("Große Straße 17", "Kleine Straße 17b", "Große Gasse 17b", ""):
            self.assertNotEqual(street.key(one), street.key("Große Straße 17b"), one)
