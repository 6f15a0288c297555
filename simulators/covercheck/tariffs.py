"""Three invented tariffs of invented insurers, and what they cost by a rule that anybody can follow."""

import secrets
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

EVB_CHARACTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"  # no I and O
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Tariff:
    key: str
    insurer: str
    name: str
    note: str
    colour: str  # class of the style sheet
    base: int  # euros a year
    evb_prefix: str
    features: tuple  # (text, included)

    @property
    def title(self):
        return f"{self.insurer} {self.name}"


TARIFFS = (
    Tariff(
        key="basis",
        insurer="Seelotse Direkt",
        name="Kfz Basis",
        note="Günstigster Beitrag",
        colour="sea",
        base=240,
        evb_prefix="SL",
        features=(
            ("Haftpflicht bis 100 Mio. €", True),
            ("Teilkasko, 300 € Selbstbeteiligung", True),
            ("Freie Werkstattwahl", True),
            ("Vollkasko", False),
            ("Neuwertentschädigung", False),
        ),
    ),
    Tariff(
        key="komfort",
        insurer="Ahornwacht",
        name="Kfz Komfort",
        note="Unsere Empfehlung",
        colour="maple",
        base=385,
        evb_prefix="AW",
        features=(
            ("Haftpflicht bis 100 Mio. €", True),
            ("Teilkasko, 150 € Selbstbeteiligung", True),
            ("Freie Werkstattwahl", True),
            ("Vollkasko, 500 € Selbstbeteiligung", True),
            ("Neuwertentschädigung", False),
        ),
    ),
    Tariff(
        key="premium",
        insurer="Bergkrone",
        name="Kfz Premium",
        note="Bester Schutz",
        colour="peak",
        base=510,
        evb_prefix="BK",
        features=(
            ("Haftpflicht bis 100 Mio. €", True),
            ("Teilkasko ohne Selbstbeteiligung", True),
            ("Freie Werkstattwahl", True),
            ("Vollkasko, 300 € Selbstbeteiligung", True),
            ("Neuwertentschädigung 24 Monate", True),
        ),
    ),
)
BY_KEY = {tariff.key: tariff for tariff in TARIFFS}


@dataclass(frozen=True)
class Factor:
    title: str
    value: Decimal


def factors(given, today=None):
    """How driver, region and vehicle of a hand-over change every tariff's base."""
    today = today or date.today()
    return (_driver(given, today), _region(given), _vehicle(given, today))


def yearly(tariff, factors_of_process):
    price = Decimal(tariff.base)
    for factor in factors_of_process:
        price *= factor.value
    return price.quantize(CENT, ROUND_HALF_UP)


def new_evb(tariff):
    return tariff.evb_prefix + "".join(secrets.choice(EVB_CHARACTERS) for _ in range(5))


def _driver(given, today):
    if "customer_birth_date" not in given:
        return Factor("Firma", Decimal("1.20"))
    age = _years(given["customer_birth_date"], today)
    value = "1.60" if age < 25 else "1.00" if age < 70 else "1.15"
    return Factor(f"Alter {age}", Decimal(value))


def _region(given):
    first = given["customer_postcode"][0]
    return Factor(f"Region {first}", Decimal("0.90") + int(first) * Decimal("0.02"))


def _vehicle(given, today):
    age = min(_years(given["vehicle_first_registration"], today), 10)
    title = "Fahrzeug neu" if not age else f"Fahrzeug {age} Jahr{'e' if age > 1 else ''}"
    return Factor(title, Decimal("1.20") - age * Decimal("0.03"))


def _years(day, today):
    born = date.fromisoformat(day)
    return max(today.year - born.year - ((today.month, today.day) < (born.month, born.day)), 0)
