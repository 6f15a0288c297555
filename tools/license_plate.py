"""German license plates (FZV §§ 9-10 and annexes 1-4); foreign ones unchecked.

No list of districts is kept: districts come and go, spelling rules stay.
"""

import re
from dataclasses import dataclass

from .errors import InvalidIdentifier
from .text import DIGITS, HYPHENS, LETTERS, check_characters, check_filled, fold

CODES = {
    "empty": "nothing typed",
    "characters": "characters: those that stand on no plate",
    "format": "text: as read; not the look of a plate at all",
    "prefix_only": "district: it stands alone where a whole plate is needed",
    "ambiguous": "candidates: list of the plates it may be; a hyphen tells",
    "district": "district: not 1-3 letters",
    "letters": "letters: not 1-2 of A-Z",
    "digits": "digits: not 1-4 (authorities: 6) without leading zero, or missing",
    "season": "season: not two months, 2-11 months apart, such as 04/10",
    "length": "length: characters with H or E; maximum: 8, with season 7",
}

MAX_LENGTH = 8
MAX_LENGTH_WITH_SEASON = 7
SEASON_MONTHS = range(2, 12)

# Annex 3 FZV: Parliament and government, Federal Police (BG, BP), waterways, THW.
FEDERAL_DISTRICTS = frozenset({"BD", "BG", "BP", "BW", "THW"})

# Auerbach, Coesfeld, Olpe, Uelzen, Ueckermünde, Uecker-Randow: no other district has these letters without
# an umlaut being meant.
DISTRICTS_WITHOUT_UMLAUT = frozenset({"AE", "COE", "OE", "UE", "UEM", "UER"})

_ALPHABET = LETTERS + "ÄÖÜ"
_UMLAUTS = {"AE": "Ä", "OE": "Ö", "UE": "Ü"}
_WRITTEN_OUT = re.compile("|".join(_UMLAUTS))
_DISTRICT_APART = re.compile(rf"\A [A-Z]+ (?= [\s.{HYPHENS}] )", re.VERBOSE)
_BLANKS_WITH_HYPHEN = re.compile(rf"[\s.]* [{HYPHENS}] [\s.{HYPHENS}]*", re.VERBOSE)
_BLANKS = re.compile(r"[\s.]+")
_BLANKS_AROUND_SLASH = re.compile(r"[ -]*/[ -]*")

# "GMA 123", "GMAB-123": where the district ends is not told. "GM-123" tells it.
_UNDIVIDED = re.compile(
    r"""
    (?P<run>  [A-ZÄÖÜ]+ )
    (?P<gap>  [ ]? | (?<= [A-ZÄÖÜ]{4} ) - )
    (?P<rest> [0-9] .* )
    """,
    re.VERBOSE,
)

# GM-AB 123, GM-AB 123E, GM-AB 123H 04/10
_LETTERED = re.compile(
    r"""
    (?P<district> [A-ZÄÖÜ]+ )  [ -]
    (?P<letters>  [A-ZÄÖÜ]+ )  [ -]?
    (?P<digits>   [0-9]* )     [ -]?
    (?P<before>   [HE]? )      [ -]?
    (?P<season>   (?: /? [0-9] [-/ 0-9]*? )? ) [ -]?
    (?P<behind>   [HE]? )
    """,
    re.VERBOSE,
)

# Authorities GM-123, forces Y-123456, police BP-12-345, diplomats 0-17-1,
# dealers' red plates GM-06123, short-time GM-04123, export GM-123A
_NUMBERED = re.compile(
    r"""
    (?P<district> [A-ZÄÖÜ]+ | 0 )       [ -]
    (?P<digits>   [0-9]+ (?: [ -] [0-9]+ )? ) [ -]?
    (?P<suffix>   [A-Z]? )
    """,
    re.VERBOSE,
)

_SEASON = re.compile(r"(?P<start> [0-9]{2} ) [-/ ]? (?P<end> [0-9]{2} )", re.VERBOSE)

_DISTRICT = re.compile(r"[A-ZÄÖÜ]{1,3} | 0", re.VERBOSE)
_IDENTIFICATION_LETTERS = re.compile(r"[A-Z]{1,2}")
_LETTERED_DIGITS = re.compile(r"[1-9][0-9]{0,3}")
_NUMBERED_DIGITS = re.compile(
    r"""
      [1-9] [0-9]{0,5}               # authorities
    | 0 [3-7] [0-9]{1,4}             # 03, 04 short-time; 05, 06, 07 red
    | [1-9] [0-9]{0,2} - [0-9]{1,4}  # federal and diplomatic groups
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class GermanPlate:
    """A plate in its parts; ``str()`` spells it as it is registered.

    :ivar str district: "GM"; alone for a vehicle that is only offered
    :ivar str letters: "AB"; "" on authority, red and federal plates
    :ivar str digits: "123"; grouped "12-345" on some federal plates
    :ivar str suffix: "H" historic, "E" electric; one letter on export plates
    :ivar season: (first month, last month), both inclusive, or None
    """

    district: str
    letters: str = ""
    digits: str = ""
    suffix: str = ""
    season: tuple = None

    def __str__(self):
        number = f"{self.digits}{self.suffix}"
        identification = f"{self.letters} {number}" if self.letters else number
        plate = "-".join(filter(None, (self.district, identification)))
        return f"{plate} {self.season_text}" if self.season else plate

    @property
    def length(self):
        """Characters as annex 4 FZV counts them: H and E too, the season not."""
        number = self.digits.replace("-", "")
        return len(self.district + self.letters + number + self.suffix)

    @property
    def max_length(self):
        return MAX_LENGTH_WITH_SEASON if self.season else MAX_LENGTH

    @property
    def season_months(self):
        start, end = self.season
        return (end - start) % 12 + 1

    @property
    def season_text(self):
        return "{:02}/{:02}".format(*self.season)


def parse_german(text, *, prefix_only=False):
    """The plate typed in any of the usual ways, e.g. ``"gm ab123 e"``.

    :param prefix_only: accept a district alone as well
    :rtype: GermanPlate
    :raise InvalidIdentifier: any of ``CODES``
    """
    typed = _tidy(text)
    if typed.isalpha():
        return _parse_district(typed, prefix_only)
    plates, refusals = _try_all(_spellings(typed))
    if not plates:
        raise refusals[0]
    if len(plates) > 1:
        raise InvalidIdentifier("ambiguous", candidates=[str(p) for p in plates])
    return plates[0]


def normalize_german(text, prefix_only=False):
    """The registered spelling, e.g. ``"GM-AB 123E"``; errors as ``parse_german``."""
    return str(parse_german(text, prefix_only=prefix_only))


def with_umlauts(text):
    """What an insurer that knows no umlauts means: ``"TOEL-A 12"`` -> ``"TÖL-A 12"``.

    Where it is not told which letters are the district, all stay as they are.
    """
    return _DISTRICT_APART.sub(_umlaut_in, fold(text).strip(), count=1)


def spellings(text):
    """As which a plate that somebody else has written may be known, the surest first: ``"WUE-A 1"`` -> WÜ-A 1, WUE-A 1.

    Several, too, where it is not told where the district ends; a foreign one as it is.

    :rtype: list[str]
    """
    found = [plate for each in (with_umlauts(text), text) for plate in _possible(each)]
    return list(dict.fromkeys(found)) or [normalize_foreign(text)]


def normalize_foreign(text):
    """Upper case, single blanks, nothing else; unchecked."""
    return " ".join(fold(text).split())


def _umlaut_in(district):
    letters = district[0]
    if letters in DISTRICTS_WITHOUT_UMLAUT:
        return letters
    return _WRITTEN_OUT.sub(lambda pair: _UMLAUTS[pair[0]], letters, count=1)


def _possible(text):
    try:
        return [normalize_german(text)]
    except InvalidIdentifier as error:
        return error.params.get("candidates", [])


def _tidy(text):
    """Every gap between parts as one hyphen, or as one blank if none was typed."""
    typed = _BLANKS_WITH_HYPHEN.sub("-", fold(text))
    typed = _BLANKS.sub(" ", typed).strip("- ")
    check_filled(typed)
    check_characters(typed, _ALPHABET + DIGITS + " -/")
    return _BLANKS_AROUND_SLASH.sub("/", typed)


def _parse_district(typed, prefix_only):
    plate = GermanPlate(typed)
    _require(_is_district(plate), "district", district=typed)
    _require(prefix_only, "prefix_only", district=typed)
    return plate


def _spellings(typed):
    """The divided spellings that an undivided one may stand for."""
    undivided = _UNDIVIDED.fullmatch(typed)
    if not undivided:
        return [typed]
    run, rest = undivided["run"], undivided["rest"]
    spellings = [f"{run[:cut]}-{run[cut:]}{rest}" for cut in _cuts(run)]
    if not spellings or undivided["gap"] or _looks_numbered(run, rest):
        spellings.append(f"{run}-{rest}")
    return spellings


def _cuts(run):
    """Where 1-3 letters of district may end before 1-2 letters: "GMA" -> 1, 2"""
    return [cut for cut in (1, 2, 3) if 1 <= len(run) - cut <= 2]


def _looks_numbered(run, rest):
    return run in FEDERAL_DISTRICTS or rest.startswith("0")


def _try_all(spellings):
    plates, refusals = [], []
    for spelling in spellings:
        try:
            plates.append(_read(spelling))
        except InvalidIdentifier as refusal:
            refusals.append(refusal)
    return plates, refusals


def _read(spelling):
    for shape, read in _READERS:
        parts = shape.fullmatch(spelling)
        if parts:
            return _checked(read(parts))
    raise InvalidIdentifier("format", text=spelling)


def _read_lettered(parts):
    return GermanPlate(
        district=parts["district"],
        letters=parts["letters"],
        digits=parts["digits"],
        suffix=parts["before"] + parts["behind"],
        season=_read_season(parts["season"]),
    )


def _read_numbered(parts):
    return GermanPlate(
        district=parts["district"],
        digits=_read_groups(parts["digits"]),
        suffix=parts["suffix"],
    )


def _read_groups(text):
    """A hyphen groups (BP 12-345), a blank only eases reading (Y-123 456).

    Red and short-time plates have no groups.
    """
    digits = text.replace(" ", "")
    return digits.replace("-", "") if digits.startswith("0") else digits


def _read_season(text):
    if not text:
        return None
    season = _SEASON.fullmatch(text)
    _require(season, "season", season=text)
    return int(season["start"]), int(season["end"])


_READERS = ((_LETTERED, _read_lettered), (_NUMBERED, _read_numbered))


def _is_district(plate):
    return _DISTRICT.fullmatch(plate.district)


def _has_sound_letters(plate):
    return not plate.letters or _IDENTIFICATION_LETTERS.fullmatch(plate.letters)


def _has_sound_digits(plate):
    shape = _LETTERED_DIGITS if plate.letters else _NUMBERED_DIGITS
    return shape.fullmatch(plate.digits)


def _has_sound_suffix(plate):
    return len(plate.suffix) <= 1


def _has_sound_season(plate):
    if not plate.season:
        return True
    is_month = all(1 <= month <= 12 for month in plate.season)
    return is_month and plate.season_months in SEASON_MONTHS


def _fits(plate):
    return plate.length <= plate.max_length


# In the order in which a plate is read.
_RULES = (
    (_is_district, "district", lambda plate: {"district": plate.district}),
    (_has_sound_letters, "letters", lambda plate: {"letters": plate.letters}),
    (_has_sound_digits, "digits", lambda plate: {"digits": plate.digits}),
    (_has_sound_suffix, "format", lambda plate: {"text": str(plate)}),
    (_has_sound_season, "season", lambda plate: {"season": plate.season_text}),
    (
        _fits,
        "length",
        lambda plate: {"length": plate.length, "maximum": plate.max_length},
    ),
)


def _checked(plate):
    for holds, code, params in _RULES:
        if not holds(plate):
            raise InvalidIdentifier(code, **params(plate))
    return plate


def _require(condition, code, **params):
    if not condition:
        raise InvalidIdentifier(code, **params)
